#include "segmentation/phantom/phantom_cells.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numbers>

#include "segmentation/phantom/phantom_grid.h"
#include "segmentation/phantom/phantom_random.h"

namespace herald {
namespace {

constexpr double kStepUm = 0.5;  // of a membrane's line
constexpr double kShortestEdgeUm = 0.05;
constexpr double kGreatestCellUm = 34;  // from site to border; only where no other site is near
constexpr int kRelaxations = 2;
constexpr int kNoSite = -1;

// A corner and the site on the other side of the edge that starts there.
struct Corner {
  PointUm at;
  int neighbour = kNoSite;
};
using CellPolygon = std::vector<Corner>;

CellPolygon circle(PointUm centre, double radius_um) {
  CellPolygon polygon;
  for (int k = 0; k < 20; ++k) {
    const double angle = 2 * std::numbers::pi * k / 20;
    polygon.push_back({{centre.x + radius_um * std::cos(angle), centre.y + radius_um * std::sin(angle)}, kNoSite});
  }
  return polygon;
}

// Keeps the part of the polygon nearer to `own` than to `other`.
CellPolygon clip(const CellPolygon& polygon, PointUm own, PointUm other, int other_index) {
  const PointUm normal{other.x - own.x, other.y - own.y};
  const double offset = 0.5 * (normal.x * (own.x + other.x) + normal.y * (own.y + other.y));
  const auto side = [&](PointUm p) { return normal.x * p.x + normal.y * p.y - offset; };
  CellPolygon kept;
  for (std::size_t i = 0; i < polygon.size(); ++i) {
    const Corner& from = polygon[i];
    const Corner& to = polygon[(i + 1) % polygon.size()];
    const double a = side(from.at);
    const double b = side(to.at);
    if (a <= 0) kept.push_back(from);
    if ((a <= 0) == (b <= 0)) continue;
    const double t = a / (a - b);
    const PointUm cut{from.at.x + t * (to.at.x - from.at.x), from.at.y + t * (to.at.y - from.at.y)};
    kept.push_back({cut, a <= 0 ? other_index : from.neighbour});
  }
  return kept;
}

CellPolygon voronoiCell(const std::vector<PhantomSite>& sites, const PhantomGrid& grid, int index) {
  const PhantomSite& site = sites[static_cast<std::size_t>(index)];
  std::vector<std::pair<double, int>> near;
  grid.visitWithin(site.at, 2 * kGreatestCellUm, [&](int other, double distance) {
    if (other != index) near.emplace_back(distance, other);
  });
  std::sort(near.begin(), near.end());
  CellPolygon polygon = circle(site.at, kGreatestCellUm);
  for (const auto& [distance, other] : near) {
    polygon = clip(polygon, site.at, sites[static_cast<std::size_t>(other)].at, other);
    if (polygon.size() < 3) return {};
  }
  return polygon;
}

std::vector<CellPolygon> voronoiCells(const std::vector<PhantomSite>& sites, int count, const PhantomLayout& layout) {
  PhantomGrid grid(layout.widthUm(), layout.heightUm(), 16);
  for (std::size_t i = 0; i < sites.size(); ++i) grid.insert(sites[i].at, static_cast<int>(i));
  std::vector<CellPolygon> cells;
  for (int i = 0; i < count; ++i) cells.push_back(voronoiCell(sites, grid, i));
  return cells;
}

std::vector<PointUm> cornersOf(const CellPolygon& polygon) {
  std::vector<PointUm> points;
  for (const Corner& corner : polygon) points.push_back(corner.at);
  return points;
}

void relax(std::vector<PhantomSite>& sites, const std::vector<CellPolygon>& cells) {
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (sites[i].column || cells[i].size() < 3) continue;
    const PointUm centroid = polygonCentroid(cornersOf(cells[i]));
    sites[i].at.x += 0.6 * (centroid.x - sites[i].at.x);
    sites[i].at.y += 0.6 * (centroid.y - sites[i].at.y);
  }
}

std::vector<PointUm> warpedLine(const PhantomLayout& layout, PointUm from, PointUm to) {
  const int stretches = std::max(1, static_cast<int>(std::hypot(to.x - from.x, to.y - from.y) / kStepUm + 0.5));
  std::vector<PointUm> line;
  for (int k = 0; k <= stretches; ++k) {
    const double t = static_cast<double>(k) / stretches;
    line.push_back(layout.warped({from.x + t * (to.x - from.x), from.y + t * (to.y - from.y)}));
  }
  return line;
}

double lengthOf(const std::vector<PointUm>& line) {
  double sum = 0;
  for (std::size_t i = 1; i < line.size(); ++i) sum += std::hypot(line[i].x - line[i - 1].x, line[i].y - line[i - 1].y);
  return sum;
}

PhantomSurrounding surroundingOf(PhantomZone zone) {
  switch (zone) {
    case PhantomZone::kNest:
      return PhantomSurrounding::kCell;
    case PhantomZone::kLumen:
      return PhantomSurrounding::kLumen;
    case PhantomZone::kStroma:
    case PhantomZone::kMuscle:
    case PhantomZone::kLymphoid:
      return PhantomSurrounding::kStroma;
    case PhantomZone::kGlass:
      break;
  }
  return PhantomSurrounding::kGlass;
}

// Some of it lies on the slide.
bool reaches(const PhantomLayout& layout, const CellPolygon& polygon) {
  constexpr double kWarpUm = 7;
  return std::any_of(polygon.begin(), polygon.end(), [&](const Corner& corner) {
    return corner.at.x > -kWarpUm && corner.at.x < layout.widthUm() + kWarpUm && corner.at.y > -kWarpUm &&
           corner.at.y < layout.heightUm() + kWarpUm;
  });
}

class TissueAssembler {
 public:
  TissueAssembler(const PhantomLayout& layout, const std::vector<PhantomSite>& sites, int count)
      : layout_(layout), sites_(sites), count_(count), cell_of_site_(static_cast<std::size_t>(count), -1) {}

