// What pen, red cells, dust, folds and the coverslip's edge are told by (artefacts.h).
#pragma once

namespace herald {

// [artefact] in the configuration. Densities are means over `smoothing_um`.
struct ArtefactOptions {
  // Edge of the square colours are averaged over, micrometres; about one cell.
  double smoothing_um = 8;
  // Angle off the cone of haematoxylin and DAB from which a colour is foreign, degrees. Tissue darker than OD 0.25
  // stays within 7.5 on four HER2 cores and 2.6 on phantoms with stains turned by 5 degrees; red ink has 19, blue 16,
  // green 32.
  double foreign_angle_deg = 12;
  // The same towards red, where tissue of the cores and of turned phantoms stays within 1.6 degrees: red cells have
  // 5-13.
  double red_angle_deg = 7;
  // Mean optical density from which a foreign colour is looked at.
  double foreign_od = 0.12;
  // Red foreign colour fainter than this is red cells, else ink. By eye: marker ink 0.5 and more, red cells 0.1-0.4.
  double red_ink_od = 0.45;
  // Mean optical density from which grey is dust or ink. Dense tissue of both stains is grey, too, but hardly ever so
  // dark.
  double black_od = 0.6;
  // Grey: largest less smallest of the three densities, share of their mean. So dark tissue of the cores and phantoms
  // has 0.6 and more.
  double grey_share = 0.2;
  // Pieces of ink smaller than this are none; black pieces are dust then, mm2.
  double smallest_pen_mm2 = 0.002;
  // Lakes of red cells smaller than this are left to the brown gate of the membrane profile, mm2.
  double smallest_red_cells_mm2 = 0.0004;
  // A fold has this many times the density of dense tissue (its 75th percentile). A wrinkle is three layers. At 1.9
  // single tissue of the cores is taken for folds (up to 4 %), at 2.2 none; the margin is for tissue less even than
  // that.
  double fold_ratio = 2.6;
  // Folds are bands: length over width at least this, and area at least smallest_fold_mm2. Lymphoid follicles are
  // round.
  double fold_elongation = 2.5;
  double smallest_fold_mm2 = 0.006;
  // Share of the picture's width or height along which a straight line must be seen to be the coverslip's edge.
  double coverslip_line_share = 0.6;
};

// Throws std::invalid_argument naming field, value and range.
void validate(const ArtefactOptions& options);

}  // namespace herald
