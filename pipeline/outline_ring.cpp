#include "pipeline/outline_ring.h"

#include <algorithm>

namespace herald {
namespace {

// > 0 when c lies left of the line a -> b in (x, y), 0 on it.
std::int64_t side(OutlineOffset a, OutlineOffset b, OutlineOffset c) {
  return std::int64_t{b.dx - a.dx} * (c.dy - a.dy) - std::int64_t{b.dy - a.dy} * (c.dx - a.dx);
}

int sign(std::int64_t value) {
  return value > 0 ? 1 : value < 0 ? -1 : 0;
}

// c is known to be on the line a - b.
bool between(OutlineOffset a, OutlineOffset b, OutlineOffset c) {
  return std::min(a.dx, b.dx) <= c.dx && c.dx <= std::max(a.dx, b.dx) && std::min(a.dy, b.dy) <= c.dy &&
         c.dy <= std::max(a.dy, b.dy);
}

bool segmentsMeet(OutlineOffset a, OutlineOffset b, OutlineOffset c, OutlineOffset d) {
  const int c_side = sign(side(a, b, c));
  const int d_side = sign(side(a, b, d));
  const int a_side = sign(side(c, d, a));
  const int b_side = sign(side(c, d, b));
  if (c_side * d_side < 0 && a_side * b_side < 0) return true;
  return (c_side == 0 && between(a, b, c)) || (d_side == 0 && between(a, b, d)) || (a_side == 0 && between(c, d, a)) ||
         (b_side == 0 && between(c, d, b));
}

bool foldsBack(OutlineOffset a, OutlineOffset b, OutlineOffset c) {
  return side(a, b, c) == 0 &&
         std::int64_t{b.dx - a.dx} * (c.dx - b.dx) + std::int64_t{b.dy - a.dy} * (c.dy - b.dy) < 0;
}

bool isSimple(const std::vector<OutlineOffset>& ring) {
  const std::size_t n = ring.size();
  for (std::size_t i = 0; i < n; ++i) {
    if (foldsBack(ring[i], ring[(i + 1) % n], ring[(i + 2) % n])) return false;
    for (std::size_t j = i + 2; j < n; ++j)
      if ((j + 1) % n != i && segmentsMeet(ring[i], ring[i + 1], ring[j], ring[(j + 1) % n])) return false;
  }
  return true;
}

// Andrew's monotone chain (Inf Process Lett 1979;9:216), positive area.
std::vector<OutlineOffset> convexHull(std::vector<OutlineOffset> points) {
  std::sort(points.begin(), points.end(),
            [](OutlineOffset a, OutlineOffset b) { return a.dx != b.dx ? a.dx < b.dx : a.dy < b.dy; });
  points.erase(std::unique(points.begin(), points.end()), points.end());
  if (points.size() < 3) return points;
  std::vector<OutlineOffset> hull;
  const auto add = [&](OutlineOffset point, std::size_t kept) {
    while (hull.size() >= kept + 2 && side(hull[hull.size() - 2], hull.back(), point) <= 0) hull.pop_back();
    hull.push_back(point);
  };
  for (const OutlineOffset& point : points) add(point, 0);
  const std::size_t lower = hull.size() - 1;
  for (auto point = points.rbegin() + 1; point != points.rend(); ++point) add(*point, lower);
  hull.pop_back();
  return hull;
}

std::vector<OutlineOffset> withoutRepeats(std::span<const OutlineOffset> outline) {
  std::vector<OutlineOffset> ring;
  for (const OutlineOffset& point : outline)
    if (ring.empty() || !(ring.back() == point)) ring.push_back(point);
  while (ring.size() > 1 && ring.front() == ring.back()) ring.pop_back();
  return ring;
}

}  // namespace

std::int64_t doubledArea(std::span<const OutlineOffset> ring) {
  std::int64_t area = 0;
  for (std::size_t i = 0; i < ring.size(); ++i) {
    const OutlineOffset& a = ring[i];
    const OutlineOffset& b = ring[(i + 1) % ring.size()];
    area += std::int64_t{a.dx} * b.dy - std::int64_t{b.dx} * a.dy;
  }
  return area;
}

std::vector<OutlineOffset> simpleRing(std::span<const OutlineOffset> outline) {
  std::vector<OutlineOffset> ring = withoutRepeats(outline);
  if (ring.size() < 3 || !isSimple(ring)) ring = convexHull(std::move(ring));
  const std::int64_t area = doubledArea(ring);
  if (area == 0) {
    constexpr auto kHalfPixel = static_cast<std::int16_t>(0.5 / kOutlineStepPx);
    constexpr auto kMinus = static_cast<std::int16_t>(-kHalfPixel);
    return {{kMinus, kMinus}, {kHalfPixel, kMinus}, {kHalfPixel, kHalfPixel}, {kMinus, kHalfPixel}};
  }
  if (area < 0) std::reverse(ring.begin(), ring.end());
  return ring;
}

}  // namespace herald
