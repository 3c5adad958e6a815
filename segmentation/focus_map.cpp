#include "segmentation/focus_map.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

#include "stain/median.h"

namespace herald {
namespace {

// The blocks that cover a mask.
class BlockGrid {
 public:
  BlockGrid(const TissueMask& tissue, Level0Pixel origin, double edge_px) : origin_(origin), edge_px_(edge_px) {
    first_x_ = index(tissue.origin_in_level0.x, origin.x);
    first_y_ = index(tissue.origin_in_level0.y, origin.y);
    const double d = tissue.downsample_px;
    width_ = index(tissue.origin_in_level0.x + d * tissue.classes.width(), origin.x) - first_x_ + 1;
    height_ = index(tissue.origin_in_level0.y + d * tissue.classes.height(), origin.y) - first_y_ + 1;
  }
  [[nodiscard]] int width() const { return width_; }
  [[nodiscard]] int height() const { return height_; }
  [[nodiscard]] int column(double x_level0) const {
    return std::clamp(index(x_level0, origin_.x) - first_x_, 0, width_ - 1);
  }
  [[nodiscard]] int row(double y_level0) const {
    return std::clamp(index(y_level0, origin_.y) - first_y_, 0, height_ - 1);
  }

 private:
  [[nodiscard]] int index(double position, int origin) const {
    return static_cast<int>(std::floor((position - origin) / edge_px_));
  }
  Level0Pixel origin_;
  double edge_px_;
  int first_x_ = 0;
  int first_y_ = 0;
  int width_ = 0;
  int height_ = 0;
};

using Sharpness = std::vector<float>;

Sharpness around(const Image<Sharpness>& blocks, int x, int y) {
  Sharpness all;
  for (int j = y - 1; j <= y + 1; ++j)
    for (int i = x - 1; i <= x + 1; ++i)
      if (blocks.contains(i, j)) all.insert(all.end(), blocks.at(i, j).begin(), blocks.at(i, j).end());
  return all;
}

// 1 where a block is out of focus.
Image<std::uint8_t> blurredBlocks(const Image<Sharpness>& blocks, const FocusOptions& options) {
  const auto enough = static_cast<std::size_t>(options.minimum_cells);
  Image<std::uint8_t> blurred(blocks.width(), blocks.height());
  for (int y = 0; y < blocks.height(); ++y) {
    for (int x = 0; x < blocks.width(); ++x) {
      const Sharpness& own = blocks.at(x, y);
      Sharpness asked = own.size() >= enough ? own : around(blocks, x, y);
      if (asked.size() < enough) continue;
      blurred.at(x, y) = static_cast<double>(upperMedian(asked)) < options.minimum_sharpness ? 1 : 0;
    }
  }
  return blurred;
}

Exclusion exclusionOf(TissueClass tissue_class) {
  switch (tissue_class) {
    case TissueClass::kPen:
      return Exclusion::kPen;
    case TissueClass::kOutOfFocus:
      return Exclusion::kOutOfFocus;
    case TissueClass::kFold:
      return Exclusion::kFold;
    case TissueClass::kCoverslipEdge:
      return Exclusion::kCoverslipEdge;
    case TissueClass::kRedCells:
      return Exclusion::kRedCells;
    case TissueClass::kDust:
      return Exclusion::kDust;
    case TissueClass::kGlass:
    case TissueClass::kTissue:
    case TissueClass::kDebris:
      break;
  }
  return Exclusion::kNone;
}

}  // namespace

void validate(const FocusOptions& options) {
  requireInRanges(options);
}

void markOutOfFocus(std::span<const CellSummary> cells, Level0Pixel grid_origin, PixelSize level0_pixel_size,
                    const FocusOptions& options, TissueMask& tissue) {
  validate(options);
  if (tissue.classes.empty()) return;
  const BlockGrid grid(tissue, grid_origin, level0_pixel_size.toPx(options.block_um));
  Image<Sharpness> blocks(grid.width(), grid.height());
  for (const CellSummary& cell : cells) {
    if (cell.focus > 0 && tissue.at(cell.seed.x, cell.seed.y) == TissueClass::kTissue)
      blocks.at(grid.column(cell.seed.x), grid.row(cell.seed.y)).push_back(cell.focus);
  }
  const Image<std::uint8_t> blurred = blurredBlocks(blocks, options);
  for (int y = 0; y < tissue.classes.height(); ++y) {
    const int row = grid.row(tissue.origin_in_level0.y + (y + 0.5) * tissue.downsample_px);
    for (int x = 0; x < tissue.classes.width(); ++x) {
      if (tissue.classes.at(x, y) != TissueClass::kTissue) continue;
      const int column = grid.column(tissue.origin_in_level0.x + (x + 0.5) * tissue.downsample_px);
      if (blurred.at(column, row) != 0) tissue.classes.at(x, y) = TissueClass::kOutOfFocus;
    }
  }
}

void excludeCellsInArtefacts(const TissueMask& tissue, std::span<CellSummary> cells) {
  for (CellSummary& cell : cells)
    if (cell.excluded == Exclusion::kNone) cell.excluded = exclusionOf(tissue.at(cell.seed.x, cell.seed.y));
}

}  // namespace herald
