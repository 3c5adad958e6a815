#include "scoring/staining_gradient.h"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <stdexcept>

namespace herald {
namespace {

constexpr std::int64_t kFewestCells = 100;
// Coordinates in steps of so many pixels: sums of their squares over any slide's cells fit into 64 bits.
constexpr std::int64_t kStepPx = 16;

// Whole numbers: no order of summation matters.
struct Sums {
  std::int64_t n = 0;
  std::int64_t x = 0;
  std::int64_t y = 0;
  std::int64_t z = 0;
  std::int64_t xx = 0;
  std::int64_t yy = 0;
  std::int64_t xy = 0;
  std::int64_t xz = 0;
  std::int64_t yz = 0;
};

template <class Visit>
void forJudged(std::span<const CellSummary> cells, std::span<const CellCall> calls, const Visit& visit) {
  for (std::size_t i = 0; i < cells.size(); ++i)
    if (cells[i].counted() && !calls[i].masked())
      visit(cells[i].seed.x / kStepPx, cells[i].seed.y / kStepPx,
            static_cast<std::int64_t>(classOfPattern(calls[i].pattern)));
}

}  // namespace

std::optional<double> stainingGradient(std::span<const CellSummary> cells, std::span<const CellCall> calls) {
  if (cells.size() != calls.size()) throw std::invalid_argument("cells and calls differ in number");
  Sums of;
  forJudged(cells, calls, [&](std::int64_t x, std::int64_t y, std::int64_t z) {
    ++of.n;
    of.x += x, of.y += y, of.z += z;
    of.xx += x * x, of.yy += y * y, of.xy += x * y;
    of.xz += x * z, of.yz += y * z;
  });
  if (of.n < kFewestCells) return std::nullopt;
  const auto n = static_cast<double>(of.n);
  const auto covariance = [n](std::int64_t ab, std::int64_t a, std::int64_t b) {
    return static_cast<double>(ab) / n - static_cast<double>(a) / n * (static_cast<double>(b) / n);
  };
  const double xx = covariance(of.xx, of.x, of.x);
  const double yy = covariance(of.yy, of.y, of.y);
  const double xy = covariance(of.xy, of.x, of.y);
  const double xz = covariance(of.xz, of.x, of.z);
  const double yz = covariance(of.yz, of.y, of.z);
  const double determinant = xx * yy - xy * xy;
  if (!(determinant > 1e-6 * xx * yy)) return std::nullopt;
  const double per_x = (xz * yy - yz * xy) / determinant;
  const double per_y = (yz * xx - xz * xy) / determinant;
  double lowest = std::numeric_limits<double>::max();
  double highest = std::numeric_limits<double>::lowest();
  forJudged(cells, calls, [&](std::int64_t x, std::int64_t y, std::int64_t) {
    const double value = per_x * static_cast<double>(x) + per_y * static_cast<double>(y);
    lowest = std::min(lowest, value);
    highest = std::max(highest, value);
  });
  return 100 * (highest - lowest);
}

}  // namespace herald
