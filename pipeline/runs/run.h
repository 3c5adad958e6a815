// One call of `herald score`: every slide is tried, whatever happens to the one before it, and the outputs are complete
// after each of them, so that a run that is killed can be resumed.
//
//   OUT/summary.csv and OUT/run.json are rewritten after each slide, less often where that would take more than a
//   twentieth of the time; OUT/slides/<folder>/ is written by slide_outputs.h; failures are explained in OUT/log.txt
//   (run_log.h). OUT belongs to one run at a time (output_folder.h).
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string_view>

#include "pipeline/analysis/slide_result.h"
#include "pipeline/configuration/provenance.h"
#include "pipeline/inputs/inputs.h"
#include "pipeline/inputs/shard.h"
#include "pipeline/results/run_report.h"
#include "pipeline/runs/exit_codes.h"
#include "pipeline/runs/run_listener.h"
#include "pipeline/runs/slide_outputs.h"
#include "pipeline/slides/interruption.h"

namespace herald {

struct RunOptions {
  std::filesystem::path out = {};                            // made if missing
  std::optional<PixelSize> pixel_size = std::nullopt;        // from the command line
  std::optional<std::uint64_t> memory_bytes = std::nullopt;  // --memory, see memory_plan.h
  OutputOptions outputs = {};
  bool force = false;                          // also slides whose result is still valid
  const Interruption* interruption = nullptr;  // asks the run to stop; must outlive it
  std::optional<Shard> shard = std::nullopt;   // --shard: this part of the list only
};

using TilesDone = std::function<void(std::size_t done, std::size_t total)>;

// How the analysis of a slide goes; see AnalysisResources. All are there.
struct SlideProgress {
  TilesDone tiles_done;
  std::function<void(std::string_view stage)> stage_began;
};

// What the run calls for each slide; tests put fakes here.
struct RunStages {
  // Throws ReadError.
  std::function<std::unique_ptr<SlideSource>(const std::filesystem::path&)> open;
  // Reads the annotation of a slide that is open, or says what a slide without one gets. Throws ReadError.
  std::function<std::optional<SlideAnnotation>(const SlideInput&, const SlideDescription&)> annotate;
  // Gives status scored or indeterminate. Throws ReadError; whatever else it throws fails the slide too, but for
  // Interrupted.
  std::function<SlideResult(SlideSource&, const SlideIdentity&, const PixelSizeSource&, const SlideAnnotation*,
                            const SlideProgress&)>
      analyse;
};

// Runs over `inputs`, or the shard of them, in their order. An unchanged slide (same quick hash, pixel size,
// annotation, configuration and program, status scored or indeterminate) is reused unless forced. A slide whose file
// changes meanwhile fails. So does one on which earlier runs died (fatal_slides.h), unless forced or the file, the
// program, the configuration, threads or memory have changed. When the run is interrupted, the slide being processed is
// abandoned, finished ones stay finished, the report names the remaining ones and has exit code kExitInterrupted.
// Throws UnusableFolder before any slide is opened when `out` cannot be written or is taken; OutputError when
// summary.csv or run.json cannot be written at the end; an output of one slide that cannot be written fails that slide.
[[nodiscard]] RunReport runSlides(const InputList& inputs, const RunOptions& options, const Provenance& provenance,
                                  const RunStages& stages, RunListener& listener);

}  // namespace herald