  PhantomTissue assemble(const std::vector<CellPolygon>& polygons) {
    int cells = 0;
    for (std::size_t i = 0; i < polygons.size(); ++i) {
      if (polygons[i].size() >= 3 && polygonArea(cornersOf(polygons[i])) > 20 && reaches(layout_, polygons[i])) {
        cell_of_site_[i] = cells++;
      }
    }
    for (std::size_t i = 0; i < polygons.size(); ++i) {
      if (cell_of_site_[i] >= 0) addCell(static_cast<int>(i), polygons[i]);
    }
    return std::move(tissue_);
  }

 private:
  void addCell(int site, const CellPolygon& polygon) {
    PhantomCell cell;
    for (std::size_t k = 0; k < polygon.size(); ++k) {
      const PointUm from = polygon[k].at;
      const PointUm to = polygon[(k + 1) % polygon.size()].at;
      if (std::hypot(to.x - from.x, to.y - from.y) < kShortestEdgeUm) continue;
      addEdge(cell, site, polygon[k].neighbour, from, to);
    }
    tissue_.cells.push_back(std::move(cell));
    tissue_.basal.push_back(sites_[static_cast<std::size_t>(site)].basal);
  }

  void addEdge(PhantomCell& cell, int site, int neighbour, PointUm from, PointUm to) {
    const int other = neighbour >= 0 && neighbour < count_ ? cell_of_site_[static_cast<std::size_t>(neighbour)] : -1;
    const int self = cell_of_site_[static_cast<std::size_t>(site)];
    const auto key = std::pair(std::min(self, other), std::max(self, other));
    const auto known = other >= 0 ? shared_.find(key) : shared_.end();
    const bool is_new = known == shared_.end();
    const int index = is_new ? addMembrane(self, other, neighbour, from, to) : known->second;
    if (is_new && other >= 0) shared_.emplace(key, index);
    cell.membranes.push_back(index);
    std::vector<PointUm> line = tissue_.membranes[static_cast<std::size_t>(index)].line;
    if (!is_new) std::reverse(line.begin(), line.end());
    cell.outline.insert(cell.outline.end(), line.begin(), line.end() - 1);
  }

