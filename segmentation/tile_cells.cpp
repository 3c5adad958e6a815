// One cell of a tile: what its outline, membrane and compartments measure.
#include "segmentation/tile_analysis.h"

#include <algorithm>
#include <utility>

namespace herald {
namespace {

OutlineOffset quantised(double dx_px, double dy_px) {
  const auto steps = [](double px) {
    const double to_nearest = px < 0 ? -0.5 : 0.5;
    return static_cast<std::int16_t>(std::clamp(px / kOutlineStepPx + to_nearest, -32768.0, 32767.0));
  };
  return {steps(dx_px), steps(dy_px)};
}

}  // namespace

// The region ends at the slide's border; elsewhere it ends far from any nucleus of the core.
NucleusOutline::Box TileAnalyser::regionRound(const Tile& tile, const PixelRect& area, const NucleusSeed& seed) const {
  const PixelRect& region = tile.region_in_level0;
  const double um_per_px = grid_.umPerPx();
  const auto px = [&](std::int64_t level0_px) { return static_cast<double>(level0_px) / grid_.downsample(); };
  const double x = px(area.x - region.x) + seed.x + 0.5;
  const double y = px(area.y - region.y) + seed.y + 0.5;
  return {x * um_per_px, y * um_per_px, (px(region.width) - x) * um_per_px, (px(region.height) - y) * um_per_px};
}

CellRecord TileAnalyser::measureCell(const Tile& tile, const AreaImages& images, std::size_t index,
                                     const CellOutline& outline, TileScratch& scratch) const {
  const PixelRect& area = scratch.area_in_level0;
  const NucleusSeed& seed = scratch.seeds[index];
  const NucleusOutline& nucleus = scratch.nucleus_outlines[index];
  const int k = grid_.downsample();
  const double level0_um_per_px = grid_.level0PixelSize().umPerPx();
  const double um_per_px = grid_.umPerPx();
  CellRecord cell;
  cell.seed = seedInLevel0(area.x, area.y, seed);

  // From the centre of the seed's analysis pixel to the centre of its level-0 seed pixel.
  const double shift_px = k / 2.0 - (k / 2 + 0.5);
  const NucleusOutline rim = nucleus.grownBy(options_.nucleus.rim_um).clippedTo(regionRound(tile, area, seed));
  const NucleusOutline::Measures shape = rim.measures();
  cell.centroid_in_level0 = {cell.seed.x + 0.5 + shift_px + shape.centroid.x_um / level0_um_per_px,
                             cell.seed.y + 0.5 + shift_px + shape.centroid.y_um / level0_um_per_px};
  // Of the seed's analysis pixel in the planes of full resolution.
  const int full_x = k * seed.x + static_cast<int>(area.x - tile.measured_in_level0.x);
  const int full_y = k * seed.y + static_cast<int>(area.y - scratch.window.firstRowInLevel0());
  const MembraneMeasurement membrane = measureMembrane(scratch.window.brown(), outline, full_x, full_y, k,
                                                       level0_um_per_px, options_.membrane, scratch.membrane);
  cell.membrane = membrane.signature;
  cell.membrane_width_um = membrane.width_um;
  cell.side_dab_od = membrane.level_od;
  cell.clipped_fraction = membrane.clipped_fraction;

  const CellOutline& line = membrane.outline;
  for (std::size_t i = 0; i < kMembraneSectors; ++i) {
    const auto [x, y] = std::pair<double, double>(line.points[i].x, line.points[i].y);
    cell.outline[i] = quantised(shift_px + x * k, shift_px + y * k);
  }
  for (std::size_t i = 0; i < kNucleusOutlinePoints; ++i) {
    const double radius_px = static_cast<double>(rim.radius_um[i]) / level0_um_per_px;
    cell.nucleus_outline[i] =
        quantised(shift_px + kNucleusRays[i].x * radius_px, shift_px + kNucleusRays[i].y * radius_px);
  }
  cell.outline_length_um = line.length_px * static_cast<float>(um_per_px);
  cell.cell_area_um2 = line.area_px * static_cast<float>(um_per_px * um_per_px);
  cell.nucleus_area_um2 = static_cast<float>(shape.area_um2);
  cell.nucleus_eccentricity = static_cast<float>(shape.eccentricity);

  const CompartmentOd od =
      measureCompartments({images.hematoxylin, images.dab, images.territory.smooth_od, scratch.territories.nucleus},
                          scratch.cell_outline.window, seed, nucleus, um_per_px, scratch.features);
  cell.cytoplasm_dab_od = od.has_cytoplasm ? od.cytoplasm_dab_od : membrane.inner_side_dab_od;
  cell.nucleus_dab_od = od.nucleus_dab_od;
  cell.nucleus_hematoxylin_od = od.nucleus_hematoxylin_od;
  cell.nucleus_hematoxylin_sd_od = od.nucleus_hematoxylin_sd_od;
  cell.ring_od_p50 = od.ring_od_p50;
  cell.ring_od_p10 = od.ring_od_p10;
  cell.ring_od_cv = od.ring_od_cv;
  cell.ring_hematoxylin_od = od.ring_hematoxylin_od;
  measureTissue(scratch, cell);
  cell.focus = measureFocus(images.mean_od, seed.x, seed.y, um_per_px);
  return cell;
}

}  // namespace herald
