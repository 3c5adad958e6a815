#include "pipeline/analysis/cell_spill.h"

#include <algorithm>
#include <numeric>
#include <tuple>
#include <type_traits>

namespace herald {
namespace {

static_assert(std::is_trivially_copyable_v<CellRecord>, "records are written as they are");

// Copies `from` into `to` in store order. Records are large: their places are sorted instead.
void copyInStoreOrder(std::span<const CellRecord> from, std::vector<CellRecord>& to) {
  std::vector<const CellRecord*> places;
  places.reserve(from.size());
  for (const CellRecord& cell : from) places.push_back(&cell);
  std::sort(places.begin(), places.end(),
            [](const CellRecord* a, const CellRecord* b) { return isBeforeInStore(a->seed, b->seed); });
  to.clear();
  to.reserve(from.size());
  for (const CellRecord* place : places) to.push_back(*place);
}

}  // namespace

Level0Pixel storeBlockOf(Level0Pixel seed) {
  return {seed.x / kStoreBlockPx, seed.y / kStoreBlockPx};
}

bool isBeforeInStore(Level0Pixel seed_a, Level0Pixel seed_b) {
  const Level0Pixel block_a = storeBlockOf(seed_a);
  const Level0Pixel block_b = storeBlockOf(seed_b);
  return block_a == block_b ? seed_a < seed_b : block_a < block_b;
}

CellSpill::CellSpill(const std::filesystem::path& folder) : file_(folder, "cells") {}

void CellSpill::append(std::span<const CellRecord> cells) {
  copyInStoreOrder(cells, ordered_);
  file_.write(written_ * sizeof(CellRecord), std::as_bytes(std::span(ordered_)));
  for (std::size_t begin = 0, end = 0; begin < ordered_.size(); begin = end) {
    const Level0Pixel block = storeBlockOf(ordered_[begin].seed);
    while (end < ordered_.size() && storeBlockOf(ordered_[end].seed) == block) ++end;
    extents_of_block_[block].push_back({written_ + begin, end - begin});
  }
  written_ += ordered_.size();
}

std::vector<Level0Pixel> CellSpill::blocks() const {
  std::vector<Level0Pixel> blocks;
  blocks.reserve(extents_of_block_.size());
  for (const auto& [block, extents] : extents_of_block_) blocks.push_back(block);
  return blocks;
}

void CellSpill::readBlock(Level0Pixel block, std::vector<CellRecord>& cells) const {
  cells.clear();
  const auto found = extents_of_block_.find(block);
  if (found == extents_of_block_.end()) return;
  std::uint64_t count = 0;
  for (const Extent& extent : found->second) count += extent.count;
  std::vector<CellRecord> unordered(count);
  std::uint64_t place = 0;
  for (const Extent& extent : found->second) {
    file_.read(extent.first * sizeof(CellRecord),
               std::as_writable_bytes(std::span(unordered).subspan(place, extent.count)));
    place += extent.count;
  }
  if (found->second.size() == 1) {
    cells.swap(unordered);
    return;
  }
  copyInStoreOrder(unordered, cells);
}

}  // namespace herald
