// What the nucleus net (nucleus_net.h) says of the rows of a tile, made in bands while the rows come and go.
//
// Thread-safe when each thread has its own.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "segmentation/nucleus_net.h"
#include "segmentation/nucleus_outline.h"
#include "stain/image.h"

namespace herald {

class NucleusCentreRows {
 public:
  // Analysis pixels of a region, along one axis: from `first` to before `end`.
  struct Span {
    int first = 0;
    int end = 0;
    // `position` itself, or, outside, its mirror image, as far as there is one.
    [[nodiscard]] int mirrored(int position) const;
  };
  // Begins the rows of a region `width` analysis pixels wide. `columns` and `rows` are those with picture: beyond them
  // the net sees it mirrored, so that a nucleus cut by the picture's edge looks like one. `hematoxylin_scale_od`: the
  // slide's; 0: not known, and every place is as good as any other (kCertain). `dab_coefficient` as in NucleusOptions:
  // the DAB of a nuclear marker is shown to the net as haematoxylin, as nuclearSignal has it. The region begins on the
  // net's grid.
  void begin(int width, Span columns, Span rows, double hematoxylin_scale_od, double dab_coefficient);
  // Rows below a row that it takes.
  [[nodiscard]] static int reachPx() { return kNucleusNetMarginPx + kNucleusNetGridPx; }
  // How many rows are made, from the region's first one.
  [[nodiscard]] int rows() const { return rows_; }

  // Makes what rows can be made in whole bands, into `centres`, whose first row is the first one held. The rows held
  // must include reachPx() above the next one to be made, but for those above the region.
  static constexpr int kBandPx = 64;
  static constexpr std::int8_t kCertain = 127;
  void make(const HeldRows<std::int16_t>& hematoxylin, const HeldRows<std::int16_t>& dab, Image<std::int8_t>& centres);

 private:
  // What the net is to see of a row of the region, with a mirrored margin on both sides.
  void showRow(const std::int16_t* hematoxylin, const std::int16_t* dab, int shown_row);
  void mirrorSides(std::int16_t* row) const;
  void makeBand(const HeldRows<std::int16_t>& hematoxylin, const HeldRows<std::int16_t>& dab, int end,
                Image<std::int8_t>& centres);

  int width_ = 0;
  Span picture_columns_;
  Span picture_rows_;
  int rows_ = 0;
  int encoded_scale_milli_od_ = 0;
  std::optional<NucleusNetEncoding> encoding_;
  std::int32_t marker_milli_share_ = 0;  // of DAB that stands for haematoxylin; 0: DAB is no marker of nuclei
  Image<std::int16_t> hematoxylin_;      // of a band, as the net is to see it
  Image<std::int16_t> dab_;
  NucleusNetInput input_;
  UNetScratch scratch_;
  Image<std::int8_t> logits_;
};

// The smallest logit of NucleusOptions::minimum_centre_probability, which is not 0.
[[nodiscard]] int leastCentreLogit(const NucleusOptions& options);

// Takes the score of outlines in whose middle the net sees no nucleus: nowhere within kMiddleUm of the outline's
// centroid is the probability at least NucleusOptions::minimum_centre_probability. `seeds` are pixels of `centres`,
// `outlined` runs in parallel.
inline constexpr double kMiddleUm = 1.5;
void rejectByNet(ImageView<std::int8_t> centres, std::span<const NucleusSeed> seeds, double um_per_px,
                 const NucleusOptions& options, std::span<OutlinedNucleus> outlined);

// How far from a seed a pixel can be that its rejection depends on, micrometres.
[[nodiscard]] double rejectionReachUm(const NucleusOptions& options);

}  // namespace herald
