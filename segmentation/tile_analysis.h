// One tile, from colours to cell records: the methods section of Herald.
//
//   colours -> optical densities, haematoxylin and DAB -> candidate nuclei -> their outlines -> the best of them
//   -> territories -> membrane profile -> cell records
//
// A tile is a core and a halo around it. A cell belongs to the tile whose half-open core holds its seed pixel; with
// frozen slide statistics and a halo of at least requiredHaloUm, every record is the same whatever the tiles. A tile is
// analysed from top to bottom through a window (tile_window.h): rows of the core are measured, some at a time, as soon
// as what influences them is there, with the same records however many. Pure function; thread-safe (one scratch a
// thread); needs no slide and no file.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "segmentation/analysis_grid.h"
#include "segmentation/cell_features.h"
#include "segmentation/cell_focus.h"
#include "segmentation/cell_outline.h"
#include "segmentation/cell_record.h"
#include "segmentation/membrane_profile.h"
#include "segmentation/nucleus_outline.h"
#include "segmentation/nucleus_selection.h"
#include "segmentation/territories.h"
#include "segmentation/tile_window.h"
#include "segmentation/tissue_net.h"
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
[[nodiscard]] double requiredHaloUm(const SegmentationOptions& options, PixelSize level0_pixel_size);

// How far from a cell's seed a candidate can be that influences which nuclei its territory meets, micrometres: less
// than the halo by the reach of a candidate and its outline.
[[nodiscard]] double consultedReachUm(const SegmentationOptions& options);

// How far from its seed a pixel can influence what tissue a cell is taken to lie in, micrometres.
[[nodiscard]] double tissueReachUm(const SegmentationOptions& options, PixelSize level0_pixel_size);

// How far from its seed a cell is measured at full resolution, micrometres.
[[nodiscard]] double measuredReachUm(const SegmentationOptions& options);

// A tile in level-0 pixels: its core, its region (core and halo), and the part of the region that cells are measured in
// at full resolution. The last two are whole blocks of analysis pixels (AnalysisGrid::regionAround). `slide_in_level0`
// is the part of the region that has a picture.
struct Tile {
  PixelRect core_in_level0;
  PixelRect region_in_level0;
  PixelRect measured_in_level0;
  PixelRect slide_in_level0;
};

// What is kept of a tile between its steps.
struct TileScratch {
  TileWindow window;
  std::vector<OutlinedNucleus> outlined;     // of the window's first candidates
  std::int64_t next_row_in_level0 = 0;       // the core's first row that is not measured yet
  std::int64_t next_seed_row_in_level0 = 0;  // of the region, the first one whose candidates are not settled yet

  // Of the rows measured last; what `herald tile` shows. Territories cover `area_in_level0`, of which seeds are pixels.
  PixelRect area_in_level0;
  std::vector<NucleusSeed> seeds;
  std::vector<NucleusOutline> nucleus_outlines;
  Territories territories;

  NucleusOutlineScratch nucleus_outline;
  SelectionScratch selection;
  std::vector<std::uint32_t> nuclei;
  TerritoryScratch territory;
  CellOutlineScratch cell_outline;
  MembraneScratch membrane;
  CellFeatureScratch features;
  TissueNetScratch tissue_net;
  TissueMaps tissue_maps;  // of what lies round the rows measured last
  PixelRect tissue_in_level0;
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

  // Level-0 rows a window must hold so that `rows_px` rows of a core are measured at a time while bands of `band_px`
  // rows are added.
  [[nodiscard]] int windowPx(int rows_px, int band_px) const;

