// cells.h5ad: the cell store, an AnnData file (HDF5) that Python's anndata, scanpy and squidpy and R open, one row a
// cell.
//
//   X                          n x 0 float32: Herald has no variables, everything is an observation
//   obs/_index                 UUID of the cell (cell_identity.h)
//   obs/class                  categorical 0, 1+, 2+, 3+
//   obs/pattern                categorical none, incomplete, complete: tells a 2+ cell with a moderate or strong but
//                              incomplete membrane from one with a complete membrane
//   obs/intensity              categorical none, weak, moderate, strong; pattern and intensity are the two sides of
//                              the table
//   obs/completeness, longest_arc_fraction, arcs    as in scoring/cell_class.h, float32 (arcs int32)
//   obs/excess_od_um, dab_od   the same, float32
//   obs/width_um               float32, NaN where no line was found
//   obs/<cell_columns.h>       float32
//   obs/tumour                 bool
//   obs/excluded               categorical of the reasons; missing = the cell counts
//   obs/seed_x, seed_y         int32, level-0 px
//   obsm/spatial               n x 2 float64, nucleus centroid, level-0 px
//   obsm/membrane_peak         n x 64 uint8, DAB optical density in steps of uns/herald/peak_step_od
//   obsm/membrane_contrast     n x 64 uint8, steps of uns/herald/contrast_step_od
//   obsm/membrane_excess       n x 64 uint8, steps of uns/herald/excess_step_od_um
//   obsm/cell_outline          n x 128 int16: dx0, dy0, dx1, ... from the seed pixel's centre, steps of outline_step_px
//   obsm/nucleus_outline       n x 64 int16, the same
//   uns/herald                 schema "herald.cells/5", slide, quick_hash, mpp, rule set, cuts, steps, version, config
//                              hash
//   uns/herald/measured_slide  JSON of measured_slide.h: what is known of the slide beside cells and mask
//   uns/herald/tissue_mask_runs  n x 2 int32: TissueClass and length of runs of the mask's pixels, row by row
//
// No times and no absolute paths: equal results give equal bytes. Class, pattern, intensity and the five columns after
// them follow from the rest (classifyCell) and are there for the reader; they are not read back. All the rest is
// (cell_store_reader.h), so that the store alone is enough to judge the slide again.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "pipeline/analysis/slide_result.h"
#include "pipeline/configuration/provenance.h"
#include "segmentation/cell_record.h"

namespace herald {

inline constexpr std::string_view kCellStoreSchema = "herald.cells/5";

// Writes the store of `result` aside and renames it, block by block: one block of cells is in memory. Zero cells are
// fine. Throws OutputError. Thread-safe (one at a time).
void writeCellStore(const SlideResult& result, const Provenance& provenance, const std::filesystem::path& path);

}  // namespace herald
