#include "pipeline/run.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <chrono>
#include <new>
#include <vector>

#include "pipeline/atomic_file.h"
#include "pipeline/pixel_size.h"
#include "pipeline/reuse.h"
#include "pipeline/summary.h"

namespace herald {
namespace {

using Clock = std::chrono::steady_clock;

std::string utcNow() {
  return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(std::chrono::system_clock::now()));
}

std::string oneLine(std::string text) {
  for (char& c : text)
    if (c == '\n' || c == '\r') c = ' ';
  return text;
}

class Run {
 public:
  Run(const InputList& inputs, const RunOptions& options, const Provenance& provenance, const RunStages& stages,
      RunListener& listener)
      : inputs_(inputs), options_(options), provenance_(provenance), stages_(stages), listener_(listener) {
    report_.provenance = provenance;
    report_.ignored_files = inputs.ignored_files;
    report_.started = utcNow();
  }

  RunReport run() {
    makeFolders();
    writeReport();
    for (std::size_t i = 0; i < inputs_.slides.size(); ++i) {
      const SlideInput& input = inputs_.slides[i];
      listener_.slideStarted(i, inputs_.slides.size(), input.identity);
      const auto start = Clock::now();
      finish(input, input.skip_reason.empty() ? scored(input) : skipped(input), start);
      tryWriteReport();
    }
    report_.exit_code = exitCode();
    report_.finished = utcNow();
    writeReport();
    return report_;
  }

 private:
  // What became of one slide.
  struct Outcome {
    RunInput entry;
    SummaryRow row;
  };

  void makeFolders() const {
    std::error_code error;
    std::filesystem::create_directories(options_.out / "slides", error);
    if (error)
      throw OutputError(fmt::format("{}: the folder cannot be made: {}", options_.out.string(), error.message()));
    removePartialFiles(options_.out);
    for (const auto& folder : std::filesystem::directory_iterator(options_.out / "slides", error))
      if (folder.is_directory(error)) removePartialFiles(folder.path());
  }

  void writeReport() const {
    writeSummaryCsv(rows_, options_.out / "summary.csv");
    writeRunJson(report_, options_.out / "run.json");
  }

  // Between slides: what cannot be written now can be at the end, and the slides go on.
  void tryWriteReport() const {
    try {
      writeReport();
    } catch (const OutputError& error) {
      listener_.warned({}, error.what());
    }
  }

  int exitCode() const {
    if (report_.inputs.empty()) return kExitNothingFound;
    for (const RunInput& slide : report_.inputs)
      if (slide.status == SlideStatus::kFailed) return kExitSomeFailed;
    return kExitDone;
  }

  void finish(const SlideInput& input, Outcome outcome, Clock::time_point start) {
    outcome.entry.slide = input.identity.slide;
    outcome.entry.case_id = input.identity.case_id;
    outcome.entry.seconds = std::chrono::duration<double>(Clock::now() - start).count();
    outcome.row.back() = input.identity.case_id;
    listener_.slideFinished(outcome.entry);
    rows_.push_back(std::move(outcome.row));
    report_.inputs.push_back(std::move(outcome.entry));
  }

  Outcome scored(const SlideInput& input) {
    SlideResult result;
    result.identity = input.identity;
    result.path = input.path;
    try {
      if (!input.search_error.empty()) throw slideError(input.path, input.search_error);
      const auto source = stages_.open(input.path);
      result.description = source->description();
      const auto choice = choosePixelSize(options_.pixel_size, input.list_pixel_size, result.description);
      result.pixel_size = choice.chosen;
      if (!choice.chosen) throw slideError(input.path, kNoPixelSizeReason);
      const auto annotation = stages_.annotate(input, result.description);
      if (auto earlier = reused(result, annotation)) return *earlier;
      result = stages_.analyse(*source, input.identity, *choice.chosen, annotation ? &*annotation : nullptr,
                               [this](std::size_t done, std::size_t total) { listener_.tilesDone(done, total); });
      result.identity = input.identity;
      result.path = input.path;
      if (input.roi_missing)
        result.quality.warnings.push_back("no_annotation: no regions for this slide; tumour cells chosen without");
      addWarnings(choice.warnings, source->description().notes, result);
    } catch (const std::bad_alloc&) {
      fail("does not fit into memory", result);
    } catch (const std::exception& error) {
      fail(error.what(), result);
    }
    return written(result);
  }

