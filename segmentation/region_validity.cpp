#include <algorithm>
#include <boost/geometry.hpp>
#include <boost/geometry/geometries/point_xy.hpp>
#include <boost/geometry/geometries/polygon.hpp>
#include <cmath>

#include "segmentation/regions.h"

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
  bg::validity_failure_type failure = bg::no_failure;
  if (!bg::is_valid(clean, failure)) return wordsOf(failure);
  polygon.exterior = fromBoost(clean.outer());
  polygon.holes.clear();
  for (const Ring& hole : clean.inners()) polygon.holes.push_back(fromBoost(hole));
  return std::nullopt;
}

}  // namespace herald
