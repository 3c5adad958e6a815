#include "pipeline/runs/rescore.h"

#include <fmt/format.h>
#include <tbb/global_control.h>
#include <tbb/parallel_pipeline.h>
#include <tbb/task_arena.h>

#include <algorithm>
#include <chrono>
#include <stdexcept>
#include <system_error>
#include <utility>
#include <vector>

#include "pipeline/analysis/slide_judgement.h"
#include "pipeline/cells/cell_store_reader.h"
#include "pipeline/configuration/effective_configuration.h"
#include "pipeline/files/output_names.h"
#include "pipeline/files/read_error.h"
#include "pipeline/inputs/annotation_files.h"
#include "pipeline/results/run_log.h"
#include "pipeline/runs/output_folder.h"
#include "pipeline/runs/run_record.h"
#include "pipeline/runs/slide_outcome.h"
#include "pipeline/slides/slide_identity.h"

namespace herald {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

void requireJudgementAlone(const Configuration& measured, const RescoreOptions& options) {
  for (const Option& option : configurationOptions()) {
    if (option.stage >= OptionStage::kJudged || option.get(measured) == option.get(options.configuration->options))
      continue;
    const bool annotation = option.stage == OptionStage::kAnnotation;
    if (annotation && options.annotated) continue;
    throw std::invalid_argument(fmt::format(
        "{} cannot be changed by rescore: {}", option.key,
        annotation ? "it takes effect when annotations are read; name them with --roi"
                   : "it takes effect while a slide is measured; score the slides again with herald score"));
  }
}

// A new or empty folder, or one of an earlier rescore.
void requireFreeOut(const fs::path& out) {
  std::error_code error;
  if (!fs::exists(out, error) || fs::is_empty(out, error)) return;
  bool rescored = false;
  try {
    rescored = !readResultFolder(out).run.rescored_from.empty();
  } catch (const std::invalid_argument&) {  // no folder of results
  }
  if (!rescored)
    throw std::invalid_argument(out.string() + ": the folder is not empty; name a new one for the results");
}

// Nor the folder whose cells are read, by whatever name, nor one that shares its slides.
void requireApart(const fs::path& measured, const fs::path& out) {
  for (const std::string_view part : {std::string_view(), output::kSlidesFolder}) {
    std::error_code missing;
    if (fs::equivalent(measured / part, out / part, missing))
      throw std::invalid_argument(fmt::format("{}: is the folder being read, {}; name another one for the results",
                                              out.string(), measured.string()));
  }
}

void removeSlides(const fs::path& out) {
  for (const fs::path& folder : slideFoldersIn(out)) removeSlideOutputs(out, folder.filename().string());
}

// `to` as seen from `from`, so that both can be moved together.
std::string relativePath(const fs::path& to, const fs::path& from) {
  std::error_code error;
  const fs::path path = fs::relative(to, from, error);
  return error || path.empty() ? to.string() : path.string();
}

// What became of one slide.
struct Outcome {
  RunInput entry;
  std::vector<std::string> warnings;
  std::vector<std::string> causes;  // of a failure
};

class Rescoring {
 public:
  Rescoring(const ResultFolder& measured, const RescoreOptions& options, const Provenance& provenance,
            RunListener& listener)
      : measured_(measured),
        options_(options),
        provenance_(provenance),
        listener_(listener),
        log_(options.out / output::kLogTxt),
        record_(begun(measured, options, provenance), namesOf(measured), options.out) {}

  RunReport run() {
    record_.begin();
    log_.add(fmt::format("rescoring begins: {} slides of {}", record_.slides(), record_.report().rescored_from));
    rescoreAll();
    record_.end();
    record_.publish();
    log_.add(fmt::format("rescoring ends: exit code {}", record_.report().exit_code));
    return record_.report();
  }

 private:
  static RunReport begun(const ResultFolder& measured, const RescoreOptions& options, const Provenance& provenance) {
    RunReport report;
    report.provenance = provenance;
    report.list_slides = measured.run.list_slides;
    report.list_hash = measured.run.list_hash;
    report.shard = measured.run.shard;
    report.rescored_from = relativePath(measured.path, options.out);
    return report;
  }

  static std::vector<std::string> namesOf(const ResultFolder& measured) {
    std::vector<std::string> names;
    for (const RunInput& slide : measured.run.inputs) names.push_back(slide.row.slide);
    return names;
  }

  [[nodiscard]] const std::vector<RunInput>& slides() const { return measured_.run.inputs; }

  // Slides side by side, their outcomes in order.
  void rescoreAll() {
    const auto threads = static_cast<std::size_t>(options_.threads);
    tbb::task_arena arena(options_.threads);
    arena.execute([&] {
      std::size_t next = 0;
      tbb::parallel_pipeline(
          threads, tbb::make_filter<void, std::size_t>(tbb::filter_mode::serial_in_order,
                                                       [&](tbb::flow_control& control) -> std::size_t {
                                                         if (next == slides().size() || interrupted()) control.stop();
                                                         return next++;
                                                       }) &
                       tbb::make_filter<std::size_t, Outcome>(tbb::filter_mode::parallel,
                                                              [&](std::size_t index) { return outcomeOf(index); }) &
                       tbb::make_filter<Outcome, void>(tbb::filter_mode::serial_in_order,
                                                       [&](Outcome outcome) { finish(std::move(outcome)); }));
    });
  }

  [[nodiscard]] bool interrupted() const {
    return options_.interruption != nullptr && options_.interruption->requested();
  }

