#include "segmentation/tile_analysis.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>
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

void validate(const SegmentationOptions& options) {
  validate(options.nucleus);
  validate(options.territory);
  validate(options.membrane);
}

double nucleusReachUm(const SegmentationOptions& options) {
  return std::max(candidateReachUm(options.nucleus), outlineReachUm(options.nucleus, options.territory)) +
         selectionReachUm();
}

double requiredHaloUm(const SegmentationOptions& options) {
  return options.territory.reachOfInfluenceUm(options.nucleus) + nucleusReachUm(options);
}

double measuredReachUm(const SegmentationOptions& options) {
  constexpr double kFocusReachUm = 12.5;  // of measureFocus
  constexpr double kRoundingUm = 2.0;
  const double membrane_um = options.nucleus.largest_outline_um + options.territory.reach_um +
                             options.territory.crest_um + options.membrane.search_um + options.membrane.side_far_um;
  return std::max(membrane_um, kFocusReachUm) + kRoundingUm;
}

TileAnalyser::TileAnalyser(const SlideStatistics& statistics, PixelSize level0_pixel_size,
                           const SegmentationOptions& options)
    : grid_(level0_pixel_size, statistics.grid_origin),
      options_((validate(options), options)),
      unmixing_(statistics.background, statistics.stains, grid_.downsample()),
      glass_od_(statistics.glass_od),
      halo_um_(requiredHaloUm(options)) {}

Tile TileAnalyser::tileAround(const PixelRect& core_in_level0, const PixelRect& slide_in_level0) const {
  const PixelRect slide = grid_.regionAround(slide_in_level0, 0);
  return {core_in_level0, intersection(grid_.regionAround(core_in_level0, halo_um_), slide),
          intersection(grid_.regionAround(core_in_level0, measuredReachUm(options_)), slide)};
}

void TileAnalyser::begin(const Tile& tile, TileScratch& scratch) const {
  const int k = grid_.downsample();
  scratch.full.resize(static_cast<int>(tile.measured_in_level0.width),
                      static_cast<int>(tile.measured_in_level0.height));
  scratch.planes.resize(static_cast<int>(tile.region_in_level0.width) / k,
                        static_cast<int>(tile.region_in_level0.height) / k);
}

void TileAnalyser::addBand(ImageView<Rgb8> colours, int first_row, const Tile& tile, TileScratch& scratch) const {
  const int k = grid_.downsample();
  const PixelRect& region = tile.region_in_level0;
  const PixelRect& measured = tile.measured_in_level0;
  if (colours.width != region.width || colours.height % k != 0 || first_row % k != 0 || first_row < 0 ||
      first_row + colours.height > region.height) {
    throw std::invalid_argument("tile colours do not have the size of the tile's region");
  }
  for (int y = 0; y < colours.height; y += k) {
    unmixing_.unmixAnalysisRow(colours.row(y), colours.stride_px, (first_row + y) / k, scratch.planes);
  }
  const auto left = static_cast<std::ptrdiff_t>(measured.x - region.x);
  for (int y = 0; y < colours.height; ++y) {
    const std::int64_t row = region.y + first_row + y - measured.y;
    if (row < 0 || row >= measured.height) continue;
    unmixing_.unmixFullRow(colours.row(y) + left, static_cast<int>(measured.width), static_cast<int>(row),
                           scratch.full);
  }
}

std::vector<CellRecord> TileAnalyser::analyse(ImageView<Rgb8> colours, const Tile& tile, TileScratch& scratch) const {
  if (colours.height != tile.region_in_level0.height)
    throw std::invalid_argument("tile colours do not have the size of the tile's region");
  begin(tile, scratch);
  addBand(colours, 0, tile, scratch);
  return finish(tile, scratch);
}

std::vector<CellRecord> TileAnalyser::finish(const Tile& tile, TileScratch& scratch) const {
  const double um_per_px = grid_.umPerPx();
  measureMembraneness(scratch.planes.dab, um_per_px, options_.territory, scratch.membraneness_scratch,
                      scratch.membraneness);
  detectNuclei(tile, um_per_px, scratch);
  growTerritories(scratch.membraneness, scratch.planes.mean_od, scratch.seeds, scratch.nucleus_outlines, glass_od_,
                  um_per_px, options_.territory, scratch.territory, scratch.territories);

  std::vector<CellRecord> cells;
  for (std::size_t i = 0; i < scratch.seeds.size(); ++i) {
    const NucleusSeed& seed = scratch.seeds[i];
    const Level0Pixel owner = seedInLevel0(tile, seed);
    if (!tile.core_in_level0.contains(owner.x, owner.y)) continue;
    const auto outline = traceCell(scratch.territories.cell, static_cast<std::int32_t>(i), seed.x, seed.y, reachPx(),
                                   scratch.cell_outline);
    if (outline) cells.push_back(measureCell(tile, i, *outline, scratch));
  }
  return cells;
}

