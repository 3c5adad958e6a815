#include "stain/tissue_mask.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <vector>

#include "stain/box_mean.h"
#include "stain/optical_density.h"

namespace herald {
namespace {

// In a camera field of a tenth of a millimetre a cell or two are no debris: pieces of this share of the picture are
// kept if they have the size of a nucleus.
constexpr double kSmallestPieceShare = 0.005;
constexpr double kNucleusMm2 = 30e-6;

// Recolours every 4-connected piece of pixels equal to `from` whose area is below `minimum_px` (and, for holes, which
// does not touch the border).
void recolourSmallPieces(Image<TissueClass>& classes, TissueClass from, TissueClass to, double minimum_px,
                         bool keep_border) {
  Image<std::uint8_t> seen(classes.width(), classes.height());
  std::vector<Level0Pixel> piece;
  for (int y = 0; y < classes.height(); ++y) {
    for (int x = 0; x < classes.width(); ++x) {
      if (seen.at(x, y) != 0 || classes.at(x, y) != from) continue;
      piece.assign(1, {x, y});
      seen.at(x, y) = 1;
      bool border = false;
      for (std::size_t i = 0; i < piece.size(); ++i) {
        const auto [px, py] = piece[i];
        constexpr std::array<std::array<int, 2>, 4> kSteps{{{1, 0}, {-1, 0}, {0, 1}, {0, -1}}};
        for (const auto& step : kSteps) {
          const int nx = px + step[0];
          const int ny = py + step[1];
          if (!classes.contains(nx, ny)) {
            border = true;
          } else if (seen.at(nx, ny) == 0 && classes.at(nx, ny) == from) {
            seen.at(nx, ny) = 1;
            piece.push_back({nx, ny});
          }
        }
      }
      if (static_cast<double>(piece.size()) >= minimum_px || (keep_border && border)) continue;
      for (const auto& p : piece) classes.at(p.x, p.y) = to;
    }
  }
}

}  // namespace

void validate(const TissueMaskOptions& options) {
  const auto positive = [](double value, const char* field) {
    if (!(value >= 0 && value < 1e6)) {
      throw std::invalid_argument(std::string("tissue.") + field + " = " + std::to_string(value) +
                                  " must not be negative");
    }
  };
  positive(options.tissue_od, "tissue_od");
  positive(options.smoothing_um, "smoothing_um");
  positive(options.minimum_piece_mm2, "minimum_piece_mm2");
  positive(options.maximum_hole_mm2, "maximum_hole_mm2");
  positive(options.glass_od, "glass_od");
}

TissueMask findTissue(ImageView<Rgb8> picture, double downsample_px, PixelSize level0_pixel_size,
                      const BackgroundLight& background, const TissueMaskOptions& options) {
  validate(options);
  TissueMask mask;
  mask.downsample_px = downsample_px;
  mask.classes.reset(picture.width, picture.height, TissueClass::kGlass);
  const double um_per_px = level0_pixel_size.umPerPx() * downsample_px;
  const double px_per_mm2 = 1e6 / (um_per_px * um_per_px);

  Image<std::int32_t> od(picture.width, picture.height);
  for (int y = 0; y < picture.height; ++y) {
    for (int x = 0; x < picture.width; ++x) {
      const Eigen::Vector3d density = opticalDensity(picture.at(x, y), background.rgb);
      od.at(x, y) = static_cast<std::int32_t>(std::lround(density.mean() * 1e5));
    }
  }
  const int radius = std::max(0, static_cast<int>(std::lround(options.smoothing_um / um_per_px / 2)));
  const Image<float> smooth_od = boxMean(od, radius);
  for (int y = 0; y < picture.height; ++y) {
    for (int x = 0; x < picture.width; ++x) {
      if (smooth_od.at(x, y) / 1e5 >= options.tissue_od) mask.classes.at(x, y) = TissueClass::kTissue;
    }
  }
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
  constexpr int kFar = 1 << 28;
  Image<int> distance(w, h);
  const auto value = [&](int x, int y) { return distance.contains(x, y) ? distance.at(x, y) : 0; };
  for (int y = 0; y < h; ++y) {
    for (int x = 0; x < w; ++x) {
      if (mask.classes.at(x, y) != TissueClass::kTissue) continue;
      const int before =
          std::min({value(x - 1, y) + 3, value(x, y - 1) + 3, value(x - 1, y - 1) + 4, value(x + 1, y - 1) + 4});
      distance.at(x, y) = std::min(kFar, before);
    }
  }
  for (int y = h - 1; y >= 0; --y) {
    for (int x = w - 1; x >= 0; --x) {
      if (distance.at(x, y) == 0) continue;
      const int after =
          std::min({value(x + 1, y) + 3, value(x, y + 1) + 3, value(x + 1, y + 1) + 4, value(x - 1, y + 1) + 4});
      distance.at(x, y) = std::min(distance.at(x, y), after);
    }
  }
  const double unit_um = level0_pixel_size.umPerPx() * mask.downsample_px / 3.0;
  Image<float> result(w, h);
  std::transform(distance.pixels().begin(), distance.pixels().end(), result.pixels().begin(),
                 [&](int d) { return static_cast<float>(d * unit_um); });
  return result;
}

}  // namespace herald