  // A tile is analysed in three steps: begin; its region's colours in bands of rows from top to bottom, each in parts
  // from left to right (small ones stay in the processor's cache), all of whole blocks (grid().blockPx()); finish. The
  // last two append the records of cells whose seed lies in the core, by seed y, x. Fields that need the whole slide
  // (neighbourhood_*, edge_distance_um, tumour_probability, tumour, excluded) are left at their defaults: see
  // tumour_cells.h. Throws std::invalid_argument for a part of another height than its band or beside its place, for a
  // band for which the window is too small, and when a tile is finished before all its rows are there.
  void begin(const Tile& tile, int window_px, TileScratch& scratch) const;
  // `x_px`: column of the region.
  void addPart(ImageView<Rgb8> colours, int x_px, const Tile& tile, TileScratch& scratch,
               std::vector<CellRecord>& cells) const;
  // For the same cells in less time where it is known that none are of interest. `use` says how near the nearest seed
  // of interest is; the records of others are of no use. Of a part too far from all of them no colours are needed, only
  // the size.
  enum class PartUse {
    kMeasured,  // nearer than measuredReachUm
    kConsulted  // nearer than requiredHaloUm
  };
  void addPart(ImageView<Rgb8> colours, int x_px, PartUse use, const Tile& tile, TileScratch& scratch,
               std::vector<CellRecord>& cells) const;
  void skipPart(int x_px, int width_px, int height_px, const Tile& tile, TileScratch& scratch,
                std::vector<CellRecord>& cells) const;
  void finish(const Tile& tile, TileScratch& scratch, std::vector<CellRecord>& cells) const;

  // All three in one window, with the colours of the whole region. Throws std::invalid_argument when they are not of
  // its size.
  [[nodiscard]] std::vector<CellRecord> analyse(ImageView<Rgb8> colours, const Tile& tile, TileScratch& scratch) const;

 private:
  // Measures what can be when the window is full.
  void makeRoom(int height_px, const Tile& tile, TileScratch& scratch, std::vector<CellRecord>& cells) const;
  void measureRows(const Tile& tile, TileScratch& scratch, std::vector<CellRecord>& cells) const;
  void outlineCandidates(const Tile& tile, TileScratch& scratch) const;
  void selectSeeds(const Tile& tile, const PixelRect& rows_in_level0, TileScratch& scratch) const;
  [[nodiscard]] PixelRect areaOf(const Tile& tile, const PixelRect& rows_in_level0, std::span<const NucleusSeed> seeds,
                                 const TileScratch& scratch) const;
  struct AreaImages {
    ImageView<std::int16_t> hematoxylin;
    ImageView<std::int16_t> dab;
    ImageView<std::int16_t> mean_od;
    TerritoryImages territory;
  };
  [[nodiscard]] AreaImages areaImages(const Tile& tile, const TileScratch& scratch) const;
  [[nodiscard]] PixelRect placesOf(std::span<const NucleusSeed> seeds, const PixelRect& area_in_level0) const;
  void seeTissue(const Tile& tile, const PixelRect& rows_in_level0, TileScratch& scratch) const;
  void measureTissue(const TileScratch& scratch, CellRecord& cell) const;
  void dropRows(const Tile& tile, TileScratch& scratch) const;
  [[nodiscard]] CellRecord measureCell(const Tile& tile, const AreaImages& images, std::size_t index,
                                       const CellOutline& outline, TileScratch& scratch) const;
  [[nodiscard]] NucleusOutline::Box regionRound(const Tile& tile, const PixelRect& area, const NucleusSeed& seed) const;
  [[nodiscard]] int reachPx() const;  // no territory or ring reaches farther from its seed, analysis pixels
  // `origin_in_level0`: of the grid part of which the seed is a pixel.
  [[nodiscard]] Level0Pixel seedInLevel0(std::int64_t origin_x, std::int64_t origin_y, const NucleusSeed& seed) const;

  AnalysisGrid grid_;
  SegmentationOptions options_;
  UnmixingTables unmixing_;
  double glass_od_;
  double hematoxylin_scale_od_;
  double halo_um_;
  double tissue_reach_um_;
  std::optional<TissueNetEncoding> tissue_encoding_;  // none where the haematoxylin scale is not known
};

}  // namespace herald
