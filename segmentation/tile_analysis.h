// One tile, from colours to cell records: the methods section of Herald.
//
//   colours -> optical densities, haematoxylin and DAB -> candidate nuclei -> their outlines -> the best of them
//   -> territories -> membrane profile -> cell records
//
// A tile is a core and a halo around it. A cell belongs to the tile whose half-open core holds its seed pixel; with
// frozen slide statistics and a halo of at least requiredHaloUm, every record is the same whatever the tiles. Pure
// function; thread-safe (one scratch a thread); needs no slide and no file.
#pragma once

#include <vector>

#include "segmentation/analysis_grid.h"
#include "segmentation/cell_features.h"
#include "segmentation/cell_outline.h"
#include "segmentation/cell_record.h"
#include "segmentation/membrane_profile.h"
#include "segmentation/membraneness.h"
#include "segmentation/nuclei.h"
#include "segmentation/nucleus_outline.h"
#include "segmentation/nucleus_selection.h"
#include "segmentation/territories.h"
#include "stain/image.h"
#include "stain/slide_statistics.h"
#include "stain/unmixing.h"

namespace herald {

struct SegmentationOptions {
  NucleusOptions nucleus;
  TerritoryOptions territory;
  MembraneOptions membrane;
};

void validate(const SegmentationOptions& options);

// How far from a nucleus's seed a pixel can influence whether it is found and how it is outlined, micrometres.
[[nodiscard]] double nucleusReachUm(const SegmentationOptions& options);

// Halo that makes a tile's cells independent of the tiling, micrometres: the sum of the reaches of all operators.
[[nodiscard]] double requiredHaloUm(const SegmentationOptions& options);

// How far from its seed a cell is measured at full resolution, micrometres.
[[nodiscard]] double measuredReachUm(const SegmentationOptions& options);

// A tile in level-0 pixels: its core, its region (core and halo), and the part of the region that cells are measured in
// at full resolution. The last two are whole blocks of analysis pixels (AnalysisGrid::regionAround).
struct Tile {
  PixelRect core_in_level0;
  PixelRect region_in_level0;
  PixelRect measured_in_level0;
};

// Intermediate images of a tile, kept by the scratch: what `herald tile` shows.
struct TileScratch {
  FullResolutionPlanes full;
  AnalysisPlanes planes;
  NucleusScratch nucleus;
  std::vector<NucleusSeed> candidates;
  OutlinePlane outline_plane;
  MembranenessScratch membraneness_scratch;
  Membraneness membraneness;
  NucleusOutlineScratch nucleus_outline;
  std::vector<OutlinedNucleus> outlined;
  SelectionScratch selection;
  std::vector<std::uint32_t> nuclei;
  TerritoryScratch territory;
  Territories territories;
  CellOutlineScratch cell_outline;
  MembraneScratch membrane;
  CellFeatureScratch features;
  std::vector<NucleusSeed> seeds;
  std::vector<NucleusOutline> nucleus_outlines;
};

class TileAnalyser {
 public:
  // Keeps references to nothing. Throws std::invalid_argument for options out of range.
  TileAnalyser(const SlideStatistics& statistics, PixelSize level0_pixel_size, const SegmentationOptions& options);

  [[nodiscard]] const AnalysisGrid& grid() const { return grid_; }
  [[nodiscard]] double haloUm() const { return halo_um_; }

  // The tile with this core, which may be any rectangle that shares pixels with the slide. Its region ends where the
  // slide does (but for the rest of an analysis pixel).
  [[nodiscard]] Tile tileAround(const PixelRect& core_in_level0, const PixelRect& slide_in_level0) const;

  // A tile is analysed in three steps, so that its colours are never held all at once: begin; its region's colours in
  // bands of rows from top to bottom, each of a height that is a multiple of the downsample; finish. `first_row` counts
  // from the top of the region. Throws std::invalid_argument for a band of another width or height, or beyond the
  // region.
  void begin(const Tile& tile, TileScratch& scratch) const;
  void addBand(ImageView<Rgb8> colours, int first_row, const Tile& tile, TileScratch& scratch) const;
  // The records of cells whose seed lies in the core, by seed y, x. Fields that need the whole slide (neighbourhood_*,
  // edge_distance_um, tumour_probability, tumour, excluded) are left at their defaults: see tumour_cells.h.
  [[nodiscard]] std::vector<CellRecord> finish(const Tile& tile, TileScratch& scratch) const;

  // All three, with the colours of the whole region. Throws std::invalid_argument when they are not of its size.
  [[nodiscard]] std::vector<CellRecord> analyse(ImageView<Rgb8> colours, const Tile& tile, TileScratch& scratch) const;

 private:
  void detectNuclei(const Tile& tile, double um_per_px, TileScratch& scratch) const;
  [[nodiscard]] CellRecord measureCell(const Tile& tile, std::size_t index, const CellOutline& outline,
                                       TileScratch& scratch) const;
  [[nodiscard]] NucleusOutline::Box regionRound(const Tile& tile, const NucleusSeed& seed) const;
  [[nodiscard]] int reachPx() const;  // no territory or ring reaches farther from its seed, analysis pixels
  [[nodiscard]] Level0Pixel seedInLevel0(const Tile& tile, const NucleusSeed& seed) const;

  AnalysisGrid grid_;
  SegmentationOptions options_;
  UnmixingTables unmixing_;
  double glass_od_;
  double halo_um_;
};

}  // namespace herald
