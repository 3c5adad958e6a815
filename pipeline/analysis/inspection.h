// What a slide file is, without analysing it: for `herald inspect` and `herald score --dry-run`. Thread-safe but for
// inspectSlide, as openSlideSource.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "pipeline/annotations/annotations.h"
#include "pipeline/inputs/inputs.h"
#include "pipeline/slides/pixel_size.h"
#include "pipeline/slides/slide_opening.h"
#include "segmentation/tile_analysis.h"

namespace herald {

// The run that is predicted.
struct InspectionOptions {
  std::optional<PixelSize> pixel_size = std::nullopt;  // from the command line
  DecoderChoice decoder = DecoderChoice::kAuto;
  int threads = 1;
  std::optional<std::uint64_t> memory_bytes = std::nullopt;  // --memory; nothing: the default of memory_plan.h
  SegmentationOptions segmentation = {};
  // As RunStages::annotate: reads the annotation of an open slide, throws ReadError. Empty: annotations are not read.
  std::function<std::optional<SlideAnnotation>(const SlideInput&, const SlideDescription&)> annotate = {};
};

struct Inspection {
  SlideIdentity identity;
  std::string skip_reason;  // not empty: herald score would not try it, and the rest is not filled in
  std::string error;        // not empty: it does not open, and the rest is not filled in
  SlideDescription description;
  PixelSizeChoice pixel_size;
  // Not empty: it opens and fails all the same, because of its annotation or for lack of memory.
  std::string failure;
  // Why its score would stay empty, as far as its low-resolution picture shows (refusalsOf).
  std::vector<std::string> refusals;
  // Assessable tissue; not known without a level of low resolution or a pixel size.
  std::optional<double> tissue_mm2;
  // Memory herald score takes for it, at most (memory_plan.h); not known without a pixel size, or when it is too
  // little.
  std::optional<std::uint64_t> memory_bytes;
};

// Time `herald score` takes for the slide, seconds, with `threads` (at least 1) cores to itself: of its tissue where
// that is known, else at most, were all of it tissue. From the processor time measured on core_2, core_3 and the sample
// slides (Xeon 2.8 GHz).
[[nodiscard]] double predictedSeconds(const Inspection& inspection, int threads);

// What prevents scoring of the slide, in the words of summary.csv: "failed: ...", "indeterminate: ...", "skipped:
// ..."; empty when nothing is known that would.
[[nodiscard]] std::string obstacleOf(const Inspection& inspection);

// Opens the slide, describes it, reads its annotation and looks at its low resolution; a file that does not open or
// cannot be read gives its error.
[[nodiscard]] Inspection inspectSlide(const SlideInput& slide, const InspectionOptions& options);

// Slides whose content is that of an earlier one under another name: not a reason against scoring them, but seldom
// intended.
class RepeatedContent {
 public:
  // The name of the first slide given with the same content; nothing when it is this one, or does not open.
  [[nodiscard]] std::optional<std::string> firstOf(const Inspection& inspection);

 private:
  std::map<std::string, std::string> slide_of_hash_;
};

// One slide for people: a few lines, the last one ended.
[[nodiscard]] std::string inspectionText(const Inspection& inspection, int threads);

// All for programs: a JSON array of objects {slide, error}, {slide, skipped} or {slide, vendor, reader, mpp,
// mpp_source, size_mm[2], objective_power, greyscale, quick_hash, levels[{width, height, downsample, tile_width,
// tile_height}], unread[{kind, page, width, height, other_section}], tissue_mm2, failure, refusals[], predicted_seconds, predicted_memory_bytes, warnings[]}; unknown or
// none = null.
[[nodiscard]] std::string inspectionJson(const std::vector<Inspection>& inspections, int threads);

}  // namespace herald
