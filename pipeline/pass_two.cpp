#include "pipeline/pass_two.h"

#include <tbb/enumerable_thread_specific.h>
#include <tbb/parallel_pipeline.h>
#include <tbb/task_arena.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <string>
#include <utility>

namespace herald {
namespace {

// Colours are read in bands of this many rows, a multiple of the reader's usual tiles.
constexpr std::int64_t kBandPx = 512;

struct Worker {
  Image<Rgb8> colours;
  TileScratch scratch;
};

bool holdsTissue(const PixelRect& core, const TissueMask& tissue) {
  const double d = tissue.downsample_px;
  const auto first = [&](std::int64_t position, double origin) {
    return static_cast<int>(std::floor((static_cast<double>(position) - origin) / d));
  };
  const int x0 = std::max(0, first(core.x, tissue.origin_in_level0.x));
  const int y0 = std::max(0, first(core.y, tissue.origin_in_level0.y));
  const int x1 = std::min(tissue.classes.width() - 1, first(core.x + core.width - 1, tissue.origin_in_level0.x));
  const int y1 = std::min(tissue.classes.height() - 1, first(core.y + core.height - 1, tissue.origin_in_level0.y));
  for (int y = y0; y <= y1; ++y) {
    for (int x = x0; x <= x1; ++x) {
      if (isSearched(tissue.classes.at(x, y))) return true;
    }
  }
  return false;
}

void dropCellsOffTissue(const TissueMask& tissue, std::vector<CellRecord>& cells) {
  std::erase_if(cells, [&](const CellRecord& cell) { return !isSearched(tissue.at(cell.seed.x, cell.seed.y)); });
}

// A cell whose outline leaves the slide is cut by its border.
void excludeCutCells(const SlideLevel& level0, std::vector<CellRecord>& cells) {
  for (CellRecord& cell : cells) {
    const bool cut = std::any_of(cell.outline.begin(), cell.outline.end(), [&](const OutlineOffset& offset) {
      const double x = cell.seed.x + 0.5 + offset.dx * kOutlineStepPx;
      const double y = cell.seed.y + 0.5 + offset.dy * kOutlineStepPx;
      return x < 1 || y < 1 || x > static_cast<double>(level0.width - 1) || y > static_cast<double>(level0.height - 1);
    });
    if (cut) cell.excluded = Exclusion::kSlideEdge;
  }
}

}  // namespace

void validate(const PassTwoOptions& options) {
  validate(options.segmentation);
  if (options.threads < 1) throw std::invalid_argument("threads must be at least 1");
  if (options.tokens < 1) throw std::invalid_argument("tokens must be at least 1");
  if (options.tile_px < kSmallestTilePx || options.tile_px > kLargestTilePx) {
    throw std::invalid_argument("tile size " + std::to_string(options.tile_px) + " is outside 128-16384 px");
  }
}

std::vector<PixelRect> tissueTiles(const SlideLevel& level0, const TissueMask& tissue, int tile_px) {
  std::vector<PixelRect> tiles;
  for (std::int64_t y = 0; y < level0.height; y += tile_px) {
    for (std::int64_t x = 0; x < level0.width; x += tile_px) {
      const PixelRect core{x, y, std::min<std::int64_t>(tile_px, level0.width - x),
                           std::min<std::int64_t>(tile_px, level0.height - y)};
      if (holdsTissue(core, tissue)) tiles.push_back(core);
    }
  }
  return tiles;
}

void readTile(SlideSource& source, const PixelRect& region_in_level0, Image<Rgb8>& colours) {
  const PixelRect& region = region_in_level0;
  source.readRegion(0, region.x, region.y, static_cast<int>(region.width), static_cast<int>(region.height), colours);
  const SlideLevel& level0 = source.description().levels.front();
  const auto within = [](std::int64_t position, std::int64_t size) {
    return static_cast<int>(std::clamp<std::int64_t>(position, 0, size));
  };
  const int left = within(-region.x, region.width - 1);
  const int right = within(level0.width - region.x, region.width);
  const int top = within(-region.y, region.height - 1);
  const int bottom = within(level0.height - region.y, region.height);
  for (int y = top; y < bottom; ++y) {
    Rgb8* row = colours.row(y);
    std::fill(row, row + left, row[left]);
    std::fill(row + right, row + region.width, row[right - 1]);
  }
  const auto copyRow = [&](int from, int to) {
    std::copy(colours.row(from), colours.row(from) + region.width, colours.row(to));
  };
  for (int y = 0; y < top; ++y) copyRow(top, y);
  for (int y = bottom; y < colours.height(); ++y) copyRow(bottom - 1, y);
}

std::vector<PixelRect> bandsOf(const PixelRect& region_in_level0, int step_px) {
  const PixelRect& region = region_in_level0;
  const std::int64_t bottom = region.y + region.height;
  std::vector<PixelRect> bands;
  for (std::int64_t y = region.y; y < bottom;) {
    // To a multiple of kBandPx, so that a row of the reader's tiles lies in one band; no band is a sliver.
    const std::int64_t end = (std::max<std::int64_t>(0, y) + kBandPx + kBandPx / 4) / kBandPx * kBandPx;
    std::int64_t next = region.y + (end - region.y) / step_px * step_px;
    if (bottom - next < kBandPx / 4) next = bottom;
    bands.push_back({region.x, y, region.width, next - y});
    y = next;
  }
  return bands;
}

void passTwo(SlideSource& source, const SlideStatistics& statistics, PixelSize level0_pixel_size,
             const PassTwoOptions& options, SlideCells& cells,
             const std::function<void(std::size_t, std::size_t)>& on_progress) {
  validate(options);
  const SlideLevel& level0 = source.description().levels.front();
  const TileAnalyser analyser(statistics, level0_pixel_size, options.segmentation);
  const std::vector<PixelRect> cores = tissueTiles(level0, statistics.tissue, options.tile_px);
  std::size_t next = 0;
  std::size_t done = 0;
  tbb::enumerable_thread_specific<Worker> workers;
  const PixelRect slide{0, 0, level0.width, level0.height};
  std::vector<PixelRect> reads;
  for (const PixelRect& core : cores) {
    const auto bands = bandsOf(analyser.tileAround(core, slide).region_in_level0, analyser.grid().downsample());
    reads.insert(reads.end(), bands.begin(), bands.end());
  }
  source.expectReads(0, reads);

  const auto nextTile = [&](tbb::flow_control& control) -> std::size_t {
    if (next == cores.size()) {
      control.stop();
      return 0;
    }
    return next++;
  };
  const auto analyse = [&](std::size_t index) {
    Worker& worker = workers.local();
    const Tile tile = analyser.tileAround(cores[index], slide);
    analyser.begin(tile, worker.scratch);
    for (const PixelRect& band : bandsOf(tile.region_in_level0, analyser.grid().downsample())) {
      readTile(source, band, worker.colours);
      analyser.addBand(worker.colours, static_cast<int>(band.y - tile.region_in_level0.y), tile, worker.scratch);
    }
    auto found = analyser.finish(tile, worker.scratch);
    dropCellsOffTissue(statistics.tissue, found);
    excludeCutCells(level0, found);
    return found;
  };
  const auto merge = [&](const std::vector<CellRecord>& found) {
    cells.append(found);
    if (on_progress) on_progress(++done, cores.size());
  };
  tbb::task_arena arena(options.threads);
  arena.execute([&] {
    const auto tokens = static_cast<std::size_t>(options.tokens);
    tbb::parallel_pipeline(
        tokens, tbb::make_filter<void, std::size_t>(tbb::filter_mode::serial_in_order, nextTile) &
                    tbb::make_filter<std::size_t, std::vector<CellRecord>>(tbb::filter_mode::parallel, analyse) &
                    tbb::make_filter<std::vector<CellRecord>, void>(tbb::filter_mode::serial_in_order, merge));
  });
  cells.arrange();
}

}  // namespace herald
