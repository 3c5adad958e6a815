// Finds nuclei: bright blobs of "nuclear signal" = haematoxylin - coefficient x DAB at about 0.5 um per pixel.
//
// Multi-scale differences of Gaussians, which approximate the scale-normalised Laplacian (Lindeberg, IJCV 1998;30:79;
// Lowe, IJCV 2004;60:91); a nucleus is a local maximum over position and scale. A weaker maximum gives way to a
// stronger one within a fraction of the larger radius. That rule compares maxima with each other, never with earlier
// decisions, so a nucleus depends only on pixels within NucleusOptions::reachUm. Ties go to the smaller (y, x). Pure
// functions; thread-safe.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "segmentation/scale_space.h"
#include "stain/image.h"

namespace herald {

// [nucleus] in the configuration.
struct NucleusOptions {
  // Share of DAB subtracted from haematoxylin: membranes and DAB-laden cytoplasm must not look like nuclei. 0.3: best
  // by hand-marked nuclei under 2+ and 3+ membranes (F1 0.91 and 0.70); 0 for nuclear markers.
  double dab_coefficient = 0.3;
  // Smallest and largest radius looked for, micrometres. Lymphocytes have 2.5-3.5, tumour nuclei 3-6. Smaller blobs are
  // nucleoli: from 2.2 on, public Ki67 fields lose 0.05 of F1.
  double smallest_radius_um = 2.9;
  double largest_radius_um = 5.0;
  // A blob's response is weighted by (its radius / the largest radius) to this power, so that a nucleus wins over its
  // own nucleoli and chromatin clumps. On the sample slides 0.7 finds 95-99 % of tumour nuclei where 0 finds 88-98 %,
  // with fewer false ones.
  double scale_preference = 0.7;
  // Smallest weighted response, optical density of the nuclear signal. Chosen on the sample slides and by eye on the
  // four HER2 cores.
  double minimum_response_od = 0.018;
  // Of two maxima closer than this share of the larger radius the weaker one is dropped: a vesicular nucleus is one
  // nucleus.
  double separation = 0.85;
  // Largest distance from the seed to the nucleus outline, micrometres.
  double largest_outline_um = 6.5;
  // Smoothness of the outline: largest change of radius between neighbouring rays (11.25 degrees), micrometres.
  double outline_step_um = 0.5;

  // How far from a nucleus's seed a pixel can influence whether it is detected, micrometres.
  [[nodiscard]] double reachUm() const;
};

// Throws std::invalid_argument naming field, value and range.
void validate(const NucleusOptions& options);

inline constexpr int kNucleusScales = 3;

struct NucleusSeed {
  int x = 0;  // analysis pixel of the tile
  int y = 0;
  float response_od = 0;
  float radius_um = 0;  // of the scale with the strongest response
};

struct NucleusScratch {
  Image<float> signal;
  std::array<Image<float>, kNucleusScales + 1> smooth;
  Image<float> response;
  Image<std::uint8_t> scale;
  SmoothingScratch smoothing;
};

// Nuclear signal in optical density, not below -0.05: the darker the membranes around it, the more an island of
// cytoplasm would look like a nucleus. All images have one size.
void nuclearSignal(ImageView<std::int16_t> hematoxylin_milli_od, ImageView<std::int16_t> dab_milli_od,
                   double dab_coefficient, Image<float>& signal);

// Seeds in row-major order. `hematoxylin` and `dab`: analysis planes (milli-OD) of one size. Pixels beyond the border
// repeat the last one. `scratch.signal` and `scratch.response` hold the intermediate images afterwards.
[[nodiscard]] std::vector<NucleusSeed> findNuclei(ImageView<std::int16_t> hematoxylin, ImageView<std::int16_t> dab,
                                                  double um_per_px, const NucleusOptions& options,
                                                  NucleusScratch& scratch);

}  // namespace herald
