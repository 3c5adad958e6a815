// The cell record: everything measured of one cell, enough to change every later threshold without the slide.
//
// The membrane signature walks the cell's outline clockwise in equal steps of arc length, starting at the point
// straight above the seed. `peak` is the DAB optical density on the membrane, `contrast` how far it stands above
// both of its sides, set to 0 where the brown gate rejects it (grey refractile edges, red cells; see
// membrane_profile.h), `excess` the same integrated across the line, with sides where it ends (membrane_excess.h).
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "stain/units.h"

namespace herald {

inline constexpr int kMembraneSectors = 64;
inline constexpr int kNucleusOutlinePoints = 32;
inline constexpr double kPeakStepOd = 0.01;       // one count of MembraneSignature::peak
inline constexpr double kContrastStepOd = 0.005;  // one count of MembraneSignature::contrast
inline constexpr double kExcessStepOdUm = 0.01;   // one count of MembraneSignature::excess
inline constexpr double kOutlineStepPx = 0.25;    // one count of an OutlineOffset, level-0 pixels

struct MembraneSignature {
  std::array<std::uint8_t, kMembraneSectors> peak{};
  std::array<std::uint8_t, kMembraneSectors> contrast{};
  std::array<std::uint8_t, kMembraneSectors> excess{};
  friend bool operator==(const MembraneSignature&, const MembraneSignature&) = default;
};

// Offset of an outline point from the centre of the seed pixel, in quarters of a level-0 pixel.
struct OutlineOffset {
  std::int16_t dx = 0;
  std::int16_t dy = 0;
  friend bool operator==(const OutlineOffset&, const OutlineOffset&) = default;
};

// Why a detected cell does not count. kNone = it counts.
enum class Exclusion : std::uint8_t {
  kNone,
  kNotTumour,
  kOutsideRoi,
  kExcludedRoi,
  kOutOfFocus,
  kSlideEdge,
  kPen,
  kFold,
  kCoverslipEdge,
  kRedCells,
  kDust,
  kControl
};
inline constexpr std::array<std::string_view, 12> kExclusionNames = {
    "",    "not_tumour", "outside_roi",    "excluded_roi", "out_of_focus", "slide_edge",
    "pen", "fold",       "coverslip_edge", "red_cells",    "dust",         "control"};
[[nodiscard]] constexpr std::string_view exclusionName(Exclusion exclusion) {
  return kExclusionNames.at(static_cast<std::size_t>(exclusion));
}

// What the steps that look at the whole slide read and write of a cell. 56 bytes: it stays in memory for every cell of
// a slide, the rest of the record does not.
struct CellSummary {
  Level0Pixel seed;  // pixel that owns the cell; unique in a slide

  float nucleus_area_um2 = 0;
  float nucleus_hematoxylin_od = 0;  // mean
  float ring_od_p50 = 0;  // median of mean optical density (R, G, B; smoothed, sigma 1 um) 0-2.4 um around the nucleus
  float ring_od_p10 = 0;  // its 10th percentile: low where glass shows between fibres
  float ring_hematoxylin_od = 0;  // mean, not smoothed
  float focus = 0;                // local sharpness, see tile_analysis.h

  float tissue_logit = 0;  // natural log odds that its place is epithelium, DAB not looked at (tissue_net.h)
  // Of the cells around, itself included; see tumour_cells.h.
  float neighbourhood_tissue_logit = 0;  // mean within 25 um
  float neighbours_25um = 0;             // number of other cells within 25 um

  float edge_distance_um = 0;  // to the nearest glass, capped at 255
  float tumour_probability = 0;
  bool tumour = false;                    // classified as invasive tumour (or taken as such by selection "all" / "roi")
  Exclusion excluded = Exclusion::kNone;  // kNone exactly when the cell counts

  [[nodiscard]] bool counted() const { return excluded == Exclusion::kNone; }
};
static_assert(sizeof(CellSummary) == 56, "README and pipeline/analysis/memory_plan.h count on it");

struct CellRecord : CellSummary {
  Level0Point centroid_in_level0;  // of the nucleus outline

  MembraneSignature membrane;
  std::optional<float> membrane_width_um;  // full width at half maximum (membrane_width.h); nothing without a line
  float outline_length_um = 0;
  float cell_area_um2 = 0;

  float side_dab_od = 0;           // of the cell beside its line (membrane_level.h)
  float clipped_fraction = 0;      // of sectors whose crest is too dark to measure (membrane_excess.h)
  float cytoplasm_dab_od = 0;      // median between nucleus and membrane
  float nucleus_eccentricity = 0;  // 0 round .. 1 line, of the outline's second moments
  float nucleus_dab_od = 0;        // mean
  float nucleus_hematoxylin_sd_od = 0;
  float ring_od_cv = 0;  // coefficient of variation of what ring_od_p50 is the median of
  // As tissue_logit, of other tissue; each by itself.
  float lymphocyte_logit = 0;
  float stroma_logit = 0;

