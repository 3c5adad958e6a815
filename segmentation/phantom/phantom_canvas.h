// The grid the objects of a synthetic slide are drawn on, and walks over the part of it an object touches.
// Pure; what is visited depends on positions alone, never on how the slide is cut.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "segmentation/phantom/phantom_scene.h"
#include "stain/image.h"

namespace herald {

struct PhantomCanvas {
  // Window [x, x + width) of an endless grid with the given pitch; grid point i has its centre at (i + 0.5) * pitch.
  PhantomCanvas(std::int64_t x_grid, std::int64_t y_grid, int width, int height, double grid_pitch_um);

  [[nodiscard]] double xUm(int column) const { return (static_cast<double>(x + column) + 0.5) * pitch_um; }
  [[nodiscard]] double yUm(int row) const { return (static_cast<double>(y + row) + 0.5) * pitch_um; }

  std::int64_t x;
  std::int64_t y;
  double pitch_um;
  Image<float> hematoxylin;
  Image<float> dab;
  Image<float> grey;
};

// Columns and rows of the canvas that a box of the scene touches.
struct CanvasSpan {
  int left;
  int top;
  int right;   // one past
  int bottom;  // one past
  [[nodiscard]] bool empty() const { return left >= right || top >= bottom; }
};

// The part of the canvas within margin_um of a box or of the box around some points.
[[nodiscard]] CanvasSpan spanOf(const PhantomCanvas& canvas, PointUm low, PointUm high, double margin_um);
[[nodiscard]] CanvasSpan spanOf(const PhantomCanvas& canvas, const std::vector<PointUm>& points, double margin_um);

// From p to the stretch a - b, square micrometres.
[[nodiscard]] double squaredDistance(PointUm p, PointUm a, PointUm b);

// visit(column, row, squared distance) for the grid points within reach of a stretch.
template <class Visit>
void visitStretch(const PhantomCanvas& canvas, PointUm a, PointUm b, double reach_um, Visit&& visit) {
  const CanvasSpan span =
      spanOf(canvas, {std::min(a.x, b.x), std::min(a.y, b.y)}, {std::max(a.x, b.x), std::max(a.y, b.y)}, reach_um);
  for (int row = span.top; row < span.bottom; ++row) {
    for (int column = span.left; column < span.right; ++column) {
      const double distance2 = squaredDistance({canvas.xUm(column), canvas.yUm(row)}, a, b);
      if (distance2 < reach_um * reach_um) visit(column, row, distance2);
    }
  }
}

}  // namespace herald
