// The one place where options get their names. One line an option: key, struct, field, range, unit, meaning, origin of
// the default. The headers say more about the origins.
#include <vector>

#include "pipeline/configuration/configuration.h"

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
using Floor = NoiseFloorOptions;
using Focus = FocusOptions;
using Quality = SlideQualityOptions;
using Annotation = AnnotationOptions;
using Controls = ControlOptions;
constexpr const char* kNames = "names separated by commas; * at the end = any ending";

// clang-format off
const std::vector<Option>& table() {
  static const std::vector<Option> kTable = {
      numberOption("background.darkest", &All::background, &Background::darkest, {0, 255}, "intensity", "Darkest light that can be glass.", "scanners white-balance to 200-250; leaves room for an old lamp"),
      numberOption("background.largest_tint", &All::background, &Background::largest_tint, {0, 255}, "intensity", "Largest difference between the channels of glass.", "scanners keep glass within about 15; chosen by eye"),
      numberOption("background.flatness", &All::background, &Background::flatness, {0, 255}, "intensity", "Largest step between near pixels of glass.", "chosen by eye"),
      numberOption("background.minimum_share", &All::background, &Background::minimum_share, {0, 1}, "share of pixels", "Share that must look like glass before its light is believed.", "a 36 x 36 px corner of a 512 x 512 field"),

      numberOption("tissue.tissue_od", &All::tissue, &Tissue::tissue_od, {0, 1}, "optical density", "Smoothed mean optical density from which a place is tissue.", "four HER2 cores: pale stroma 0.015-0.03, glass 0.000 +- 0.002"),
      numberOption("tissue.smoothing_um", &All::tissue, &Tissue::smoothing_um, {0, 100}, "um", "Edge of the square it is smoothed over.", "about one cell"),
      numberOption("tissue.minimum_piece_mm2", &All::tissue, &Tissue::minimum_piece_mm2, {0, 100}, "mm2", "Smaller pieces of tissue are debris.", "about 30 tumour cells"),
      numberOption("tissue.maximum_hole_mm2", &All::tissue, &Tissue::maximum_hole_mm2, {0, 100}, "mm2", "Smaller holes belong to the tissue.", "chosen by eye: lumina and cracks belong to their tissue"),
      numberOption("tissue.glass_od", &All::tissue, &Tissue::glass_od, {0, 1}, "optical density", "Mean optical density below which a place inside tissue is lumen or glass.", "four HER2 cores: between glass, 0.00 +- 0.005 at 1 um, and the palest cytoplasm, 0.03"),

      numberOption("artefact.smoothing_um", &All::artefact, &Artefacts::smoothing_um, {0, 100}, "um", "Edge of the square colours are averaged over.", "about one cell"),
      numberOption("artefact.foreign_angle_deg", &All::artefact, &Artefacts::foreign_angle_deg, {1, 90}, "degrees", "A colour farther off the mixtures of the two stains is ink or red cells.", "four HER2 cores and phantoms stay within 7.5; red ink has 19, blue 16, green 32"),
      numberOption("artefact.red_angle_deg", &All::artefact, &Artefacts::red_angle_deg, {1, 90}, "degrees", "The same towards red.", "four HER2 cores and phantoms stay within 1.6; red cells have 5-13"),
      numberOption("artefact.foreign_od", &All::artefact, &Artefacts::foreign_od, {0.01, 3}, "optical density", "Mean from which such a colour is looked at.", "chosen by eye"),
      numberOption("artefact.red_ink_od", &All::artefact, &Artefacts::red_ink_od, {0.01, 3}, "optical density", "Fainter foreign red is red cells, not ink.", "by eye: marker ink 0.5 and more, red cells 0.1-0.4"),
      numberOption("artefact.black_od", &All::artefact, &Artefacts::black_od, {0.01, 3}, "optical density", "Mean from which grey is dust or ink.", "chosen by eye: dense tissue of both stains is grey, but hardly ever so dark"),
      numberOption("artefact.grey_share", &All::artefact, &Artefacts::grey_share, {0, 3}, "share of the mean", "Grey: largest less smallest optical density of the channels.", "dark tissue of four HER2 cores and phantoms has 0.6 and more"),
      numberOption("artefact.smallest_pen_mm2", &All::artefact, &Artefacts::smallest_pen_mm2, {0, 100}, "mm2", "Smaller pieces are no ink; black ones are dust.", "chosen by eye"),
      numberOption("artefact.smallest_red_cells_mm2", &All::artefact, &Artefacts::smallest_red_cells_mm2, {0, 100}, "mm2", "Smaller lakes of red cells are left in.", "chosen by eye; the brown gate copes with smaller ones"),
      numberOption("artefact.fold_ratio", &All::artefact, &Artefacts::fold_ratio, {1, 100}, "times dense tissue", "Haematoxylin from which tissue lies double.", "a wrinkle is three layers; at 2.2 no single tissue of four HER2 cores is taken for a fold"),
      numberOption("artefact.fold_elongation", &All::artefact, &Artefacts::fold_elongation, {1, 100}, "length / width", "Rounder pieces are no fold.", "chosen by eye: lymphoid follicles are round"),
      numberOption("artefact.smallest_fold_mm2", &All::artefact, &Artefacts::smallest_fold_mm2, {0, 100}, "mm2", "Smaller pieces are no fold.", "chosen by eye"),
      numberOption("artefact.coverslip_line_share", &All::artefact, &Artefacts::coverslip_line_share, {0.3, 1}, "share of the picture", "A straight line seen so far is the coverslip's edge.", "chosen by eye"),

      numberOption("slide_kind.largest_dark_share", &All::slide_kind, &Kind::largest_dark_share, {0, 1}, "share of pixels", "More black than this is not brightfield.", "fluorescence is black where nothing shines"),
      numberOption("slide_kind.smallest_saturation", &All::slide_kind, &Kind::smallest_saturation, {0, 255}, "intensity", "Tissue with a lower median saturation is grey.", "chosen by eye"),
      numberOption("slide_kind.largest_eosin_share", &All::slide_kind, &Kind::largest_eosin_share, {0, 1}, "share of tissue", "More pink than this is H&E.", "CMU-1 (H&E) has 0.7, four HER2 cores below 0.01"),

      choiceOption("stain.source", &All::stain, &Stain::source, {"auto", "default"}, "Stain vectors estimated from the slide with fallback, or always the default ones.", "published stain vectors are the fallback"),
      numberOption("stain.minimum_od", &All::stain, &Stain::minimum_od, {0.01, 3}, "optical density", "Shorter optical-density vectors have no direction.", "Macenko, ISBI 2009:1107"),
      numberOption("stain.minimum_dab_od", &All::stain, &Stain::minimum_dab_od, {0.01, 3}, "optical density", "Shorter vectors do not show DAB alone.", "chosen by eye: faint brown is mixed with the counterstain"),
      numberOption("stain.purity", &All::stain, &Stain::purity, {0.51, 1}, "share", "Share of one stain from which a pixel shows it nearly alone.", "chosen by eye"),
      numberOption("stain.minimum_pixels", &All::stain, &Stain::minimum_pixels, {1, 1000000000.0}, "pixels", "Pixels needed for an estimate.", "chosen by eye"),
      numberOption("stain.largest_change_deg", &All::stain, &Stain::largest_change_deg, {0, 90}, "degrees", "An estimate farther from the default vector is not believed.", "published scanners and batches differ by up to about 10"),

      numberOption("nucleus.dab_coefficient", &All::nucleus, &Nucleus::dab_coefficient, {0, 1}, "", "Share of DAB subtracted from haematoxylin: 0 for nuclear markers, whose brown nuclei count as nuclei.", "best under 2+ and 3+ membranes of hand-marked nuclei"),
      numberOption("nucleus.smallest_radius_um", &All::nucleus, &Nucleus::smallest_radius_um, {1, 10}, "um", "Smallest blob looked for.", "smaller blobs are nucleoli"),
      numberOption("nucleus.largest_radius_um", &All::nucleus, &Nucleus::largest_radius_um, {1.1, 12}, "um", "Largest blob looked for.", "chosen by eye; outlines may be larger"),
      numberOption("nucleus.minimum_response_od", &All::nucleus, &Nucleus::minimum_response_od, {0.001, 2}, "optical density", "Smallest blob response of a candidate nucleus.", "low, since outlines decide; 0.016 loses pale nuclei"),
      numberOption("nucleus.minimum_score_od", &All::nucleus, &Nucleus::minimum_score_od, {0.0001, 1}, "optical density", "Smallest score of a nucleus outline: how far the signal falls along it.", "between pale nuclei and islands of cytoplasm, on marked nuclei and phantoms"),
      numberOption("nucleus.largest_overlap", &All::nucleus, &Nucleus::largest_overlap, {0, 1}, "share", "Outlines that share more of the smaller one are rivals for one nucleus.", "overlapping nuclei share less"),
      numberOption("nucleus.split_gain", &All::nucleus, &Nucleus::split_gain, {0.5, 10}, "", "Two outlines replace a better one that covers both when they score this many times more.", "marked nuclei and phantoms"),
      numberOption("nucleus.split_valley", &All::nucleus, &Nucleus::split_valley, {0, 2}, "share", "... and the signal between their seeds falls below this share of the lower one.", "marked nuclei and phantoms"),
      numberOption("nucleus.largest_outline_um", &All::nucleus, &Nucleus::largest_outline_um, {2, 12}, "um", "Largest distance from seed to nucleus outline.", "chosen by eye"),
      numberOption("nucleus.outline_step_um", &All::nucleus, &Nucleus::outline_step_um, {0.1, 2}, "um", "Largest change of radius between neighbouring rays of the outline.", "chosen by eye"),
      numberOption("nucleus.membrane_price_od_per_um", &All::nucleus, &Nucleus::membrane_price_od_per_um, {0, 10}, "optical density per um", "Price of clear membrane between the seed and the nucleus outline; none for nuclear markers.", "tuning phantoms: 0 to 0.1 takes false cells from 8 to 3 %"),
      numberOption("nucleus.rim_um", &All::nucleus, &Nucleus::rim_um, {0, 3}, "um", "From the steepest fall of the signal to the outer rim of the nucleus that is reported.", "where a person draws the rim: marked nuclei"),

      numberOption("territory.reach_um", &All::territory, &Territory::reach_um, {1, 30}, "um", "Farthest a cell reaches beyond its nucleus; membranes cost more.", "a prototype on four HER2 cores; 14 has a larger completeness error on tuning phantoms"),
      numberOption("territory.membrane_weight", &All::territory, &Territory::membrane_weight, {0, 100}, "", "How many times dearer a clear membrane is than cytoplasm.", "tuning phantoms: 25 to 40 raises class accuracy from 0.87 to 0.89 (2+)"),
      numberOption("territory.clear_membrane_od", &All::territory, &Territory::clear_membrane_od, {0.001, 3}, "optical density", "DAB above its surroundings that makes a clear membrane.", "tuning phantoms; weak lines reach about 0.1 before blur"),
      numberOption("territory.smoothing_um", &All::territory, &Territory::smoothing_um, {0.1, 3}, "um", "Smoothing of DAB (sigma).", "chosen by eye"),
      numberOption("territory.surroundings_um", &All::territory, &Territory::surroundings_um, {1, 30}, "um", "Half edge of the square that is a membrane's surroundings.", "about half a cell"),
      numberOption("territory.crest_um", &All::territory, &Territory::crest_um, {0, 5}, "um", "How far a cell climbs a membrane that has stopped it.", "a tuning phantom: the outline's distance from the true one falls from 0.74 to 0.29 um"),
      numberOption("territory.glass_smoothing_um", &All::territory, &Territory::glass_smoothing_um, {0.1, 10}, "um", "Smoothing of the optical density that tells glass (sigma).", "chosen by eye"),

      numberOption("membrane.search_um", &All::membrane, &Membrane::search_um, {0, 2}, "um", "Largest distance between outline and membrane.", "1.0 is a little worse on tuning phantoms"),
      numberOption("membrane.side_near_um", &All::membrane, &Membrane::side_near_um, {0, 4}, "um", "The sides of a line begin this far from its peak.", "chosen by eye"),
      numberOption("membrane.side_far_um", &All::membrane, &Membrane::side_far_um, {0.1, 4}, "um", "... and end here.", "chosen by eye"),
      numberOption("membrane.step_um", &All::membrane, &Membrane::step_um, {0.1, 1}, "um", "Sampling step along the normal.", "the pixel size of a 40x scan"),
      numberOption("membrane.change_cost_od", &All::membrane, &Membrane::change_cost_od, {0, 1}, "optical density", "Price of a bend of the followed line.", "tuning phantoms: 0.01 and 0.03 are alike, 0.1 is worse"),
      numberOption("membrane.fade_fraction", &All::membrane, &Membrane::fade_fraction, {0, 1}, "share", "Contrast below this share of the strongest close by is its fade.", "tuning phantoms: completeness error from 8.0 to 5.4 points (3+)"),
      numberOption("membrane.fade_um", &All::membrane, &Membrane::fade_um, {0, 5}, "um", "How far along the outline a line can fade.", "tuning phantoms"),
      numberOption("membrane.brown_gate", &All::membrane, &Membrane::brown_gate, {0, 0.5}, "", "Smallest contrast of blue - red per contrast of DAB; 0 = no gate.", "HER2 cores 0 and 1: falsely stained cells from 14 to 0 % and from 86 to 4 %"),
      numberOption("membrane.width_minimum_contrast_od", &All::membrane, &Membrane::width_minimum_contrast_od, {0.005, 3}, "optical density", "Fainter lines have no measurable width.", "chosen by eye"),

      choiceOption("tumour.selection", &All::tumour, &Tumour::selection, {"automatic", "roi", "all"}, "Which cells count, within include regions if there are any: the classifier's; all, and regions are needed; or all.", "only tumour cells are to be counted"),
      numberOption("tumour.minimum_probability", &All::tumour, &Tumour::minimum_probability, {0, 1}, "", "Probability from which a cell is tumour.", "more likely tumour than not"),
      numberOption("tumour.neighbourhood_um", &All::tumour, &Tumour::neighbourhood_um, {5, 200}, "um", "Radius of the neighbourhood the classifier looks at.", "two to three cells; the classifier was calibrated with it"),

      numberOption("cell_class.stained_od", &All::cell_class, &Class::stained_od, {0, 1}, "optical density", "A sector is stained when its contrast exceeds this plus cytoplasm_coefficient times the cytoplasm's DAB.", "best grid point on ten phantoms that keeps the labels of four HER2 cores"),
      numberOption("cell_class.cytoplasm_coefficient", &All::cell_class, &Class::cytoplasm_coefficient, {0, 2}, "", "Share of the cell's own cytoplasmic DAB that is added to stained_od.", "a prototype on phantoms with stained cytoplasm"),
      numberOption("cell_class.moderate_od", &All::cell_class, &Class::moderate_od, {0, 3}, "optical density", "Mean peak of the stained sectors from which staining is moderate.", "best grid point on ten phantoms that keeps the labels of four HER2 cores"),
      numberOption("cell_class.strong_od", &All::cell_class, &Class::strong_od, {0, 3}, "optical density", "Mean peak of the stained sectors from which staining is strong.", "best grid point on ten phantoms that keeps the labels of four HER2 cores"),
      numberOption("cell_class.complete_fraction", &All::cell_class, &Class::complete_fraction, {0, 1}, "share of the outline", "Completeness from which a membrane is complete.", "best grid point on ten phantoms that keeps the labels of four HER2 cores"),
      numberOption("cell_class.none_fraction", &All::cell_class, &Class::none_fraction, {0, 1}, "share of the outline", "Completeness below which a cell is unstained.", "chosen by eye"),

      numberOption("focus.minimum_sharpness", &All::focus, &Focus::minimum_sharpness, {0, 1}, "", "Blocks of tissue with a lower median sharpness are out of focus.", "four HER2 cores and phantoms: 0.62-0.83 as they are, 0.36-0.40 blurred by 1 um"),
      numberOption("focus.block_um", &All::focus, &Focus::block_um, {16, 1000}, "um", "Edge of the blocks focus is judged in.", "some dozen cells"),
      numberOption("focus.minimum_cells", &All::focus, &Focus::minimum_cells, {1, 1000}, "cells", "Fewer cells in and round a block: its focus is not judged.", "chosen by eye"),

      numberOption("quality.minimum_tissue_mm2", &All::quality, &Quality::minimum_tissue_mm2, {0, 100}, "mm2", "Less assessable tissue: not assessable.", "a 400 x 400 px field at 40x has 0.01"),
      numberOption("quality.minimum_assessable_share", &All::quality, &Quality::minimum_assessable_share, {0, 1}, "share of tissue", "Artefacts leave less than this: not assessable.", "a quarter is still a sample of the slide"),
      numberOption("quality.largest_out_of_focus_share", &All::quality, &Quality::largest_out_of_focus_share, {0, 1}, "share of tissue", "More out of focus: not assessable.", "chosen by eye"),
      numberOption("quality.minimum_counterstain_od", &All::quality, &Quality::minimum_counterstain_od, {0, 3}, "optical density", "Median nuclear haematoxylin below which there is no counterstain.", "chosen by eye"),
      numberOption("quality.masking_cytoplasm_od", &All::quality, &Quality::masking_cytoplasm_od, {0, 3}, "optical density", "Cytoplasmic DAB that hides a weak membrane.", "phantoms painted with 0.15 measure 0.13, with 0.25 0.19; HER2 core 3 has 0.11"),
      numberOption("quality.largest_masked_share", &All::quality, &Quality::largest_masked_share, {0, 1}, "share of tumour cells", "More cells hidden by their cytoplasm: not assessable.", "chosen by eye"),
      numberOption("quality.edge_um", &All::quality, &Quality::edge_um, {1, 250}, "um", "Cells nearer to the tissue's edge are edge cells.", "chosen by eye"),
      numberOption("quality.edge_warning_points", &All::quality, &Quality::edge_warning_points, {1, 100}, "percentage points", "Stained cells more frequent by this at the edge than inside: warning.", "chosen by eye"),
      numberOption("quality.minimum_tumour_cells", &All::score, &Score::minimum_tumour_cells, {1, 1e9}, "cells", "Fewer counted tumour cells: not assessable.", "what guidance on image analysis of HER2 asks for"),

      numberOption("score.bootstrap_block_um", &All::score, &Score::bootstrap_block_um, {10, 10000}, "um", "Edge of the tissue blocks that the bootstrap resamples.", "a few glands wide"),
      numberOption("score.bootstrap_replicates", &All::score, &Score::bootstrap_replicates, {100, 100000}, "", "Slides drawn by the bootstrap.", "leaves 2.5 % percentiles a twentieth of the interval uncertain"),
      numberOption("score.borderline_points", &All::score, &Score::borderline_points, {0, 50}, "percentage points", "A slide whose deciding percentage is nearer to a cut is borderline, whatever its intervals say.", "0: the intervals alone decide"),

      switchOption("noise_floor.from_rule_set", &All::noise_floor, &Floor::from_rule_set, "The noise floor is the rule set's; the two options below are then not looked at.", "rule sets hold what their guideline leaves open"),
      numberOption("noise_floor.percent", &All::noise_floor, &Floor::percent, {0, 100}, "% of counted cells", "Share of stained cells that still is noise.", "as the rule sets built in: below what any guideline can tell from none"),
      numberOption("noise_floor.contiguous_cells", &All::noise_floor, &Floor::contiguous_cells, {1, 1e9}, "cells", "Smaller groups of neighbouring stained cells still are noise.", "as the rule sets built in: about one small gland"),

      textOption("annotation.include", &All::annotation, &Annotation::include, kNames, "Classes of regions whose cells count.", "names annotation programs offer"),
      textOption("annotation.exclude", &All::annotation, &Annotation::exclude, kNames, "Classes of regions whose cells never count.", "names annotation programs offer"),
      textOption("annotation.ignore", &All::annotation, &Annotation::ignore, kNames, "Classes that say nothing; others that are not known are errors.", "names annotation programs offer"),

      switchOption("controls.required", &All::controls, &Controls::required, "A control on the slide that fails makes it indeterminate; otherwise it is a warning.", "a stain whose control fails tells nothing"),
      numberOption("controls.minimum_cells", &All::controls, &Controls::minimum_cells, {1, 1e9}, "cells", "Controls with fewer cells are not assessable.", "half of what a slide needs"),
  };
  return kTable;
}
// clang-format on

}  // namespace

std::span<const Option> configurationOptions() {
  return table();
}

}  // namespace herald
