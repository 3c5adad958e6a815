#include "stain/mask_polygons.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <map>
#include <span>

#include "stain/disjoint_sets.h"

namespace herald {
namespace {

// Directions of an edge: right, down, left, up. The region is on the right hand (y down), so exteriors run clockwise on
// the screen, which is positive area in (x, y).
constexpr std::array<int, 4> kStepX = {1, 0, -1, 0};
constexpr std::array<int, 4> kStepY = {0, 1, 0, -1};

// 1 where a pixel is of the class, with a border of 0, so that neighbours need no check.
class Membership {
 public:
  Membership(ImageView<TissueClass> classes, TissueClass wanted) : pixels_(classes.width + 2, classes.height + 2, 0) {
    for (int y = 0; y < classes.height; ++y) {
      const TissueClass* from = classes.row(y);
      std::uint8_t* to = pixels_.row(y + 1) + 1;
      for (int x = 0; x < classes.width; ++x) to[x] = from[x] == wanted ? 1 : 0;
    }
  }
  // From one left of and above the image to one right of and below it.
  [[nodiscard]] bool at(int x, int y) const { return pixels_.row(y + 1)[x + 1] != 0; }
  // Starts at x = 0.
  [[nodiscard]] const std::uint8_t* row(int y) const { return pixels_.row(y + 1) + 1; }

 private:
  Image<std::uint8_t> pixels_;
};

class BoundaryTracer {
 public:
  BoundaryTracer(const Membership& mask, int width, int height) : mask_(mask), visited_(width + 1, height + 1, 0) {}

  // True when the edge that leaves (x, y) to the right has not been seen.
  [[nodiscard]] bool isNew(int x, int y) const { return (visited_.at(x, y) & 1) == 0; }

  // Follows the boundary from (x, y), to the right, back to where it started. Corners where it turns.
  MaskRing follow(int x, int y) {
    MaskRing ring;
    int direction = 0;
    int before = -1;
    while ((visited_.at(x, y) & (1 << direction)) == 0) {
      visited_.at(x, y) = static_cast<std::uint8_t>(visited_.at(x, y) | (1 << direction));
      if (direction != before) ring.push_back({x, y});
      before = direction;
      x += kStepX[static_cast<std::size_t>(direction)];
      y += kStepY[static_cast<std::size_t>(direction)];
      direction = turn(x, y, direction);
    }
    return ring;
  }

  // Two pixels of the class meet at this corner only: a ring can pass it twice.
  [[nodiscard]] bool isPinch(MaskCorner corner) const {
    const bool below_right = inside(corner.x, corner.y);
    return below_right == inside(corner.x - 1, corner.y - 1) && below_right != inside(corner.x, corner.y - 1) &&
           below_right != inside(corner.x - 1, corner.y);
  }

 private:
  [[nodiscard]] bool inside(int x, int y) const { return mask_.at(x, y); }

  // At a corner: right round the own pixel first (that keeps regions meeting at a corner apart), else ahead, else left.
  [[nodiscard]] int turn(int x, int y, int direction) const {
    // The pixels ahead of the corner, on the right and on the left hand of the edge that came in.
    constexpr std::array<int, 4> kRightX = {0, -1, -1, 0};
    constexpr std::array<int, 4> kRightY = {0, 0, -1, -1};
    const auto right = static_cast<std::size_t>(direction);
    const auto left = static_cast<std::size_t>((direction + 3) % 4);
    if (!inside(x + kRightX[right], y + kRightY[right])) return (direction + 1) % 4;
    if (!inside(x + kRightX[left], y + kRightY[left])) return direction;
    return (direction + 3) % 4;
  }

