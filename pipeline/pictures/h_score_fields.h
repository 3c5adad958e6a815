// H-scores of square fields of a slide, over the cells counted in each: what heatmap.png and the viewer's heat show.
// Pure; deterministic, whatever the order of cells.
#pragma once

#include <compare>
#include <cstdint>
#include <map>

#include "scoring/h_score.h"
#include "segmentation/cell_record.h"

namespace herald {

// Edge of a field, level-0 pixels: 64 um, or 3 pixels of a picture with so many level-0 pixels a pixel, as smaller
// fields cannot be seen.
[[nodiscard]] double hScoreFieldPx(double level0_um_per_px, double picture_downsample);

class HScoreFields {
 public:
  // A place on the grid of fields, which begins at the slide's corner.
  struct Place {
    std::int64_t row = 0;
    std::int64_t column = 0;
    friend auto operator<=>(const Place&, const Place&) = default;
  };

  explicit HScoreFields(double field_px) : field_px_(field_px) {}

  // Nothing when the cell does not count.
  void add(const CellSummary& cell, StainingPattern pattern);

  [[nodiscard]] double fieldPx() const { return field_px_; }
  // Those with a cell.
  [[nodiscard]] const std::map<Place, HScoreSum>& fields() const { return fields_; }

 private:
  double field_px_;
  std::map<Place, HScoreSum> fields_;
};

}  // namespace herald
