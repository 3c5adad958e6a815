// What a run's slides say of scanner and staining batch, slide by slide: the values that drift when either does.
//
// From each slide's result.json: background light of the glass (red, green, blue, grey levels 0-255), angles of the
// stain vectors from the default ones and between each other (degrees), nuclear counterstain (optical density), focus,
// and of each control score the percentage of cells in its class. Of slides that lack a value nothing is shown.
#pragma once

#include <array>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "pipeline/comparison/scored_slides.h"

namespace herald {

// Values of one slide by the name of the measure, "background red" ... "Control 3+, 3+ cells %".
using DriftValues = std::map<std::string, double>;

// Throws std::invalid_argument naming the file when it is there but no result.json.
[[nodiscard]] DriftValues readDriftValues(const std::filesystem::path& result_json);

// For each slide of a folder of results; empty ones where there is no evidence. Throws as above.
[[nodiscard]] std::vector<DriftValues> readDriftOf(const ScoredSlides& scored);

// Order of measures in tables and pages; those not listed (controls) come after, by name.
[[nodiscard]] std::vector<std::string> driftMeasures(const std::vector<DriftValues>& slides);

}  // namespace herald
