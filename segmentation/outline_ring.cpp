#include "segmentation/outline_ring.h"

#include <algorithm>
#include <cstring>

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

// Whether the ring goes once round the seed without ever turning back, as nearly every outline does. Such a ring is
// simple: its edges lie in sectors that share their borders only, and on a border it runs one way. Seen in one walk.
bool isStarRoundSeed(const std::vector<OutlineOffset>& ring) {
  int sense = 0;
  int half_turns = 0;
  for (std::size_t i = 0; i < ring.size(); ++i) {
    const OutlineOffset& a = ring[i];
    const OutlineOffset& b = ring[i + 1 == ring.size() ? 0 : i + 1];
    const int turn = sign(std::int64_t{a.dx} * b.dy - std::int64_t{a.dy} * b.dx);
    if (turn == 0) {  // along a ray: not through the seed, nor back
      if (std::int64_t{a.dx} * b.dx + std::int64_t{a.dy} * b.dy <= 0) return false;
      if (foldsBack(a, b, ring[(i + 2) % ring.size()])) return false;
    } else if (sense == 0) {
      sense = turn;
    } else if (turn != sense) {
      return false;
    }
    half_turns += (a.dy < 0) != (b.dy < 0) ? 1 : 0;
  }
  return sense != 0 && half_turns == 2;
}

// The bounding boxes of a ring's edges, one array a side.
struct EdgeBoxes {
  explicit EdgeBoxes(const std::vector<OutlineOffset>& ring) {
    const std::size_t n = ring.size();
    for (std::vector<std::int16_t>* side : {&left, &right, &top, &bottom}) side->resize(n);
    for (std::size_t i = 0; i < n; ++i) {
      const OutlineOffset& a = ring[i];
      const OutlineOffset& b = ring[i + 1 == n ? 0 : i + 1];
      left[i] = std::min(a.dx, b.dx);
      right[i] = std::max(a.dx, b.dx);
      top[i] = std::min(a.dy, b.dy);
      bottom[i] = std::max(a.dy, b.dy);
    }
  }
  // 1 in `meets` for the edges from `first` whose box meets that of edge i.
  void findMeeting(std::size_t i, std::size_t first, std::vector<std::uint8_t>& meets) const {
    const std::int16_t i_left = left[i];
    const std::int16_t i_right = right[i];
    const std::int16_t i_top = top[i];
    const std::int16_t i_bottom = bottom[i];
    for (std::size_t j = first; j < left.size(); ++j)
      meets[j] = static_cast<std::uint8_t>(static_cast<int>(left[j] <= i_right) & static_cast<int>(right[j] >= i_left) &
                                           static_cast<int>(top[j] <= i_bottom) & static_cast<int>(bottom[j] >= i_top));
  }
  std::vector<std::int16_t> left;
  std::vector<std::int16_t> right;
  std::vector<std::int16_t> top;
  std::vector<std::int16_t> bottom;
};

bool isSimple(const std::vector<OutlineOffset>& ring) {
  if (isStarRoundSeed(ring)) return true;
  const std::size_t n = ring.size();
  for (std::size_t i = 0; i < n; ++i)
    if (foldsBack(ring[i], ring[(i + 1) % n], ring[(i + 2) % n])) return false;
  const EdgeBoxes boxes(ring);
  std::vector<std::uint8_t> meets(n, 0);
  for (std::size_t i = 0; i + 2 < n; ++i) {
    boxes.findMeeting(i, i + 2, meets);
    const auto* end = meets.data() + (i == 0 ? n - 1 : n);  // the last edge ends where the first begins
    for (const auto* hit = meets.data() + i + 2; hit < end; ++hit) {
      hit = static_cast<const std::uint8_t*>(std::memchr(hit, 1, static_cast<std::size_t>(end - hit)));
      if (hit == nullptr) break;
      const auto j = static_cast<std::size_t>(hit - meets.data());
      if (segmentsMeet(ring[i], ring[i + 1], ring[j], ring[(j + 1) % n])) return false;
    }
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
