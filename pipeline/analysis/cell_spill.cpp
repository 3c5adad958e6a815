#include "pipeline/analysis/cell_spill.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <numeric>
#include <system_error>
#include <tuple>
#include <type_traits>

#include "pipeline/files/atomic_file.h"

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

CellSpill::CellSpill(const std::filesystem::path& folder) : folder_(folder) {
  const std::filesystem::path path = partialPathOf(folder / "cells");
  file_ = open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (file_ < 0) fail("create a temporary file", errno);
  if (unlink(path.c_str()) == 0) return;
  const int error = errno;
  close(file_);
  fail("unlink a temporary file", error);
}

CellSpill::~CellSpill() {
  close(file_);
}

void CellSpill::fail(const char* action, int error) const {
  throw OutputError(folder_.string() + ": cannot " + action + ": " + std::generic_category().message(error));
}

void CellSpill::write(std::span<const CellRecord> cells) {
  const char* bytes = reinterpret_cast<const char*>(cells.data());
  std::size_t left = cells.size_bytes();
  auto position = static_cast<off_t>(written_ * sizeof(CellRecord));
  while (left > 0) {
    const ssize_t done = pwrite(file_, bytes, left, position);
    if (done < 0 && errno == EINTR) continue;
    if (done < 0) fail("write cells to a temporary file", errno);
    bytes += done;
    position += done;
    left -= static_cast<std::size_t>(done);
  }
}

void CellSpill::append(std::span<const CellRecord> cells) {
  copyInStoreOrder(cells, ordered_);
  write(ordered_);
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
    char* bytes = reinterpret_cast<char*>(unordered.data() + place);
    std::size_t left = extent.count * sizeof(CellRecord);
    auto position = static_cast<off_t>(extent.first * sizeof(CellRecord));
    while (left > 0) {
      const ssize_t done = pread(file_, bytes, left, position);
      if (done < 0 && errno == EINTR) continue;
      if (done <= 0) fail("read cells back from a temporary file", done < 0 ? errno : EIO);
      bytes += done;
      position += done;
      left -= static_cast<std::size_t>(done);
    }
    place += extent.count;
  }
  if (found->second.size() == 1) {
    cells.swap(unordered);
    return;
  }
  copyInStoreOrder(unordered, cells);
}

}  // namespace herald
