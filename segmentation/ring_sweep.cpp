#include "segmentation/ring_sweep.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <numeric>
#include <set>

namespace herald {
namespace {

// From left to right, on one vertical from its lower end.
bool isBefore(const Level0Point& a, const Level0Point& b) {
  return a.x != b.x ? a.x < b.x : a.y < b.y;
}

// 1: `p` is above the line from `a` to `b`, which runs to the right; -1: below; 0: on it, or too near to tell.
int sideOf(const Level0Point& a, const Level0Point& b, const Level0Point& p) {
  constexpr double kRelativeError = 3.3306690738754716e-16;  // of both products
  constexpr double kUnderflow = 1e-290;
  const double rising = (a.x - p.x) * (b.y - p.y);
  const double falling = (a.y - p.y) * (b.x - p.x);
  const double error = kRelativeError * (std::abs(rising) + std::abs(falling)) + kUnderflow;
  if (rising - falling > error) return 1;
  return rising - falling < -error ? -1 : 0;
}

class Sweep {
 public:
  explicit Sweep(const RegionPolygon& polygon) : active_(Lower{this}) {
    add(polygon.exterior);
    for (const RegionRing& hole : polygon.holes) add(hole);
  }

  RingSweep run() {
    if (too_small_) return RingSweep::kUnsure;
    std::vector<std::size_t> order(corners_.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(),
              [&](std::size_t a, std::size_t b) { return isBefore(corners_[a].at, corners_[b].at); });
    for (std::size_t i = 1; i < order.size(); ++i)
      if (!isBefore(corners_[order[i - 1]].at, corners_[order[i]].at)) return RingSweep::kUnsure;
    place_.resize(corners_.size());
    inside_above_.resize(corners_.size());
    for (const std::size_t corner : order) {
      pass(corner);
      if (crossing_) return RingSweep::kCrossing;
      if (unsure_) return RingSweep::kUnsure;
    }
    return misplaced_ ? RingSweep::kMisplacedHole : RingSweep::kApart;
  }

 private:
  // Edge i runs from corner i to the next of its ring.
  struct Corner {
    Level0Point at;
    std::size_t ring;
    std::size_t previous;
    std::size_t next;
  };
  struct Lower {
    Sweep* sweep;
    bool operator()(std::size_t a, std::size_t b) const { return a != b && sweep->isLower(a, b); }
  };
  using Active = std::set<std::size_t, Lower>;

  void add(const RegionRing& ring) {
    too_small_ = too_small_ || ring.size() < 3;
    const std::size_t first = corners_.size();
    for (std::size_t i = 0; i < ring.size(); ++i)
      corners_.push_back(
          {ring[i], is_entered_.size(), first + (i + ring.size() - 1) % ring.size(), first + (i + 1) % ring.size()});
    is_entered_.push_back(false);
  }

  [[nodiscard]] std::size_t leftOf(std::size_t edge) const {
    const std::size_t next = corners_[edge].next;
    return isBefore(corners_[edge].at, corners_[next].at) ? edge : next;
  }
  [[nodiscard]] std::size_t rightOf(std::size_t edge) const {
    const std::size_t left = leftOf(edge);
    return left == edge ? corners_[edge].next : edge;
  }
  [[nodiscard]] int side(std::size_t edge, std::size_t corner) const {
    return sideOf(corners_[leftOf(edge)].at, corners_[rightOf(edge)].at, corners_[corner].at);
  }

  // Of two edges that the sweep line meets.
  bool isLower(std::size_t a, std::size_t b) {
    const std::size_t left_a = leftOf(a);
    const std::size_t left_b = leftOf(b);
    int b_above_a = 0;
    if (left_a == left_b)
      b_above_a = side(a, rightOf(b));
    else if (isBefore(corners_[left_a].at, corners_[left_b].at))
      b_above_a = side(a, left_b);
    else
      b_above_a = -side(b, left_a);
    unsure_ = unsure_ || b_above_a == 0;
    return b_above_a > 0;
  }

  void pass(std::size_t corner) {
    const std::size_t one = corners_[corner].previous;
    const std::size_t other = corner;
    const bool one_begins = leftOf(one) == corner;
    const bool other_begins = leftOf(other) == corner;
    if (one_begins && other_begins) return isLower(one, other) ? fork(one, other) : fork(other, one);
    if (one_begins) return follow(other, one);
    if (other_begins) return follow(one, other);
    end(one);
    end(other);
  }

  void fork(std::size_t lower, std::size_t upper) {
    begin(lower);
    begin(upper);
    if (unsure_) return;
    const bool inside = place_[lower] != active_.begin() && inside_above_[*std::prev(place_[lower])];
    inside_above_[lower] = !inside;
    inside_above_[upper] = inside;
    // The leftmost corner of a ring: the outline's lies outside, a hole's inside.
    const std::size_t ring = corners_[leftOf(lower)].ring;
    if (!is_entered_[ring] && inside != (ring != 0)) misplaced_ = true;
    is_entered_[ring] = true;
  }

  void follow(std::size_t ended, std::size_t begun) {
    inside_above_[begun] = inside_above_[ended];
    active_.erase(place_[ended]);
    begin(begun);
  }

  void begin(std::size_t edge) {
    place_[edge] = active_.insert(edge).first;
    if (unsure_) return;
    if (place_[edge] != active_.begin()) compare(*std::prev(place_[edge]), edge);
    if (const auto above = std::next(place_[edge]); above != active_.end()) compare(edge, *above);
  }

  void end(std::size_t edge) {
    const auto above = active_.erase(place_[edge]);
    if (above != active_.begin() && above != active_.end()) compare(*std::prev(above), *above);
  }

  // Of two neighbours: do they meet?
  void compare(std::size_t a, std::size_t b) {
    if (leftOf(a) == leftOf(b)) {
      unsure_ = unsure_ || side(a, rightOf(b)) == 0;
    } else if (rightOf(a) == rightOf(b)) {
      unsure_ = unsure_ || side(a, leftOf(b)) == 0;
    } else {
      const int across_a = side(a, leftOf(b)) * side(a, rightOf(b));
      const int across_b = side(b, leftOf(a)) * side(b, rightOf(a));
      if (across_a > 0 || across_b > 0) return;
      if (across_a < 0 && across_b < 0)
        crossing_ = true;
      else
        unsure_ = true;
    }
  }

  std::vector<Corner> corners_;
  std::vector<bool> is_entered_;         // of each ring
  Active active_;                        // edges that the sweep line meets, from below
  std::vector<Active::iterator> place_;  // of each edge in active_
  std::vector<bool> inside_above_;       // of each edge: is the polygon just above it?
  bool too_small_ = false;
  bool crossing_ = false;
  bool misplaced_ = false;
  bool unsure_ = false;
};

}  // namespace

RingSweep sweptRings(const RegionPolygon& polygon) {
  return Sweep(polygon).run();
}

}  // namespace herald
