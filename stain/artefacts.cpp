#include "stain/artefacts.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <numeric>
#include <span>
#include <stdexcept>
#include <vector>

#include "stain/box_mean.h"
#include "stain/coverslip_edge.h"
#include "stain/foreign_colour.h"
#include "stain/optical_density.h"
#include "stain/pieces.h"

namespace herald {
namespace {

constexpr double kCount = 1e5;  // counts per unit of optical density in sums
constexpr float kCountF = 1e5F;
constexpr double kColourPictureUm = 2;  // colours and lines are looked for at about this pixel size, if not coarser
constexpr double kFoldPictureUm = 8;    // folds are looked for at about this pixel size
constexpr int kFoldGapPx = 3;           // gaps in a fold up to twice this are closed, pixels of that size
constexpr double kPaleFoldOd = 0.04;
constexpr double kBeyondEdgeShare = 0.25;  // a line nearer to the border than this has nothing but its slide beyond it

using Mask = Image<std::uint8_t>;

// Optical density in counts, [channel][intensity].
using CountTables = std::array<std::array<std::int32_t, 256>, 3>;

CountTables countTables(const OpticalDensityTables& values) {
  CountTables counts{};
  for (std::size_t c = 0; c < 3; ++c)
    for (std::size_t v = 0; v < 256; ++v) counts[c][v] = static_cast<std::int32_t>(std::lround(values[c][v] * kCount));
  return counts;
}

// What the colours alone say, averaged over a square of edge `smoothing_px`.
Mask foreignColours(ImageView<Rgb8> picture, const CountTables& counts, double smoothing_px,
                    const ForeignColourRules& rules) {
  const int radius = std::max(0, static_cast<int>(std::lround(smoothing_px / 2 - 0.5)));
  const auto means = [&](std::uint8_t Rgb8::*channel, const std::array<std::int32_t, 256>& table) {
    return RunningBoxMean(picture.width, picture.height, radius, [=, &table](int y, std::int32_t* row) {
      const Rgb8* in = picture.row(y);
      for (int x = 0; x < picture.width; ++x) row[x] = table[in[x].*channel];
    });
  };
  std::array<RunningBoxMean, 3> densities{means(&Rgb8::r, counts[0]), means(&Rgb8::g, counts[1]),
                                          means(&Rgb8::b, counts[2])};
  std::array<std::vector<float>, 3> rows;
  for (auto& row : rows) row.resize(static_cast<std::size_t>(picture.width));
  Mask kinds(picture.width, picture.height);
  for (int y = 0; y < picture.height; ++y) {
    for (std::size_t c = 0; c < 3; ++c) densities[c].nextRow(rows[c].data());
    judgeColours(rows[0].data(), rows[1].data(), rows[2].data(), picture.width, rules, kinds.row(y));
  }
  return kinds;
}

Image<float> meanDensity(ImageView<Rgb8> picture, const CountTables& counts) {
  Image<float> mean(picture.width, picture.height);
  for (int y = 0; y < picture.height; ++y) {
    const Rgb8* in = picture.row(y);
    float* out = mean.row(y);
    for (int x = 0; x < picture.width; ++x)
      out[x] = static_cast<float>(counts[0][in[x].r] + counts[1][in[x].g] + counts[2][in[x].b]) * (1 / (3 * kCountF));
  }
  return mean;
}

Mask inverted(Mask mask) {
  for (std::uint8_t& value : mask.pixels()) value = value == 0 ? 1 : 0;
  return mask;
}

bool anySet(const Mask& mask) {
  return std::any_of(mask.pixels().begin(), mask.pixels().end(), [](std::uint8_t value) { return value != 0; });
}

bool isSet(std::uint8_t value) {
  return value != 0;
}

void setRuns(std::span<const PixelRun> runs, Mask& mask) {
  for (const PixelRun& run : runs) std::fill(mask.row(run.y) + run.x0, mask.row(run.y) + run.x1, std::uint8_t{1});
}

// Gives the places and what is within `reach_px` of them the kind, where there is none yet.
void markAround(const Mask& places, int reach_px, TissueClass kind, Image<TissueClass>& kinds) {
  if (!anySet(places)) return;
  const Mask wide = dilated(places, reach_px);
  for (std::size_t i = 0; i < wide.pixels().size(); ++i) {
    TissueClass& at = kinds.pixels()[i];
    if (wide.pixels()[i] != 0 && at == TissueClass::kGlass) at = kind;
  }
}

void apply(const ArtefactFindings& found, TissueMask& tissue) {
  const auto runs = runsWhere(found.kinds, [](TissueClass kind) { return kind != TissueClass::kGlass; });
  const int factor = found.factor;
  const auto markSquare = [&](TissueClass kind, int x0, int y0) {
    const int x1 = std::min(tissue.classes.width(), x0 + factor);
    const int y1 = std::min(tissue.classes.height(), y0 + factor);
    for (int y = y0; y < y1; ++y) {
      for (int x = x0; x < x1; ++x) {
        TissueClass& at = tissue.classes.at(x, y);
        if (kind == TissueClass::kPen || at == TissueClass::kTissue) at = kind;
      }
    }
  };
  for (const PixelRun& run : runs)
    for (int x = run.x0; x < run.x1; ++x) markSquare(found.kinds.at(x, run.y), x * factor, run.y * factor);
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
void markForeignColours(ImageView<Rgb8> picture, const CountTables& counts, double um_per_px,
                        const ArtefactOptions& options, Image<TissueClass>& kinds) {
  const int width = kinds.width();
  const int height = kinds.height();
  const Mask colours =
      foreignColours(picture, counts, options.smoothing_um / um_per_px, foreignColourRules(options, kCount));
  if (!anySet(colours)) return;
  const Pieces pieces(runsWhere(colours, isSet), Connectivity::kEight);
  const double pixel_mm2 = um_per_px * um_per_px * 1e-6;
  Mask pen(width, height);
  Mask dust(width, height);
  Mask red(width, height);
  for (std::size_t i = 0; i < pieces.count(); ++i) {
    std::array<std::int64_t, kTissueClasses> pixels{};
    for (const PixelRun& run : pieces.runsOf(i))
      for (int x = run.x0; x < run.x1; ++x) ++pixels[colours.at(x, run.y)];
    const auto areaMm2 = [&](TissueClass kind) {
      return pixel_mm2 * static_cast<double>(pixels[static_cast<std::size_t>(kind)]);
    };
    const double ink_mm2 = areaMm2(TissueClass::kPen);
    const double black_mm2 = areaMm2(TissueClass::kDust);
    const double red_mm2 = areaMm2(TissueClass::kRedCells);
    if (ink_mm2 + black_mm2 >= std::max(options.smallest_pen_mm2, red_mm2 / 2)) {  // the rim of red ink is pale red
      setRuns(pieces.runsOf(i), pen);
    } else if (red_mm2 >= std::max(options.smallest_red_cells_mm2, black_mm2)) {
      setRuns(pieces.runsOf(i), red);
    } else if (black_mm2 > 0) {
      setRuns(pieces.runsOf(i), dust);
    }
  }
  const int reach_px = static_cast<int>(std::lround(options.smoothing_um / 2 / um_per_px));
  markAround(pen, reach_px, TissueClass::kPen, kinds);
  markAround(dust, reach_px, TissueClass::kDust, kinds);
  markAround(red, reach_px, TissueClass::kRedCells, kinds);
}

void markCoverslipEdge(const Image<float>& mean_od, double um_per_px, const ArtefactOptions& options,
                       Image<TissueClass>& kinds) {
  const int width = kinds.width();
  const int height = kinds.height();
  for (const CoverslipLine& line : findCoverslipLines(mean_od, um_per_px, options.coverslip_line_share)) {
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

// Lowest value within one pixel around, clipped at the border.
Image<float> lowestAround(const Image<float>& in) {
  const int w = in.width();
  const int h = in.height();
  Image<float> lowest(w, h);
  std::vector<float> column(static_cast<std::size_t>(w));
  for (int y = 0; y < h; ++y) {
    const float* above = in.row(std::max(0, y - 1));
    const float* here = in.row(y);
    const float* below = in.row(std::min(h - 1, y + 1));
    for (int x = 0; x < w; ++x) column[static_cast<std::size_t>(x)] = std::min({above[x], here[x], below[x]});
    for (int x = 0; x < w; ++x) {
      lowest.at(x, y) =
          std::min({column[static_cast<std::size_t>(std::max(0, x - 1))], column[static_cast<std::size_t>(x)],
                    column[static_cast<std::size_t>(std::min(w - 1, x + 1))]});
    }
  }
  return lowest;
}

FoldPicture foldPicture(ImageView<Rgb8> picture, const TissueMask& tissue, double um_per_px,
                        const BackgroundLight& background) {
  const Eigen::Vector3d weights = StainMatrix().unmixing().row(0);
  OpticalDensityTables amounts = opticalDensityTables(background.rgb);
  for (std::size_t c = 0; c < 3; ++c)
    for (double& value : amounts[c]) value *= weights[static_cast<int>(c)];
  const CountTables table = countTables(amounts);
  FoldPicture result;
  result.factor = std::max(1, static_cast<int>(std::lround(kFoldPictureUm / um_per_px)));
  const int f = result.factor;
  Image<float> mean(picture.width / f, picture.height / f);
  result.tissue.reset(mean.width(), mean.height());
  std::vector<std::int32_t> densities(static_cast<std::size_t>(mean.width()) * static_cast<std::size_t>(f));
  std::vector<std::int32_t> in_tissue(densities.size());
  for (int y = 0; y < mean.height(); ++y) {
    std::fill(densities.begin(), densities.end(), 0);
    std::fill(in_tissue.begin(), in_tissue.end(), 0);
    for (int j = y * f; j < (y + 1) * f; ++j) {
      const Rgb8* in = picture.row(j);
      const TissueClass* classes = tissue.classes.row(j);
      for (std::size_t i = 0; i < densities.size(); ++i) {
        densities[i] += table[0][in[i].r] + table[1][in[i].g] + table[2][in[i].b];
        in_tissue[i] += classes[i] == TissueClass::kTissue ? 1 : 0;
      }
    }
    for (int x = 0; x < mean.width(); ++x) {
      const auto first = static_cast<std::ptrdiff_t>(x) * f;
      const auto sum = std::accumulate(densities.begin() + first, densities.begin() + first + f, std::int64_t{0});
      const auto pixels = std::accumulate(in_tissue.begin() + first, in_tissue.begin() + first + f, 0);
      mean.at(x, y) = static_cast<float>(static_cast<double>(sum) / (kCount * f * f));
      result.tissue.at(x, y) = 2 * pixels > f * f ? 1 : 0;
    }
  }
  result.floor_od = lowestAround(mean);
  return result;
}

// Length over width of a band with this area: area over the largest square that fits into it.
double elongation(std::span<const PixelRun> piece) {
  int left = piece.front().x0;
  int right = piece.front().x1;
  for (const PixelRun& run : piece) {
    left = std::min(left, run.x0);
    right = std::max(right, run.x1);
  }
  const int top = piece.front().y;
  // One more pixel at the left and upper border; 1 = in the piece, then the edge of the largest square that ends there.
  Image<int> square(right - left + 1, piece.back().y - top + 2);
  for (const PixelRun& run : piece)
    std::fill(square.row(run.y - top + 1) + run.x0 - left + 1, square.row(run.y - top + 1) + run.x1 - left + 1, 1);
  int largest = 1;
  for (int y = 1; y < square.height(); ++y) {
    for (int x = 1; x < square.width(); ++x) {
      if (square.at(x, y) == 0) continue;
      square.at(x, y) = 1 + std::min({square.at(x - 1, y), square.at(x, y - 1), square.at(x - 1, y - 1)});
      largest = std::max(largest, square.at(x, y));
    }
  }
  return static_cast<double>(areaOf(piece)) / (static_cast<double>(largest) * largest);
}

void markFolds(const FoldPicture& picture, double um_per_px, double fold_od, const ArtefactOptions& options,
               TissueMask& tissue) {
  Mask dark(picture.tissue.width(), picture.tissue.height());
  for (std::size_t i = 0; i < dark.pixels().size(); ++i) {
    const bool fold = picture.tissue.pixels()[i] != 0 && static_cast<double>(picture.floor_od.pixels()[i]) >= fold_od;
    dark.pixels()[i] = fold ? 1 : 0;
  }
  if (!anySet(dark)) return;
  const Mask closed = inverted(dilated(inverted(dilated(dark, kFoldGapPx)), kFoldGapPx));
  const double pixel_mm2 = um_per_px * um_per_px * 1e-6 * picture.factor * picture.factor;
  const Pieces pieces(runsWhere(closed, isSet), Connectivity::kEight);
  Mask folds(dark.width(), dark.height());
  for (std::size_t i = 0; i < pieces.count(); ++i) {
    const auto piece = pieces.runsOf(i);
    if (static_cast<double>(areaOf(piece)) * pixel_mm2 < options.smallest_fold_mm2) continue;
    if (elongation(piece) >= options.fold_elongation) setRuns(piece, folds);
  }
  folds = dilated(folds, 1);  // the floor's border lies a pixel inside
  for (const PixelRun& run : runsWhere(folds, isSet)) {
    for (int y = run.y * picture.factor; y < (run.y + 1) * picture.factor; ++y) {
      TissueClass* row = tissue.classes.row(y);
      std::replace(row + run.x0 * picture.factor, row + run.x1 * picture.factor, TissueClass::kTissue,
                   TissueClass::kFold);
    }
  }
}

void requireSameSize(ImageView<Rgb8> picture, const TissueMask& tissue) {
  if (picture.width != tissue.classes.width() || picture.height != tissue.classes.height())
    throw std::invalid_argument("picture and tissue mask differ in size");
}

}  // namespace

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

ArtefactFindings findArtefacts(ImageView<Rgb8> picture, double downsample_px, PixelSize level0_pixel_size,
                               const BackgroundLight& background, const ArtefactOptions& options) {
  validate(options);
  ArtefactFindings found;
  const double um_per_px = level0_pixel_size.umPerPx() * downsample_px;
  found.factor = std::max(1, static_cast<int>(std::lround(kColourPictureUm / um_per_px)));
  const Image<Rgb8> shrunk_picture = found.factor == 1 ? Image<Rgb8>() : shrunk(picture, found.factor);
  const ImageView<Rgb8> small = found.factor == 1 ? picture : shrunk_picture.view();
  const double small_um_per_px = um_per_px * found.factor;
  const CountTables counts = countTables(opticalDensityTables(background.rgb));
  found.kinds.reset(small.width, small.height, TissueClass::kGlass);
  if (small.empty()) return found;
  markForeignColours(small, counts, small_um_per_px, options, found.kinds);
  markCoverslipEdge(meanDensity(small, counts), small_um_per_px, options, found.kinds);
  return found;
}

void markArtefacts(const ArtefactFindings& found, ImageView<Rgb8> picture, PixelSize level0_pixel_size,
                   const BackgroundLight& background, double fold_od, const ArtefactOptions& options,
                   TissueMask& tissue) {
  validate(options);
  requireSameSize(picture, tissue);
  const auto covers = [&](int size, int small) { return (size + found.factor - 1) / found.factor == small; };
  if (found.factor < 1 || !covers(picture.width, found.kinds.width()) || !covers(picture.height, found.kinds.height()))
    throw std::invalid_argument("artefacts were found in a picture of another size");
  if (picture.empty()) return;
  apply(found, tissue);
  const double um_per_px = level0_pixel_size.umPerPx() * tissue.downsample_px;
  if (fold_od > 0) markFolds(foldPicture(picture, tissue, um_per_px, background), um_per_px, fold_od, options, tissue);
}

void markArtefacts(ImageView<Rgb8> picture, PixelSize level0_pixel_size, const BackgroundLight& background,
                   double fold_od, const ArtefactOptions& options, TissueMask& tissue) {
  requireSameSize(picture, tissue);
  markArtefacts(findArtefacts(picture, tissue.downsample_px, level0_pixel_size, background, options), picture,
                level0_pixel_size, background, fold_od, options, tissue);
}

}  // namespace herald