void TileAnalyser::detectNuclei(const Tile& tile, double um_per_px, TileScratch& scratch) const {
  findNucleusCandidates(scratch.planes.hematoxylin, scratch.planes.dab, um_per_px, options_.nucleus, scratch.nucleus,
                        scratch.candidates);
  const double influence_um = options_.territory.reachOfInfluenceUm(options_.nucleus);
  const PixelRect consulted = grid_.regionAround(tile.core_in_level0, influence_um + selectionReachUm());
  std::erase_if(scratch.candidates, [&](const NucleusSeed& seed) {
    const Level0Pixel place = seedInLevel0(tile, seed);
    return !consulted.contains(place.x, place.y);
  });
  packForOutlines(scratch.nucleus.signal, scratch.membraneness.value, um_per_px, options_.nucleus,
                  scratch.nucleus.smoothing, scratch.outline_plane);
  outlineNuclei(scratch.outline_plane, scratch.candidates, um_per_px, options_.nucleus, scratch.nucleus_outline,
                scratch.outlined);
  selectNuclei(scratch.outline_plane, scratch.candidates, scratch.outlined, um_per_px, options_.nucleus,
               scratch.selection, scratch.nuclei);
  // Nuclei too far out to touch a cell of the core need no territory.
  const PixelRect influential = grid_.regionAround(tile.core_in_level0, influence_um);
  scratch.seeds.clear();
  scratch.nucleus_outlines.clear();
  for (const std::uint32_t i : scratch.nuclei) {
    const Level0Pixel place = seedInLevel0(tile, scratch.candidates[i]);
    if (!influential.contains(place.x, place.y)) continue;
    scratch.seeds.push_back(scratch.candidates[i]);
    scratch.nucleus_outlines.push_back(scratch.outlined[i].outline);
  }
}

Level0Pixel TileAnalyser::seedInLevel0(const Tile& tile, const NucleusSeed& seed) const {
  const int k = grid_.downsample();
  return {static_cast<std::int32_t>(tile.region_in_level0.x + static_cast<std::int64_t>(k) * seed.x + k / 2),
          static_cast<std::int32_t>(tile.region_in_level0.y + static_cast<std::int64_t>(k) * seed.y + k / 2)};
}

// The region ends at the slide's border; elsewhere it ends far from any nucleus of the core.
NucleusOutline::Box TileAnalyser::regionRound(const Tile& tile, const NucleusSeed& seed) const {
  const double um_per_px = grid_.umPerPx();
  const double width = static_cast<double>(tile.region_in_level0.width) / grid_.downsample();
  const double height = static_cast<double>(tile.region_in_level0.height) / grid_.downsample();
  return {(seed.x + 0.5) * um_per_px, (seed.y + 0.5) * um_per_px, (width - seed.x - 0.5) * um_per_px,
          (height - seed.y - 0.5) * um_per_px};
}

int TileAnalyser::reachPx() const {
  return static_cast<int>(std::ceil(grid_.toPx(options_.nucleus.largest_outline_um + options_.territory.reach_um))) + 1;
}

CellRecord TileAnalyser::measureCell(const Tile& tile, std::size_t index, const CellOutline& outline,
                                     TileScratch& scratch) const {
  const NucleusSeed& seed = scratch.seeds[index];
  const NucleusOutline& nucleus = scratch.nucleus_outlines[index];
  const int k = grid_.downsample();
  const double level0_um_per_px = grid_.level0PixelSize().umPerPx();
  const double um_per_px = grid_.umPerPx();
  CellRecord cell;
  cell.seed = seedInLevel0(tile, seed);

  // From the centre of the seed's analysis pixel to the centre of its level-0 seed pixel.
  const double shift_px = k / 2.0 - (k / 2 + 0.5);
  const NucleusOutline rim = nucleus.grownBy(options_.nucleus.rim_um).clippedTo(regionRound(tile, seed));
  const NucleusOutline::Measures shape = rim.measures();
  cell.centroid_in_level0 = {cell.seed.x + 0.5 + shift_px + shape.centroid.x_um / level0_um_per_px,
                             cell.seed.y + 0.5 + shift_px + shape.centroid.y_um / level0_um_per_px};
  // Of the seed's analysis pixel in the planes of full resolution.
  const int full_x = k * seed.x + static_cast<int>(tile.region_in_level0.x - tile.measured_in_level0.x);
  const int full_y = k * seed.y + static_cast<int>(tile.region_in_level0.y - tile.measured_in_level0.y);
  const MembraneMeasurement membrane =
      measureMembrane(scratch.full, outline, full_x, full_y, k, level0_um_per_px, options_.membrane, scratch.membrane);
  cell.membrane = membrane.signature;
  cell.membrane_width_um = membrane.width_um;

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

  const CompartmentOd od = measureCompartments(scratch.planes, scratch.territory.smooth_od, scratch.territories.nucleus,
                                               scratch.cell_outline.window, seed, nucleus, um_per_px, scratch.features);
  cell.cytoplasm_dab_od = od.has_cytoplasm ? od.cytoplasm_dab_od : membrane.inner_side_dab_od;
  cell.nucleus_dab_od = od.nucleus_dab_od;
  cell.nucleus_hematoxylin_od = od.nucleus_hematoxylin_od;
  cell.nucleus_hematoxylin_sd_od = od.nucleus_hematoxylin_sd_od;
  cell.ring_od_p50 = od.ring_od_p50;
  cell.ring_od_p10 = od.ring_od_p10;
  cell.ring_od_cv = od.ring_od_cv;
  cell.ring_hematoxylin_od = od.ring_hematoxylin_od;
  cell.focus = measureFocus(scratch.full.green, full_x, full_y, level0_um_per_px);
  return cell;
}

}  // namespace herald
