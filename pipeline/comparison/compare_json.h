// compare.json: a program's scores beside those of readers, schema "herald.compare/1"
// (schema/herald.compare-1.schema.json says what each field means).
//
// Keys have a fixed order and numbers a fixed rounding; there is no time in it, so that the same input gives the same
// text. What is undefined is null. Pure; thread-safe.
#pragma once

#include <string>
#include <vector>

#include "pipeline/comparison/comparison.h"

namespace herald {

inline constexpr std::string_view kCompareSchemaName = "herald.compare/1";

// What was compared, and where its evidence lies as seen from the output folder.
struct ComparisonSources {
  const ScoredSlides& scored;
  const Readers& readers;
  const BootstrapOptions& bootstrap;
  std::vector<std::string> evidence;  // for each of Comparison::slides a relative path with "/"; empty: none
};

// The document, indented by two spaces, with a final newline.
[[nodiscard]] std::string compareJson(const Comparison& comparison, const ComparisonSources& sources);

}  // namespace herald
