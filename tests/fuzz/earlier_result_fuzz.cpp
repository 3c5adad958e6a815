// result.json of an earlier run, which decides whether a slide is scored again, and gives its entry in this one.
#include "fuzz_target.h"
#include "pipeline/results/result_json.h"
#include "pipeline/runs/reuse.h"
#include "tests/support/synthetic_result.h"
#include "tests/support/temporary_folder.h"

namespace herald {
namespace {

// The key of the first seed: with it every member is looked at.
ResultKey key() {
  const SlideResult result = synthetic::scoredResult();
  const Provenance provenance = synthetic::provenance();
  return {result.identity.case_id,    result.measured.description.quick_hash,
          result.measured.pixel_size, "",
          provenance.herald,          provenance.config_hash};
}

}  // namespace
}  // namespace herald

std::vector<std::string> seedInputs() {
  namespace synthetic = herald::synthetic;
  return {herald::resultJson(synthetic::scoredResult(), synthetic::provenance()),
          herald::resultJson(synthetic::indeterminateResult(), synthetic::provenance()),
          R"({"schema":"herald.result/1","status":"scored","reasons":["a","b"],"percent":{"0":{"value":1e2}}})"};
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const herald::TemporaryFolder kFolder;
  static const herald::ResultKey kKey = herald::key();
  (void)kFolder.write("result.json", {reinterpret_cast<const char*>(data), size});
  (void)herald::earlierEntry(kKey, {}, kFolder.path(), {});
  return 0;
}
