#include "pipeline/analysis/pass_two.h"

#include <tbb/enumerable_thread_specific.h>
#include <tbb/parallel_pipeline.h>
#include <tbb/task_arena.h>

#include <algorithm>
#include <iterator>
#include <mutex>
#include <stdexcept>
#include <string>
#include <utility>

#include "pipeline/analysis/tissue_strips.h"
#include "stain/tissue_index.h"

namespace herald {
namespace {

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

int rowsAtATimePx(int tile_px) {
  return std::clamp(tile_px, 256, 2048);
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

namespace {

// Where [begin, end) is cut: on or just before multiples of `unit`, in steps from `begin`; no part is a sliver.
std::vector<std::int64_t> cutsOf(std::int64_t begin, std::int64_t end, std::int64_t unit, int step) {
  std::vector<std::int64_t> cuts{begin};
  while (cuts.back() < end) {
    const std::int64_t wanted = (std::max<std::int64_t>(0, cuts.back()) + unit + unit / 4) / unit * unit;
    const std::int64_t next = begin + (wanted - begin) / step * step;
    cuts.push_back(end - next < unit / 4 ? end : next);
  }
  return cuts;
}

}  // namespace

std::vector<PixelRect> partsOf(const PixelRect& region_in_level0, int step_px) {
  const PixelRect& region = region_in_level0;
  const auto columns = cutsOf(region.x, region.x + region.width, kPartPx, step_px);
  const auto rows = cutsOf(region.y, region.y + region.height, kBandPx, step_px);
  std::vector<PixelRect> parts;
  for (std::size_t j = 1; j < rows.size(); ++j) {
    for (std::size_t i = 1; i < columns.size(); ++i)
      parts.push_back({columns[i - 1], rows[j - 1], columns[i] - columns[i - 1], rows[j] - rows[j - 1]});
  }
  return parts;
}

namespace {

// Pass 2 of one slide: what its strips share.
class PassTwo {
 public:
  PassTwo(SlideSource& source, const SlideStatistics& statistics, PixelSize level0_pixel_size,
          const PassTwoOptions& options, SlideCells& cells,
          const std::function<void(std::size_t, std::size_t)>& progress)
      : source_(source),
        tissue_(statistics.tissue),
        index_(statistics.tissue),
        level0_(source.description().levels.front()),
        analyser_(statistics, level0_pixel_size, options.segmentation),
        measured_reach_um_(measuredReachUm(options.segmentation)),
        window_px_(analyser_.windowPx(rowsAtATimePx(options.tile_px), kLargestBandPx)),
        cells_(cells),
        progress_(progress) {
    const auto halo_px = static_cast<int>(level0_pixel_size.toPx(analyser_.haloUm()));
    const StripOptions strips{.width_px = options.tile_px,
                              .longest_px = std::min(4 * options.tile_px, kLongestStripPx),
                              .gap_px = 2 * halo_px};
    for (const PixelRect& core : tissueStrips(level0_, tissue_, strips))
      tiles_.push_back(analyser_.tileAround(core, {0, 0, level0_.width, level0_.height}));
    std::vector<PixelRect> reads;
    for (const Tile& tile : tiles_) {
      const auto parts = partsOf(tile.region_in_level0, analyser_.grid().blockPx());
      std::copy_if(parts.begin(), parts.end(), std::back_inserter(reads),
                   [&](const PixelRect& part) { return hasTissueWithin(part, analyser_.haloUm()); });
      parts_ += parts.size();
    }
    source_.expectReads(0, reads);
  }

  [[nodiscard]] std::size_t strips() const { return tiles_.size(); }

  void analyse(std::size_t strip) {
    const Tile& tile = tiles_[strip];
    Worker& worker = workers_.local();
    analyser_.begin(tile, window_px_, worker.scratch);
    std::size_t parts = 0;
    for (const PixelRect& part : partsOf(tile.region_in_level0, analyser_.grid().blockPx())) {
      addPart(part, tile, worker);
      ++parts;
      if (!worker.cells.empty()) handOver(worker.cells, std::exchange(parts, 0));
    }
    analyser_.finish(tile, worker.scratch, worker.cells);
    handOver(worker.cells, parts);
  }

 private:
  struct Worker {
    Image<Rgb8> colours;
    TileScratch scratch;
    std::vector<CellRecord> cells;
  };

  static constexpr int kLongestStripPx = 8192;

  [[nodiscard]] bool hasTissueWithin(const PixelRect& part, double reach_um) const {
    return index_.anyIn(analyser_.grid().regionAround(part, reach_um));
  }

  void addPart(const PixelRect& part, const Tile& tile, Worker& worker) {
    const auto x_px = static_cast<int>(part.x - tile.region_in_level0.x);
    if (!hasTissueWithin(part, analyser_.haloUm()))
      return analyser_.skipPart(x_px, static_cast<int>(part.width), static_cast<int>(part.height), tile, worker.scratch,
                                worker.cells);
    using Use = TileAnalyser::PartUse;
    const Use use = hasTissueWithin(part, measured_reach_um_) ? Use::kMeasured : Use::kConsulted;
    readTile(source_, part, worker.colours);
    analyser_.addPart(worker.colours, x_px, use, tile, worker.scratch, worker.cells);
  }

  void handOver(std::vector<CellRecord>& cells, std::size_t parts) {
    dropCellsOffTissue(tissue_, cells);
    excludeCutCells(level0_, cells);
    const std::lock_guard lock(mutex_);
    cells_.append(cells);
    cells.clear();
    done_ += parts;
    if (progress_ && parts > 0) progress_(done_, parts_);
  }

  SlideSource& source_;
  const TissueMask& tissue_;
  TissueIndex index_;
  const SlideLevel& level0_;
  TileAnalyser analyser_;
  double measured_reach_um_;
  int window_px_;
  std::vector<Tile> tiles_;
  std::size_t parts_ = 0;
  tbb::enumerable_thread_specific<Worker> workers_;
  std::mutex mutex_;  // for what follows
  SlideCells& cells_;
  const std::function<void(std::size_t, std::size_t)>& progress_;
  std::size_t done_ = 0;
};

}  // namespace

void passTwo(SlideSource& source, const SlideStatistics& statistics, PixelSize level0_pixel_size,
             const PassTwoOptions& options, SlideCells& cells,
             const std::function<void(std::size_t, std::size_t)>& on_progress) {
  validate(options);
  PassTwo pass(source, statistics, level0_pixel_size, options, cells, on_progress);
  std::size_t next = 0;
  const auto nextStrip = [&](tbb::flow_control& control) -> std::size_t {
    if (next == pass.strips()) {
      control.stop();
      return 0;
    }
    return next++;
  };
  tbb::task_arena arena(options.threads);
  arena.execute([&] {
    tbb::parallel_pipeline(static_cast<std::size_t>(options.tokens),
                           tbb::make_filter<void, std::size_t>(tbb::filter_mode::serial_in_order, nextStrip) &
                               tbb::make_filter<std::size_t, void>(tbb::filter_mode::parallel,
                                                                   [&](std::size_t strip) { pass.analyse(strip); }));
  });
  cells.arrange();
}

}  // namespace herald
