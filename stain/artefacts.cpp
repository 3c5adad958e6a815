#include "stain/artefacts.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <stdexcept>
#include <vector>

#include "stain/box_mean.h"
#include "stain/coverslip_edge.h"
#include "stain/optical_density.h"
#include "stain/option_range.h"

namespace herald {
namespace {

constexpr double kCount = 1e5;          // counts per unit of optical density in sums
constexpr double kColourPictureUm = 2;  // colours and lines are looked for at about this pixel size, if not coarser
constexpr double kFoldPictureUm = 8;    // folds are looked for at about this pixel size
constexpr int kFoldGapPx = 3;           // gaps in a fold up to twice this are closed, pixels of that size
constexpr double kPaleFoldOd = 0.04;
constexpr double kBeyondEdgeShare = 0.25;  // a line nearer to the border than this has nothing but its slide beyond it

using Mask = Image<std::uint8_t>;
using Densities = std::array<Image<float>, 3>;

std::int32_t countsOf(double od) {
  return static_cast<std::int32_t>(std::lround(od * kCount));
}

// Optical densities of the three channels, averaged over a square of edge `smoothing_px`.
Densities smoothDensities(ImageView<Rgb8> picture, const BackgroundLight& background, double smoothing_px) {
  const int radius = std::max(0, static_cast<int>(std::lround(smoothing_px / 2 - 0.5)));
  Densities smooth;
  for (std::size_t c = 0; c < 3; ++c) {
    std::array<std::int32_t, 256> table{};
    for (std::size_t v = 0; v < table.size(); ++v)
      table[v] = countsOf(opticalDensity(static_cast<double>(v), background.rgb[c]));
    Image<std::int32_t> od(picture.width, picture.height);
    for (int y = 0; y < picture.height; ++y) {
      for (int x = 0; x < picture.width; ++x) {
        const Rgb8 p = picture.at(x, y);
        od.at(x, y) = table[c == 0 ? p.r : c == 1 ? p.g : p.b];
      }
    }
    smooth[c] = boxMean(od, radius);
  }
  return smooth;
}

// Angle between a colour and the cone of mixtures of the two stains, degrees; red foreign colours negative.
double angleOffStainsDeg(const Eigen::Vector3d& od, const StainMatrix& stains) {
  const Eigen::Vector3d amounts = stains.unmix(od);
  double angle = 0;
  if (amounts.x() < 0 || amounts.y() < 0) {
    angle = std::min(stainAngleDeg(od, stains.hematoxylin()), stainAngleDeg(od, stains.dab()));
  } else {
    angle = std::asin(std::clamp(std::abs(amounts.z()) / od.norm(), 0.0, 1.0)) * 180 / 3.14159265358979323846;
  }
  return amounts.z() < 0 ? -angle : angle;
}

// What the colour alone says: kPen, kRedCells, kDust (black) or kGlass (nothing).
TissueClass judgeColour(const Eigen::Vector3d& od, const StainMatrix& stains, const ArtefactOptions& options) {
  const double mean = od.mean();
  if (mean >= options.black_od && od.maxCoeff() - od.minCoeff() <= options.grey_share * mean) return TissueClass::kDust;
  if (mean < options.foreign_od) return TissueClass::kGlass;
  const double angle = angleOffStainsDeg(od, stains);
  if (angle <= -options.red_angle_deg && od.x() == od.minCoeff())
    return mean < options.red_ink_od ? TissueClass::kRedCells : TissueClass::kPen;
  return std::abs(angle) >= options.foreign_angle_deg ? TissueClass::kPen : TissueClass::kGlass;
}

// Calls `visit` with the pixels of every 8-connected piece of nonzero pixels.
template <class Visit>
void forPieces(const Mask& mask, const Visit& visit) {
  Mask seen(mask.width(), mask.height());
  std::vector<Level0Pixel> piece;
  for (int y = 0; y < mask.height(); ++y) {
    for (int x = 0; x < mask.width(); ++x) {
      if (mask.at(x, y) == 0 || seen.at(x, y) != 0) continue;
      piece.assign(1, {x, y});
      seen.at(x, y) = 1;
      for (std::size_t i = 0; i < piece.size(); ++i) {
        const auto [px, py] = piece[i];
        for (int ny = py - 1; ny <= py + 1; ++ny) {
          for (int nx = px - 1; nx <= px + 1; ++nx) {
            if (!mask.contains(nx, ny) || seen.at(nx, ny) != 0 || mask.at(nx, ny) == 0) continue;
            seen.at(nx, ny) = 1;
            piece.push_back({nx, ny});
          }
        }
      }
      visit(piece);
    }
  }
}

// Pixels within a square of edge 2 r + 1 of a set one.
Mask dilated(const Mask& mask, int r) {
  Image<std::int32_t> counts(mask.width(), mask.height());
  for (std::size_t i = 0; i < counts.pixels().size(); ++i) counts.pixels()[i] = mask.pixels()[i] != 0 ? 1000 : 0;
  const Image<float> mean = boxMean(counts, r);
  Mask out(mask.width(), mask.height());
  for (std::size_t i = 0; i < counts.pixels().size(); ++i) out.pixels()[i] = mean.pixels()[i] > 0 ? 1 : 0;
  return out;
}

Mask inverted(Mask mask) {
  for (std::uint8_t& value : mask.pixels()) value = value == 0 ? 1 : 0;
  return mask;
}

// What was found, kGlass = nothing, in pixels of `factor` x `factor` pixels of the picture.
struct Findings {
  int factor = 1;
  Image<TissueClass> kinds;
};

// Gives the places and what is within `reach_px` of them the kind, where there is none yet.
void markAround(const Mask& places, int reach_px, TissueClass kind, Image<TissueClass>& kinds) {
  const Mask wide = dilated(places, reach_px);
  for (std::size_t i = 0; i < wide.pixels().size(); ++i) {
    TissueClass& at = kinds.pixels()[i];
    if (wide.pixels()[i] != 0 && at == TissueClass::kGlass) at = kind;
  }
}

void apply(const Findings& found, TissueMask& tissue) {
  for (int y = 0; y < tissue.classes.height(); ++y) {
    for (int x = 0; x < tissue.classes.width(); ++x) {
      const TissueClass kind = found.kinds.at(x / found.factor, y / found.factor);
      TissueClass& at = tissue.classes.at(x, y);
      if (kind == TissueClass::kPen || (kind != TissueClass::kGlass && at == TissueClass::kTissue)) at = kind;
    }
  }
}

// Mean colours of factor x factor pixels, fewer at the right and lower border.
Image<Rgb8> shrunk(ImageView<Rgb8> picture, int factor) {
  Image<Rgb8> small((picture.width + factor - 1) / factor, (picture.height + factor - 1) / factor);
  for (int y = 0; y < small.height(); ++y) {
    for (int x = 0; x < small.width(); ++x) {
      std::array<int, 3> sum{};
      const int x1 = std::min(picture.width, (x + 1) * factor);
      const int y1 = std::min(picture.height, (y + 1) * factor);
      for (int j = y * factor; j < y1; ++j) {
        for (int i = x * factor; i < x1; ++i) {
          const Rgb8 p = picture.at(i, j);
          sum[0] += p.r;
          sum[1] += p.g;
          sum[2] += p.b;
        }
      }
      const int n = (x1 - x * factor) * (y1 - y * factor);
      const auto mean = [&](std::size_t c) { return static_cast<std::uint8_t>((sum[c] + n / 2) / n); };
      small.at(x, y) = {mean(0), mean(1), mean(2)};
    }
  }
  return small;
}

// Pen, dust and red cells by their colours. Pixels beside a foreign one are hidden, too.
void markForeignColours(const Densities& od, double um_per_px, const ArtefactOptions& options,
                        Image<TissueClass>& kinds) {
  const StainMatrix stains;
  const int width = kinds.width();
  const int height = kinds.height();
  Mask colours(width, height);
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      const Eigen::Vector3d density(od[0].at(x, y) / kCount, od[1].at(x, y) / kCount, od[2].at(x, y) / kCount);
      if (density.mean() < options.foreign_od) continue;
      colours.at(x, y) = static_cast<std::uint8_t>(judgeColour(density, stains, options));
    }
  }
  const double pixel_mm2 = um_per_px * um_per_px * 1e-6;
  Mask pen(width, height);
  Mask dust(width, height);
  Mask red(width, height);
  forPieces(colours, [&](const std::vector<Level0Pixel>& piece) {
    const auto areaMm2 = [&](TissueClass kind) {
      return pixel_mm2 * static_cast<double>(std::count_if(piece.begin(), piece.end(), [&](const auto& p) {
               return colours.at(p.x, p.y) == static_cast<std::uint8_t>(kind);
             }));
    };
    const double ink_mm2 = areaMm2(TissueClass::kPen);
    const double black_mm2 = areaMm2(TissueClass::kDust);
    const double red_mm2 = areaMm2(TissueClass::kRedCells);
    Mask* target = nullptr;
    if (ink_mm2 + black_mm2 >= std::max(options.smallest_pen_mm2, red_mm2 / 2)) {  // the rim of red ink is pale red
      target = &pen;
    } else if (red_mm2 >= std::max(options.smallest_red_cells_mm2, black_mm2)) {
      target = &red;
    } else if (black_mm2 > 0) {
      target = &dust;
    }
    if (target == nullptr) return;
    for (const auto& p : piece) target->at(p.x, p.y) = 1;
  });
  const int reach_px = static_cast<int>(std::lround(options.smoothing_um / 2 / um_per_px));
  markAround(pen, reach_px, TissueClass::kPen, kinds);
  markAround(dust, reach_px, TissueClass::kDust, kinds);
  markAround(red, reach_px, TissueClass::kRedCells, kinds);
}

