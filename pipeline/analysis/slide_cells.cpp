#include "pipeline/analysis/slide_cells.h"

#include <algorithm>
#include <numeric>
#include <stdexcept>

namespace herald {
namespace {

bool isInStoreOrder(std::span<const CellSummary> cells) {
  return std::is_sorted(cells.begin(), cells.end(),
                        [](const CellSummary& a, const CellSummary& b) { return isBeforeInStore(a.seed, b.seed); });
}

// Puts value order[i] into place i of both arrays, without a second array; `order` is used up.
void reorder(std::vector<std::size_t>& order, std::vector<CellSummary>& summaries, std::vector<CellCall>& calls) {
  for (std::size_t start = 0; start < order.size(); ++start) {
    const CellSummary summary = summaries[start];
    const CellCall call = calls[start];
    std::size_t place = start;
    while (order[place] != start) {
      const std::size_t from = order[place];
      summaries[place] = summaries[from];
      calls[place] = calls[from];
      order[place] = place;
      place = from;
    }
    summaries[place] = summary;
    calls[place] = call;
    order[place] = place;
  }
}

}  // namespace

SlideCells::SlideCells(const std::filesystem::path& spill_folder, const CellClassOptions& cell_class,
                       const SlideQualityOptions& quality)
    : SlideCells(cell_class, quality) {
  spill_ = std::make_shared<CellSpill>(spill_folder);
}

SlideCells SlideCells::withoutRecords(const CellClassOptions& cell_class, const SlideQualityOptions& quality) {
  return {cell_class, quality};
}

SlideCells SlideCells::of(std::span<const CellRecord> cells, const CellClassOptions& cell_class,
                          const SlideQualityOptions& quality) {
  SlideCells all(std::filesystem::temp_directory_path(), cell_class, quality);
  all.append(cells);
  all.arrange();
  return all;
}

void SlideCells::reserve(std::size_t cells) {
  summaries_.reserve(cells);
  calls_.reserve(cells);
}

void SlideCells::append(std::span<const CellRecord> cells) {
  if (!filling_) throw std::logic_error("cells are added to a slide that is not being filled");
  if (spill_) spill_->append(cells);
  for (const CellRecord& cell : cells) {
    summaries_.push_back(cell);
    calls_.push_back(
        callOf(stainedMembrane(cell.membrane, cell.side_dab_od, cell_class_), cell.side_dab_od, cell_class_, quality_));
  }
}

void SlideCells::sortIntoStoreOrder() {
  std::vector<std::size_t> order(summaries_.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(),
            [&](std::size_t a, std::size_t b) { return isBeforeInStore(summaries_[a].seed, summaries_[b].seed); });
  reorder(order, summaries_, calls_);
}

void SlideCells::arrange() {
  filling_ = false;
  if (!isInStoreOrder(summaries_)) sortIntoStoreOrder();  // read back from a store they are
  std::size_t row = 0;
  for (const Level0Pixel& block : spill_ ? spill_->blocks() : std::vector<Level0Pixel>()) {
    blocks_.push_back({block, row});
    while (row < summaries_.size() && storeBlockOf(summaries_[row].seed) == block) ++row;
  }
}

void SlideCells::readBlock(std::size_t index, Block& into) const {
  if (!spill_) throw std::logic_error("records are read that were not kept");
  into.first_row = blocks_.at(index).first_row;
  spill_->readBlock(blocks_[index].block, into.cells);
  into.staining.clear();
  for (std::size_t i = 0; i < into.cells.size(); ++i) {
    static_cast<CellSummary&>(into.cells[i]) = summaries_[into.first_row + i];
    into.staining.push_back(classifyCell(into.cells[i], cell_class_));
  }
}

std::array<std::int64_t, kExclusionNames.size()> cellsByExclusion(const SlideCells& cells) {
  std::array<std::int64_t, kExclusionNames.size()> count{};
  for (const CellSummary& cell : cells.summaries()) ++count.at(static_cast<std::size_t>(cell.excluded));
  return count;
}

std::vector<CellRecord> SlideCells::records() const {
  std::vector<CellRecord> all;
  all.reserve(size());
  Block block;
  for (std::size_t i = 0; i < blocks_.size(); ++i) {
    readBlock(i, block);
    all.insert(all.end(), block.cells.begin(), block.cells.end());
  }
  return all;
}

}  // namespace herald