  static void fail(const std::string& reason, SlideResult& result) {
    result.status = SlideStatus::kFailed;
    result.reasons = {oneLine(reason)};
  }

  void addWarnings(const std::vector<std::string>& pixel_size, const std::vector<std::string>& notes,
                   SlideResult& result) {
    auto& warnings = result.quality.warnings;
    warnings.insert(warnings.end(), pixel_size.begin(), pixel_size.end());
    warnings.insert(warnings.end(), notes.begin(), notes.end());
    for (const std::string& warning : warnings) listener_.warned(result.identity, warning);
  }

  // The outcome of an earlier run, if the slide and all the rest are unchanged.
  std::optional<Outcome> reused(const SlideResult& opened, const std::optional<SlideAnnotation>& annotation) const {
    if (options_.force) return std::nullopt;
    const auto folder = slideFolder(options_.out, opened.identity.folder);
    const ResultKey key{opened.identity.case_id, opened.description.quick_hash,
                        opened.pixel_size,       annotation ? annotation->hash : "",
                        provenance_.herald,      provenance_.config_hash};
    if (!holdsResultOf(key, folder, options_.outputs)) return std::nullopt;
    Outcome outcome;
    outcome.row = readSummaryRow(folder / "result.json");
    outcome.entry.folder = opened.identity.folder;
    outcome.entry.status =
        outcome.row[1] == slideStatusName(SlideStatus::kScored) ? SlideStatus::kScored : SlideStatus::kIndeterminate;
    outcome.entry.score = outcome.row[2];
    if (!outcome.row[14].empty()) outcome.entry.reasons = {outcome.row[14]};
    outcome.entry.reused = true;
    return outcome;
  }

  Outcome written(SlideResult& result) const {
    try {
      writeSlideOutputs(result, provenance_, options_.out, options_.outputs);
    } catch (const std::exception& error) {
      SlideResult unwritten;
      unwritten.identity = result.identity;
      unwritten.path = result.path;
      fail(error.what(), unwritten);
      removeOutputs(result.identity);
      return outcomeOf(unwritten);
    }
    return outcomeOf(result);
  }

  // Nothing half-written stays.
  void removeOutputs(const SlideIdentity& slide) const {
    std::error_code ignored;
    std::filesystem::remove_all(slideFolder(options_.out, slide.folder), ignored);
  }

  static Outcome skipped(const SlideInput& input) {
    SlideResult result;
    result.identity = input.identity;
    result.status = SlideStatus::kSkipped;
    result.reasons = {input.skip_reason};
    Outcome outcome = outcomeOf(result);
    outcome.entry.folder.clear();  // it could be that of the slide it repeats
    return outcome;
  }

  static Outcome outcomeOf(const SlideResult& result) {
    Outcome outcome;
    outcome.row = summaryRow(result);
    outcome.entry.folder = result.identity.folder;
    outcome.entry.status = result.status;
    outcome.entry.score = outcome.row[2];
    outcome.entry.reasons = reasonsOf(result);
    return outcome;
  }

  const InputList& inputs_;
  const RunOptions& options_;
  const Provenance& provenance_;
  const RunStages& stages_;
  RunListener& listener_;
  RunReport report_;
  std::vector<SummaryRow> rows_;
};

}  // namespace

RunReport runSlides(const InputList& inputs, const RunOptions& options, const Provenance& provenance,
                    const RunStages& stages, RunListener& listener) {
  return Run(inputs, options, provenance, stages, listener).run();
}

}  // namespace herald