  int addMembrane(int self, int other, int neighbour, PointUm from, PointUm to) {
    PhantomMembrane membrane;
    membrane.cell_a = self;
    membrane.cell_b = other;
    membrane.line = warpedLine(layout_, from, to);
    membrane.length_um = lengthOf(membrane.line);
    membrane.dab_od.assign(membrane.line.size() - 1, 0.0F);
    if (other < 0) {
      const PhantomZone beyond = neighbour >= count_ ? sites_[static_cast<std::size_t>(neighbour)].zone
                                                     : layout_.zone({0.5 * (from.x + to.x), 0.5 * (from.y + to.y)});
      membrane.surrounding = beyond == PhantomZone::kNest ? PhantomSurrounding::kStroma : surroundingOf(beyond);
    }
    tissue_.membranes.push_back(std::move(membrane));
    return static_cast<int>(tissue_.membranes.size()) - 1;
  }

  const PhantomLayout& layout_;
  const std::vector<PhantomSite>& sites_;
  int count_;
  std::vector<int> cell_of_site_;
  std::map<std::pair<int, int>, int> shared_;
  PhantomTissue tissue_;
};

}  // namespace

bool insidePolygon(const std::vector<PointUm>& polygon, PointUm at) {
  bool inside = false;
  for (std::size_t i = 0; i < polygon.size(); ++i) {
    const PointUm& a = polygon[i];
    const PointUm& b = polygon[(i + 1) % polygon.size()];
    if ((a.y <= at.y) != (b.y <= at.y) && at.x < a.x + (at.y - a.y) / (b.y - a.y) * (b.x - a.x)) inside = !inside;
  }
  return inside;
}

double polygonArea(const std::vector<PointUm>& polygon) {
  double twice = 0;
  for (std::size_t i = 0; i < polygon.size(); ++i) {
    const PointUm& a = polygon[i];
    const PointUm& b = polygon[(i + 1) % polygon.size()];
    twice += a.x * b.y - b.x * a.y;
  }
  return std::abs(twice) / 2;
}

PointUm polygonCentroid(const std::vector<PointUm>& polygon) {
  const PointUm origin = polygon.front();
  double twice = 0;
  PointUm sum;
  for (std::size_t i = 0; i < polygon.size(); ++i) {
    const PointUm a{polygon[i].x - origin.x, polygon[i].y - origin.y};
    const PointUm next = polygon[(i + 1) % polygon.size()];
    const PointUm b{next.x - origin.x, next.y - origin.y};
    const double cross = a.x * b.y - b.x * a.y;
    twice += cross;
    sum.x += cross * (a.x + b.x);
    sum.y += cross * (a.y + b.y);
  }
  if (twice == 0) return origin;
  return {origin.x + sum.x / (3 * twice), origin.y + sum.y / (3 * twice)};
}

PhantomTissue buildTissue(const PhantomLayout& layout, const PhantomOptions& options) {
  std::vector<PhantomSite> sites = placeSites(layout, options);
  const auto count = static_cast<int>(std::count_if(
      sites.begin(), sites.end(), [](const PhantomSite& site) { return site.zone == PhantomZone::kNest; }));
  std::vector<CellPolygon> polygons = voronoiCells(sites, count, layout);
  for (int i = 0; i < kRelaxations; ++i) {
    relax(sites, polygons);
    polygons = voronoiCells(sites, count, layout);
  }
  return TissueAssembler(layout, sites, count).assemble(polygons);
}

}  // namespace herald
