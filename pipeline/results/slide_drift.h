// What a slide says about scanner and staining batch: the values that drift when either does.
//
// Background light of the glass (red, green, blue, grey levels 0-255), angles of the stain vectors from the default
// ones and between each other (degrees), nuclear counterstain (optical density), focus, and of each control score the
// percentage of cells in its class. A value that the slide lacks is not there. Pure; thread-safe.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "pipeline/analysis/slide_result.h"
#include "pipeline/files/json_text.h"

namespace herald {

// Values of one slide by the name of the measure, "background red" ... "Control 3+, 3+ cells %".
using DriftValues = std::map<std::string, double>;

// The same as driftValuesOf gives of the slide's result.json.
[[nodiscard]] DriftValues driftValues(const SlideResult& result);

// From a document of result.json. Throws a JSON exception for a value that is missing or of another kind.
[[nodiscard]] DriftValues driftValuesOf(const OrderedJson& result);

// Order of measures in tables and pages; those not listed (controls) come after, by name.
[[nodiscard]] std::vector<std::string> driftMeasures(const std::vector<DriftValues>& slides);

}  // namespace herald
