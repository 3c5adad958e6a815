// Stain vectors of a slide from a sample of its tissue pixels.
//
// After Macenko et al., ISBI 2009:1107, with two changes that immunohistochemistry asks for: the plane is the one of
// the starting vectors (slides with few DAB pixels have no plane of their own), and each stain is estimated from the
// pixels that show it nearly alone, so that a stain that is absent keeps its starting vector. Estimates that are too
// few, too far off or too close to each other fall back, and say so. Pure function; thread-safe.
#pragma once

#include <span>
#include <string>

#include "stain/image.h"
#include "stain/slide_statistics.h"
#include "stain/stain_matrix.h"

namespace herald {

enum class StainSource { kAuto, kDefault };

// [stain] in the configuration.
struct StainEstimateOptions {
  // Automatic: estimated from the slide, with fallback to the default vectors. Default: always those vectors.
  StainSource source = StainSource::kAuto;
  // Pixels below this length of the optical-density vector carry no reliable direction. 0.15 as Macenko uses.
  double minimum_od = 0.15;
  // DAB pixels must be at least this dense: faint brown is mixed with the counterstain. Optical density, vector length.
  double minimum_dab_od = 0.45;
  // Share (of haematoxylin or DAB in their sum) from which a pixel shows that stain nearly alone.
  double purity = 0.90;
  // Pixels needed for an estimate.
  int minimum_pixels = 500;
  // An estimate farther than this from its starting vector is not believed, degrees. Published scanners and batches
  // differ by up to about 10.
  double largest_change_deg = 12;
};

void validate(const StainEstimateOptions& options);

struct StainEstimate {
  StainMatrix stains;
  std::string source;  // "estimated", or "default (haematoxylin: 120 pixels, 500 needed; ...)" per stain that fell back
};

// `pixels`: tissue colours in any order, fully sampled or not. The result does not depend on their order.
[[nodiscard]] StainEstimate estimateStains(std::span<const Rgb8> pixels, const BackgroundLight& background,
                                           const StainMatrix& start, const StainEstimateOptions& options);

}  // namespace herald