  void finish(Outcome outcome) {
    const SlideIdentity slide{outcome.entry.row.slide, "", "", ""};
    listener_.slideStarted(record_.done(), record_.slides(), slide);
    for (const std::string& warning : outcome.warnings) listener_.warned(slide, warning);
    if (!outcome.causes.empty()) log_.add(outcome.entry.row.slide + ": failed", outcome.causes);
    listener_.slideFinished(outcome.entry);
    record_.add(std::move(outcome.entry));
  }

  [[nodiscard]] Outcome outcomeOf(std::size_t index) const {
    const RunInput& slide = slides()[index];
    const auto start = Clock::now();
    Outcome outcome = isMeasured(slide.row.status) ? rescored(index, start) : Outcome{takenOver(slide), {}, {}};
    outcome.entry.seconds = secondsSince(start);
    return outcome;
  }

  static double secondsSince(Clock::time_point start) {
    return std::chrono::duration<double>(Clock::now() - start).count();
  }

  [[nodiscard]] Outcome rescored(std::size_t index, Clock::time_point start) const {
    try {
      SlideResult result = judged(index);
      result.seconds["rescoring"] = result.seconds["total"] = secondsSince(start);
      writeSlideOutputs(result, provenance_, options_.out, options_.outputs);
      return {entryOf(result), result.judged.quality.warnings, {}};
    } catch (...) {
      return failed(slides()[index], std::current_exception());
    }
  }

  [[nodiscard]] SlideResult judged(std::size_t index) const {
    const fs::path file = slideFolder(measured_.path, slides()[index].folder) / output::kCellsH5ad;
    const CellStoreReader store(file);
    if (store.configHash() != measured_.run.provenance.config_hash)
      throw ReadError(file.string() + ": was measured with settings other than those in run.json");
    SlideResult result = store.measuredSlide();
    // The cell store is the same whoever decoded the slide.
    result.measured.description.decoder = slides()[index].decoder;
    const Configuration& configuration = options_.configuration->options;
    result.measured.cells = options_.outputs.result_only
                                ? SlideCells::withoutRecords(configuration.cell_class, configuration.quality)
                                : SlideCells(options_.out, configuration.cell_class, configuration.quality);
    readCells(store, result.measured.cells);
    if (options_.annotated) annotate(options_.annotated->slides[index], result);
    judgeSlide(options_.configuration, options_.rules, result);
    addReadingWarnings(result);
    return result;
  }

  void readCells(const CellStoreReader& store, SlideCells& cells) const {
    const CellFields fields = options_.outputs.result_only ? CellFields::kJudged : CellFields::kAll;
    cells.reserve(store.size());
    store.visit(fields, [&](std::span<const CellRecord> some) { cells.append(some); });
    cells.arrange();
  }

  void annotate(const SlideInput& slide, SlideResult& result) const {
    const auto annotation =
        annotationOf(slide, result.measured.description.levels.front(), options_.configuration->options);
    result.measured.annotation = annotation;
    result.measured.annotation_missing = slide.roi_missing;
  }

  [[nodiscard]] Outcome failed(const RunInput& slide, const std::exception_ptr& failure) const {
    SlideResult attempt;
    attempt.identity = identityOf(slide.row.slide, slide.row.case_id);
    attempt.identity.folder = slide.folder;
    const SlideResult result = failedResult(failure, attempt);
    Outcome outcome = {entryOf(result), {}, causesOf(failure)};
    try {
      writeSlideOutputs(result, provenance_, options_.out, options_.outputs);
    } catch (const OutputError&) {  // of the folder: what fails the slide says so already
      outcome.entry.folder.clear();
    }
    return outcome;
  }

  // A slide that was not measured: its result.json says why.
  [[nodiscard]] RunInput takenOver(RunInput slide) const {
    slide.reused = false;
    if (!slide.folder.empty() && !copyResult(slide.folder)) slide.folder.clear();
    return slide;
  }

  [[nodiscard]] bool copyResult(const std::string& folder) const {
    std::error_code error;
    const fs::path to = slideFolder(options_.out, folder);
    fs::create_directories(to, error);
    return fs::copy_file(slideFolder(measured_.path, folder) / output::kResultJson, to / output::kResultJson, error) &&
           !error;
  }

  const ResultFolder& measured_;
  const RescoreOptions& options_;
  const Provenance& provenance_;
  RunListener& listener_;
  RunLog log_;
  RunRecord record_;
};

}  // namespace

InputList slidesOf(const ResultFolder& results) {
  InputList list;
  for (const RunInput& slide : results.run.inputs) {
    SlideInput input;
    input.path = slide.row.slide;
    input.identity = identityOf(slide.row.slide, slide.row.case_id);
    list.slides.push_back(std::move(input));
  }
  return list;
}

RunReport rescoreSlides(const ResultFolder& measured, const Configuration& measured_with, const RescoreOptions& options,
                        const Provenance& provenance, RunListener& listener) {
  if (!measured.finished())
    throw std::invalid_argument(measured.path.string() + ": its run is unfinished: run it again to completion");
  requireJudgementAlone(measured_with, options);
  requireFreeOut(options.out);
  requireApart(measured.path, options.out);
  const OutputFolder folder(options.out);
  removeSlides(options.out);
  const tbb::global_control most(tbb::global_control::max_allowed_parallelism,
                                 static_cast<std::size_t>(std::max(1, options.threads)) + 1);
  return Rescoring(measured, options, provenance, listener).run();
}

}  // namespace herald
