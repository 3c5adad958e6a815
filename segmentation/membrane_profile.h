// The membrane signature of one cell: for each of 64 outline points, how strong the DAB line is that crosses the normal
// there.
//
// Each normal is sampled at full resolution and averaged with its two neighbours on the outline. The line is the closed
// path over the normals, within the search distance of the outline, that gathers most contrast (membrane_line.h); the
// sectors are 64 equal arcs of it. Peak is the DAB optical density on the line; contrast is the peak less the mean of
// both sides or the cell's own level (membrane_level.h), if that is higher, 0 where a much stronger stretch close by
// fades out (so a stronger neighbour can take a faint sector away; a common factor on all DAB does not while the line
// runs as before). A peak counts only if it is brown: the contrast of OD(blue) - OD(red) at the same place must be at
// least `brown_gate` times the DAB contrast (pure DAB has 0.51, grey edges and red cells 0, haematoxylin less), since
// grey unmixes to haematoxylin 0.97 + DAB 0.84. Excess is what the line holds across it above the cell's own level
// beside it (membrane_excess.h). Completeness comes from contrast, intensity from excess; the width (Scheel et al.,
// Diagn Pathol 2018;13:85) from a sharper combination of the planes along it (membrane_width.h). A sector whose crest
// is clipped has half of it as contrast at least. Pure functions; thread-safe.
#pragma once

#include <array>
#include <optional>

#include "segmentation/cell_outline.h"
#include "segmentation/cell_record.h"
#include "segmentation/membrane_line.h"
#include "segmentation/membrane_samples.h"
#include "stain/option_descriptor.h"
#include "stain/unmixing.h"

namespace herald {

// [membrane] in the configuration. Defaults from the prototype's comparison on phantoms and cores unless stated.
struct MembraneOptions {
  double search_um = 1.25;
  double side_near_um = 0.75;
  double side_far_um = 2.0;  // at least step_um and side_near_um
  double foot_um = 3.5;
  double step_um = 0.25;
  // A bend: a sampling step towards or away from the cell between neighbouring sectors. Completeness error on 2+ 8.3
  // points with 0.01, 8.4 with 0.03, 8.6 with 0.1 (a prototype on tuning phantoms).
  double change_cost_od = 0.01;
  // In a prototype with true outlines of tuning phantoms the completeness error of 2+ falls from 5.9 to 5.4 points.
  // 0.40 gives 4.1 (3+) and 4.8 there, but not with measured outlines, which miss sectors: 0.25 against 0.40 has the
  // better class accuracy on them.
  double fade_fraction = 0.30;
  double fade_um = 1.2;
  double brown_gate = 0.10;
  double width_minimum_contrast_od = 0.08;
};

template <>
struct Described<MembraneOptions> : OptionTable<MembraneOptions> {
  static constexpr std::array kOptions = {
      // clang-format off
      number("membrane.search_um", kMeasured, &Options::search_um, {0, 2}, "um",
             "Largest distance between outline and membrane.",
             "1.0 is a little worse on tuning phantoms"),
      number("membrane.side_near_um", kMeasured, &Options::side_near_um, {0, 4}, "um",
             "The sides of a line begin this far from its peak.",
             "chosen by eye"),
      number("membrane.side_far_um", kMeasured, &Options::side_far_um, {0.1, 4}, "um",
             "... and end here.",
             "chosen by eye"),
      number("membrane.foot_um", kMeasured, &Options::foot_um, {0.5, 4}, "um",
             "Largest distance from a line's peak to where it ends, for what it holds across it.",
             "simulated lines up to 3 um wide; Scheel et al. 2018 have 2.1 for strong ones"),
      number("membrane.step_um", kMeasured, &Options::step_um, {0.1, 1}, "um",
             "Sampling step along the normal.",
             "the pixel size of a 40x scan"),
      number("membrane.change_cost_od", kMeasured, &Options::change_cost_od, {0, 1}, "optical density",
             "Price of a bend of the followed line.",
             "tuning phantoms: 0.01 and 0.03 are alike, 0.1 is worse"),
      number("membrane.fade_fraction", kMeasured, &Options::fade_fraction, {0, 1}, "share",
             "Contrast below this share of the strongest close by is its fade.",
             "tuning phantoms: completeness error from 8.0 to 5.4 points (3+)"),
      number("membrane.fade_um", kMeasured, &Options::fade_um, {0, 5}, "um",
             "How far along the outline a line can fade.",
             "tuning phantoms"),
      number("membrane.brown_gate", kMeasured, &Options::brown_gate, {0, 0.5}, "",
             "Smallest contrast of blue - red per contrast of DAB; 0 = no gate.",
             "HER2 cores 0 and 1: falsely stained cells from 14 to 0 % and from 86 to 4 %"),
      number("membrane.width_minimum_contrast_od", kMeasured, &Options::width_minimum_contrast_od, {0.005, 3},
             "optical density",
             "Fainter lines have no measurable width.",
             "chosen by eye"),
      // clang-format on
  };
};

void validate(const MembraneOptions& options);

struct MembraneMeasurement {
  CellOutline outline;  // the given one moved on to the membrane; its points are the 64 sectors of the signature
  MembraneSignature signature;
  std::optional<float> width_um;  // membrane_width.h; nothing when fewer than 4 sectors have a measurable line
  float inner_side_dab_od = 0;    // median over sectors of the DAB just inside the line
  float level_od = 0;             // membrane_level.h; not negative
  float clipped_fraction = 0;     // of sectors
};

struct MembraneScratch {
  NormalSamples samples;
  // Sums over a side by its first sample.
  std::array<SectorValues, kMostNormalSamples> dab_sides{};
  std::array<SectorValues, kMostNormalSamples> brown_sides{};
  std::array<SectorValues, kMostNormalSamples> sharp{};  // of membrane_width.h
  LineContrasts contrasts;
};

// `brown`: FullResolutionPlanes::brown. The centre of the seed's analysis pixel lies at (centre_x + frac, centre_y +
// frac) in pixel-centre coordinates of the planes, `frac` = (downsample - 1) / 2. Positions outside the planes repeat
// the border.
[[nodiscard]] MembraneMeasurement measureMembrane(ImageView<BrownPixel> brown, const CellOutline& outline, int centre_x,
                                                  int centre_y, int downsample, double level0_um_per_px,
                                                  const MembraneOptions& options, MembraneScratch& scratch);

}  // namespace herald
