#include <algorithm>
#include <boost/geometry.hpp>
#include <boost/geometry/geometries/point_xy.hpp>
#include <boost/geometry/geometries/polygon.hpp>
#include <cmath>

#include "segmentation/regions.h"
#include "segmentation/ring_sweep.h"

namespace herald {
namespace {

namespace bg = boost::geometry;
using Point = bg::model::d2::point_xy<double>;
using Polygon = bg::model::polygon<Point>;  // clockwise, closed
using Ring = Polygon::ring_type;

// Far beyond it Boost.Geometry throws.
constexpr double kFarthestPx = 1e9;

bool isFinite(const RegionRing& ring) {
  return std::all_of(ring.begin(), ring.end(),
                     [](const Level0Point& p) { return std::isfinite(p.x) && std::isfinite(p.y); });
}

bool isNear(const RegionRing& ring) {
  return std::all_of(ring.begin(), ring.end(),
                     [](const Level0Point& p) { return std::abs(p.x) <= kFarthestPx && std::abs(p.y) <= kFarthestPx; });
}

Ring toBoost(const RegionRing& ring) {
  Ring result;
  for (const Level0Point& point : ring) bg::append(result, Point(point.x, point.y));
  return result;
}

RegionRing fromBoost(const Ring& ring) {
  RegionRing result;
  for (std::size_t i = 0; i + 1 < ring.size(); ++i) result.push_back({ring[i].x(), ring[i].y()});
  return result;
}

Polygon cleaned(const RegionPolygon& polygon) {
  Polygon result;
  result.outer() = toBoost(polygon.exterior);
  for (const RegionRing& hole : polygon.holes) result.inners().push_back(toBoost(hole));
  bg::correct(result);
  bg::unique(result);
  bg::remove_spikes(result);
  return result;
}

RegionPolygon fromBoost(const Polygon& polygon) {
  RegionPolygon result{fromBoost(polygon.outer()), {}};
  for (const Ring& hole : polygon.inners()) result.holes.push_back(fromBoost(hole));
  return result;
}

// Boost.Geometry compares all edges whose boxes meet: of slanting ones, each with each. So it is asked only where edges
// touch.
bg::validity_failure_type failureOf(const Polygon& clean, const RegionPolygon& corners) {
  bg::validity_failure_type failure = bg::no_failure;
  switch (sweptRings(corners)) {
    case RingSweep::kApart:
      return bg::no_failure;
    case RingSweep::kCrossing:
      return bg::failure_self_intersections;
    case RingSweep::kMisplacedHole:
      return bg::failure_interior_rings_outside;
    case RingSweep::kUnsure:
      return bg::is_valid(clean, failure) ? bg::no_failure : failure;
  }
  return failure;
}

std::string wordsOf(bg::validity_failure_type failure) {
  switch (failure) {
    case bg::failure_few_points:
    case bg::failure_wrong_topological_dimension:
      return "has fewer than 3 points that are not on one line";
    case bg::failure_interior_rings_outside:
    case bg::failure_nested_interior_rings:
      return "has a hole that is not inside it, or inside another hole";
    case bg::failure_disconnected_interior:
      return "is cut in two by its holes";
    default:
      return "crosses or touches itself";
  }
}

}  // namespace

std::optional<std::string> cleanedPolygonFault(RegionPolygon& polygon) {
  std::vector<const RegionRing*> rings = {&polygon.exterior};
  for (const RegionRing& hole : polygon.holes) rings.push_back(&hole);
  for (const RegionRing* ring : rings) {
    if (!isFinite(*ring)) return "has a coordinate that is not a number";
    if (!isNear(*ring)) return "has a coordinate beyond any slide";
    if (ring->size() < 3) return "has " + std::to_string(ring->size()) + " points, at least 3 are needed";
  }
  const Polygon clean = cleaned(polygon);
  RegionPolygon corners = fromBoost(clean);
  const bg::validity_failure_type failure = failureOf(clean, corners);
  if (failure != bg::no_failure) return wordsOf(failure);
  polygon = std::move(corners);
  return std::nullopt;
}

}  // namespace herald
