// changes.json (schema "herald.changes/1", schema/herald.changes-1.schema.json) and the CSVs beside it.
// Deterministic; thread-safe.
#pragma once

#include <string>

#include "pipeline/comparison/run_changes.h"

namespace herald {

inline constexpr std::string_view kChangesSchemaName = "herald.changes/1";

// `second` is nullptr where one run alone was looked at.
[[nodiscard]] std::string changesJson(const RunChanges& changes, const RunSide& first, const RunSide* second);

// One row a slide that is in both: slide,second_slide,first_status,second_status,first_score,second_score, then of each
// measurement of kMeasurements its first and second value and the shift.
[[nodiscard]] std::string changedSlidesCsv(const RunChanges& changes, const RunSide& first, const RunSide& second);

// Long form: measure,run,slide,value,outside. run: first | second.
[[nodiscard]] std::string driftCsv(const RunChanges& changes);

}  // namespace herald
