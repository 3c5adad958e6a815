#include "pipeline/analysis/slide_scale.h"

#include <tbb/parallel_for.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

#include "pipeline/analysis/pass_two.h"
#include "segmentation/analysis_grid.h"
#include "segmentation/hematoxylin_scale.h"
#include "stain/unmixing.h"

namespace herald {
namespace {

constexpr double kSquareUm = 128;
constexpr std::size_t kMostSquares = 64;
constexpr double kLeastTissueShare = 0.25;  // of a square

double tissueShare(const TissueMask& tissue, const PixelRect& square) {
  constexpr int kProbes = 8;
  int found = 0;
  for (int j = 0; j < kProbes; ++j)
    for (int i = 0; i < kProbes; ++i) {
      const double x = static_cast<double>(square.x) + (i + 0.5) * static_cast<double>(square.width) / kProbes;
      const double y = static_cast<double>(square.y) + (j + 0.5) * static_cast<double>(square.height) / kProbes;
      found += tissue.at(x, y) == TissueClass::kTissue ? 1 : 0;
    }
  return static_cast<double>(found) / (kProbes * kProbes);
}

// Squares with enough tissue in reading order; of many, some spread evenly.
std::vector<PixelRect> sampledSquares(const SlideLevel& level0, PixelSize pixel_size, const TissueMask& tissue) {
  const auto edge_px = static_cast<std::int64_t>(std::max(1.0, std::round(pixel_size.toPx(kSquareUm))));
  std::vector<PixelRect> squares;
  for (std::int64_t y = 0; y < level0.height; y += edge_px)
    for (std::int64_t x = 0; x < level0.width; x += edge_px) {
      const PixelRect square{x, y, std::min(edge_px, level0.width - x), std::min(edge_px, level0.height - y)};
      if (tissueShare(tissue, square) >= kLeastTissueShare) squares.push_back(square);
    }
  if (squares.size() <= kMostSquares) return squares;
  std::vector<PixelRect> chosen;
  for (std::size_t i = 0; i < kMostSquares; ++i)
    chosen.push_back(squares[(2 * i + 1) * squares.size() / (2 * kMostSquares)]);
  return chosen;
}

// 1 where a maximum counts: in the square, on tissue.
Image<std::uint8_t> wantedPixels(const PixelRect& square, const PixelRect& region, int downsample,
                                 const TissueMask& tissue) {
  Image<std::uint8_t> wanted(static_cast<int>(region.width) / downsample, static_cast<int>(region.height) / downsample);
  for (int y = 0; y < wanted.height(); ++y)
    for (int x = 0; x < wanted.width(); ++x) {
      const std::int64_t level0_x = region.x + std::int64_t{x} * downsample;
      const std::int64_t level0_y = region.y + std::int64_t{y} * downsample;
      const bool inside = square.contains(level0_x, level0_y);
      wanted.at(x, y) =
          inside && tissue.at(static_cast<double>(level0_x), static_cast<double>(level0_y)) == TissueClass::kTissue;
    }
  return wanted;
}

}  // namespace

double measureHematoxylinScale(SlideSource& source, PixelSize level0_pixel_size, const SlideStatistics& statistics,
                               double dab_coefficient) {
  const SlideLevel& level0 = source.description().levels.front();
  const AnalysisGrid grid(level0_pixel_size, statistics.grid_origin);
  const UnmixingTables tables(statistics.background, statistics.stains, grid.downsample());
  const PixelRect slide = grid.regionAround({0, 0, level0.width, level0.height}, 0);
  const std::vector<PixelRect> squares = sampledSquares(level0, level0_pixel_size, statistics.tissue);
  std::vector<std::vector<float>> found(squares.size());
  tbb::parallel_for(std::size_t{0}, squares.size(), [&](std::size_t i) {
    const PixelRect region = intersection(grid.regionAround(squares[i], blobReachUm()), slide);
    Image<Rgb8> colours;
    readTile(source, region, colours);
    AnalysisPlanes planes;
    planes.resize(colours.width() / grid.downsample(), colours.height() / grid.downsample());
    tables.unmixAnalysis(colours, planes);
    const Image<std::uint8_t> wanted = wantedPixels(squares[i], region, grid.downsample(), statistics.tissue);
    BlobScratch scratch;
    addBlobResponses(planes.hematoxylin, planes.dab, wanted, dab_coefficient, grid.umPerPx(), scratch, found[i]);
  });
  std::vector<float> responses;
  for (const auto& some : found) responses.insert(responses.end(), some.begin(), some.end());
  return hematoxylinScale(responses).value_or(0);
}

}  // namespace herald
