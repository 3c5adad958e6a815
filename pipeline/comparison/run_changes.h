// Two results of the same slides beside each other: what another version, setting, scanner or batch of stain changed,
// and whether a run's background, stains, focus and controls drift. A value that changes.json, the CSVs and the page
// are written from.
//
// Slides are matched as in slide_matching.h, so that a second scanner's files may have other extensions. Differences
// are second less first. Limits of a control chart come from the first folder (scoring/agreement/robust_limits.h) and
// judge both. Pure functions; deterministic; thread-safe.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "pipeline/comparison/scored_slides.h"
#include "pipeline/pages/svg_plot.h"
#include "pipeline/results/slide_drift.h"
#include "scoring/agreement/agreement_summary.h"
#include "scoring/agreement/bland_altman.h"

namespace herald {

// One folder of results, or a table, with what its slides' evidence says.
struct RunSide {
  ScoredSlides scored;
  std::vector<DriftValues> drift;                             // of each slide
  std::vector<std::pair<std::string, std::string>> settings;  // name, value: versions, configuration; empty: unknown
};

// Reads a side. Throws std::invalid_argument as readScoredSlides, and for a damaged result.json or run.json.
[[nodiscard]] RunSide readRunSide(const std::filesystem::path& named);

// Of one slide. Throws std::invalid_argument naming the file when it is not a result.json, or is damaged.
[[nodiscard]] DriftValues readDriftValues(const std::filesystem::path& result_json);

struct ChangedSetting {
  std::string name;
  std::string first;  // empty: not set there
  std::string second;
};

struct PairedSlide {
  std::size_t first = 0;  // indices in ScoredSlides::slides
  std::size_t second = 0;
  bool score_changed = false;  // both scored, differently
  bool status_changed = false;
};

struct DriftChart {
  std::string measure;
  ControlChart chart;
};

struct RunChanges {
  std::vector<PairedSlide> pairs;  // in the first one's order
  std::vector<std::string> only_first;
  std::vector<std::string> only_second;
  AgreementSummary scores;      // rows: the first
  ConfusionMatrix statuses{4};  // by SlideStatus; rows: the first
  std::array<std::vector<MeasurementPair>, kMeasurements.size()> shift_pairs;
  std::array<std::optional<BlandAltman>, kMeasurements.size()> shifts;
  bool settings_known = false;  // of both
  std::vector<ChangedSetting> settings;
  std::vector<DriftChart> drift;
};

// Throws std::invalid_argument when no slide is in both.
[[nodiscard]] RunChanges compareRuns(const RunSide& first, const RunSide& second);

// The drift of one run alone: no pairs, no scores.
[[nodiscard]] RunChanges driftOf(const RunSide& run);

}  // namespace herald
