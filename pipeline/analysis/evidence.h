// The evidence of a slide's score: which cells are shown (scoring/evidence_cells.h), and a picture of each.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "pipeline/analysis/slide_cells.h"
#include "pipeline/slides/slide_source.h"
#include "scoring/cell_judgement.h"
#include "scoring/evidence_cells.h"

namespace herald {

// Edge of the picture of a cell, micrometres: a cell with its neighbours. It is at most so many pixels wide.
inline constexpr double kEvidenceEdgeUm = 64;
inline constexpr int kMostEvidencePx = 256;

// A cell that is shown.
struct EvidenceCell {
  std::uint32_t row = 0;  // in the store
  CellRecord cell;
  CellStaining staining;
  std::string jpeg;              // empty without a slide
  Level0Point corner_in_level0;  // upper left corner of the picture
  double edge_in_level0_px = 0;  // of the square it shows
};

struct Evidence {
  std::vector<EvidenceGroup> groups;
  std::vector<EvidenceCell> cells;  // by row, each once, though it may be in several groups

  // Throws std::out_of_range for a row that is not shown.
  [[nodiscard]] const EvidenceCell& of(std::uint32_t row) const;
};

// Chooses the cells and reads them back; pictures are empty. Reads every record once. Deterministic. Throws OutputError
// when records cannot be read back.
[[nodiscard]] Evidence gatherEvidence(const SlideCells& cells, const JudgementRequest& judged_with,
                                      const SlideScore& score, const EvidenceOptions& options = {});

// Fills in the pictures, read from the slide by so many threads. What lies outside the slide is white. Throws
// ReadError.
void takePictures(SlideSource& source, double um_per_px, int threads, Evidence& evidence);

}  // namespace herald
