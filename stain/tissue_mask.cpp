#include "stain/tissue_mask.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <vector>

#include "stain/box_mean.h"
#include "stain/dispatch.h"
#include "stain/optical_density.h"
#include "stain/pieces.h"

namespace herald {
namespace {

// In a camera field of a tenth of a millimetre a cell or two are no debris: pieces of this share of the picture are
// kept if they have the size of a nucleus.
constexpr double kSmallestPieceShare = 0.005;
constexpr double kNucleusMm2 = 30e-6;

// Steps of the chamfer distance, in thirds of a pixel.
constexpr std::int32_t kStraightStep = 3;
constexpr std::int32_t kDiagonalStep = 4;

// Shortest way from the neighbouring row, for tissue; 0 elsewhere. `neighbours` and `out` have a border of one pixel.
HERALD_DISPATCH void distanceFromRow(const std::int32_t* neighbours, const TissueClass* classes, int width,
                                     std::int32_t* out) {
  for (int x = 1; x <= width; ++x) {
    const std::int32_t diagonal = std::min(neighbours[x - 1], neighbours[x + 1]) + kDiagonalStep;
    const std::int32_t nearest = std::min(neighbours[x] + kStraightStep, diagonal);
    out[x] = classes[x - 1] == TissueClass::kTissue ? nearest : 0;
  }
}

// Sums are of whole counts, so that they do not depend on the order.
constexpr double kCountsPerOd = 1e5;

// Recolours every 4-connected piece of pixels equal to `from` whose area is below `minimum_px` (and, for holes, which
// does not touch the border).
void recolourSmallPieces(Image<TissueClass>& classes, TissueClass from, TissueClass to, double minimum_px,
                         bool keep_border) {
  const Pieces pieces(runsWhere(classes, [from](TissueClass value) { return value == from; }), Connectivity::kFour);
  for (std::size_t i = 0; i < pieces.count(); ++i) {
    const auto runs = pieces.runsOf(i);
    if (static_cast<double>(areaOf(runs)) >= minimum_px) continue;
    if (keep_border && touchesBorder(runs, classes.width(), classes.height())) continue;
    for (const PixelRun& run : runs) std::fill(classes.row(run.y) + run.x0, classes.row(run.y) + run.x1, to);
  }
}

// Mean optical density of the three channels, averaged over a square, row by row, in kCountsPerOd.
RunningBoxMean smoothedOd(ImageView<Rgb8> picture, const BackgroundLight& background, int radius_px) {
  constexpr double kOffset = 1e6;  // a cast rounds towards 0, and light brighter than the background is negative
  return {picture.width, picture.height, radius_px,
          [picture, table = opticalDensityTables(background.rgb)](int y, std::int32_t* counts) {
            const Rgb8* in = picture.row(y);
            for (int x = 0; x < picture.width; ++x) {
              const double mean = (table[0][in[x].r] + (table[1][in[x].g] + table[2][in[x].b])) / 3;
              counts[x] =
                  static_cast<std::int32_t>(mean * kCountsPerOd + (kOffset + 0.5)) - static_cast<std::int32_t>(kOffset);
            }
          }};
}

int smoothingRadiusPx(const TissueMaskOptions& options, double um_per_px) {
  return std::max(0, static_cast<int>(std::lround(options.smoothing_um / um_per_px / 2)));
}

// Tissue where it reaches `tissue_od`; else glass.
void markTissue(ImageView<Rgb8> picture, const BackgroundLight& background, int radius_px, double tissue_od,
                Image<TissueClass>& classes) {
  RunningBoxMean means = smoothedOd(picture, background, radius_px);
  std::vector<float> smooth(static_cast<std::size_t>(picture.width));
  for (int y = 0; y < picture.height; ++y) {
    means.nextRow(smooth.data());
    std::transform(smooth.begin(), smooth.end(), classes.row(y), [&](float counts) {
      return static_cast<double>(counts) / kCountsPerOd >= tissue_od ? TissueClass::kTissue : TissueClass::kGlass;
    });
  }
}

}  // namespace

void validate(const TissueMaskOptions& options) {
  requireInRanges(options);
}

double tissueDensity(ImageView<Rgb8> picture, double downsample_px, PixelSize level0_pixel_size,
                     const BackgroundLight& background, const TissueMaskOptions& options) {
  constexpr double kDeviations = 4;
  constexpr double kDeviationPerMedian = 1.4826;  // of a half-normal distribution
  constexpr double kLeastOd = 0.004;
  validate(options);
  const double um_per_px = level0_pixel_size.umPerPx() * downsample_px;
  RunningBoxMean means = smoothedOd(picture, background, smoothingRadiusPx(options, um_per_px));
  std::vector<float> smooth(static_cast<std::size_t>(picture.width));
  std::vector<std::int64_t> brighter(static_cast<std::size_t>(kCountsPerOd * options.tissue_od) + 1);
  std::int64_t places = 0;
  for (int y = 0; y < picture.height; ++y) {
    means.nextRow(smooth.data());
    for (const float counts : smooth) {
      if (!(counts < 0)) continue;
      ++brighter[std::min(brighter.size() - 1, static_cast<std::size_t>(-counts))];
      ++places;
    }
  }
  std::size_t median = 0;
  for (std::int64_t below = 0; median < brighter.size() && 2 * (below += brighter[median]) < places;) ++median;
  const double noise_od = kDeviationPerMedian * static_cast<double>(median) / kCountsPerOd;
  return std::min(options.tissue_od, std::max(kLeastOd, kDeviations * noise_od));
}

TissueMask findTissue(ImageView<Rgb8> picture, double downsample_px, PixelSize level0_pixel_size,
                      const BackgroundLight& background, const TissueMaskOptions& options) {
  validate(options);
  TissueMask mask;
  mask.downsample_px = downsample_px;
  mask.classes.reset(picture.width, picture.height, TissueClass::kGlass);
  const double um_per_px = level0_pixel_size.umPerPx() * downsample_px;
  const double px_per_mm2 = 1e6 / (um_per_px * um_per_px);

  markTissue(picture, background, smoothingRadiusPx(options, um_per_px), options.tissue_od, mask.classes);
  recolourSmallPieces(mask.classes, TissueClass::kGlass, TissueClass::kTissue, options.maximum_hole_mm2 * px_per_mm2,
                      true);
  const double picture_px = static_cast<double>(picture.width) * picture.height;
  const double smallest_piece_px = std::min(options.minimum_piece_mm2 * px_per_mm2,
                                            std::max(kNucleusMm2 * px_per_mm2, kSmallestPieceShare * picture_px));
  recolourSmallPieces(mask.classes, TissueClass::kTissue, TissueClass::kDebris, smallest_piece_px, false);
  return mask;
}

TissueClass TissueMask::at(double x_level0, double y_level0) const {
  const double i = std::floor((x_level0 - origin_in_level0.x) / downsample_px);
  const double j = std::floor((y_level0 - origin_in_level0.y) / downsample_px);
  if (!(i >= 0 && j >= 0 && i < classes.width() && j < classes.height())) return TissueClass::kGlass;
  return classes.at(static_cast<int>(i), static_cast<int>(j));
}

double TissueMask::areaMm2(TissueClass tissue_class, PixelSize pixel_size) const {
  const auto count = std::count(classes.pixels().begin(), classes.pixels().end(), tissue_class);
  const double edge_mm = pixel_size.umPerPx() * downsample_px / 1000.0;
  return static_cast<double>(count) * edge_mm * edge_mm;
}

Image<float> distanceToTissueEdgeUm(const TissueMask& mask, PixelSize level0_pixel_size) {
  const int w = mask.classes.width();
  const int h = mask.classes.height();
  // With a border of zeros: outside the picture nothing is tissue.
  Image<std::int32_t> distance(w + 2, h + 2);
  for (int y = 1; y <= h; ++y) {
    distanceFromRow(distance.row(y - 1), mask.classes.row(y - 1), w, distance.row(y));
    std::int32_t* row = distance.row(y);
    for (int x = 1; x <= w; ++x) row[x] = std::min(row[x], row[x - 1] + kStraightStep);
  }
  const double unit_um = level0_pixel_size.umPerPx() * mask.downsample_px / kStraightStep;
  Image<float> result(w, h);
  std::vector<std::int32_t> from_below(static_cast<std::size_t>(w + 2));
  for (int y = h; y >= 1; --y) {
    std::int32_t* row = distance.row(y);
    distanceFromRow(distance.row(y + 1), mask.classes.row(y - 1), w, from_below.data());
    for (int x = w; x >= 1; --x)
      row[x] = std::min({row[x], from_below[static_cast<std::size_t>(x)], row[x + 1] + kStraightStep});
    std::transform(row + 1, row + 1 + w, result.row(y - 1),
                   [&](std::int32_t d) { return static_cast<float>(d * unit_um); });
  }
  return result;
}

}  // namespace herald
