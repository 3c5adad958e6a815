// result.json given with --statistics.
#include "fuzz_target.h"
#include "pipeline/analysis/frozen_statistics.h"
#include "pipeline/results/result_json.h"
#include "tests/support/synthetic_result.h"

std::vector<std::string> seedInputs() {
  return {R"({"stain":{"background":[240,240,240],"background_source":"glass","haematoxylin":[0.65,0.704,0.286],
"dab":[0.268,0.57,0.776],"source":"default"},"statistics":{"glass_od":0.015,"fold_od":0.5,"grid_origin":[0,0]}})",
          herald::resultJson(herald::synthetic::scoredResult(), {}), R"({"stain":null})", "[]"};
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const herald::InputFile file({data, size});
  try {
    (void)herald::readFrozenStatistics(file.path(), {3, 5});
  } catch (const std::invalid_argument&) {
  }
  return 0;
}
