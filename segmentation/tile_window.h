// The rows of a tile's region that are held at a time, and what is made of each of them.
//
// A window moves down the region: colours are added below, rows that nothing reads any more are dropped above, and
// every image is made once for each row, while it is in the processor's cache, as soon as the rows below that it takes
// are there. So a tile may be as high as the slide while its memory is that of the window, and but for its sides and
// ends nothing is made twice. Thread-safe when each thread has its own.
#pragma once

#include <cstdint>
#include <vector>

#include "segmentation/analysis_grid.h"
#include "segmentation/membraneness.h"
#include "segmentation/nuclei.h"
#include "segmentation/nucleus_centres.h"
#include "segmentation/outline_plane.h"
#include "segmentation/scale_space.h"
#include "segmentation/territories.h"
#include "stain/image.h"
#include "stain/unmixing.h"

namespace herald {

class TileWindow {
 public:
  // Level-0 pixels: what a window moves down, whole blocks of the grid, as are the columns of `measured`, which are
  // kept at full resolution; and what of it has a picture.
  struct Area {
    PixelRect region_in_level0;
    PixelRect measured_in_level0;
    PixelRect slide_in_level0;
  };
  // Begins at the top of the region. Holds up to `capacity_px` level-0 rows, but no more than the region has.
  void begin(const AnalysisGrid& grid, const Area& area, int capacity_px, const NucleusOptions& nucleus,
             const TerritoryOptions& territory, double hematoxylin_scale_od);
  // Adds rows below in parts from left to right, all of one height. Unmixes the part from column `x_px` of the region
  // on, whole blocks; to full resolution as well when `measured`. True when it is the last of its rows: then all that
  // can be made with them is. Throws std::invalid_argument for a part beside its place or of another height than the
  // one before, when it is not whole blocks, when there is no room for it, or when the region has no such pixels.
  bool unmixPart(ImageView<Rgb8> colours, int x_px, bool measured, const UnmixingTables& tables);
  // The same for a part without stain.
  bool blankPart(int x_px, int width_px, int height_px);
  // Drops rows above, whole blocks.
  void dropRows(int count_px);

  // Level-0 rows: the first one held, how many are held, whether so many more can be.
  [[nodiscard]] std::int64_t firstRowInLevel0() const { return region_.y + first_px_; }
  [[nodiscard]] int heldPx() const { return held_px_; }
  [[nodiscard]] bool hasRoomFor(int rows_px) const { return held_px_ + rows_px <= capacity_px_; }
  [[nodiscard]] bool reachesEnd() const { return first_px_ + held_px_ == region_.height; }

  // Full resolution, measured columns.
  [[nodiscard]] ImageView<BrownPixel> brown() const { return full_.brown.view().topRows(held_px_); }
  // Analysis grid, all rows held.
  [[nodiscard]] ImageView<std::int16_t> hematoxylin() const { return held(planes_.hematoxylin); }
  [[nodiscard]] ImageView<std::int16_t> dab() const { return held(planes_.dab); }
  [[nodiscard]] ImageView<std::int16_t> meanOd() const { return held(planes_.mean_od); }
  // The last rows of these are not made yet, unless the region ends there.
  [[nodiscard]] ImageView<std::int16_t> smoothOd() const { return held(smooth_od_); }
  [[nodiscard]] ImageView<std::int16_t> smoothDab() const { return held(membraneness_.smooth_dab); }
  [[nodiscard]] ImageView<std::uint8_t> membraneness() const { return held(membraneness_.value); }
  // Logits of being near the centre of a nucleus (nucleus_net.h).
  [[nodiscard]] ImageView<std::int8_t> centres() const { return held(centres_); }
  [[nodiscard]] const OutlinePlane& outlinePlane() const { return outline_plane_; }
  // In rows held, counted from the first one; row-major. What lies above settledRow() will not change and can be
  // outlined.
  [[nodiscard]] std::vector<NucleusSeed>& candidates() { return candidates_; }
  [[nodiscard]] const std::vector<NucleusSeed>& candidates() const { return candidates_; }
  [[nodiscard]] int settledRow() const;

 private:
  template <class T>
  [[nodiscard]] ImageView<T> held(const Image<T>& image) const {
    return image.view().topRows(held_px_ / downsample_);
  }
  template <class T>
  [[nodiscard]] HeldRows<T> heldRows(const Image<T>& image) const {
    return {held(image), first_px_ / downsample_, reachesEnd()};
  }
  void requirePart(int x_px, int width_px, int height_px) const;
  bool endPart(int width_px, int height_px);
  void addRows(int count_px);
  void makeMembraneness();
  void makeSmoothOd();
  void makeOutlinePlane(const HeldRows<float>& signal);

  PixelRect region_;
  int downsample_ = 1;
  int left_px_ = 0;  // of the columns kept at full resolution, in the region
  int first_px_ = 0;
  int held_px_ = 0;
  int capacity_px_ = 0;
  int part_px_ = 0;  // columns of the rows being added that are there
  int band_px_ = 0;  // how many rows these are
  double dab_coefficient_ = 0;
  double hematoxylin_scale_od_ = 0;

  FullResolutionPlanes full_;
  AnalysisPlanes planes_;
  Image<std::int16_t> smooth_od_;
  Membraneness membraneness_;
  OutlinePlane outline_plane_;
  Image<std::int8_t> centres_;
  std::vector<NucleusSeed> candidates_;
  // Of the rows added last.
  Image<float> signal_;
  Image<float> blob_signal_;
  // Rows of the region that are made.
  int membraneness_rows_ = 0;
  int smooth_od_rows_ = 0;
  int signal_rows_ = 0;  // of the outline plane, as the next
  int outline_rows_ = 0;
  MembranenessRows membraneness_maker_;
  GaussianRows od_smoothing_;
  GaussianRows signal_smoothing_;
  CandidateFinder finder_;
  NucleusCentreRows centre_maker_;
};

}  // namespace herald
