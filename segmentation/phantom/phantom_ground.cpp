#include "segmentation/phantom/phantom_ground.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "segmentation/phantom/phantom_cells.h"
#include "segmentation/phantom/phantom_nuclei.h"

namespace herald {

PhantomGround::PhantomGround(const PhantomLayout& layout, PhantomScene& scene)
    : layout_(layout),
      scene_(scene),
      taken_(layout.widthUm(), layout.heightUm(), 8),
      inside_cell_(static_cast<int>(layout.widthUm()) + 1, static_cast<int>(layout.heightUm()) + 1) {
  for (const PhantomCell& cell : scene.cells) {
    cover(cell.outline);
    for (std::size_t i = 0; i < cell.outline.size(); i += 3) taken_.insert(cell.outline[i], 0);
  }
}

void PhantomGround::cover(const std::vector<PointUm>& polygon) {
  PointUm low = polygon.front();
  PointUm high = low;
  for (const PointUm& p : polygon) {
    low = {std::min(low.x, p.x), std::min(low.y, p.y)};
    high = {std::max(high.x, p.x), std::max(high.y, p.y)};
  }
  for (int y = std::max(0, static_cast<int>(low.y)); y <= high.y && y < inside_cell_.height(); ++y) {
    for (int x = std::max(0, static_cast<int>(low.x)); x <= high.x && x < inside_cell_.width(); ++x) {
      if (insidePolygon(polygon, {x + 0.5, y + 0.5})) inside_cell_.at(x, y) = 1;
    }
  }
}

PhantomZone PhantomGround::zoneAt(PointUm at) const {
  const int x = static_cast<int>(std::floor(at.x));
  const int y = static_cast<int>(std::floor(at.y));
  if (inside_cell_.contains(x, y) && inside_cell_.at(x, y) != 0) return PhantomZone::kNest;
  const PhantomZone zone = layout_.zoneOfWarped(at);
  return zone == PhantomZone::kNest ? PhantomZone::kStroma : zone;
}

bool PhantomGround::freeFor(PointUm at, double radius_um) const {
  bool free = true;
  taken_.visitWithin(at, radius_um, [&](int, double) { free = false; });
  return free;
}

PointUm PhantomGround::anywhere(PhantomRandom& random) const {
  const double x = random.uniform(0, layout_.widthUm());
  return {x, random.uniform(0, layout_.heightUm())};
}

void PhantomGround::addCell(PhantomCellKind kind, PhantomNucleus nucleus) {
  taken_.insert(nucleus.centre, 0);
  for (const PointUm& p : nucleusOutline(nucleus, 12)) taken_.insert(p, 0);
  PhantomCell cell;
  cell.kind = kind;
  cell.nucleus = static_cast<int>(scene_.nuclei.size());
  scene_.nuclei.push_back(std::move(nucleus));
  scene_.cells.push_back(std::move(cell));
}

}  // namespace herald
