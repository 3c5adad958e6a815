#include "segmentation/regions.h"

#include <algorithm>
#include <cmath>

namespace herald {
namespace {

// Strips of the index; halved until no more than kMostReferences an edge are needed.
constexpr std::size_t kMostStrips = 8192;
constexpr std::size_t kMostReferences = 8;

// Twice the signed area.
double doubledArea(const RegionRing& ring) {
  double sum = 0;
  for (std::size_t i = 0; i < ring.size(); ++i) {
    const Level0Point& a = ring[i];
    const Level0Point& b = ring[(i + 1) % ring.size()];
    sum += a.x * b.y - b.x * a.y;
  }
  return sum;
}

// Could the cell still count, as far as artefacts go?
bool isVisible(const CellSummary& cell) {
  return cell.counted() || cell.excluded == Exclusion::kNotTumour;
}

// The roles of a slide's regions, ready to be asked.
class RegionRoles {
 public:
  explicit RegionRoles(const SlideRegions& regions)
      : has_include_(!regions.include.empty()), include_(regions.include), exclude_(regions.exclude) {
    for (const ControlRegion& control : regions.controls) controls_.emplace_back(control.polygons);
  }

  [[nodiscard]] Exclusion at(Level0Point point) const {
    if (exclude_.contains(point)) return Exclusion::kExcludedRoi;
    if (std::any_of(controls_.begin(), controls_.end(), [&](const RegionIndex& c) { return c.contains(point); }))
      return Exclusion::kControl;
    return has_include_ && !include_.contains(point) ? Exclusion::kOutsideRoi : Exclusion::kNone;
  }
  [[nodiscard]] bool isInControl(std::size_t control, Level0Pixel pixel) const {
    return controls_[control].contains(pixel) && !exclude_.contains(pixel);
  }

 private:
  bool has_include_;
  RegionIndex include_;
  RegionIndex exclude_;
  std::vector<RegionIndex> controls_;
};

}  // namespace

double areaPx2(const RegionPolygon& polygon) {
  double area = std::abs(doubledArea(polygon.exterior));
  for (const RegionRing& hole : polygon.holes) area -= std::abs(doubledArea(hole));
  return area / 2;
}

RegionIndex::RegionIndex(std::span<const RegionPolygon> polygons) {
  std::uint32_t number = 0;
  const auto add = [&](const RegionRing& ring) {
    for (std::size_t i = 0; i < ring.size(); ++i) {
      const Level0Point& next = ring[(i + 1) % ring.size()];
      if (ring[i].y != next.y) edges_.push_back({ring[i], next, number});
    }
  };
  for (const RegionPolygon& polygon : polygons) {
    add(polygon.exterior);
    for (const RegionRing& hole : polygon.holes) add(hole);
    ++number;
  }
  if (!edges_.empty()) sortIntoStrips();
}

std::size_t RegionIndex::stripOf(double y) const {
  const double place = (y - top_) / (bottom_ - top_) * static_cast<double>(strips_);
  return std::min(strips_ - 1, static_cast<std::size_t>(std::max(0.0, place)));
}

void RegionIndex::sortIntoStrips() {
  top_ = edges_.front().from.y;
  bottom_ = top_;
  for (const Edge& edge : edges_) {
    top_ = std::min({top_, edge.from.y, edge.to.y});
    bottom_ = std::max({bottom_, edge.from.y, edge.to.y});
  }
  const auto first = [&](const Edge& edge) { return stripOf(std::min(edge.from.y, edge.to.y)); };
  const auto last = [&](const Edge& edge) { return stripOf(std::max(edge.from.y, edge.to.y)); };
  for (strips_ = kMostStrips; strips_ > 1; strips_ /= 2) {
    std::size_t references = 0;
    for (const Edge& edge : edges_) references += last(edge) - first(edge) + 1;
    if (references <= kMostReferences * edges_.size()) break;
  }
  strip_start_.assign(strips_ + 1, 0);
  for (const Edge& edge : edges_)
    for (std::size_t strip = first(edge); strip <= last(edge); ++strip) ++strip_start_[strip + 1];
  for (std::size_t strip = 0; strip < strips_; ++strip) strip_start_[strip + 1] += strip_start_[strip];
  edge_of_strip_.resize(strip_start_.back());
  std::vector<std::size_t> next = strip_start_;
  for (std::size_t i = 0; i < edges_.size(); ++i)
    for (std::size_t strip = first(edges_[i]); strip <= last(edges_[i]); ++strip)
      edge_of_strip_[next[strip]++] = static_cast<std::uint32_t>(i);
}

bool RegionIndex::contains(Level0Point point) const {
  if (edges_.empty() || !(point.y >= top_ && point.y < bottom_)) return false;
  const std::size_t strip = stripOf(point.y);
  bool inside = false;
  std::uint32_t polygon = 0;
  for (std::size_t i = strip_start_[strip]; i < strip_start_[strip + 1]; ++i) {
    const Edge& edge = edges_[edge_of_strip_[i]];
    if (edge.polygon != polygon) {
      if (inside) return true;
      polygon = edge.polygon;
    }
    if ((edge.from.y <= point.y) == (edge.to.y <= point.y)) continue;
    // From its upper end, whichever way it runs, so that neighbours agree on where their common edge is.
    const Level0Point& upper = edge.from.y < edge.to.y ? edge.from : edge.to;
    const Level0Point& lower = edge.from.y < edge.to.y ? edge.to : edge.from;
    const double x = upper.x + (point.y - upper.y) / (lower.y - upper.y) * (lower.x - upper.x);
    if (x <= point.x) inside = !inside;
  }
  return inside;
}

void excludeCellsByRegion(std::span<CellSummary> cells, const SlideRegions& regions) {
  if (regions.empty()) return;
  const RegionRoles roles(regions);
  for (CellSummary& cell : cells) {
    if (!isVisible(cell)) continue;
    const Exclusion reason = roles.at({cell.seed.x + 0.5, cell.seed.y + 0.5});
    if (reason != Exclusion::kNone) cell.excluded = reason;
  }
}

std::vector<std::vector<std::size_t>> cellsOfControls(std::span<const CellSummary> cells, const SlideRegions& regions) {
  std::vector<std::vector<std::size_t>> members(regions.controls.size());
  if (members.empty()) return members;
  const RegionRoles roles(regions);
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (!isVisible(cells[i])) continue;
    for (std::size_t control = 0; control < members.size(); ++control)
      if (roles.isInControl(control, cells[i].seed)) members[control].push_back(i);
  }
  return members;
}

TissueMask tissueThatCounts(const TissueMask& tissue, const SlideRegions& regions) {
  TissueMask counts = tissue;
  if (regions.empty()) return counts;
  const RegionRoles roles(regions);
  for (int y = 0; y < counts.classes.height(); ++y)
    for (int x = 0; x < counts.classes.width(); ++x) {
      TissueClass& pixel = counts.classes.at(x, y);
      const Level0Point centre{tissue.origin_in_level0.x + tissue.downsample_px * (x + 0.5),
                               tissue.origin_in_level0.y + tissue.downsample_px * (y + 0.5)};
      if (pixel != TissueClass::kGlass && roles.at(centre) != Exclusion::kNone) pixel = TissueClass::kGlass;
    }
  return counts;
}

}  // namespace herald
