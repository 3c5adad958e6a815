// Whether an earlier result of a slide is still what this run would give. Reads files; thread-safe.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "pipeline/results/run_report.h"
#include "pipeline/runs/slide_outputs.h"
#include "pipeline/slides/slide_identity.h"
#include "pipeline/slides/slide_source.h"

namespace herald {

// What a result depends on.
struct ResultKey {
  std::string case_id;
  std::string quick_hash;  // of the slide
  std::optional<PixelSizeSource> pixel_size;
  std::string annotation_hash;  // of the slide's annotation; empty without one
  std::string herald;           // Provenance::herald
  std::string config_hash;      // Provenance::config_hash
};

// The entry of an earlier run, as that of this one, when the slide's folder holds a complete result (scored or
// indeterminate) of exactly this key, with every output that is wanted. A result.json that is missing or damaged is no
// result.
[[nodiscard]] std::optional<RunInput> earlierEntry(const ResultKey& key, const SlideIdentity& slide,
                                                   const std::filesystem::path& slide_folder,
                                                   const OutputOptions& wanted);

}  // namespace herald
