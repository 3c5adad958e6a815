// Cell records on disk while a slide is analysed, so that memory does not grow with the number of cells: in an unnamed
// file, as they are in memory, to be read by the process that wrote them only.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <span>
#include <vector>

#include "pipeline/files/unnamed_file.h"
#include "segmentation/cell_record.h"

namespace herald {

inline constexpr std::int32_t kStoreBlockPx = 4096;

// Column and row of the store block that holds a seed.
[[nodiscard]] Level0Pixel storeBlockOf(Level0Pixel seed);

// Order of the cell store: by 4096-px block (row-major), then seed y, x.
[[nodiscard]] bool isBeforeInStore(Level0Pixel seed_a, Level0Pixel seed_b);

class CellSpill {
 public:
  // Opens a file in `folder`. Throws OutputError when that is not possible.
  explicit CellSpill(const std::filesystem::path& folder);

  // Adds cells, in any order. Throws OutputError naming the folder, e.g. when the disk is full. Not thread-safe.
  void append(std::span<const CellRecord> cells);

  // Blocks with cells, row-major.
  [[nodiscard]] std::vector<Level0Pixel> blocks() const;

  // All cells of a block by seed y, x, into `cells`; none for a block without. Throws OutputError when they cannot be
  // read back. Thread-safe, but not beside append.
  void readBlock(Level0Pixel block, std::vector<CellRecord>& cells) const;

 private:
  struct Extent {
    std::uint64_t first = 0;  // record in the file
    std::uint64_t count = 0;
  };

  UnnamedFile file_;
  std::uint64_t written_ = 0;  // records
  std::map<Level0Pixel, std::vector<Extent>> extents_of_block_;
  std::vector<CellRecord> ordered_;  // scratch of append
};

}  // namespace herald
