// What is known of one slide when it is done: the value every output is written from.
#pragma once

#include <array>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "pipeline/analysis/evidence.h"
#include "pipeline/analysis/slide_cells.h"
#include "pipeline/annotations/annotations.h"
#include "pipeline/configuration/effective_configuration.h"
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

// What a slide is like, for its assessment and for the reader.
struct SlideQuality {
  double focus = 0;                               // median sharpness of all cells, see segmentation/focus_map.h
  std::array<double, kTissueClasses> area_mm2{};  // by TissueClass; kTissue: assessable, the others are not in it
  double counterstain_od = 0;                     // median nuclear haematoxylin of cells that no artefact hides
  double masked_share = 0;                        // of counted cells: they cannot be judged
  BlankTissue blank;                              // the slide's own noise floor
  std::optional<double> gradient_h_score;         // across the tissue
  std::vector<std::string> warnings;  // e.g. "pixel size from the command line (0.25) and the file (0.50) disagree"

  [[nodiscard]] double areaMm2(TissueClass tissue_class) const {
    return area_mm2.at(static_cast<std::size_t>(tissue_class));
  }
};

// What the regions of a slide's annotation come to.
struct AnnotatedAreas {
  double include_mm2 = 0;  // sum of the regions' areas
  double exclude_mm2 = 0;
  double tissue_mm2 = 0;  // assessable tissue whose cells can count
};

// What the slide gave before anything was judged: the cell store holds it all but the picture (measured_slide.h), so
// that it can be judged again. Judging marks cells and tissue; judging again takes that back first.
struct SlideMeasurement {
  SlideDescription description;  // levels empty when the slide could not be opened
  std::optional<PixelSizeSource> pixel_size;
  // Warnings about the slide as a file: pixel size, notes of the reader. The judgement's quality.warnings has them too.
  std::vector<std::string> reading_warnings;
  std::optional<SlideAnnotation> annotation;  // nothing: the slide has none
  bool annotation_missing = false;            // annotations were given, none for this slide
  std::vector<std::string> refusals;          // why it is not assessable whatever its cells are (refusalsOf)
  SlideStatistics statistics;
  Thumbnail thumbnail;
  SlideCells cells;                        // in store order: by 4096-px block (row-major), then seed y, x
  std::optional<double> neighbourhood_um;  // radius the surroundings of `cells` were measured with
};

// What was made of it (slide_judgement.h).
struct SlideJudgement {
  std::shared_ptr<const EffectiveConfiguration> configuration;  // that of the run, which its slides share
  std::string tumour_selection;                                 // automatic | roi | roi_automatic | all
  std::optional<JudgementRequest> request;  // what `score` follows from, beside the cells: cuts, rules, options
  SlideQuality quality;
  std::optional<AnnotatedAreas> annotated;  // of measured.annotation
  SlideScore score;
  std::vector<ControlResult> controls;  // in the order of the annotation

  // Empty before the slide is judged.
  [[nodiscard]] std::string ruleSetName() const { return request ? request->rules.name : std::string(); }
  [[nodiscard]] std::string ruleSetVersion() const { return request ? request->rules.version : std::string(); }
};

struct SlideResult {
  SlideIdentity identity;
  SlideStatus status = SlideStatus::kFailed;
  std::vector<std::string> reasons;  // why not scored; empty when scored
  SlideMeasurement measured;
  SlideJudgement judged;
  Evidence evidence;                      // for the report
  std::map<std::string, double> seconds;  // per stage, and "total"
};

// Adds the warnings of how the slide was read to the judgement's; once, when it has been judged.
void addReadingWarnings(SlideResult& result);

}  // namespace herald
