#include "pipeline/viewer/viewed_slide.h"

#include <tbb/blocked_range.h>
#include <tbb/parallel_for.h>
#include <tbb/task_arena.h>

#include <algorithm>
#include <utility>

#include "pipeline/analysis/cell_spill.h"
#include "pipeline/analysis/slide_judgement.h"

namespace herald {
namespace {

constexpr std::size_t kRecordBlocksKept = 12;  // up to 9 MB each
constexpr std::size_t kCellsOfATask = 8192;

bool hasSameStain(const CellClassOptions& a, const CellClassOptions& b) {
  return a.stained_od == b.stained_od && a.stained_od_um == b.stained_od_um && a.side_coefficient == b.side_coefficient;
}

// Calls visit(i) for every cell, on the threads there are. Isolated: a thread that waits here holds a lock and must not
// take up work that wants the same.
template <class Visit>
void forEachCell(std::size_t cells, const Visit& visit) {
  tbb::this_task_arena::isolate([&] {
    tbb::parallel_for(tbb::blocked_range<std::size_t>(0, cells, kCellsOfATask), [&](const auto& range) {
      for (std::size_t i = range.begin(); i < range.end(); ++i) visit(i);
    });
  });
}

}  // namespace

ViewedSlide::ViewedSlide(const std::filesystem::path& store,
                         const std::shared_ptr<const EffectiveConfiguration>& configuration, const RuleSet& rules)
    : store_(store), result_(store_.measuredSlide()) {
  result_.measured.cells =
      SlideCells::withoutRecords(configuration->options.cell_class, configuration->options.quality);
  result_.measured.cells.reserve(store_.size());
  membranes_.reserve(store_.size());
  side_dab_od_.reserve(store_.size());
  store_.visit(CellFields::kJudged, [&](std::span<const CellRecord> some) {
    result_.measured.cells.append(some);
    for (const CellRecord& cell : some) {
      membranes_.push_back(cell.membrane);
      side_dab_od_.push_back(cell.side_dab_od);
    }
  });
  result_.measured.cells.arrange();
  judgeSlide(configuration, rules, result_);
  indexBlocks();
}

void ViewedSlide::indexBlocks() {
  const auto cells = std::as_const(result_.measured.cells).summaries();
  for (std::size_t row = 0; row < cells.size(); ++row) {
    const Level0Pixel block = storeBlockOf(cells[row].seed);
    if (blocks_.empty() || !(blocks_.back().block == block)) blocks_.push_back({block, row, row});
    blocks_.back().end = row + 1;
  }
}

std::size_t ViewedSlide::bytes() const {
  const std::size_t a_cell =
      sizeof(CellSummary) + 2 * sizeof(CellCall) + sizeof(MembraneSignature) + sizeof(float) + sizeof(StainedMembrane);
  std::size_t records = 0;
  {
    const std::lock_guard lock(records_mutex_);
    for (const auto& block : records_) records += block->cells.size();
  }
  return cells().size() * a_cell + records * sizeof(CellRecord) +
         result_.measured.statistics.tissue.classes.pixels().size();
}

std::vector<StainedMembrane> ViewedSlide::stainedAt(const CellClassOptions& cuts) const {
  std::vector<StainedMembrane> stained(membranes_.size());
  forEachCell(stained.size(),
              [&](std::size_t i) { stained[i] = stainedMembrane(membranes_[i], side_dab_od_[i], cuts); });
  return stained;
}

std::shared_ptr<const CalledCells> ViewedSlide::called(const CellClassOptions& cuts) const {
  const std::lock_guard lock(calls_mutex_);
  if (called_ && called_->cuts == cuts) return called_;
  if (stained_.size() != membranes_.size() || !hasSameStain(stained_cuts_, cuts)) {
    stained_ = stainedAt(cuts);
    stained_cuts_ = cuts;
  }
  const SlideQualityOptions& quality = result_.judged.request->options.quality;
  auto fresh = std::make_shared<CalledCells>(CalledCells{cuts, std::vector<CellCall>(stained_.size())});
  forEachCell(stained_.size(),
              [&](std::size_t i) { fresh->calls[i] = callOf(stained_[i], side_dab_od_[i], cuts, quality); });
  called_ = fresh;
  return fresh;
}

CellJudgement ViewedSlide::judged(const CellClassOptions& cuts, const RuleSet& rules) const {
  JudgementRequest request = *result_.judged.request;
  request.cell_class = cuts;
  request.rules = rules;
  return judgeCells(cells(), called(cuts)->calls, request);
}

std::vector<std::uint32_t> ViewedSlide::rowsIn(const PixelRect& region) const {
  std::vector<std::uint32_t> rows;
  const auto summaries = cells();
  for (const BlockRows& block : blocks_) {
    const PixelRect place{std::int64_t{block.block.x} * kStoreBlockPx, std::int64_t{block.block.y} * kStoreBlockPx,
                          kStoreBlockPx, kStoreBlockPx};
    const PixelRect shared = intersection(place, region);
    if (shared.width <= 0 || shared.height <= 0) continue;
    const auto begin = summaries.begin() + static_cast<std::ptrdiff_t>(block.first);
    const auto end = summaries.begin() + static_cast<std::ptrdiff_t>(block.end);
    auto at =
        std::lower_bound(begin, end, region.y, [](const CellSummary& cell, std::int64_t y) { return cell.seed.y < y; });
    for (; at != end && at->seed.y < region.y + region.height; ++at)
      if (at->seed.x >= region.x && at->seed.x < region.x + region.width)
        rows.push_back(static_cast<std::uint32_t>(at - summaries.begin()));
  }
  return rows;
}

std::shared_ptr<const RecordBlock> ViewedSlide::recordsAround(std::size_t row) const {
  const auto block = std::upper_bound(blocks_.begin(), blocks_.end(), row,
                                      [](std::size_t wanted, const BlockRows& rows) { return wanted < rows.end; });
  if (block == blocks_.end()) throw std::out_of_range("a row that the store does not have");
  const std::lock_guard lock(records_mutex_);
  const auto found =
      std::find_if(records_.begin(), records_.end(), [&](const auto& kept) { return kept->first_row == block->first; });
  if (found != records_.end()) {
    records_.splice(records_.begin(), records_, found);
    return records_.front();
  }
  auto fresh = std::make_shared<RecordBlock>();
  fresh->first_row = block->first;
  fresh->cells.resize(block->end - block->first);
  store_.read(block->first, fresh->cells, CellFields::kAll);
  for (std::size_t i = 0; i < fresh->cells.size(); ++i)
    static_cast<CellSummary&>(fresh->cells[i]) = cells()[block->first + i];
  records_.push_front(fresh);
  if (records_.size() > kRecordBlocksKept) records_.pop_back();
  return fresh;
}

}  // namespace herald