void markCoverslipEdge(const Densities& od, double um_per_px, const ArtefactOptions& options,
                       Image<TissueClass>& kinds) {
  const int width = kinds.width();
  const int height = kinds.height();
  Image<float> mean(width, height);
  for (std::size_t i = 0; i < mean.pixels().size(); ++i)
    mean.pixels()[i] = static_cast<float>((od[0].pixels()[i] + od[1].pixels()[i] + od[2].pixels()[i]) / (3 * kCount));
  for (const CoverslipLine& line : findCoverslipLines(mean, um_per_px, options.coverslip_line_share)) {
    const double across_px = line.horizontal ? height : width;
    const bool beyond_before = line.position_px < kBeyondEdgeShare * across_px;
    const bool beyond_after = line.position_px > (1 - kBeyondEdgeShare) * across_px;
    for (int y = 0; y < height; ++y) {
      for (int x = 0; x < width; ++x) {
        const double distance_px = line.distancePx(x + 0.5, y + 0.5, width, height);
        const bool edge = std::abs(distance_px) <= line.half_width_px;
        const bool beyond = (beyond_before && distance_px < 0) || (beyond_after && distance_px > 0);
        if ((edge || beyond) && kinds.at(x, y) == TissueClass::kGlass) kinds.at(x, y) = TissueClass::kCoverslipEdge;
      }
    }
  }
}

