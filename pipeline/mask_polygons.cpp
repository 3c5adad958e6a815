#include "pipeline/mask_polygons.h"

#include <array>
#include <map>

namespace herald {
namespace {

// Directions of an edge: right, down, left, up. The region is on the right hand (y down), so exteriors run clockwise on
// the screen, which is positive area in (x, y).
constexpr std::array<int, 4> kStepX = {1, 0, -1, 0};
constexpr std::array<int, 4> kStepY = {0, 1, 0, -1};

class BoundaryTracer {
 public:
  BoundaryTracer(ImageView<TissueClass> classes, TissueClass wanted)
      : classes_(classes), wanted_(wanted), visited_(classes.width + 1, classes.height + 1, 0) {}

  [[nodiscard]] bool inside(int x, int y) const { return classes_.contains(x, y) && classes_.at(x, y) == wanted_; }

  // True when the unseen edge leaves (x, y) to the right with the region below it: the start of a ring.
  [[nodiscard]] bool startsRing(int x, int y) const {
    return inside(x, y) && !inside(x, y - 1) && (visited_.at(x, y) & 1) == 0;
  }

  // Follows the boundary from (x, y), to the right, back to where it started.
  MaskRing follow(int x, int y) {
    MaskRing ring;
    int direction = 0;
    while ((visited_.at(x, y) & (1 << direction)) == 0) {
      visited_.at(x, y) = static_cast<std::uint8_t>(visited_.at(x, y) | (1 << direction));
      ring.push_back({x, y});
      x += kStepX[static_cast<std::size_t>(direction)];
      y += kStepY[static_cast<std::size_t>(direction)];
      direction = turn(x, y, direction);
    }
    return ring;
  }

 private:
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

  ImageView<TissueClass> classes_;
  TissueClass wanted_;
  Image<std::uint8_t> visited_;  // bit d: the edge that leaves this corner in direction d has been followed
};

// Cuts a ring at every corner it passes twice.
std::vector<MaskRing> simpleRings(const MaskRing& ring) {
  std::vector<MaskRing> rings;
  MaskRing open;
  std::map<std::pair<int, int>, std::size_t> position;  // of each corner in `open`
  for (const MaskCorner& corner : ring) {
    const auto [known, added] = position.try_emplace({corner.x, corner.y}, open.size());
    if (!added) {
      const std::size_t start = known->second;
      rings.emplace_back(open.begin() + static_cast<std::ptrdiff_t>(start), open.end());
      for (std::size_t i = start + 1; i < open.size(); ++i) position.erase({open[i].x, open[i].y});
      open.resize(start);
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

// Numbers the 4-connected regions from 1 in the order of their first pixel.
Image<int> labelRegions(const BoundaryTracer& mask, int width, int height) {
  Image<int> labels(width, height, 0);
  std::vector<MaskCorner> open;
  int next = 0;
  for (int y = 0; y < height; ++y)
    for (int x = 0; x < width; ++x) {
      if (!mask.inside(x, y) || labels.at(x, y) != 0) continue;
      labels.at(x, y) = ++next;
      open.push_back({x, y});
      while (!open.empty()) {
        const MaskCorner pixel = open.back();
        open.pop_back();
        for (std::size_t d = 0; d < 4; ++d) {
          const int nx = pixel.x + kStepX[d];
          const int ny = pixel.y + kStepY[d];
          if (!mask.inside(nx, ny) || labels.at(nx, ny) != 0) continue;
          labels.at(nx, ny) = next;
          open.push_back({nx, ny});
        }
      }
    }
  return labels;
}

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
  BoundaryTracer tracer(classes, wanted);
  const Image<int> labels = labelRegions(tracer, classes.width, classes.height);
  std::vector<MaskPolygon> polygons;
  for (int y = 0; y < classes.height; ++y)
    for (int x = 0; x < classes.width; ++x) {
      if (!tracer.startsRing(x, y)) continue;
      const auto region = static_cast<std::size_t>(labels.at(x, y)) - 1;
      if (polygons.size() <= region) polygons.resize(region + 1);
      for (const MaskRing& ring : simpleRings(tracer.follow(x, y))) {
        MaskRing corners = withoutStraightCorners(ring);
        if (doubledArea(corners) > 0)
          polygons[region].exterior = std::move(corners);
        else
          polygons[region].holes.push_back(std::move(corners));
      }
    }
  return polygons;
}

}  // namespace herald
