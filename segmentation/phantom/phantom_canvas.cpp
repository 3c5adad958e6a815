#include "segmentation/phantom/phantom_canvas.h"

#include <cmath>

namespace herald {

PhantomCanvas::PhantomCanvas(std::int64_t x_grid, std::int64_t y_grid, int width, int height, double grid_pitch_um)
    : x(x_grid),
      y(y_grid),
      pitch_um(grid_pitch_um),
      hematoxylin(width, height),
      dab(width, height),
      grey(width, height) {}

CanvasSpan spanOf(const PhantomCanvas& canvas, PointUm low, PointUm high, double margin_um) {
  const auto clampTo = [](double value, int size) {
    return static_cast<int>(std::clamp(value, 0.0, static_cast<double>(size)));
  };
  const auto column = [&](double x_um) { return x_um / canvas.pitch_um - static_cast<double>(canvas.x); };
  const auto row = [&](double y_um) { return y_um / canvas.pitch_um - static_cast<double>(canvas.y); };
  return {clampTo(std::floor(column(low.x - margin_um)), canvas.dab.width()),
          clampTo(std::floor(row(low.y - margin_um)), canvas.dab.height()),
          clampTo(std::ceil(column(high.x + margin_um)) + 1, canvas.dab.width()),
          clampTo(std::ceil(row(high.y + margin_um)) + 1, canvas.dab.height())};
}

CanvasSpan spanOf(const PhantomCanvas& canvas, const std::vector<PointUm>& points, double margin_um) {
  PointUm low{1e30, 1e30};
  PointUm high{-1e30, -1e30};
  for (const PointUm& p : points) {
    low = {std::min(low.x, p.x), std::min(low.y, p.y)};
    high = {std::max(high.x, p.x), std::max(high.y, p.y)};
  }
  return spanOf(canvas, low, high, margin_um);
}

double squaredDistance(PointUm p, PointUm a, PointUm b) {
  const double ex = b.x - a.x;
  const double ey = b.y - a.y;
  const double length2 = ex * ex + ey * ey;
  const double t = length2 > 0 ? std::clamp(((p.x - a.x) * ex + (p.y - a.y) * ey) / length2, 0.0, 1.0) : 0.0;
  const double dx = p.x - a.x - t * ex;
  const double dy = p.y - a.y - t * ey;
  return dx * dx + dy * dy;
}

}  // namespace herald
