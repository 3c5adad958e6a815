// A measured slide held in memory for the viewer: its cells are judged again at any cuts, and found by where they lie.
// Made from the cell store alone; some 200 bytes a cell. Thread-safe.
#pragma once

#include <cstdint>
#include <filesystem>
#include <list>
#include <memory>
#include <mutex>
#include <span>
#include <vector>

#include "pipeline/analysis/slide_result.h"
#include "pipeline/cells/cell_store_reader.h"
#include "pipeline/configuration/effective_configuration.h"
#include "scoring/cell_judgement.h"

namespace herald {

// Calls of all cells at some cuts.
struct CalledCells {
  CellClassOptions cuts;
  std::vector<CellCall> calls;
};

// Whole records of one block of the store.
struct RecordBlock {
  std::size_t first_row = 0;
  std::vector<CellRecord> cells;
};

class ViewedSlide {
 public:
  // Reads the store and judges it as `configuration` and `rules` say. Throws ReadError.
  ViewedSlide(const std::filesystem::path& store, const std::shared_ptr<const EffectiveConfiguration>& configuration,
              const RuleSet& rules);

  // As judged then; without records and pictures.
  [[nodiscard]] const SlideResult& result() const { return result_; }
  [[nodiscard]] std::span<const CellSummary> cells() const { return result_.measured.cells.summaries(); }
  [[nodiscard]] double umPerPx() const { return result_.measured.pixel_size->pixel_size.umPerPx(); }
  [[nodiscard]] std::size_t bytes() const;

  // The last cuts asked for are kept. Cuts must be valid.
  [[nodiscard]] std::shared_ptr<const CalledCells> called(const CellClassOptions& cuts) const;
  // Exactly what rescore gives with those cuts and rules (with the noise floor to be used).
  [[nodiscard]] CellJudgement judged(const CellClassOptions& cuts, const RuleSet& rules) const;

  // Rows whose seed lies in the rectangle of level-0 pixels, in store order.
  [[nodiscard]] std::vector<std::uint32_t> rowsIn(const PixelRect& region) const;
  // Whole records around a row; the last few blocks are kept. Throws ReadError.
  [[nodiscard]] std::shared_ptr<const RecordBlock> recordsAround(std::size_t row) const;

 private:
  struct BlockRows {
    Level0Pixel block;  // column and row of the store block
    std::size_t first = 0;
    std::size_t end = 0;
  };
  void indexBlocks();
  [[nodiscard]] std::vector<StainedMembrane> stainedAt(const CellClassOptions& cuts) const;

  CellStoreReader store_;
  SlideResult result_;
  std::vector<MembraneSignature> membranes_;
  std::vector<float> side_dab_od_;
  std::vector<BlockRows> blocks_;

  mutable std::mutex calls_mutex_;  // of the next three
  mutable CellClassOptions stained_cuts_;
  mutable std::vector<StainedMembrane> stained_;
  mutable std::shared_ptr<const CalledCells> called_;

  mutable std::mutex records_mutex_;
  mutable std::list<std::shared_ptr<const RecordBlock>> records_;  // last used first
};

}  // namespace herald
