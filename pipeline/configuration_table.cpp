// The one place where options get their names. One line an option: key, struct, field, range, unit, meaning.
#include <vector>

#include "pipeline/configuration.h"

namespace herald {
namespace {

using All = Configuration;
using Background = BackgroundOptions;
using Tissue = TissueMaskOptions;
using Artefacts = ArtefactOptions;
using Kind = SlideKindOptions;
using Stain = StainEstimateOptions;
using Nucleus = NucleusOptions;
using Territory = TerritoryOptions;
using Membrane = MembraneOptions;
using Tumour = TumourCellOptions;
using Class = CellClassOptions;
using Score = SlideScoreOptions;
using Focus = FocusOptions;
using Quality = SlideQualityOptions;
using Annotation = AnnotationOptions;
using Controls = ControlOptions;
constexpr const char* kNames = "names separated by commas; * at the end = any ending";

// clang-format off
const std::vector<Option>& table() {
  static const std::vector<Option> kTable = {
      numberOption("background.darkest", &All::background, &Background::darkest, {0, 255}, "intensity", "Darkest light that can be glass."),
      numberOption("background.largest_tint", &All::background, &Background::largest_tint, {0, 255}, "intensity", "Largest difference between the channels of glass."),
      numberOption("background.flatness", &All::background, &Background::flatness, {0, 255}, "intensity", "Largest step between near pixels of glass."),
      numberOption("background.minimum_share", &All::background, &Background::minimum_share, {0, 1}, "share of pixels", "Share that must look like glass before its light is believed."),

      numberOption("tissue.tissue_od", &All::tissue, &Tissue::tissue_od, {0, 1}, "optical density", "Smoothed mean optical density from which a place is tissue."),
      numberOption("tissue.smoothing_um", &All::tissue, &Tissue::smoothing_um, {0, 100}, "um", "Edge of the square it is smoothed over."),
      numberOption("tissue.minimum_piece_mm2", &All::tissue, &Tissue::minimum_piece_mm2, {0, 100}, "mm2", "Smaller pieces of tissue are debris."),
      numberOption("tissue.maximum_hole_mm2", &All::tissue, &Tissue::maximum_hole_mm2, {0, 100}, "mm2", "Smaller holes belong to the tissue."),
      numberOption("tissue.glass_od", &All::tissue, &Tissue::glass_od, {0, 1}, "optical density", "Mean optical density below which a place inside tissue is lumen or glass."),

      numberOption("artefact.smoothing_um", &All::artefact, &Artefacts::smoothing_um, {0, 100}, "um", "Edge of the square colours are averaged over."),
      numberOption("artefact.foreign_angle_deg", &All::artefact, &Artefacts::foreign_angle_deg, {1, 90}, "degrees", "A colour farther off the mixtures of the two stains is ink or red cells."),
      numberOption("artefact.red_angle_deg", &All::artefact, &Artefacts::red_angle_deg, {1, 90}, "degrees", "The same towards red."),
      numberOption("artefact.foreign_od", &All::artefact, &Artefacts::foreign_od, {0.01, 3}, "optical density", "Mean from which such a colour is looked at."),
      numberOption("artefact.red_ink_od", &All::artefact, &Artefacts::red_ink_od, {0.01, 3}, "optical density", "Fainter foreign red is red cells, not ink."),
      numberOption("artefact.black_od", &All::artefact, &Artefacts::black_od, {0.01, 3}, "optical density", "Mean from which grey is dust or ink."),
      numberOption("artefact.grey_share", &All::artefact, &Artefacts::grey_share, {0, 3}, "share of the mean", "Grey: largest less smallest optical density of the channels."),
      numberOption("artefact.smallest_pen_mm2", &All::artefact, &Artefacts::smallest_pen_mm2, {0, 100}, "mm2", "Smaller pieces are no ink; black ones are dust."),
      numberOption("artefact.smallest_red_cells_mm2", &All::artefact, &Artefacts::smallest_red_cells_mm2, {0, 100}, "mm2", "Smaller lakes of red cells are left in."),
      numberOption("artefact.fold_ratio", &All::artefact, &Artefacts::fold_ratio, {1, 100}, "times dense tissue", "Haematoxylin from which tissue lies double."),
      numberOption("artefact.fold_elongation", &All::artefact, &Artefacts::fold_elongation, {1, 100}, "length / width", "Rounder pieces are no fold."),
      numberOption("artefact.smallest_fold_mm2", &All::artefact, &Artefacts::smallest_fold_mm2, {0, 100}, "mm2", "Smaller pieces are no fold."),
      numberOption("artefact.coverslip_line_share", &All::artefact, &Artefacts::coverslip_line_share, {0.3, 1}, "share of the picture", "A straight line seen so far is the coverslip's edge."),

      numberOption("slide_kind.largest_dark_share", &All::slide_kind, &Kind::largest_dark_share, {0, 1}, "share of pixels", "More black than this is not brightfield."),
      numberOption("slide_kind.smallest_saturation", &All::slide_kind, &Kind::smallest_saturation, {0, 255}, "intensity", "Tissue with a lower median saturation is grey."),
      numberOption("slide_kind.largest_eosin_share", &All::slide_kind, &Kind::largest_eosin_share, {0, 1}, "share of tissue", "More pink than this is H&E."),

      choiceOption("stain.source", &All::stain, &Stain::source, {"auto", "default"}, "Stain vectors estimated from the slide with fallback, or always the default ones."),
      numberOption("stain.minimum_od", &All::stain, &Stain::minimum_od, {0.01, 3}, "optical density", "Shorter optical-density vectors have no direction."),
      numberOption("stain.minimum_dab_od", &All::stain, &Stain::minimum_dab_od, {0.01, 3}, "optical density", "Shorter vectors do not show DAB alone."),
      numberOption("stain.purity", &All::stain, &Stain::purity, {0.51, 1}, "share", "Share of one stain from which a pixel shows it nearly alone."),
      numberOption("stain.minimum_pixels", &All::stain, &Stain::minimum_pixels, {1, 1000000000.0}, "pixels", "Pixels needed for an estimate."),
      numberOption("stain.largest_change_deg", &All::stain, &Stain::largest_change_deg, {0, 90}, "degrees", "An estimate farther from the default vector is not believed."),

      numberOption("nucleus.dab_coefficient", &All::nucleus, &Nucleus::dab_coefficient, {0, 1}, "", "Share of DAB subtracted from haematoxylin: 0 for nuclear markers, whose brown nuclei count as nuclei."),
      numberOption("nucleus.smallest_radius_um", &All::nucleus, &Nucleus::smallest_radius_um, {1, 10}, "um", "Smallest blob looked for."),
      numberOption("nucleus.largest_radius_um", &All::nucleus, &Nucleus::largest_radius_um, {1.1, 12}, "um", "Largest blob looked for."),
      numberOption("nucleus.minimum_response_od", &All::nucleus, &Nucleus::minimum_response_od, {0.001, 2}, "optical density", "Smallest blob response of a candidate nucleus."),
      numberOption("nucleus.minimum_score_od", &All::nucleus, &Nucleus::minimum_score_od, {0.0001, 1}, "optical density", "Smallest score of a nucleus outline: how far the signal falls along it."),
      numberOption("nucleus.largest_overlap", &All::nucleus, &Nucleus::largest_overlap, {0, 1}, "share", "Outlines that share more of the smaller one are rivals for one nucleus."),
      numberOption("nucleus.split_gain", &All::nucleus, &Nucleus::split_gain, {0.5, 10}, "", "Two outlines replace a better one that covers both when they score this many times more."),
      numberOption("nucleus.split_valley", &All::nucleus, &Nucleus::split_valley, {0, 2}, "share", "... and the signal between their seeds falls below this share of the lower one."),
      numberOption("nucleus.largest_outline_um", &All::nucleus, &Nucleus::largest_outline_um, {2, 12}, "um", "Largest distance from seed to nucleus outline."),
      numberOption("nucleus.outline_step_um", &All::nucleus, &Nucleus::outline_step_um, {0.1, 2}, "um", "Largest change of radius between neighbouring rays of the outline."),
      numberOption("nucleus.membrane_price_od_per_um", &All::nucleus, &Nucleus::membrane_price_od_per_um, {0, 10}, "optical density per um", "Price of clear membrane between the seed and the nucleus outline; none for nuclear markers."),
      numberOption("nucleus.rim_um", &All::nucleus, &Nucleus::rim_um, {0, 3}, "um", "From the steepest fall of the signal to the outer rim of the nucleus that is reported."),

      numberOption("territory.reach_um", &All::territory, &Territory::reach_um, {1, 30}, "um", "Farthest a cell reaches beyond its nucleus; membranes cost more."),
      numberOption("territory.membrane_weight", &All::territory, &Territory::membrane_weight, {0, 100}, "", "How many times dearer a clear membrane is than cytoplasm."),
      numberOption("territory.clear_membrane_od", &All::territory, &Territory::clear_membrane_od, {0.001, 3}, "optical density", "DAB above its surroundings that makes a clear membrane."),
      numberOption("territory.smoothing_um", &All::territory, &Territory::smoothing_um, {0.1, 3}, "um", "Smoothing of DAB (sigma)."),
      numberOption("territory.surroundings_um", &All::territory, &Territory::surroundings_um, {1, 30}, "um", "Half edge of the square that is a membrane's surroundings."),
      numberOption("territory.crest_um", &All::territory, &Territory::crest_um, {0, 5}, "um", "How far a cell climbs a membrane that has stopped it."),
      numberOption("territory.glass_smoothing_um", &All::territory, &Territory::glass_smoothing_um, {0.1, 10}, "um", "Smoothing of the optical density that tells glass (sigma)."),

      numberOption("membrane.search_um", &All::membrane, &Membrane::search_um, {0, 2}, "um", "Largest distance between outline and membrane."),
      numberOption("membrane.side_near_um", &All::membrane, &Membrane::side_near_um, {0, 4}, "um", "The sides of a line begin this far from its peak."),
      numberOption("membrane.side_far_um", &All::membrane, &Membrane::side_far_um, {0.1, 4}, "um", "... and end here."),
      numberOption("membrane.step_um", &All::membrane, &Membrane::step_um, {0.1, 1}, "um", "Sampling step along the normal."),
      numberOption("membrane.change_cost_od", &All::membrane, &Membrane::change_cost_od, {0, 1}, "optical density", "Price of a bend of the followed line."),
      numberOption("membrane.fade_fraction", &All::membrane, &Membrane::fade_fraction, {0, 1}, "share", "Contrast below this share of the strongest close by is its fade."),
      numberOption("membrane.fade_um", &All::membrane, &Membrane::fade_um, {0, 5}, "um", "How far along the outline a line can fade."),
      numberOption("membrane.brown_gate", &All::membrane, &Membrane::brown_gate, {0, 0.5}, "", "Smallest contrast of blue - red per contrast of DAB; 0 = no gate."),
      numberOption("membrane.width_minimum_contrast_od", &All::membrane, &Membrane::width_minimum_contrast_od, {0.005, 3}, "optical density", "Fainter lines have no measurable width."),

      choiceOption("tumour.selection", &All::tumour, &Tumour::selection, {"automatic", "roi", "all"}, "Which cells count, within include regions if there are any: the classifier's; all, and regions are needed; or all."),
      numberOption("tumour.minimum_probability", &All::tumour, &Tumour::minimum_probability, {0, 1}, "", "Probability from which a cell is tumour."),
      numberOption("tumour.neighbourhood_um", &All::tumour, &Tumour::neighbourhood_um, {5, 200}, "um", "Radius of the neighbourhood the classifier looks at."),

      numberOption("cell_class.stained_od", &All::cell_class, &Class::stained_od, {0, 1}, "optical density", "A sector is stained when its contrast exceeds this plus cytoplasm_coefficient times the cytoplasm's DAB."),
      numberOption("cell_class.cytoplasm_coefficient", &All::cell_class, &Class::cytoplasm_coefficient, {0, 2}, "", "Share of the cell's own cytoplasmic DAB that is added to stained_od."),
      numberOption("cell_class.moderate_od", &All::cell_class, &Class::moderate_od, {0, 3}, "optical density", "Mean peak of the stained sectors from which staining is moderate."),
      numberOption("cell_class.strong_od", &All::cell_class, &Class::strong_od, {0, 3}, "optical density", "Mean peak of the stained sectors from which staining is strong."),
      numberOption("cell_class.complete_fraction", &All::cell_class, &Class::complete_fraction, {0, 1}, "share of the outline", "Completeness from which a membrane is complete."),
      numberOption("cell_class.none_fraction", &All::cell_class, &Class::none_fraction, {0, 1}, "share of the outline", "Completeness below which a cell is unstained."),

      numberOption("focus.minimum_sharpness", &All::focus, &Focus::minimum_sharpness, {0, 1}, "", "Blocks of tissue with a lower median sharpness are out of focus."),
      numberOption("focus.block_um", &All::focus, &Focus::block_um, {16, 1000}, "um", "Edge of the blocks focus is judged in."),
      numberOption("focus.minimum_cells", &All::focus, &Focus::minimum_cells, {1, 1000}, "cells", "Fewer cells in and round a block: its focus is not judged."),

      numberOption("quality.minimum_tissue_mm2", &All::quality, &Quality::minimum_tissue_mm2, {0, 100}, "mm2", "Less assessable tissue: not assessable."),
      numberOption("quality.minimum_assessable_share", &All::quality, &Quality::minimum_assessable_share, {0, 1}, "share of tissue", "Artefacts leave less than this: not assessable."),
      numberOption("quality.largest_out_of_focus_share", &All::quality, &Quality::largest_out_of_focus_share, {0, 1}, "share of tissue", "More out of focus: not assessable."),
      numberOption("quality.minimum_counterstain_od", &All::quality, &Quality::minimum_counterstain_od, {0, 3}, "optical density", "Median nuclear haematoxylin below which there is no counterstain."),
      numberOption("quality.masking_cytoplasm_od", &All::quality, &Quality::masking_cytoplasm_od, {0, 3}, "optical density", "Cytoplasmic DAB that hides a weak membrane."),
      numberOption("quality.largest_masked_share", &All::quality, &Quality::largest_masked_share, {0, 1}, "share of tumour cells", "More cells hidden by their cytoplasm: not assessable."),
      numberOption("quality.edge_um", &All::quality, &Quality::edge_um, {1, 250}, "um", "Cells nearer to the tissue's edge are edge cells."),
      numberOption("quality.edge_warning_points", &All::quality, &Quality::edge_warning_points, {1, 100}, "percentage points", "Stained cells more frequent by this at the edge than inside: warning."),
      numberOption("quality.minimum_tumour_cells", &All::score, &Score::minimum_tumour_cells, {1, 1e9}, "cells", "Fewer counted tumour cells: not assessable."),

      numberOption("score.bootstrap_block_um", &All::score, &Score::bootstrap_block_um, {10, 10000}, "um", "Edge of the tissue blocks that the bootstrap resamples."),
      numberOption("score.bootstrap_replicates", &All::score, &Score::bootstrap_replicates, {100, 100000}, "", "Slides drawn by the bootstrap."),

      textOption("annotation.include", &All::annotation, &Annotation::include, kNames, "Classes of regions whose cells count."),
      textOption("annotation.exclude", &All::annotation, &Annotation::exclude, kNames, "Classes of regions whose cells never count."),
      textOption("annotation.ignore", &All::annotation, &Annotation::ignore, kNames, "Classes that say nothing; others that are not known are errors."),

      switchOption("controls.required", &All::controls, &Controls::required, "A control on the slide that fails makes it indeterminate; otherwise it is a warning."),
      numberOption("controls.minimum_cells", &All::controls, &Controls::minimum_cells, {1, 1e9}, "cells", "Controls with fewer cells are not assessable."),
  };
  return kTable;
}
// clang-format on

}  // namespace

std::span<const Option> configurationOptions() {
  return table();
}

}  // namespace herald
