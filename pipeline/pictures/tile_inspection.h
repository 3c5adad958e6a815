// For looking inside: every intermediate image of one region of a slide, as PNG files.
//
//   01_colours      the region as scanned
//   02_hematoxylin  optical density, white 0, black 1
//   03_dab          the same for DAB
//   04_nuclear_signal  what nuclei are outlined in
//   05_nuclei       colours with nucleus outlines and seeds
//   06_territories  who owns which pixel, glass black
//   07_membrane     colours with each of the 64 sectors: blue unstained, yellow weak, orange moderate, red strong
//   08_classes      cell outlines in the colour of their class, excluded ones grey
#pragma once

#include <filesystem>
#include <vector>

#include "pipeline/analysis/pass_one.h"
#include "pipeline/slides/slide_source.h"
#include "scoring/cell_class.h"
#include "segmentation/tile_analysis.h"
#include "segmentation/tumour_cells.h"

namespace herald {

struct TileInspectionRequest {
  PixelRect region_in_level0;  // what is shown
  int zoom = 2;                // picture pixels per level-0 pixel in the overlays, 1-8
  PassOneOptions pass_one;
  SegmentationOptions segmentation;
  TumourCellOptions tumour;
  CellClassOptions cell_class;
};

struct TileInspection {
  PassOne pass_one;
  std::vector<CellRecord> cells;       // with their seed in the region
  std::vector<CellStaining> staining;  // parallel
  std::vector<std::filesystem::path> files;
};

// Analyses the region with its halo as one tile, just as a run does, and writes the pictures into `folder` (made if
// missing). The context of cells within 100 um of the border is incomplete, so their tumour probability can differ
// from the run's. Throws ReadError, or std::invalid_argument when the region misses the slide or is larger than 8192
// px.
[[nodiscard]] TileInspection inspectTile(SlideSource& source, PixelSize level0_pixel_size,
                                         const TileInspectionRequest& request, const std::filesystem::path& folder);

}  // namespace herald
