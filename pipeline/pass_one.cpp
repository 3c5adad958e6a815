#include "pipeline/pass_one.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <stdexcept>
#include <vector>

namespace herald {
namespace {

constexpr std::int64_t kLargestPicturePx = 2048;
constexpr double kCoarsestPictureUm = 8.0;
constexpr std::int64_t kMostPicturePx = 8192;  // whatever the pixel size says: a mistyped one must not fill the memory
constexpr int kBlockPx = 1024;                 // edge of the blocks a level is read in
constexpr std::size_t kSampleTiles = 32;
constexpr int kSampleTilePx = 256;

int pictureDownsample(const SlideDescription& description, PixelSize level0_pixel_size) {
  const SlideLevel& level0 = description.levels.front();
  const std::int64_t side = std::max(level0.width, level0.height);
  int downsample = 1;
  while (side / downsample > kLargestPicturePx && level0_pixel_size.umPerPx() * downsample * 2 <= kCoarsestPictureUm)
    downsample *= 2;
  while (side / downsample > kMostPicturePx) downsample *= 2;
  return downsample;
}

// The smallest level that is still at least as fine as the picture.
int levelFor(const SlideDescription& description, int downsample) {
  int best = 0;
  for (std::size_t l = 0; l < description.levels.size(); ++l) {
    const double candidate = description.levels[l].downsample;
    if (candidate <= downsample * 1.02 && candidate > description.levels[static_cast<std::size_t>(best)].downsample) {
      best = static_cast<int>(l);
    }
  }
  return best;
}

// Mean colour of the level's pixels [x0, x1) x [y0, y1) of `block`.
Rgb8 meanColour(const Image<Rgb8>& block, int x0, int y0, int x1, int y1) {
  std::int64_t r = 0;
  std::int64_t g = 0;
  std::int64_t b = 0;
  for (int y = y0; y < y1; ++y) {
    for (int x = x0; x < x1; ++x) {
      const Rgb8 p = block.at(x, y);
      r += p.r;
      g += p.g;
      b += p.b;
    }
  }
  const std::int64_t n = static_cast<std::int64_t>(x1 - x0) * (y1 - y0);
  const auto rounded = [&](std::int64_t sum) { return static_cast<std::uint8_t>((sum + n / 2) / n); };
  return {rounded(r), rounded(g), rounded(b)};
}

// Averages one block of a level into the picture. `ratio` = level pixels per picture pixel.
void averageBlock(SlideSource& source, int level, double ratio, const PixelRect& picture_rect, Image<Rgb8>& picture) {
  const SlideLevel& description = source.description().levels[static_cast<std::size_t>(level)];
  const auto edge = [&](std::int64_t position, std::int64_t size) {
    return std::min(size, static_cast<std::int64_t>(std::lround(static_cast<double>(position) * ratio)));
  };
  // A level can be a pixel smaller than the picture asks for: the last pixel is then used again.
  const std::int64_t x0 = std::min(edge(picture_rect.x, description.width), description.width - 1);
  const std::int64_t y0 = std::min(edge(picture_rect.y, description.height), description.height - 1);
  const std::int64_t x1 = std::max(x0 + 1, edge(picture_rect.x + picture_rect.width, description.width));
  const std::int64_t y1 = std::max(y0 + 1, edge(picture_rect.y + picture_rect.height, description.height));
  Image<Rgb8> block;
  source.readRegion(level, x0, y0, static_cast<int>(x1 - x0), static_cast<int>(y1 - y0), block);
  for (std::int64_t py = picture_rect.y; py < picture_rect.y + picture_rect.height; ++py) {
    const int by0 = std::min(static_cast<int>(edge(py, description.height) - y0), block.height() - 1);
    const int by1 = std::max(by0 + 1, static_cast<int>(edge(py + 1, description.height) - y0));
    for (std::int64_t px = picture_rect.x; px < picture_rect.x + picture_rect.width; ++px) {
      const int bx0 = std::min(static_cast<int>(edge(px, description.width) - x0), block.width() - 1);
      const int bx1 = std::max(bx0 + 1, static_cast<int>(edge(px + 1, description.width) - x0));
      picture.at(static_cast<int>(px), static_cast<int>(py)) = meanColour(block, bx0, by0, bx1, by1);
    }
  }
}

// Full-resolution tissue colours from tiles spread evenly over the tissue, every second pixel of each.
std::vector<Rgb8> sampleTissue(SlideSource& source, const TissueMask& tissue) {
  std::vector<Level0Pixel> places;
  for (int y = 0; y < tissue.classes.height(); ++y) {
    for (int x = 0; x < tissue.classes.width(); ++x) {
      if (tissue.classes.at(x, y) == TissueClass::kTissue) places.push_back({x, y});
    }
  }
  std::vector<Rgb8> colours;
  const std::size_t tiles = std::min(kSampleTiles, places.size());
  Image<Rgb8> block;
  for (std::size_t t = 0; t < tiles; ++t) {
    const Level0Pixel place = places[(2 * t + 1) * places.size() / (2 * tiles)];
    const auto x = static_cast<std::int64_t>((place.x + 0.5) * tissue.downsample_px) - kSampleTilePx / 2;
    const auto y = static_cast<std::int64_t>((place.y + 0.5) * tissue.downsample_px) - kSampleTilePx / 2;
    source.readRegion(0, x, y, kSampleTilePx, kSampleTilePx, block);
    for (int j = 0; j < kSampleTilePx; j += 2) {
      for (int i = 0; i < kSampleTilePx; i += 2) {
        if (tissue.at(static_cast<double>(x + i), static_cast<double>(y + j)) == TissueClass::kTissue)
          colours.push_back(block.at(i, j));
      }
    }
  }
  return colours;
}

}  // namespace

void validate(const PassOneOptions& options) {
  validate(options.background);
  validate(options.tissue);
  validate(options.artefact);
  validate(options.slide_kind);
  validate(options.stain);
}

Thumbnail readPicture(SlideSource& source, int downsample) {
  const SlideDescription& description = source.description();
  const SlideLevel& level0 = description.levels.front();
  Thumbnail picture;
  picture.downsample_px = downsample;
  picture.image.reset(static_cast<int>((level0.width + downsample - 1) / downsample),
                      static_cast<int>((level0.height + downsample - 1) / downsample));
  const int level = levelFor(description, downsample);
  const double ratio = downsample / description.levels[static_cast<std::size_t>(level)].downsample;
  const int step = std::max(1, static_cast<int>(kBlockPx / ratio));
  for (int y = 0; y < picture.image.height(); y += step) {
    for (int x = 0; x < picture.image.width(); x += step) {
      const PixelRect rect{x, y, std::min(step, picture.image.width() - x), std::min(step, picture.image.height() - y)};
      averageBlock(source, level, ratio, rect, picture.image);
    }
  }
  return picture;
}

PassOne passOne(SlideSource& source, PixelSize level0_pixel_size, const PassOneOptions& options,
                const FrozenStatistics* frozen) {
  validate(options);
  PassOne result;
  result.picture = readPicture(source, pictureDownsample(source.description(), level0_pixel_size));
  SlideStatistics& statistics = result.statistics;
  if (frozen != nullptr) {
    statistics.background = frozen->background;
    statistics.stains = frozen->stains;
    statistics.stain_source = frozen->stain_source;
    statistics.glass_od = frozen->glass_od;
    statistics.fold_od = frozen->fold_od;
    statistics.grid_origin = frozen->grid_origin;
  } else {
    statistics.background = estimateBackground(result.picture.image, options.background);
    statistics.glass_od = options.tissue.glass_od;
    statistics.stain_source = "default (configured)";
  }
  statistics.tissue = findTissue(result.picture.image, result.picture.downsample_px, level0_pixel_size,
                                 statistics.background, options.tissue);
  if (frozen == nullptr) {
    statistics.fold_od =
        foldDensity(result.picture.image, statistics.tissue, level0_pixel_size, statistics.background, options.artefact)
            .value_or(0);
  }
  markArtefacts(result.picture.image, level0_pixel_size, statistics.background, statistics.fold_od, options.artefact,
                statistics.tissue);
  result.kind = judgeSlideKind(result.picture.image, statistics.tissue, statistics.background, options.slide_kind);
  if (frozen == nullptr && options.stain.source == StainSource::kAuto && result.kind.refusals.empty()) {
    const StainEstimate estimate =
        estimateStains(sampleTissue(source, statistics.tissue), statistics.background, StainMatrix(), options.stain);
    statistics.stains = estimate.stains;
    statistics.stain_source = estimate.source;
  }
  return result;
}

}  // namespace herald