  std::array<OutlineOffset, kMembraneSectors> outline{};  // the 64 sampled membrane points
  std::array<OutlineOffset, kNucleusOutlinePoints> nucleus_outline{};
};

// What its place looks like most.
inline constexpr std::array<std::string_view, 3> kTissueNames = {"epithelium", "lymphocytes", "stroma"};
[[nodiscard]] constexpr std::string_view tissueNameOf(const CellRecord& cell) {
  if (cell.tissue_logit >= std::max(cell.lymphocyte_logit, cell.stroma_logit)) return kTissueNames[0];
  return kTissueNames[cell.lymphocyte_logit >= cell.stroma_logit ? 1 : 2];
}

// A measurement in words: its name in cells.h5ad, in GeoJSON and in the viewer.
struct ColumnText {
  std::string_view name;
  std::string_view unit;  // empty = none
  std::string_view meaning;
};

struct CellColumn : ColumnText {
  constexpr CellColumn(std::string_view column, float CellRecord::*of, std::string_view unit_text,
                       std::string_view meaning_text)
      : ColumnText{column, unit_text, meaning_text}, field(of), of_summary(false) {}
  constexpr CellColumn(std::string_view column, float CellSummary::*of, std::string_view unit_text,
                       std::string_view meaning_text)
      : ColumnText{column, unit_text, meaning_text}, field(of), of_summary(true) {}
  float CellRecord::*field;
  bool of_summary;  // a field of CellSummary
};

// One line is all it takes for a plain number of the record to be stored, read back, shown and described.
inline constexpr std::array<CellColumn, 22> kCellColumns = {{
    {"outline_length_um", &CellRecord::outline_length_um, "um", "length of the cell's outline"},
    {"cell_area_um2", &CellRecord::cell_area_um2, "um2", "area of the cell"},
    {"side_dab_od", &CellRecord::side_dab_od, "optical density",
     "the cell's own DAB beside the line: median over sectors of the lowest 1-2.25 um away from it, on the darker "
     "side"},
    {"clipped_fraction", &CellRecord::clipped_fraction, "0-1", "share of sectors whose crest is too dark to measure"},
    {"cytoplasm_dab_od", &CellRecord::cytoplasm_dab_od, "optical density", "median DAB between nucleus and membrane"},
    {"nucleus_area_um2", &CellRecord::nucleus_area_um2, "um2", "area of the nucleus"},
    {"nucleus_eccentricity", &CellRecord::nucleus_eccentricity, "0-1",
     "0 round, 1 a line; from the outline's second moments"},
    {"nucleus_dab_od", &CellRecord::nucleus_dab_od, "optical density", "mean DAB of the nucleus"},
    {"nucleus_hematoxylin_od", &CellRecord::nucleus_hematoxylin_od, "optical density",
     "mean haematoxylin of the nucleus"},
    {"nucleus_hematoxylin_sd_od", &CellRecord::nucleus_hematoxylin_sd_od, "optical density",
     "its standard deviation: texture of the chromatin"},
    {"ring_od_p50", &CellRecord::ring_od_p50, "optical density",
     "median of the mean optical density of R, G and B, smoothed, 0-2.4 um round the nucleus"},
    {"ring_od_p10", &CellRecord::ring_od_p10, "optical density",
     "10th percentile of the same: low where glass shows between fibres"},
    {"ring_od_cv", &CellRecord::ring_od_cv, "", "coefficient of variation of the same"},
    {"ring_hematoxylin_od", &CellRecord::ring_hematoxylin_od, "optical density", "mean haematoxylin of that ring"},
    {"tissue_logit", &CellRecord::tissue_logit, "natural log odds",
     "that its place is epithelium, as a net sees it that is shown no DAB"},
    {"lymphocyte_logit", &CellRecord::lymphocyte_logit, "natural log odds", "the same for lymphocytes"},
    {"stroma_logit", &CellRecord::stroma_logit, "natural log odds", "the same for stroma, vessels and muscle"},
    {"neighbourhood_tissue_logit", &CellRecord::neighbourhood_tissue_logit, "natural log odds",
     "mean tissue_logit of cells within 25 um, this one included"},
    {"neighbours_25um", &CellRecord::neighbours_25um, "cells", "number of other cells within 25 um"},
    {"focus", &CellRecord::focus, "0-1", "local sharpness: about 0.25 when blurred, 0.6 or more when sharp"},
    {"edge_distance_um", &CellRecord::edge_distance_um, "um", "distance to the nearest glass, at most 255"},
    {"tumour_probability", &CellRecord::tumour_probability, "0-1", "from the tumour-cell classifier"},
}};

// The summaries of whole records.
[[nodiscard]] inline std::vector<CellSummary> summariesOf(std::span<const CellRecord> cells) {
  return {cells.begin(), cells.end()};
}

}  // namespace herald
