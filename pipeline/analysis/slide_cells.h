// Every cell of a slide: whole records on disk (cell_spill.h), and of each cell in memory what the steps that look at
// the whole slide need: 56 bytes (CellSummary) and 3 bytes (CellCall).
//
// Filled tile by tile, arranged once into the order of the cell store, then read block by block. Blocks bound the
// memory of whatever reads records: a block of dense tissue has some 10,000 cells, 6 MB.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <vector>

#include "pipeline/analysis/cell_spill.h"
#include "scoring/cell_class.h"
#include "scoring/slide_quality.h"
#include "segmentation/cell_record.h"

namespace herald {

// Copies share the records on disk, which never change once arranged.
class SlideCells {
 public:
  // Without cells; nothing can be added.
  SlideCells() = default;
  // Ready to be filled; records go to a file in `spill_folder`. `cell_class` decides the calls, and the staining in
  // readBlock; `quality` what counts as masked. Throws OutputError.
  SlideCells(const std::filesystem::path& spill_folder, const CellClassOptions& cell_class,
             const SlideQualityOptions& quality);
  // The same, but whole records are not kept: readBlock throws std::logic_error.
  static SlideCells withoutRecords(const CellClassOptions& cell_class, const SlideQualityOptions& quality);
  // Arranged, with those cells, spilled to the system's temporary folder. For few cells: tests, stores read back.
  static SlideCells of(std::span<const CellRecord> cells, const CellClassOptions& cell_class = {},
                       const SlideQualityOptions& quality = {});

  // Makes room for so many cells, so that adding them copies nothing.
  void reserve(std::size_t cells);
  // Adds cells, in any order. Not thread-safe. Throws OutputError, std::logic_error when there is no file for them.
  void append(std::span<const CellRecord> cells);
  // To be called once, when all cells are there.
  void arrange();

  [[nodiscard]] std::size_t size() const { return summaries_.size(); }
  [[nodiscard]] bool empty() const { return summaries_.empty(); }

  // Arranged: in store order. Summaries are to be changed by the slide's steps; records read later have the changes.
  [[nodiscard]] std::span<CellSummary> summaries() { return summaries_; }
  [[nodiscard]] std::span<const CellSummary> summaries() const { return summaries_; }
  [[nodiscard]] std::span<const CellCall> calls() const { return calls_; }

  // Consecutive rows of the store.
  struct Block {
    std::size_t first_row = 0;
    std::vector<CellRecord> cells;
    std::vector<CellStaining> staining;  // parallel to cells
  };
  [[nodiscard]] std::size_t blockCount() const { return blocks_.size(); }
  // Rows of a block: from `first` up to, but not including, `end`.
  struct Rows {
    std::size_t first = 0;
    std::size_t end = 0;
  };
  [[nodiscard]] Rows rowsOfBlock(std::size_t index) const {
    return {blocks_.at(index).first_row, index + 1 < blocks_.size() ? blocks_[index + 1].first_row : size()};
  }
  // Throws OutputError when the records cannot be read back. Thread-safe for different `into`, whose memory is reused.
  void readBlock(std::size_t index, Block& into) const;
  // All records at once, in store order: for tests and small slides.
  [[nodiscard]] std::vector<CellRecord> records() const;

 private:
  struct BlockRows {
    Level0Pixel block;
    std::size_t first_row = 0;
  };
  void sortIntoStoreOrder();

  SlideCells(const CellClassOptions& cell_class, const SlideQualityOptions& quality)
      : cell_class_(cell_class), quality_(quality), filling_(true) {}

  CellClassOptions cell_class_;
  SlideQualityOptions quality_;
  bool filling_ = false;
  std::shared_ptr<CellSpill> spill_;
  std::vector<CellSummary> summaries_;
  std::vector<CellCall> calls_;
  std::vector<BlockRows> blocks_;
};

// How many cells are left out for each reason, by Exclusion; of kNone: that count.
[[nodiscard]] std::array<std::int64_t, kExclusionNames.size()> cellsByExclusion(const SlideCells& cells);

}  // namespace herald
