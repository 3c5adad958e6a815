// Results judged again with other options, rules or annotations, from cells.h5ad alone: exactly what a full run with
// those settings gives, without a slide.
#pragma once

#include <filesystem>
#include <memory>

#include "pipeline/configuration/effective_configuration.h"
#include "pipeline/inputs/inputs.h"
#include "pipeline/results/result_folder.h"
#include "pipeline/runs/run.h"
#include "scoring/rule_set.h"

namespace herald {

struct RescoreOptions {
  std::filesystem::path out;  // new, empty, or of an earlier rescore, whose slides are then removed
  std::shared_ptr<const EffectiveConfiguration> configuration;
  RuleSet rules;
  // The slides in the order of the folder's, each with its annotation (assignAnnotations); nothing: the annotations the
  // slides were scored with.
  std::optional<InputList> annotated = std::nullopt;
  // Without `result_only` also cells.h5ad with the new classes, and tissue.geojson; pictures need the slide.
  OutputOptions outputs = {.result_only = true};
  int threads = 1;                             // slides at a time; no result depends on it
  const Interruption* interruption = nullptr;  // asks the run to stop; must outlive it
};

// The slides of a folder as a list, for assignAnnotations. Their paths are their names.
[[nodiscard]] InputList slidesOf(const ResultFolder& results);

// Judges every scored or indeterminate slide of `measured` again, several at a time, and writes `out` as runSlides
// does; failed and skipped slides are taken over as they are. A slide whose cell store is missing, damaged or of other
// settings than `measured` fails. `measured_with`: the options of configurationOf(measured); `provenance` holds the new
// configuration. Memory: threads x (72 bytes a cell of a slide + 12 MB), whatever the number of slides; some 630 bytes
// a cell on disk meanwhile where cells are written. Throws std::invalid_argument for an unfinished `measured`, where
// `out` is not as said above or is the folder of `measured` by another name or shares its slides, and where an option
// that acts while slides are measured differs from those of `measured`, naming it; UnusableFolder and OutputError as
// runSlides.
[[nodiscard]] RunReport rescoreSlides(const ResultFolder& measured, const Configuration& measured_with,
                                      const RescoreOptions& options, const Provenance& provenance,
                                      RunListener& listener);

}  // namespace herald
