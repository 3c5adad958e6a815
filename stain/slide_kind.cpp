#include "stain/slide_kind.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>

#include "stain/optical_density.h"

namespace herald {
namespace {

constexpr double kEosinMinimumOd = 0.10;      // vector length below which a colour has no reliable direction
constexpr double kEosinResidualShare = 0.12;  // of that length; 99 % of the HER2 cores' tissue stays within 0.08
constexpr int kDarkIntensity = 60;
// Pale tissue under a neutral light is nearly grey to the eye, but what it absorbs is not: of its mean optical density
// the smallest channel is less than this share below the largest only in a grey picture. Haematoxylin has 0.6, DAB
// 0.65, grey pictures have 0 to 0.02.
constexpr double kGreyShare = 0.05;

// Tables of optical density and of what eosin is told by: residual after unmixing, and square of the optical density,
// [channel][intensity].
struct ColourTables {
  OpticalDensityTables od{};
  OpticalDensityTables residual{};
  OpticalDensityTables squared_od{};
};

ColourTables colourTables(const BackgroundLight& background) {
  const Eigen::Vector3d weights = StainMatrix().unmixing().row(2);
  ColourTables tables{opticalDensityTables(background.rgb), {}, {}};
  for (std::size_t c = 0; c < 3; ++c) {
    for (std::size_t v = 0; v < 256; ++v) {
      const double od = tables.od[c][v];
      tables.squared_od[c][v] = od * od;
      tables.residual[c][v] = weights[static_cast<int>(c)] * od;
    }
  }
  return tables;
}

double sumOf(const OpticalDensityTables& table, Rgb8 colour) {
  return table[0][colour.r] + table[1][colour.g] + table[2][colour.b];
}

// Eosin can look like red cells.
bool isStainedTissue(TissueClass tissue_class) {
  return tissue_class == TissueClass::kTissue || tissue_class == TissueClass::kRedCells;
}

// Whether a sum of optical densities has no colour.
bool isGrey(const std::array<double, 3>& od) {
  const auto [low, high] = std::minmax({od[0], od[1], od[2]});
  return high - low <= kGreyShare * high;
}

std::string percentText(double share) {
  return std::to_string(std::lround(100 * share)) + " %";
}

}  // namespace

void validate(const SlideKindOptions& options) {
  requireInRanges(options);
}

SlideKind judgeSlideKind(ImageView<Rgb8> picture, const TissueMask& tissue, const BackgroundLight& background,
                         const SlideKindOptions& options) {
  validate(options);
  SlideKind kind;
  if (picture.empty()) return kind;
  const ColourTables tables = colourTables(background);
  std::int64_t dark = 0;
  std::int64_t in_tissue = 0;
  std::int64_t coloured = 0;
  std::int64_t eosin = 0;
  std::array<std::int64_t, 256> saturations{};
  std::array<double, 3> od_sums{};
  for (int y = 0; y < picture.height; ++y) {
    for (int x = 0; x < picture.width; ++x) {
      const Rgb8 p = picture.at(x, y);
      const auto [low, high] = std::minmax({p.r, p.g, p.b});
      dark += high < kDarkIntensity ? 1 : 0;
      if (!tissue.classes.contains(x, y) || !isStainedTissue(tissue.classes.at(x, y))) continue;
      ++in_tissue;
      ++saturations[static_cast<std::size_t>(high - low)];
      od_sums[0] += tables.od[0][p.r];
      od_sums[1] += tables.od[1][p.g];
      od_sums[2] += tables.od[2][p.b];
      const double squared_od = sumOf(tables.squared_od, p);
      if (squared_od < kEosinMinimumOd * kEosinMinimumOd) continue;
      ++coloured;
      const double residual = sumOf(tables.residual, p);
      const bool pink = residual < 0 && residual * residual > kEosinResidualShare * kEosinResidualShare * squared_od;
      eosin += pink ? 1 : 0;
    }
  }
  kind.dark_share = static_cast<double>(dark) / (static_cast<double>(picture.width) * picture.height);
  if (kind.dark_share > options.largest_dark_share) {
    kind.refusals.push_back("not_brightfield: " + percentText(kind.dark_share) +
                            " of the picture is black, as in fluorescence");
    return kind;
  }
  if (in_tissue == 0) return kind;
  std::int64_t below = 0;
  std::size_t median = 0;
  while (median < 255 && (below += saturations[median]) * 2 < in_tissue) ++median;
  kind.tissue_saturation = static_cast<double>(median);
  kind.eosin_share = coloured > 0 ? static_cast<double>(eosin) / static_cast<double>(coloured) : 0;
  if (kind.tissue_saturation < options.smallest_saturation && isGrey(od_sums)) {
    kind.refusals.push_back("not_ihc: the tissue has no colour (median saturation " + std::to_string(median) +
                            " of 255)");
  } else if (kind.eosin_share > options.largest_eosin_share) {
    kind.refusals.push_back("not_ihc: " + percentText(kind.eosin_share) +
                            " of the tissue is pink as in H&E, not blue or brown");
  }
  return kind;
}

}  // namespace herald
