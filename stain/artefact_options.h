// What identifies pen, red cells, dust, folds and the coverslip's edge (artefacts.h).
#pragma once

#include "stain/option_descriptor.h"

namespace herald {

// [artefact] in the configuration. Densities are means over `smoothing_um`.
struct ArtefactOptions {
  double smoothing_um = 8;
  // Off the cone of haematoxylin and DAB. Tissue darker than OD 0.25 stays within 7.5 degrees on four HER2 cores and
  // 2.6 on phantoms with stains turned by 5 degrees.
  double foreign_angle_deg = 12;
  double red_angle_deg = 7;
  double foreign_od = 0.12;
  double red_ink_od = 0.45;
  double black_od = 0.6;
  double grey_share = 0.2;
  double smallest_pen_mm2 = 0.002;
  double smallest_red_cells_mm2 = 0.0004;
  // Dense tissue: its 75th percentile. At 1.9 single tissue of the cores is taken for folds (up to 4 %), at 2.2 none;
  // the margin is for tissue less even than that.
  double fold_ratio = 2.6;
  double fold_elongation = 2.5;
  double smallest_fold_mm2 = 0.006;
  double coverslip_line_share = 0.6;
};

template <>
struct Described<ArtefactOptions> : OptionTable<ArtefactOptions> {
  static constexpr std::array kOptions = {
      // clang-format off
      number("artefact.smoothing_um", kMeasured, &Options::smoothing_um, {0, 100}, "um",
             "Edge of the square colours are averaged over.",
             "about one cell"),
      number("artefact.foreign_angle_deg", kMeasured, &Options::foreign_angle_deg, {1, 90}, "degrees",
             "A colour farther off the mixtures of the two stains is ink or red cells.",
             "four HER2 cores and phantoms stay within 7.5; red ink has 19, blue 16, green 32"),
      number("artefact.red_angle_deg", kMeasured, &Options::red_angle_deg, {1, 90}, "degrees",
             "The same towards red.",
             "four HER2 cores and phantoms stay within 1.6; red cells have 5-13"),
      number("artefact.foreign_od", kMeasured, &Options::foreign_od, {0.01, 3}, "optical density",
             "Mean from which such a colour is considered.",
             "chosen by eye"),
      number("artefact.red_ink_od", kMeasured, &Options::red_ink_od, {0.01, 3}, "optical density",
             "Fainter foreign red is red cells, not ink.",
             "by eye: marker ink 0.5 and more, red cells 0.1-0.4"),
      number("artefact.black_od", kMeasured, &Options::black_od, {0.01, 3}, "optical density",
             "Mean from which grey is dust or ink.",
             "chosen by eye: dense tissue of both stains is grey, but hardly ever so dark"),
      number("artefact.grey_share", kMeasured, &Options::grey_share, {0, 3}, "share of the mean",
             "Grey: largest minus smallest optical density of the channels.",
             "dark tissue of four HER2 cores and phantoms has 0.6 and more"),
      number("artefact.smallest_pen_mm2", kMeasured, &Options::smallest_pen_mm2, {0, 100}, "mm2",
             "Smaller pieces are not ink; black ones are dust.",
             "chosen by eye"),
      number("artefact.smallest_red_cells_mm2", kMeasured, &Options::smallest_red_cells_mm2, {0, 100}, "mm2",
             "Smaller lakes of red cells are left in.",
             "chosen by eye; the brown gate copes with smaller ones"),
      number("artefact.fold_ratio", kMeasured, &Options::fold_ratio, {1, 100}, "times dense tissue",
             "Haematoxylin from which tissue counts as folded.",
             "a wrinkle is three layers; at 2.2 no single layer of tissue on four HER2 cores is taken for a fold"),
      number("artefact.fold_elongation", kMeasured, &Options::fold_elongation, {1, 100}, "length / width",
             "Rounder pieces are not folds.",
             "chosen by eye: lymphoid follicles are round"),
      number("artefact.smallest_fold_mm2", kMeasured, &Options::smallest_fold_mm2, {0, 100}, "mm2",
             "Smaller pieces are not folds.",
             "chosen by eye"),
      number("artefact.coverslip_line_share", kMeasured, &Options::coverslip_line_share, {0.3, 1},
             "share of the picture",
             "A straight line seen over this share is the coverslip's edge.",
             "chosen by eye"),
      // clang-format on
  };
};

// Throws std::invalid_argument naming field, value and range.
void validate(const ArtefactOptions& options);

}  // namespace herald
