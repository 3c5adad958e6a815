#include "pipeline/analysis/pass_one.h"

#include <tbb/parallel_for.h>
#include <tbb/parallel_invoke.h>
#include <tbb/task_arena.h>

#include <algorithm>
#include <cstdint>
#include <stdexcept>
#include <vector>

#include "pipeline/analysis/slide_scale.h"
#include "segmentation/nuclei.h"
#include "stain/area_mean.h"

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

// A picture in squares of this edge, smaller at the right and lower border.
std::vector<PixelRect> partsOf(int width, int height, int edge) {
  std::vector<PixelRect> parts;
  for (int y = 0; y < height; y += edge)
    for (int x = 0; x < width; x += edge)
      parts.push_back({x, y, std::min(edge, width - x), std::min(edge, height - y)});
  return parts;
}

// Pixels of the mask that are tissue, spread evenly in reading order: at most kSampleTiles.
std::vector<Level0Pixel> samplePlaces(const TissueMask& tissue) {
  const auto& classes = tissue.classes.pixels();
  const auto in_tissue = static_cast<std::size_t>(std::count(classes.begin(), classes.end(), TissueClass::kTissue));
  const std::size_t tiles = std::min(kSampleTiles, in_tissue);
  std::vector<Level0Pixel> places;
  std::size_t before = 0;
  for (std::size_t i = 0; i < classes.size() && places.size() < tiles; ++i) {
    if (classes[i] != TissueClass::kTissue) continue;
    if (before++ != (2 * places.size() + 1) * in_tissue / (2 * tiles)) continue;
    const auto width = static_cast<std::size_t>(tissue.classes.width());
    places.push_back({static_cast<std::int32_t>(i % width), static_cast<std::int32_t>(i / width)});
  }
  return places;
}

// Every second pixel of the tile round a place, where the mask says tissue.
std::vector<Rgb8> sampleTile(SlideSource& source, const TissueMask& tissue, Level0Pixel place) {
  const auto x = static_cast<std::int64_t>((place.x + 0.5) * tissue.downsample_px) - kSampleTilePx / 2;
  const auto y = static_cast<std::int64_t>((place.y + 0.5) * tissue.downsample_px) - kSampleTilePx / 2;
  Image<Rgb8> block;
  source.readRegion(0, x, y, kSampleTilePx, kSampleTilePx, block);
  std::vector<Rgb8> colours;
  for (int j = 0; j < kSampleTilePx; j += 2) {
    for (int i = 0; i < kSampleTilePx; i += 2) {
      if (tissue.at(static_cast<double>(x + i), static_cast<double>(y + j)) == TissueClass::kTissue)
        colours.push_back(block.at(i, j));
    }
  }
  return colours;
}

