// run.json and summary.csv of a shard, a zero byte between them, joined into a new folder.
#include <cstdlib>

#include "fuzz_target.h"
#include "pipeline/files/atomic_file.h"
#include "pipeline/results/run_json.h"
#include "pipeline/results/summary.h"
#include "pipeline/runs/merge.h"
#include "pipeline/slides/slide_identity.h"
#include "tests/support/temporary_folder.h"

namespace herald {
namespace {

std::string shardOf(std::size_t list_slides, const std::vector<std::string>& slides, bool finished) {
  RunReport report;
  report.provenance = {"0.0.0+fuzz", {{"x", "1"}}, "[a]\n", "00112233445566778899aabbccddeeff", {"score"}};
  report.started = "2026-01-02T03:04:05Z";
  if (finished) report.finished = "2026-01-02T03:05:05Z";
  report.list_slides = list_slides;
  report.list_hash = "0123456789abcdef0123456789abcdef";
  report.shard = Shard{1, 1};
  for (const std::string& slide : slides) {
    RunInput input;
    input.row.slide = slide;
    input.row.status = SlideStatus::kScored;
    input.row.score = Her2Score::k2Plus;
    input.folder = identityOf(slide).folder;
    report.inputs.push_back(input);
  }
  return runJson(report) + '\0' + summaryCsv(rowsOf(report));
}

const std::vector<std::string>& slides() {
  static const std::vector<std::string> kSlides = {"a.svs", "b/c.svs"};
  return kSlides;
}

// A shard with the slides' files; run.json and summary.csv come later.
class Place {
 public:
  Place() {
    for (const std::string& slide : slides()) shard.write("slides/" + identityOf(slide).folder + "/result.json", "{}");
    shard.write("log.txt", "a line\n");
  }
  TemporaryFolder shard;
  TemporaryFolder around;  // of the output folder
};

}  // namespace
}  // namespace herald

std::vector<std::string> seedInputs() {
  return {herald::shardOf(2, herald::slides(), true), herald::shardOf(3, herald::slides(), false),
          herald::shardOf(0, {}, true)};
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const herald::Place kPlace;
  const std::string text(reinterpret_cast<const char*>(data), size);
  const std::size_t end = text.find('\0');
  (void)kPlace.shard.write("run.json", text.substr(0, end));
  (void)kPlace.shard.write("summary.csv", end == std::string::npos ? "" : text.substr(end + 1));
  const auto out = kPlace.around / "out";
  try {
    (void)herald::mergeShards({kPlace.shard.path()}, out, {.allow_missing = true});
  } catch (const std::invalid_argument&) {
  } catch (const herald::OutputError&) {
  }
  std::filesystem::remove_all(out);
  if (!std::filesystem::is_empty(kPlace.around.path())) std::abort();
  return 0;
}