// Haematoxylin at about 8 um per pixel, each pixel the lowest mean within one pixel around: what a fold keeps up.
struct FoldPicture {
  int factor = 1;
  Image<float> floor_od;
  Mask tissue;
};

FoldPicture foldPicture(ImageView<Rgb8> picture, const TissueMask& tissue, double um_per_px,
                        const BackgroundLight& background) {
  const Eigen::Vector3d weights = StainMatrix().unmixing().row(0);
  std::array<std::array<double, 256>, 3> table{};
  for (std::size_t c = 0; c < 3; ++c)
    for (std::size_t v = 0; v < 256; ++v)
      table[c][v] = weights[static_cast<int>(c)] * opticalDensity(static_cast<double>(v), background.rgb[c]);
  FoldPicture result;
  result.factor = std::max(1, static_cast<int>(std::lround(kFoldPictureUm / um_per_px)));
  const int f = result.factor;
  Image<float> mean(picture.width / f, picture.height / f);
  result.tissue.reset(mean.width(), mean.height());
  for (int y = 0; y < mean.height(); ++y) {
    for (int x = 0; x < mean.width(); ++x) {
      double sum = 0;
      int in_tissue = 0;
      for (int j = y * f; j < (y + 1) * f; ++j) {
        for (int i = x * f; i < (x + 1) * f; ++i) {
          const Rgb8 p = picture.at(i, j);
          sum += table[0][p.r] + table[1][p.g] + table[2][p.b];
          in_tissue += tissue.classes.at(i, j) == TissueClass::kTissue ? 1 : 0;
        }
      }
      mean.at(x, y) = static_cast<float>(sum / (f * f));
      result.tissue.at(x, y) = 2 * in_tissue > f * f ? 1 : 0;
    }
  }
  result.floor_od.reset(mean.width(), mean.height());
  for (int y = 0; y < mean.height(); ++y) {
    for (int x = 0; x < mean.width(); ++x) {
      float low = mean.at(x, y);
      for (int j = std::max(0, y - 1); j <= std::min(mean.height() - 1, y + 1); ++j)
        for (int i = std::max(0, x - 1); i <= std::min(mean.width() - 1, x + 1); ++i)
          low = std::min(low, mean.at(i, j));
      result.floor_od.at(x, y) = low;
    }
  }
  return result;
}

