// What a slide file is, without analysing it: for `herald inspect`. Pure; thread-safe.
#pragma once

#include <optional>
#include <string>

#include "pipeline/inputs.h"
#include "pipeline/pixel_size.h"

namespace herald {

struct Inspection {
  SlideIdentity identity;
  std::string error;  // not empty: it does not open, and the rest is not filled in
  SlideDescription description;
  PixelSizeChoice pixel_size;
};

// Upper bound of the time `herald score` takes for the slide, seconds: all of it tissue, `threads` (at least 1) cores
// to itself. From the processor time measured on core_2 and the sample slides (Xeon 2.8 GHz).
[[nodiscard]] double predictedSeconds(const SlideDescription& description, int threads);

// Memory `herald score` takes for it by default with so many threads, bytes; at most (memory_plan.h).
[[nodiscard]] std::uint64_t predictedMemoryBytes(const SlideDescription& description, PixelSize pixel_size,
                                                 int threads);

// Opens the slide and describes it; a file that does not open gives its error.
[[nodiscard]] Inspection inspectSlide(const SlideInput& slide, const std::optional<PixelSize>& command_line,
                                      ReaderChoice reader = ReaderChoice::kAuto);

// One slide for people: a few lines, the last one ended.
[[nodiscard]] std::string inspectionText(const Inspection& inspection, int threads);

// All for programs: a JSON array of objects {slide, error} or {slide, vendor, reader, mpp, mpp_source, size_mm[2],
// objective_power, greyscale, quick_hash, levels[{width, height, downsample, tile_width, tile_height}],
// predicted_seconds, predicted_memory_bytes, warnings[]}; unknown = null.
[[nodiscard]] std::string inspectionJson(const std::vector<Inspection>& inspections, int threads);

}  // namespace herald
