// Stain vectors of a slide from a sample of its tissue pixels.
//
// After Macenko et al., ISBI 2009:1107, with two changes that immunohistochemistry calls for: the plane is the one of
// the starting vectors (slides with few DAB pixels have no plane of their own), and each stain is estimated from the
// pixels that show it nearly alone, so that a stain that is absent keeps its starting vector. Estimates that are too
// few, too far off or too close to each other fall back, and say so. How long a vector must be to have a direction
// follows the slide: half of the length that a twentieth of its tissue reaches, so that a pale counterstain is measured
// as a strong one is, but never less than noise has. Pure function; thread-safe.
#pragma once

#include <array>
#include <span>
#include <string>
#include <string_view>

#include "stain/image.h"
#include "stain/option_descriptor.h"
#include "stain/slide_statistics.h"
#include "stain/stain_matrix.h"

namespace herald {

enum class StainSource { kAuto, kDefault };
inline constexpr std::array<std::string_view, 2> kStainSourceNames = {"auto", "default"};

// [stain] in the configuration.
struct StainEstimateOptions {
  StainSource source = StainSource::kAuto;
  double minimum_od = 0.15;  // of a strong counterstain
  double minimum_dab_od = 0.45;
  double purity = 0.90;  // of haematoxylin or DAB in their sum
  int minimum_pixels = 500;
  double largest_change_deg = 12;
};

template <>
struct Described<StainEstimateOptions> : OptionTable<StainEstimateOptions> {
  static constexpr std::array kOptions = {
      // clang-format off
      choice<&Options::source>("stain.source", kMeasured, kStainSourceNames,
                               "Stain vectors estimated from the slide with fallback, or always the default ones.",
                               "published stain vectors are the fallback"),
      number("stain.minimum_od", kMeasured, &Options::minimum_od, {0.01, 3}, "optical density",
             "Shorter optical-density vectors have no direction, at most: less where the counterstain is pale.",
             "Macenko, ISBI 2009:1107"),
      number("stain.minimum_dab_od", kMeasured, &Options::minimum_dab_od, {0.01, 3}, "optical density",
             "Shorter vectors do not show DAB alone.",
             "chosen by eye: faint brown is mixed with the counterstain"),
      number("stain.purity", kMeasured, &Options::purity, {0.51, 1}, "share",
             "Share of one stain from which a pixel shows it nearly alone.",
             "chosen by eye"),
      number("stain.minimum_pixels", kMeasured, &Options::minimum_pixels, {1, 1000000000.0}, "pixels",
             "Pixels needed for an estimate.",
             "chosen by eye"),
      number("stain.largest_change_deg", kMeasured, &Options::largest_change_deg, {0, 90}, "degrees",
             "An estimate farther from the default vector is not trusted.",
             "published scanners and batches differ by up to about 10"),
      // clang-format on
  };
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
