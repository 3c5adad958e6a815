// One call of `herald score`: every slide is tried, whatever happens to the one before it, and the outputs are complete
// after each of them, so that a run that is killed can be resumed.
//
//   OUT/summary.csv and OUT/run.json are rewritten after each slide; OUT/slides/<folder>/ is written by
//   slide_outputs.h.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>

#include "pipeline/inputs.h"
#include "pipeline/provenance.h"
#include "pipeline/run_report.h"
#include "pipeline/slide_outputs.h"
#include "pipeline/slide_result.h"

namespace herald {

struct RunOptions {
  std::filesystem::path out = {};                            // made if missing
  std::optional<PixelSize> pixel_size = std::nullopt;        // from the command line
  std::optional<std::uint64_t> memory_bytes = std::nullopt;  // --memory, see memory_plan.h
  OutputOptions outputs = {};
  bool force = false;  // also slides whose result is still valid
};

// Exit codes of the program.
inline constexpr int kExitDone = 0;  // every slide scored, indeterminate or skipped
inline constexpr int kExitSomeFailed = 1;
inline constexpr int kExitUsage = 2;
inline constexpr int kExitNothingFound = 3;  // no slide among the arguments

// Hears how the run goes. Called from the thread that runs, tilesDone also from tile threads, one at a time.
class RunListener {
 public:
  virtual ~RunListener() = default;
  virtual void slideStarted(std::size_t /*index*/, std::size_t /*count*/, const SlideIdentity& /*slide*/) {}
  virtual void tilesDone(std::size_t /*done*/, std::size_t /*total*/) {}
  virtual void warned(const SlideIdentity& /*slide*/, const std::string& /*warning*/) {}
  virtual void slideFinished(const RunInput& /*slide*/) {}
};

using TilesDone = std::function<void(std::size_t done, std::size_t total)>;

// What the run calls for each slide; tests put fakes here.
struct RunStages {
  // Throws SlideError.
  std::function<std::unique_ptr<SlideSource>(const std::filesystem::path&)> open;
  // Reads the annotation of a slide that is open, or says what a slide without one gets. Throws SlideError.
  std::function<std::optional<SlideAnnotation>(const SlideInput&, const SlideDescription&)> annotate;
  // Gives status scored or indeterminate. Throws SlideError; whatever else it throws fails the slide too.
  std::function<SlideResult(SlideSource&, const SlideIdentity&, const PixelSizeSource&, const SlideAnnotation*,
                            const TilesDone&)>
      analyse;
};

// Runs over `inputs` in their order. An unchanged slide (same quick hash, pixel size, annotation, configuration and
// program, status scored or indeterminate) is reused unless forced. Throws OutputError when `out`, summary.csv or
// run.json cannot be written; an output of one slide that cannot be written fails that slide.
[[nodiscard]] RunReport runSlides(const InputList& inputs, const RunOptions& options, const Provenance& provenance,
                                  const RunStages& stages, RunListener& listener);

}  // namespace herald