// Length over width of a band with this area: area over the largest square that fits into it.
double elongation(const std::vector<Level0Pixel>& piece) {
  const auto [left, right] =
      std::minmax_element(piece.begin(), piece.end(), [](const auto& a, const auto& b) { return a.x < b.x; });
  const auto [top, bottom] =
      std::minmax_element(piece.begin(), piece.end(), [](const auto& a, const auto& b) { return a.y < b.y; });
  // One more pixel at the left and upper border; 1 = in the piece, then the edge of the largest square that ends there.
  Image<int> square(right->x - left->x + 2, bottom->y - top->y + 2);
  for (const auto& p : piece) square.at(p.x - left->x + 1, p.y - top->y + 1) = 1;
  int largest = 1;
  for (int y = 1; y < square.height(); ++y) {
    for (int x = 1; x < square.width(); ++x) {
      if (square.at(x, y) == 0) continue;
      square.at(x, y) = 1 + std::min({square.at(x - 1, y), square.at(x, y - 1), square.at(x - 1, y - 1)});
      largest = std::max(largest, square.at(x, y));
    }
  }
  return static_cast<double>(piece.size()) / (static_cast<double>(largest) * largest);
}

void markFolds(const FoldPicture& picture, double um_per_px, double fold_od, const ArtefactOptions& options,
               TissueMask& tissue) {
  Mask dark(picture.tissue.width(), picture.tissue.height());
  for (std::size_t i = 0; i < dark.pixels().size(); ++i) {
    const bool fold = picture.tissue.pixels()[i] != 0 && static_cast<double>(picture.floor_od.pixels()[i]) >= fold_od;
    dark.pixels()[i] = fold ? 1 : 0;
  }
  const Mask closed = inverted(dilated(inverted(dilated(dark, kFoldGapPx)), kFoldGapPx));
  const double pixel_mm2 = um_per_px * um_per_px * 1e-6 * picture.factor * picture.factor;
  Mask folds(dark.width(), dark.height());
  forPieces(closed, [&](const std::vector<Level0Pixel>& piece) {
    if (static_cast<double>(piece.size()) * pixel_mm2 < options.smallest_fold_mm2) return;
    if (elongation(piece) < options.fold_elongation) return;
    for (const auto& p : piece) folds.at(p.x, p.y) = 1;
  });
  folds = dilated(folds, 1);  // the floor's border lies a pixel inside
  for (int y = 0; y < folds.height() * picture.factor; ++y) {
    for (int x = 0; x < folds.width() * picture.factor; ++x) {
      TissueClass& at = tissue.classes.at(x, y);
      if (folds.at(x / picture.factor, y / picture.factor) != 0 && at == TissueClass::kTissue) at = TissueClass::kFold;
    }
  }
}

