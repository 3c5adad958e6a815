// What `herald score` does with each slide (RunStages of run.h), from what its command line asks for.
#pragma once

#include <optional>

#include "pipeline/analysis/frozen_statistics.h"
#include "pipeline/analysis/slide_analysis.h"
#include "pipeline/configuration/chosen_rules.h"
#include "pipeline/configuration/configuration.h"
#include "pipeline/runs/run.h"
#include "pipeline/slides/slide_opening.h"

namespace herald {

struct ScoreSettings {
  Configuration configuration;
  ChosenRules rules;                       // with the noise floor of the configuration
  std::optional<FrozenStatistics> frozen;  // nothing: each slide's own
  DecoderChoice decoder = DecoderChoice::kAuto;
  AnalysisResources resources;  // its callbacks are the run's
};

// `settings` must outlive the stages.
[[nodiscard]] RunStages scoreStages(const ScoreSettings& settings);

// All of `settings` that decides what comes out.
[[nodiscard]] EffectiveConfiguration effectiveConfigurationOf(const ScoreSettings& settings);

}  // namespace herald
