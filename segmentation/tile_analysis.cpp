#include "segmentation/tile_analysis.h"

#include <algorithm>
#include <cmath>
#include <span>
#include <stdexcept>
#include <utility>

#include "segmentation/centre_seeds.h"
#include "segmentation/nucleus_centres.h"

namespace herald {
void validate(const SegmentationOptions& options) {
  validate(options.nucleus);
  validate(options.territory);
  validate(options.membrane);
}

double nucleusReachUm(const SegmentationOptions& options) {
  return std::max({candidateReachUm(options.nucleus), outlineReachUm(options.nucleus, options.territory),
                   rejectionReachUm(options.nucleus)}) +
         selectionReachUm();
}

double requiredHaloUm(const SegmentationOptions& options, PixelSize level0_pixel_size) {
  return std::max(options.territory.reachOfInfluenceUm(options.nucleus) + nucleusReachUm(options),
                  tissueReachUm(options, level0_pixel_size));
}

double consultedReachUm(const SegmentationOptions& options) {
  constexpr double kBesideUm = 2.0;  // a blob that keeps a centre beside it from being a candidate
  return options.territory.reachOfInfluenceUm(options.nucleus) + selectionReachUm() + kBesideUm;
}

double tissueReachUm(const SegmentationOptions& options, PixelSize level0_pixel_size) {
  const double net_um = kTissueNetMarginPx * AnalysisGrid(level0_pixel_size, {}).umPerPx();
  return net_um + kTissueReachUm + options.nucleus.largest_outline_um;
}

double measuredReachUm(const SegmentationOptions& options) {
  constexpr double kRoundingUm = 2.0;
  const double membrane_um = options.nucleus.largest_outline_um + options.territory.reach_um +
                             options.territory.crest_um + options.membrane.search_um + options.membrane.side_far_um;
  return membrane_um + kRoundingUm;
}

TileAnalyser::TileAnalyser(const SlideStatistics& statistics, PixelSize level0_pixel_size,
                           const SegmentationOptions& options)
    : grid_(level0_pixel_size, statistics.grid_origin),
      options_((validate(options), options)),
      unmixing_(statistics.background, statistics.stains, grid_.downsample()),
      glass_od_(statistics.glass_od),
      hematoxylin_scale_od_(statistics.hematoxylin_scale_od),
      halo_um_(requiredHaloUm(options, level0_pixel_size)),
      tissue_reach_um_(tissueReachUm(options, level0_pixel_size)) {
  const int scale = netScaleMilliOd(statistics.hematoxylin_scale_od);
  if (scale > 0) tissue_encoding_.emplace(scale);
}

Tile TileAnalyser::tileAround(const PixelRect& core_in_level0, const PixelRect& slide_in_level0) const {
  const PixelRect slide = grid_.regionAround(slide_in_level0, 0);
  const PixelRect region = intersection(grid_.regionAround(core_in_level0, halo_um_), slide);
  return {core_in_level0, region, intersection(grid_.regionAround(core_in_level0, measuredReachUm(options_)), slide),
          intersection(region, slide_in_level0)};
}

int TileAnalyser::windowPx(int rows_px, int band_px) const {
  // What is kept above the rows measured, what is needed below them, and the rest of blocks.
  const double around_um = std::max(consultedReachUm(options_), tissue_reach_um_) + halo_um_;
  return rows_px + band_px + static_cast<int>(std::ceil(grid_.level0PixelSize().toPx(around_um))) + 4 * grid_.blockPx();
}

void TileAnalyser::begin(const Tile& tile, int window_px, TileScratch& scratch) const {
  scratch.window.begin(grid_, {tile.region_in_level0, tile.measured_in_level0, tile.slide_in_level0}, window_px,
                       options_.nucleus, options_.territory, hematoxylin_scale_od_);
  scratch.outlined.clear();
  scratch.next_row_in_level0 = tile.core_in_level0.y;
  scratch.next_seed_row_in_level0 = tile.region_in_level0.y;
}

void TileAnalyser::addPart(ImageView<Rgb8> colours, int x_px, const Tile& tile, TileScratch& scratch,
                           std::vector<CellRecord>& cells) const {
  addPart(colours, x_px, PartUse::kMeasured, tile, scratch, cells);
}

void TileAnalyser::addPart(ImageView<Rgb8> colours, int x_px, PartUse use, const Tile& tile, TileScratch& scratch,
                           std::vector<CellRecord>& cells) const {
  makeRoom(colours.height, tile, scratch, cells);
  if (scratch.window.unmixPart(colours, x_px, use == PartUse::kMeasured, unmixing_)) outlineCandidates(tile, scratch);
}

void TileAnalyser::skipPart(int x_px, int width_px, int height_px, const Tile& tile, TileScratch& scratch,
                            std::vector<CellRecord>& cells) const {
  makeRoom(height_px, tile, scratch, cells);
  if (scratch.window.blankPart(x_px, width_px, height_px)) outlineCandidates(tile, scratch);
}

void TileAnalyser::makeRoom(int height_px, const Tile& tile, TileScratch& scratch,
                            std::vector<CellRecord>& cells) const {
  if (!scratch.window.hasRoomFor(height_px)) measureRows(tile, scratch, cells);
}

void TileAnalyser::finish(const Tile& tile, TileScratch& scratch, std::vector<CellRecord>& cells) const {
  if (!scratch.window.reachesEnd()) throw std::invalid_argument("rows of the tile are missing");
  measureRows(tile, scratch, cells);
}

std::vector<CellRecord> TileAnalyser::analyse(ImageView<Rgb8> colours, const Tile& tile, TileScratch& scratch) const {
  if (colours.height != tile.region_in_level0.height || colours.width != tile.region_in_level0.width)
    throw std::invalid_argument("tile colours do not have the size of the tile's region");
  std::vector<CellRecord> cells;
  begin(tile, colours.height, scratch);
  addPart(colours, 0, tile, scratch, cells);
  finish(tile, scratch, cells);
  return cells;
}

// Measures the rows of the core of which all that influences them is there, and drops what the next ones do not need.
void TileAnalyser::measureRows(const Tile& tile, TileScratch& scratch, std::vector<CellRecord>& cells) const {
  const TileWindow& window = scratch.window;
  const PixelRect& core = tile.core_in_level0;
  const auto halo_px = static_cast<std::int64_t>(std::ceil(grid_.level0PixelSize().toPx(halo_um_))) + grid_.blockPx();
  const std::int64_t complete = window.firstRowInLevel0() + window.heldPx() - halo_px;
  const std::int64_t end = window.reachesEnd() ? core.y + core.height : std::min(core.y + core.height, complete);
  if (end <= scratch.next_row_in_level0) return;
  const PixelRect rows{core.x, scratch.next_row_in_level0, core.width, end - scratch.next_row_in_level0};
  selectSeeds(tile, rows, scratch);
  const AreaImages images = areaImages(tile, scratch);
  growTerritories(images.territory, scratch.seeds, scratch.nucleus_outlines, glass_od_, grid_.umPerPx(),
                  options_.territory, scratch.territory, scratch.territories);
  seeTissue(tile, rows, scratch);
  for (std::size_t i = 0; i < scratch.seeds.size(); ++i) {
    const NucleusSeed& seed = scratch.seeds[i];
    const Level0Pixel owner = seedInLevel0(scratch.area_in_level0.x, scratch.area_in_level0.y, seed);
    if (!rows.contains(owner.x, owner.y)) continue;
    const auto outline = traceCell(scratch.territories.cell, static_cast<std::int32_t>(i), seed.x, seed.y, reachPx(),
                                   scratch.cell_outline);
    if (outline) cells.push_back(measureCell(tile, images, i, *outline, scratch));
  }
  scratch.next_row_in_level0 = end;
  if (!window.reachesEnd()) dropRows(tile, scratch);
}

// Outlines what candidates have been settled since the last time; forgets those that nothing in the core consults.
void TileAnalyser::outlineCandidates(const Tile& tile, TileScratch& scratch) const {
  TileWindow& window = scratch.window;
  std::vector<NucleusSeed>& candidates = window.candidates();
  const PixelRect consulted = grid_.regionAround(tile.core_in_level0, consultedReachUm(options_));
  const int settled_row = window.settledRow();
  const std::int64_t top = window.firstRowInLevel0();
  const auto next_row = static_cast<int>((scratch.next_seed_row_in_level0 - top) / grid_.downsample());
  if (settled_row <= next_row) return;
  addCentreSeeds(window.centres(), next_row, settled_row, options_.nucleus, candidates);
  scratch.next_seed_row_in_level0 = top + std::int64_t{settled_row} * grid_.downsample();
  const auto first = candidates.begin() + static_cast<std::ptrdiff_t>(scratch.outlined.size());
  const auto settled =
      std::find_if(first, candidates.end(), [&](const NucleusSeed& seed) { return seed.y >= settled_row; });
  const auto kept = std::remove_if(first, settled, [&](const NucleusSeed& seed) {
    const Level0Pixel place = seedInLevel0(tile.region_in_level0.x, window.firstRowInLevel0(), seed);
    return !consulted.contains(place.x, place.y);
  });
  const auto known = static_cast<std::ptrdiff_t>(scratch.outlined.size());
  scratch.outlined.resize(static_cast<std::size_t>(kept - candidates.begin()));
  outlineNuclei(window.outlinePlane(), std::span(first, kept), grid_.umPerPx(), options_.nucleus,
                scratch.nucleus_outline, std::span(scratch.outlined.begin() + known, scratch.outlined.end()));
  rejectByNet(window.centres(), std::span(first, kept), grid_.umPerPx(), options_.nucleus,
              std::span(scratch.outlined.begin() + known, scratch.outlined.end()));
  candidates.erase(kept, settled);
}

// The nuclei that can touch a cell of these rows, as seeds in the part of the grid their territories are grown on.
void TileAnalyser::selectSeeds(const Tile& tile, const PixelRect& rows_in_level0, TileScratch& scratch) const {
  const TileWindow& window = scratch.window;
  const PixelRect consulted = grid_.regionAround(rows_in_level0, consultedReachUm(options_));
  const auto levelRow = [&](const NucleusSeed& seed) {
    return window.firstRowInLevel0() + std::int64_t{seed.y} * grid_.downsample();
  };
  const auto outlined = std::span(window.candidates()).first(scratch.outlined.size());
  const auto first = std::partition_point(outlined.begin(), outlined.end(),
                                          [&](const NucleusSeed& seed) { return levelRow(seed) < consulted.y; });
  const auto last = std::partition_point(
      first, outlined.end(), [&](const NucleusSeed& seed) { return levelRow(seed) < consulted.y + consulted.height; });
  const std::span seeds(first, last);
  const auto outlines =
      std::span(scratch.outlined).subspan(static_cast<std::size_t>(first - outlined.begin()), seeds.size());
  selectNuclei(window.outlinePlane(), seeds, outlines, grid_.umPerPx(), options_.nucleus, scratch.selection,
               scratch.nuclei);
  scratch.area_in_level0 = areaOf(tile, rows_in_level0, seeds, scratch);
  const auto left_px = static_cast<int>((scratch.area_in_level0.x - tile.region_in_level0.x) / grid_.downsample());
  const auto top_px = static_cast<int>((scratch.area_in_level0.y - window.firstRowInLevel0()) / grid_.downsample());
  scratch.seeds.clear();
  scratch.nucleus_outlines.clear();
  for (const std::uint32_t i : scratch.nuclei) {
    NucleusSeed seed = seeds[i];
    const Level0Pixel place = seedInLevel0(tile.region_in_level0.x, window.firstRowInLevel0(), seed);
    if (!scratch.area_in_level0.contains(place.x, place.y)) continue;
    seed.x -= left_px;
    seed.y -= top_px;
    scratch.seeds.push_back(seed);
    scratch.nucleus_outlines.push_back(outlines[i].outline);
  }
}

// The part of the region that can influence the cells of the nuclei in these rows.
PixelRect TileAnalyser::areaOf(const Tile& tile, const PixelRect& rows_in_level0, std::span<const NucleusSeed> seeds,
                               const TileScratch& scratch) const {
  std::int64_t left = rows_in_level0.x + rows_in_level0.width;
  std::int64_t right = rows_in_level0.x;
  for (const std::uint32_t i : scratch.nuclei) {
    const auto [x, y] = seedInLevel0(tile.region_in_level0.x, scratch.window.firstRowInLevel0(), seeds[i]);
    if (!rows_in_level0.contains(x, y)) continue;
    left = std::min<std::int64_t>(left, x);
    right = std::max<std::int64_t>(right, x + 1);
  }
  const PixelRect own{left, rows_in_level0.y, std::max<std::int64_t>(0, right - left), rows_in_level0.height};
  const double influence_um = options_.territory.reachOfInfluenceUm(options_.nucleus);
  return intersection(grid_.regionAround(own, influence_um), tile.region_in_level0);
}

// The window's images cut to the part that territories are grown on.
TileAnalyser::AreaImages TileAnalyser::areaImages(const Tile& tile, const TileScratch& scratch) const {
  const PixelRect& area = scratch.area_in_level0;
  const TileWindow& window = scratch.window;
  const int k = grid_.downsample();
  const auto cut = [&](const auto& image) {
    return image.part(static_cast<int>((area.x - tile.region_in_level0.x) / k),
                      static_cast<int>((area.y - window.firstRowInLevel0()) / k), static_cast<int>(area.width / k),
                      static_cast<int>(area.height / k));
  };
  return {cut(window.hematoxylin()),
          cut(window.dab()),
          cut(window.meanOd()),
          {cut(window.membraneness()), cut(window.smoothDab()), cut(window.smoothOd())}};
}

// Drops the rows that the core's next one does not need.
void TileAnalyser::dropRows(const Tile& tile, TileScratch& scratch) const {
  TileWindow& window = scratch.window;
  const PixelRect next{tile.core_in_level0.x, scratch.next_row_in_level0, 1, 1};
  const double reach_um = std::max(consultedReachUm(options_), tissue_reach_um_);
  const std::int64_t needed = grid_.regionAround(next, reach_um).y;
  const auto count_px = static_cast<int>(std::max<std::int64_t>(0, needed - window.firstRowInLevel0()));
  const int count = count_px / grid_.downsample();
  const auto gone = std::count_if(window.candidates().begin(), window.candidates().end(),
                                  [&](const NucleusSeed& seed) { return seed.y < count; });
  scratch.outlined.erase(scratch.outlined.begin(), scratch.outlined.begin() + gone);
  window.dropRows(count_px);
}

Level0Pixel TileAnalyser::seedInLevel0(std::int64_t origin_x, std::int64_t origin_y, const NucleusSeed& seed) const {
  const int k = grid_.downsample();
  return {static_cast<std::int32_t>(origin_x + static_cast<std::int64_t>(k) * seed.x + k / 2),
          static_cast<std::int32_t>(origin_y + static_cast<std::int64_t>(k) * seed.y + k / 2)};
}

int TileAnalyser::reachPx() const {
  return static_cast<int>(std::ceil(grid_.toPx(options_.nucleus.largest_outline_um + options_.territory.reach_um))) + 1;
}

}  // namespace herald
