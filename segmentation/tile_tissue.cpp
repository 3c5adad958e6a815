// What tissue the cells of a tile lie in: the part of TileAnalyser that asks tissue_net.h.
#include <algorithm>
#include <span>

#include "segmentation/tile_analysis.h"

namespace herald {

// What tissue the cells of these rows lie in; where there are none nothing is looked at.
void TileAnalyser::seeTissue(const Tile& tile, const PixelRect& rows_in_level0, TileScratch& scratch) const {
  if (!tissue_encoding_) return;
  const PixelRect places = intersection(placesOf(scratch.seeds, scratch.area_in_level0), rows_in_level0);
  if (places.width <= 0 || places.height <= 0) return;
  const PixelRect& region = tile.region_in_level0;
  const TileWindow& window = scratch.window;
  const PixelRect held{region.x, window.firstRowInLevel0(), region.width, window.heldPx()};
  const PixelRect seen = intersection(grid_.regionAround(places, tissue_reach_um_), held);
  const int k = grid_.downsample();
  const auto cut = [&](const auto& image) {
    return image.part(static_cast<int>((seen.x - held.x) / k), static_cast<int>((seen.y - held.y) / k),
                      static_cast<int>(seen.width / k), static_cast<int>(seen.height / k));
  };
  evaluateTissueNet(cut(window.hematoxylin()), cut(window.dab()), *tissue_encoding_, scratch.tissue_net,
                    scratch.tissue_maps);
  scratch.tissue_in_level0 = seen;
}

// The smallest rectangle that holds all seeds.
PixelRect TileAnalyser::placesOf(std::span<const NucleusSeed> seeds, const PixelRect& area_in_level0) const {
  if (seeds.empty()) return {};
  const auto [left, right] =
      std::minmax_element(seeds.begin(), seeds.end(), [](auto& a, auto& b) { return a.x < b.x; });
  const auto [top, bottom] =
      std::minmax_element(seeds.begin(), seeds.end(), [](auto& a, auto& b) { return a.y < b.y; });
  NucleusSeed corner;
  corner.x = left->x;
  corner.y = top->y;
  const Level0Pixel first = seedInLevel0(area_in_level0.x, area_in_level0.y, corner);
  corner.x = right->x;
  corner.y = bottom->y;
  const Level0Pixel last = seedInLevel0(area_in_level0.x, area_in_level0.y, corner);
  return {first.x, first.y, last.x - first.x + 1, last.y - first.y + 1};
}

// At the middle of its nucleus.
void TileAnalyser::measureTissue(const TileScratch& scratch, CellRecord& cell) const {
  if (!tissue_encoding_) return;
  const double map_px = grid_.downsample() * kTissueGridPx;
  const PixelRect& seen = scratch.tissue_in_level0;
  const double x = (cell.centroid_in_level0.x - static_cast<double>(seen.x)) / map_px;
  const double y = (cell.centroid_in_level0.y - static_cast<double>(seen.y)) / map_px;
  const auto logit = [&](TissueMap map) {
    return tissueLogitAt(scratch.tissue_maps[static_cast<std::size_t>(map)], x, y, grid_.umPerPx());
  };
  cell.tissue_logit = logit(TissueMap::kEpithelium);
  cell.lymphocyte_logit = logit(TissueMap::kLymphocytes);
  cell.stroma_logit = logit(TissueMap::kStroma);
}

}  // namespace herald
