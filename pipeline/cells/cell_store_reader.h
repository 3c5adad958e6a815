// cells.h5ad read back, a few rows at a time: memory does not grow with the number of cells.
#pragma once

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "pipeline/analysis/slide_result.h"
#include "segmentation/cell_record.h"

namespace herald {

// Which fields of a record are read; the others keep what they hold.
enum class CellFields {
  kJudged,  // what judgeSlide and classifyCell take: CellSummary, membrane, side_dab_od
  kAll
};

// Every field comes back bit for bit. Throws ReadError naming the file and the element that is missing, of another
// size, or of another schema. One thread a reader; readers share HDF5 and wait for each other.
class CellStoreReader {
 public:
  explicit CellStoreReader(const std::filesystem::path& path);
  ~CellStoreReader();
  CellStoreReader(const CellStoreReader&) = delete;
  CellStoreReader& operator=(const CellStoreReader&) = delete;

  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] const std::string& herald() const { return herald_; }           // Provenance::herald
  [[nodiscard]] const std::string& configHash() const { return config_hash_; }  // Provenance::config_hash

  // What was measured of the slide, as parseMeasuredSlide, with its tissue mask and without cells.
  [[nodiscard]] SlideResult measuredSlide() const;

  // Fills `cells` with the rows from `first_row` on, in store order.
  void read(std::size_t first_row, std::span<CellRecord> cells, CellFields fields) const;

  // Calls visit(cells) with a few thousand consecutive rows after the other; they stay in the processor's cache.
  template <class Visit>
  void visit(CellFields fields, const Visit& visit) const {
    constexpr std::size_t kCellsAtATime = 4096;
    std::vector<CellRecord> cells;
    for (std::size_t row = 0; row < size_; row += cells.size()) {
      cells.resize(std::min(kCellsAtATime, size_ - row));
      read(row, cells, fields);
      visit(std::span<const CellRecord>(cells));
    }
  }

 private:
  struct File;
  std::filesystem::path path_;
  std::unique_ptr<File> file_;
  std::size_t size_ = 0;
  std::string herald_;
  std::string config_hash_;
};

// All records of a store: for tests and small slides.
[[nodiscard]] std::vector<CellRecord> readAllCells(const std::filesystem::path& path);

}  // namespace herald