void requireSameSize(ImageView<Rgb8> picture, const TissueMask& tissue) {
  if (picture.width != tissue.classes.width() || picture.height != tissue.classes.height())
    throw std::invalid_argument("picture and tissue mask differ in size");
}

}  // namespace

void validate(const ArtefactOptions& options) {
  const auto check = [](const char* field, double value, double low, double high) {
    requireInRange("artefact", field, value, low, high);
  };
  check("smoothing_um", options.smoothing_um, 0, 100);
  check("foreign_angle_deg", options.foreign_angle_deg, 1, 90);
  check("red_angle_deg", options.red_angle_deg, 1, 90);
  check("foreign_od", options.foreign_od, 0.01, 3);
  check("red_ink_od", options.red_ink_od, 0.01, 3);
  check("black_od", options.black_od, 0.01, 3);
  check("grey_share", options.grey_share, 0, 3);
  check("smallest_pen_mm2", options.smallest_pen_mm2, 0, 100);
  check("smallest_red_cells_mm2", options.smallest_red_cells_mm2, 0, 100);
  check("fold_ratio", options.fold_ratio, 1, 100);
  check("fold_elongation", options.fold_elongation, 1, 100);
  check("smallest_fold_mm2", options.smallest_fold_mm2, 0, 100);
  check("coverslip_line_share", options.coverslip_line_share, 0.3, 1);
}

std::optional<double> foldDensity(ImageView<Rgb8> picture, const TissueMask& tissue, PixelSize level0_pixel_size,
                                  const BackgroundLight& background, const ArtefactOptions& options) {
  validate(options);
  requireSameSize(picture, tissue);
  const FoldPicture floor =
      foldPicture(picture, tissue, level0_pixel_size.umPerPx() * tissue.downsample_px, background);
  std::vector<float> densities;
  for (std::size_t i = 0; i < floor.tissue.pixels().size(); ++i)
    if (floor.tissue.pixels()[i] != 0) densities.push_back(floor.floor_od.pixels()[i]);
  if (densities.empty()) return std::nullopt;
  const auto dense = densities.begin() + static_cast<std::ptrdiff_t>(densities.size() * 3 / 4);
  std::nth_element(densities.begin(), dense, densities.end());
  return std::max(kPaleFoldOd, options.fold_ratio * static_cast<double>(*dense));
}

void markArtefacts(ImageView<Rgb8> picture, PixelSize level0_pixel_size, const BackgroundLight& background,
                   double fold_od, const ArtefactOptions& options, TissueMask& tissue) {
  validate(options);
  requireSameSize(picture, tissue);
  if (picture.empty()) return;
  const double um_per_px = level0_pixel_size.umPerPx() * tissue.downsample_px;
  Findings found;
  found.factor = std::max(1, static_cast<int>(std::lround(kColourPictureUm / um_per_px)));
  const Image<Rgb8> small = shrunk(picture, found.factor);
  const double small_um_per_px = um_per_px * found.factor;
  found.kinds.reset(small.width(), small.height(), TissueClass::kGlass);
  markForeignColours(smoothDensities(small, background, options.smoothing_um / small_um_per_px), small_um_per_px,
                     options, found.kinds);
  markCoverslipEdge(smoothDensities(small, background, 1), small_um_per_px, options, found.kinds);
  apply(found, tissue);
  if (fold_od > 0) markFolds(foldPicture(picture, tissue, um_per_px, background), um_per_px, fold_od, options, tissue);
}

}  // namespace herald
