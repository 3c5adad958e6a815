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

// Opens the slide and describes it; a file that does not open gives its error.
[[nodiscard]] Inspection inspectSlide(const SlideInput& slide, const std::optional<PixelSize>& command_line);

// One slide for people: a few lines, the last one ended.
[[nodiscard]] std::string inspectionText(const Inspection& inspection);

// All for programs: a JSON array of objects {slide, error} or {slide, vendor, reader, mpp, mpp_source, objective_power,
// greyscale, quick_hash, levels[{width, height, downsample, tile_width, tile_height}], warnings[]}; unknown = null.
[[nodiscard]] std::string inspectionJson(const std::vector<Inspection>& inspections);

}  // namespace herald