// Full-resolution tissue colours from tiles spread evenly over the tissue.
std::vector<Rgb8> sampleTissue(SlideSource& source, const TissueMask& tissue) {
  const std::vector<Level0Pixel> places = samplePlaces(tissue);
  std::vector<std::vector<Rgb8>> tiles(places.size());
  tbb::parallel_for(std::size_t{0}, places.size(),
                    [&](std::size_t t) { tiles[t] = sampleTile(source, tissue, places[t]); });
  std::vector<Rgb8> colours;
  for (const auto& tile : tiles) colours.insert(colours.end(), tile.begin(), tile.end());
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

std::int64_t picturePixels(const SlideDescription& description, PixelSize level0_pixel_size) {
  const int level = levelFor(description, pictureDownsample(description, level0_pixel_size));
  const SlideLevel& read = description.levels[static_cast<std::size_t>(level)];
  return read.width * read.height;
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
  const SlideLevel& read = description.levels[static_cast<std::size_t>(level)];
  const CoveredSpans columns = coveredSpans(picture.image.width(), ratio, read.width);
  const CoveredSpans rows = coveredSpans(picture.image.height(), ratio, read.height);
  const std::vector<PixelRect> parts =
      partsOf(picture.image.width(), picture.image.height(), std::max(1, static_cast<int>(kBlockPx / ratio)));
  tbb::parallel_for(std::size_t{0}, parts.size(), [&](std::size_t i) {
    const PixelRect covered = coveredBy(parts[i], columns, rows);
    Image<Rgb8> block;
    source.readRegion(level, covered.x, covered.y, static_cast<int>(covered.width), static_cast<int>(covered.height),
                      block);
    averageInto(block, parts[i], columns, rows, picture.image);
  });
  return picture;
}

namespace {

// Tissue, folds and other artefacts, and what kind of slide it is.
void measurePicture(PixelSize level0_pixel_size, const PassOneOptions& options, bool fold_od_is_known,
                    PassOne& result) {
  SlideStatistics& statistics = result.statistics;
  const ImageView<Rgb8> picture = result.picture.image;
  const BackgroundLight& light = statistics.background;
  const double downsample_px = result.picture.downsample_px;
  ArtefactFindings artefacts;
  tbb::parallel_invoke(
      [&] {
        TissueMaskOptions tissue = options.tissue;
        if (!(statistics.tissue_od > 0))
          statistics.tissue_od = tissueDensity(picture, downsample_px, level0_pixel_size, light, tissue);
        tissue.tissue_od = statistics.tissue_od;
        statistics.tissue = findTissue(picture, downsample_px, level0_pixel_size, light, tissue);
        if (fold_od_is_known) return;
        statistics.fold_od =
            foldDensity(picture, statistics.tissue, level0_pixel_size, light, options.artefact).value_or(0);
      },
      [&] { artefacts = findArtefacts(picture, downsample_px, level0_pixel_size, light, options.artefact); });
  markArtefacts(artefacts, picture, level0_pixel_size, light, statistics.fold_od, options.artefact, statistics.tissue);
  result.kind = judgeSlideKind(picture, statistics.tissue, light, options.slide_kind);
}

PassOne readAndMeasure(SlideSource& source, PixelSize level0_pixel_size, const PassOneOptions& options,
                       const FrozenStatistics* frozen) {
  PassOne result;
  result.picture = readPicture(source, pictureDownsample(source.description(), level0_pixel_size));
  SlideStatistics& statistics = result.statistics;
  if (frozen != nullptr) {
    statistics.background = frozen->background;
    statistics.stains = frozen->stains;
    statistics.stain_source = frozen->stain_source;
    statistics.tissue_od = frozen->tissue_od;
    statistics.glass_od = frozen->glass_od;
    statistics.fold_od = frozen->fold_od;
    statistics.hematoxylin_scale_od = frozen->hematoxylin_scale_od;
    statistics.grid_origin = frozen->grid_origin;
  } else {
    statistics.background = estimateBackground(
        result.picture.image, level0_pixel_size.umPerPx() * result.picture.downsample_px, options.background);
    statistics.glass_od = options.tissue.glass_od;
    statistics.stain_source = "default (configured)";
  }
  measurePicture(level0_pixel_size, options, frozen != nullptr, result);
  if (frozen == nullptr && options.stain.source == StainSource::kAuto && result.kind.refusals.empty()) {
    const StainEstimate estimate =
        estimateStains(sampleTissue(source, statistics.tissue), statistics.background, StainMatrix(), options.stain);
    statistics.stains = estimate.stains;
    statistics.stain_source = estimate.source;
  }
  if (!(statistics.hematoxylin_scale_od > 0) && result.kind.refusals.empty())
    statistics.hematoxylin_scale_od =
        measureHematoxylinScale(source, level0_pixel_size, statistics, NucleusOptions{}.dab_coefficient);
  return result;
}

}  // namespace

PassOne passOne(SlideSource& source, PixelSize level0_pixel_size, const PassOneOptions& options,
                const FrozenStatistics* frozen, int threads) {
  validate(options);
  if (threads < 1) throw std::invalid_argument("threads must be at least 1");
  tbb::task_arena arena(threads);
  return arena.execute([&] { return readAndMeasure(source, level0_pixel_size, options, frozen); });
}

}  // namespace herald