  const Membership& mask_;
  Image<std::uint8_t> visited_;  // bit d: the edge that leaves this corner in direction d has been followed
};

// Cuts a ring at every corner it passes twice.
std::vector<MaskRing> simpleRings(const MaskRing& ring, const BoundaryTracer& tracer) {
  std::vector<MaskRing> rings;
  MaskRing open;
  std::map<std::pair<int, int>, std::size_t> position;  // of each pinch in `open`
  for (const MaskCorner& corner : ring) {
    if (tracer.isPinch(corner)) {
      const auto [known, added] = position.try_emplace({corner.x, corner.y}, open.size());
      if (!added) {
        const std::size_t start = known->second;
        rings.emplace_back(open.begin() + static_cast<std::ptrdiff_t>(start), open.end());
        for (std::size_t i = start + 1; i < open.size(); ++i) position.erase({open[i].x, open[i].y});
        open.resize(start);
      }
    }
    open.push_back(corner);
  }
  rings.push_back(std::move(open));
  return rings;
}

MaskRing withoutStraightCorners(const MaskRing& ring) {
  MaskRing kept;
  for (std::size_t i = 0; i < ring.size(); ++i) {
    const MaskCorner& before = ring[(i + ring.size() - 1) % ring.size()];
    const MaskCorner& after = ring[(i + 1) % ring.size()];
    if (before.x != after.x && before.y != after.y) kept.push_back(ring[i]);
  }
  return kept;
}

// Pixels of the class next to each other in a row.
struct PixelRun {
  int begin = 0;
  int end = 0;
  std::size_t region = 0;
};

// The 4-connected regions as runs, numbered from 0 in the order of their first pixel (runs joined by union-find).
class Regions {
 public:
  Regions(const Membership& mask, int width, int height) {
    row_start_.push_back(0);
    for (int y = 0; y < height; ++y) {
      addRuns(mask.row(y), width);
      row_start_.push_back(runs_.size());
      if (y > 0) joinWithRowAbove(y);
    }
    std::size_t next = 0;
    for (std::size_t i = 0; i < runs_.size(); ++i) {
      const std::size_t root = sets_.rootOf(i);
      runs_[i].region = root == i ? next++ : runs_[root].region;
    }
  }
  [[nodiscard]] std::span<const PixelRun> row(int y) const {
    const auto at = static_cast<std::size_t>(y);
    return std::span(runs_).subspan(row_start_[at], row_start_[at + 1] - row_start_[at]);
  }

 private:
  void addRuns(const std::uint8_t* pixels, int width) {
    for (int x = 0; x < width;) {
      const auto* begin =
          static_cast<const std::uint8_t*>(std::memchr(pixels + x, 1, static_cast<std::size_t>(width - x)));
      if (begin == nullptr) return;
      const int from = static_cast<int>(begin - pixels);
      const auto* end = static_cast<const std::uint8_t*>(std::memchr(begin, 0, static_cast<std::size_t>(width - from)));
      x = end == nullptr ? width : static_cast<int>(end - pixels);
      sets_.add();
      runs_.push_back({from, x, 0});
    }
  }
  void joinWithRowAbove(int y) {
    const auto at = static_cast<std::size_t>(y);
    std::size_t above = row_start_[at - 1];
    for (std::size_t i = row_start_[at]; i < row_start_[at + 1]; ++i) {
      while (above < row_start_[at] && runs_[above].end <= runs_[i].begin) ++above;
      for (std::size_t j = above; j < row_start_[at] && runs_[j].begin < runs_[i].end; ++j) sets_.join(i, j);
    }
  }

  std::vector<PixelRun> runs_;
  std::vector<std::size_t> row_start_;
  DisjointSets sets_;  // of runs; a root is the first run of its region
};

}  // namespace

std::int64_t doubledArea(const MaskRing& ring) {
  std::int64_t area = 0;
  for (std::size_t i = 0; i < ring.size(); ++i) {
    const MaskCorner& a = ring[i];
    const MaskCorner& b = ring[(i + 1) % ring.size()];
    area += std::int64_t{a.x} * b.y - std::int64_t{b.x} * a.y;
  }
  return area;
}

std::vector<MaskPolygon> maskPolygons(ImageView<TissueClass> classes, TissueClass wanted) {
  const Membership mask(classes, wanted);
  const Regions regions(mask, classes.width, classes.height);
  BoundaryTracer tracer(mask, classes.width, classes.height);
  std::vector<MaskPolygon> polygons;
  for (int y = 0; y < classes.height; ++y) {
    const std::uint8_t* above = mask.row(y - 1);
    for (const PixelRun& run : regions.row(y)) {
      for (int x = run.begin; x < run.end; ++x) {
        if (above[x] != 0 || !tracer.isNew(x, y)) continue;
        if (polygons.size() <= run.region) polygons.resize(run.region + 1);
        for (const MaskRing& ring : simpleRings(tracer.follow(x, y), tracer)) {
          MaskRing corners = withoutStraightCorners(ring);
          if (doubledArea(corners) > 0)
            polygons[run.region].exterior = std::move(corners);
          else
            polygons[run.region].holes.push_back(std::move(corners));
        }
      }
    }
  }
  return polygons;
}

}  // namespace herald
