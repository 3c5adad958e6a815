// Where nuclei may be: bright blobs of "nuclear signal", more of them than there are nuclei.
//
// Nuclear signal is haematoxylin less a share of DAB, compressed so that a pale nucleus is a blob beside a dark one.
// Multi-scale differences of Gaussians approximate the scale-normalised Laplacian (Lindeberg, IJCV 1998;30:79; Lowe,
// IJCV 2004;60:91); a local maximum at any of the scales is a candidate. One nucleus may have several (its chromatin
// clumps, itself, itself with a neighbour): each is outlined (nucleus_outline.h), and the outlines decide
// (nucleus_selection.h). Blobs are smooth, so they are looked for on a grid of half the resolution, whose maxima are
// located between its pixels. Pure functions; thread-safe.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "segmentation/analysis_grid.h"
#include "segmentation/scale_space.h"
#include "stain/image.h"
#include "stain/option_descriptor.h"

namespace herald {

// [nucleus] in the configuration. Optical densities are those of a slide whose haematoxylin scale is kReferenceScaleOd.
// Defaults were chosen, unless stated, on four public Ki67 fields (leaving out the field reported on changes little:
// tests/accuracy/evaluate.py --tune-nuclei) and on 218 nuclei marked by hand under 2+ and 3+ membranes.
struct NucleusOptions {
  // 0 says that the marker is nuclear: kNuclearMarkerDabShare of DAB is added instead.
  double dab_coefficient = 0.3;
  double smallest_radius_um = 2.5;
  double largest_radius_um = 6.5;  // at least 1.1 times smallest_radius_um
  double minimum_response_od = 0.012;
  double minimum_score_od = 0.0065;  // nucleus_outline.h
  double minimum_centre_probability = 0.28;
  double largest_overlap = 0.2;
  double split_gain = 1.3;  // two touching nuclei against both as one
  double split_valley = 0.9;
  double largest_outline_um = 9.0;
  double outline_step_um = 0.5;  // rays are 11.25 degrees apart
  // No membrane runs through a nucleus. On core_2 it parts nuclei on both sides of a membrane.
  double membrane_price_od_per_um = 0.1;
  // Blur and optics put the steepest fall inside the rim.
  double rim_um = 0.6;
};

template <>
struct Described<NucleusOptions> : OptionTable<NucleusOptions> {
  static constexpr std::array kOptions = {
      // clang-format off
      number("nucleus.dab_coefficient", kMeasured, &Options::dab_coefficient, {0, 1}, "",
             "Share of DAB subtracted from haematoxylin: 0 for nuclear markers, whose brown nuclei count as nuclei.",
             "best under 2+ and 3+ membranes of hand-marked nuclei"),
      number("nucleus.smallest_radius_um", kMeasured, &Options::smallest_radius_um, {1, 10}, "um",
             "Smallest blob looked for.",
             "smaller blobs are nucleoli"),
      number("nucleus.largest_radius_um", kMeasured, &Options::largest_radius_um, {1.1, 12}, "um",
             "Largest blob looked for.",
             "tuning phantoms: of a wide nucleus with 5.2 a part is taken; outlines may be larger"),
      number("nucleus.minimum_response_od", kMeasured, &Options::minimum_response_od, {0.001, 2}, "optical density",
             "Smallest blob response of a candidate nucleus, on a slide whose haematoxylin scale is 0.1.",
             "low, since outlines decide; 0.016 loses pale nuclei"),
      number("nucleus.minimum_score_od", kMeasured, &Options::minimum_score_od, {0.0001, 1}, "optical density",
             "Smallest score of a nucleus outline: how far the signal falls along it, on such a slide.",
             "between pale nuclei and islands of cytoplasm, on marked nuclei and phantoms"),
      number("nucleus.minimum_centre_probability", kMeasured, &Options::minimum_centre_probability, {0, 0.99}, "",
             "Smallest probability, as a small net sees it, that the middle of an outline is that of a nucleus. Where it is as "
             "likely and there is no blob, a candidate is added.",
             "marked nuclei and phantoms; 0 asks no net"),
      number("nucleus.largest_overlap", kMeasured, &Options::largest_overlap, {0, 1}, "share",
             "Outlines that share more of the smaller one are rivals for one nucleus.",
             "overlapping nuclei share less"),
      number("nucleus.split_gain", kMeasured, &Options::split_gain, {0.5, 10}, "",
             "Two outlines replace a better one that covers both when they score this many times more.",
             "marked nuclei and phantoms"),
      number("nucleus.split_valley", kMeasured, &Options::split_valley, {0, 2}, "share",
             "... and the signal between their seeds falls below this share of the lower one.",
             "marked nuclei and phantoms"),
      number("nucleus.largest_outline_um", kMeasured, &Options::largest_outline_um, {2, 12}, "um",
             "Largest distance from seed to nucleus outline.",
             "tuning phantoms with wide nuclei: less false than with 7"),
      number("nucleus.outline_step_um", kMeasured, &Options::outline_step_um, {0.1, 2}, "um",
             "Largest change of radius between neighbouring rays of the outline.",
             "chosen by eye"),
      number("nucleus.membrane_price_od_per_um", kMeasured, &Options::membrane_price_od_per_um, {0, 10},
             "optical density per um",
             "Price of clear membrane between the seed and the nucleus outline; none for nuclear markers.",
             "tuning phantoms: 0 to 0.1 takes false cells from 8 to 3 %"),
      number("nucleus.rim_um", kMeasured, &Options::rim_um, {0, 3}, "um",
             "From the steepest fall of the signal to the outer rim of the nucleus that is reported.",
             "where a person draws the rim: marked nuclei"),
      // clang-format on
  };
};

// Throws std::invalid_argument naming field, value and range.
void validate(const NucleusOptions& options);

inline constexpr int kNucleusScales = 4;
inline constexpr double kNuclearMarkerDabShare = 0.4;  // DAB's density in red light in units of haematoxylin's

struct NucleusSeed {
  int x = 0;  // analysis pixel of the tile
  int y = 0;
  float response_od = 0;
  float radius_um = 0;  // of the scale it was found at
};

// Analysis pixels per pixel of the grid blobs are looked for on, along one axis.
inline constexpr int kBlobGridPx = 2;
static_assert(AnalysisGrid::kBlockPx % kBlobGridPx == 0);

// How far a pixel can be from a candidate that depends on it, micrometres.
[[nodiscard]] double candidateReachUm(const NucleusOptions& options);

// Nuclear signal in optical density, 0 to kSignalCeilingOd; 0 where DAB outweighs haematoxylin: the deeper membranes
// went below it, the more an island of cytoplasm between them would look like a nucleus. All images have one size.
// `hematoxylin_scale_od` is the slide's (hematoxylin_scale.h): both stains are weighted so that its nuclei are as
// strong as those of a slide of kReferenceScaleOd, which the options' optical densities are of. 0: not known, taken as
// it is.
inline constexpr double kSignalCeilingOd = 0.5;
inline constexpr double kReferenceScaleOd =
    0.1;  // as Ki67 fields have (0.05-0.16), on which it was chosen; whole cores have 0.02-0.05
void nuclearSignal(ImageView<std::int16_t> hematoxylin_milli_od, ImageView<std::int16_t> dab_milli_od,
                   double dab_coefficient, double hematoxylin_scale_od, Image<float>& signal);

// Signal on the blob grid: means of 2 x 2 pixels; the last column and row of an odd size stand for themselves.
void halveSignal(ImageView<float> signal, Image<float>& blob_signal);

// Candidates, from the top of an image downwards, while it comes and goes row by row. Row-major; of several scales at
// one pixel the largest stands for all.
class CandidateFinder {
 public:
  // Begins an image of `width` analysis pixels; keeps the memory of the last one.
  void begin(int width, double um_per_px, const NucleusOptions& options);
  // Looks through the rows that can be made of `blob_signal`, which begins with the first row that was not there the
  // last time (or before) and is half of an image of so far `height` analysis rows. Adds to `candidates`, the last of
  // which may move and go again: they are settled above settledRow(). Pixels beyond the border repeat the last one.
  void find(const HeldRows<float>& blob_signal, int height, std::vector<NucleusSeed>& candidates);
  // Analysis row; candidates above it will not change.
  [[nodiscard]] int settledRow() const { return kBlobGridPx * looked_; }

 private:
  static constexpr int kKeptRows = 3;  // of each response: one with its neighbours
  void respond(const HeldRows<float>& blob_signal);
  void addMaxima(std::size_t scale, int height, std::vector<NucleusSeed>& candidates);
  [[nodiscard]] float* response(std::size_t scale, int y);

  int width_ = 0;       // analysis pixels
  int blob_width_ = 0;  // as all rows below
  int responded_ = 0;   // rows whose response is known
  int looked_ = 0;      // rows searched
  float minimum_response_od_ = 0;
  float gain_ = 0;
  std::array<double, kNucleusScales> radius_um_{};
  std::array<GaussianRows, kNucleusScales + 1> smoothing_;  // ascending scales
  std::vector<float> responses_;                            // [row % kKeptRows][scale][x]
  std::vector<std::uint8_t> peaks_;
};

}  // namespace herald
