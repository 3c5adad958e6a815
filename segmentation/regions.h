// Annotated regions of a slide: which cells lie in them, and what follows for whether they count.
//
// A cell lies where its seed pixel's centre lies. Of the roles of overlapping regions exclude wins, then control, then
// include. Without include regions all that is neither excluded nor a control can count. Pure functions of level-0
// coordinates; comparisons in double precision, the same on every machine; thread-safe.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "segmentation/cell_record.h"
#include "stain/slide_statistics.h"
#include "stain/units.h"

namespace herald {

// Corners in order, level-0 pixels; the first is not repeated at the end. Either direction.
using RegionRing = std::vector<Level0Point>;

struct RegionPolygon {
  RegionRing exterior;
  std::vector<RegionRing> holes;
};

// Tissue of known score on the slide, measured apart.
struct ControlRegion {
  std::int64_t object = 0;  // number of the annotation's object
  int expected = 0;         // 0-3, for 0, 1+, 2+, 3+
  std::vector<RegionPolygon> polygons;
};

struct SlideRegions {
  std::vector<RegionPolygon> include;
  std::vector<RegionPolygon> exclude;
  std::vector<ControlRegion> controls;
  [[nodiscard]] bool empty() const { return include.empty() && exclude.empty() && controls.empty(); }
};

// Removes points that repeat the one before and spikes of no width, which drawing by hand leaves; then says what is
// wrong with the polygon, or nothing: fewer than 3 points, a coordinate that is not a number or beyond 1e9, an outline
// that crosses or touches itself, a hole outside its outline or touching another along a line (OGC validity,
// Boost.Geometry).
[[nodiscard]] std::optional<std::string> cleanedPolygonFault(RegionPolygon& polygon);

// Area in square level-0 pixels, holes taken off.
[[nodiscard]] double areaPx2(const RegionPolygon& polygon);

// Answers whether a point lies in any of the polygons: edges sorted into horizontal strips, in each strip by polygon.
// A polygon's left and upper borders belong to it, the others do not, so that neighbours share no point. Memory: at
// most 8 references an edge.
class RegionIndex {
 public:
  RegionIndex() = default;
  // Rings as cleanedPolygonFault leaves them.
  explicit RegionIndex(std::span<const RegionPolygon> polygons);
  [[nodiscard]] bool contains(Level0Point point) const;
  [[nodiscard]] bool contains(Level0Pixel pixel) const { return contains(Level0Point{pixel.x + 0.5, pixel.y + 0.5}); }

 private:
  struct Edge {
    Level0Point from;
    Level0Point to;
    std::uint32_t polygon = 0;
  };
  [[nodiscard]] std::size_t stripOf(double y) const;
  void sortIntoStrips();

  std::vector<Edge> edges_;
  double top_ = 0;
  double bottom_ = 0;
  std::size_t strips_ = 0;
  std::vector<std::size_t> strip_start_;      // of each strip in edge_of_strip_, and the end
  std::vector<std::uint32_t> edge_of_strip_;  // indices of edges, by strip, then polygon
};

// Excludes cells that do not count because of where they lie: kExcludedRoi, kControl, and with include regions
// kOutsideRoi. Cells that an artefact or the slide's edge has excluded keep that reason.
void excludeCellsByRegion(std::span<CellSummary> cells, const SlideRegions& regions);

// For each control the cells in it that are measured: in no exclude region, and hidden by no artefact. Whether the
// classifier takes them for tumour does not matter. Indices into `cells`, in order. To be called before
// excludeCellsByRegion.
[[nodiscard]] std::vector<std::vector<std::size_t>> cellsOfControls(std::span<const CellSummary> cells,
                                                                    const SlideRegions& regions);

// The mask where cells can count; all else is glass. A pixel is where its centre is.
[[nodiscard]] TissueMask tissueThatCounts(const TissueMask& tissue, const SlideRegions& regions);

}  // namespace herald
