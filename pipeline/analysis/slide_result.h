// What is known of one slide when it is done: the value every output is written from.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "pipeline/analysis/evidence.h"
#include "pipeline/analysis/slide_cells.h"
#include "pipeline/annotations/annotations.h"
#include "pipeline/slides/slide_identity.h"
#include "pipeline/slides/slide_source.h"
#include "scoring/cell_class.h"
#include "scoring/cell_judgement.h"
#include "scoring/controls.h"
#include "scoring/slide_score.h"
#include "segmentation/cell_record.h"
#include "stain/slide_statistics.h"

namespace herald {

// Low-resolution picture of the whole slide, for overview.jpg and heatmap.png.
struct Thumbnail {
  Image<Rgb8> image;
  double downsample_px = 1;  // level-0 pixels per thumbnail pixel
};

struct SlideQuality {
  double focus = 0;       // median sharpness of all cells, see segmentation/focus_map.h
  double tissue_mm2 = 0;  // assessable: what follows is not in it
  double pen_mm2 = 0;
  double debris_mm2 = 0;
  double out_of_focus_mm2 = 0;
  double fold_mm2 = 0;
  double coverslip_edge_mm2 = 0;
  double red_cells_mm2 = 0;
  double dust_mm2 = 0;
  double counterstain_od = 0;         // median nuclear haematoxylin of cells that no artefact hides
  double masked_share = 0;            // of counted cells: their cytoplasm hides the membrane
  std::vector<std::string> warnings;  // e.g. "pixel size from the command line (0.25) and the file (0.50) disagree"
};

// What the annotation of a slide came to.
struct AnnotationEffect {
  SlideAnnotation annotation;
  double include_mm2 = 0;  // sum of the regions' areas
  double exclude_mm2 = 0;
  double tissue_mm2 = 0;  // assessable tissue whose cells can count
};

// Measured by passes 1 and 2, and then judged (slide_judgement.h).

struct SlideResult {
  SlideIdentity identity;
  std::filesystem::path path;
  SlideStatus status = SlideStatus::kFailed;
  std::vector<std::string> reasons;  // why not scored; empty when scored
  SlideDescription description;      // levels empty when the slide could not be opened
  std::optional<PixelSizeSource> pixel_size;
  // Warnings about the slide as a file: pixel size, notes of the reader. quality.warnings has them too.
  std::vector<std::string> reading_warnings;
  bool annotation_missing = false;    // annotations were given, none for this slide
  std::vector<std::string> refusals;  // why it is not assessable whatever its cells are (refusalsOf)
  SlideStatistics statistics;
  SlideQuality quality;
  Thumbnail thumbnail;
  std::string rule_set_name;
  std::string rule_set_version;
  std::string tumour_selection;                // automatic | roi | roi_automatic | all
  std::optional<CellClassOptions> cell_class;  // the cuts of `cells`
  SlideCells cells;                            // in store order: by 4096-px block (row-major), then seed y, x
  std::optional<double> neighbourhood_um;      // radius the surroundings of `cells` were measured with
  SlideScore score;
  std::optional<AnnotationEffect> annotation;   // nothing: the slide has none
  std::vector<ControlResult> controls;          // in the order of the annotation
  std::optional<JudgementRequest> judged_with;  // what `score` follows from, beside `cells`
  Evidence evidence;                            // for the report
  std::map<std::string, double> seconds;        // per stage, and "total"
};

// Adds the warnings of how the slide was read to quality.warnings; once, when it has been judged.
void addReadingWarnings(SlideResult& result);

}  // namespace herald
