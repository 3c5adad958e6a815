// What a cell store says of its slide: `rescore`, `tune` and `view` take it from a folder that somebody may have
// edited.
#include <cstdlib>

#include "fuzz_target.h"
#include "pipeline/cells/measured_slide.h"
#include "tests/support/synthetic_result.h"

std::vector<std::string> seedInputs() {
  namespace synthetic = herald::synthetic;
  return {herald::measuredSlideJson(synthetic::scoredResult()),
          herald::measuredSlideJson(synthetic::indeterminateResult())};
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string written;
  try {
    written = herald::measuredSlideJson(herald::parseMeasuredSlide({reinterpret_cast<const char*>(data), size}));
  } catch (const std::invalid_argument&) {
    return 0;
  }
  // What was taken can be written and taken again.
  if (herald::measuredSlideJson(herald::parseMeasuredSlide(written)) != written) std::abort();
  return 0;
}
