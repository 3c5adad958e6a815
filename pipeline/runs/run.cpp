#include "pipeline/runs/run.h"

#include <fmt/format.h>

#include <chrono>
#include <new>
#include <vector>

#include "pipeline/files/atomic_file.h"
#include "pipeline/files/output_names.h"
#include "pipeline/files/read_error.h"
#include "pipeline/runs/fatal_slides.h"
#include "pipeline/runs/output_folder.h"
#include "pipeline/runs/reuse.h"
#include "pipeline/runs/run_journal.h"
#include "pipeline/runs/run_record.h"
#include "pipeline/runs/slide_outcome.h"
#include "pipeline/slides/interruptible_source.h"
#include "pipeline/slides/pixel_size.h"
#include "pipeline/slides/slide_files.h"
#include "pipeline/slides/slide_identity.h"

namespace herald {
namespace {

using Clock = std::chrono::steady_clock;

const Interruption& neverAsked() {
  static const Interruption interruption;
  return interruption;
}

class Run {
 public:
  // `options.out` must be taken.
  Run(const InputList& inputs, const RunOptions& options, const Provenance& provenance, const RunStages& stages,
      RunListener& listener)
      : inputs_(options.shard ? slidesOfShard(inputs, *options.shard) : inputs),
        options_(options),
        provenance_(provenance),
        stages_(stages),
        listener_(listener),
        interruption_(options.interruption != nullptr ? *options.interruption : neverAsked()),
        journal_(options.out / output::kLogTxt),
        fatal_(options.out),
        record_(begun(inputs, options, provenance), namesOf(inputs_), options.out) {}

  RunReport run() {
    record_.begin();
    journal_.runBegins(record_.report(), record_.slides());
    try {
      while (!record_.isDone() && !interruption_.requested()) runNext();
    } catch (const Interrupted&) {  // the slide in work has no row: it remains
    }
    record_.end();
    journal_.runEnds(record_.report());
    record_.publish();
    return record_.report();
  }

 private:
  static RunReport begun(const InputList& inputs, const RunOptions& options, const Provenance& provenance) {
    RunReport report;
    report.provenance = provenance;
    report.ignored_files = inputs.ignored_files;
    report.list_slides = inputs.slides.size();
    report.list_hash = hashOfList(inputs);
    report.shard = options.shard;
    return report;
  }

  static std::vector<std::string> namesOf(const InputList& inputs) {
    std::vector<std::string> names;
    for (const SlideInput& input : inputs.slides) names.push_back(input.identity.slide);
    return names;
  }

  void runNext() {
    const std::size_t index = record_.done();
    const SlideInput& input = inputs_.slides[index];
    listener_.slideStarted(index, record_.slides(), input.identity);
    journal_.slideBegins(input);
    const auto start = Clock::now();
    finish(input.skip_reason.empty() ? attempted(input) : skippedEntry(input), start);
    if (const auto error = record_.writeBetweenSlides()) listener_.warned({}, *error);
  }

  void finish(RunInput entry, Clock::time_point start) {
    entry.seconds = std::chrono::duration<double>(Clock::now() - start).count();
    journal_.slideEnds(entry);
    listener_.slideFinished(entry);
    record_.add(std::move(entry));
  }

  // The slide is marked as in work meanwhile; one on which the program keeps dying is set aside.
  RunInput attempted(const SlideInput& input) {
    const std::string key = deathKeyOf(input, provenance_, options_.outputs.threads, options_.memory_bytes);
    const int deaths = fatal_.deathsOf(input.identity.slide, key);
    if (deaths >= kDeathsToSetAside && !options_.force) return setAside(input, deaths);
    if (deaths > 0)
      listener_.warned(input.identity, fmt::format("an earlier run died on this slide ({} in a row)", deaths));
    fatal_.begin(input.identity.slide, key);
    try {
      RunInput entry = scored(input);
      fatal_.end();
      return entry;
    } catch (...) {
      fatal_.giveUp();
      throw;
    }
  }

  RunInput setAside(const SlideInput& input, int deaths) {
    SlideResult result;
    result.identity = input.identity;
    const auto failure = std::make_exception_ptr(readError(input.path, setAsideReason(deaths)));
    return written(failed(failure, result));
  }

  RunInput scored(const SlideInput& input) {
    SlideResult result;
    result.identity = input.identity;
    try {
      if (auto earlier = analysed(input, result)) return *earlier;
    } catch (const Interrupted&) {
      throw;
    } catch (...) {
      result = failed(std::current_exception(), result);
    }
    return written(result);
  }

  // Fills `result`, or gives the entry of an earlier run.
  std::optional<RunInput> analysed(const SlideInput& input, SlideResult& result) {
    if (!input.search_error.empty()) throw readError(input.path, input.search_error);
    const FileStamp stamp = slideStamp(input.path);
    try {
      if (auto earlier = openedAndAnalysed(input, result)) return earlier;
    } catch (const Interrupted&) {
      throw;
    } catch (...) {
      if (slideStamp(input.path) == stamp) throw;
      std::throw_with_nested(changedWhileRead(input));
    }
    if (slideStamp(input.path) != stamp) throw changedWhileRead(input);
    return std::nullopt;
  }

  static ReadError changedWhileRead(const SlideInput& input) {
    return readError(input.path, "changed while it was read: is it still being copied or scanned?");
  }

  std::optional<RunInput> openedAndAnalysed(const SlideInput& input, SlideResult& result) {
    const auto source = interruptible(stages_.open(input.path), interruption_);
    result.measured.description = source->description();
    const auto choice = choosePixelSize(options_.pixel_size, input.list_pixel_size, result.measured.description);
    result.measured.pixel_size = choice.chosen;
    if (!choice.chosen) throw readError(input.path, noPixelSizeReason(result.measured.description));
    const auto annotation = stages_.annotate(input, result.measured.description);
    if (auto earlier = reused(result, annotation)) return earlier;
    const SlideProgress progress = {[this](std::size_t done, std::size_t total) {
                                      journal_.partsDone(done, total);
                                      listener_.tilesDone(done, total);
                                    },
                                    [this](std::string_view stage) { journal_.stageBegins(stage); }};
    result = stages_.analyse(*source, input.identity, *choice.chosen, annotation ? &*annotation : nullptr, progress);
    result.identity = input.identity;
    result.measured.annotation_missing = input.roi_missing;
    result.measured.reading_warnings = choice.warnings;
    const auto& notes = source->description().notes;
    result.measured.reading_warnings.insert(result.measured.reading_warnings.end(), notes.begin(), notes.end());
    addReadingWarnings(result);
    for (const std::string& warning : result.judged.quality.warnings) listener_.warned(result.identity, warning);
    return std::nullopt;
  }

  // What was measured is not kept.
  SlideResult failed(const std::exception_ptr& failure, const SlideResult& attempt) {
    journal_.failed(failure);
    return failedResult(failure, attempt);
  }

  // The entry of an earlier run, if the slide and all the rest are unchanged.
  std::optional<RunInput> reused(const SlideResult& opened, const std::optional<SlideAnnotation>& annotation) const {
    if (options_.force) return std::nullopt;
    const auto folder = slideFolder(options_.out, opened.identity.folder);
    const ResultKey key{opened.identity.case_id,    opened.measured.description.quick_hash,
                        opened.measured.pixel_size, annotation ? annotation->hash : "",
                        provenance_.herald,         provenance_.config_hash};
    return earlierEntry(key, opened.identity, folder, options_.outputs);
  }

  RunInput written(const SlideResult& result) {
    journal_.stageBegins("writing the outputs");
    try {
      writeSlideOutputs(result, provenance_, options_.out, options_.outputs);
      return entryOf(result);
    } catch (...) {
      SlideResult unwritten = failed(std::current_exception(), result);
      if (result.status == SlideStatus::kFailed) unwritten.reasons.insert(unwritten.reasons.begin(), result.reasons[0]);
      RunInput entry = entryOf(unwritten);
      if (removed(result.identity)) entry.folder.clear();
      return entry;
    }
  }

  // Nothing half-written stays.
  [[nodiscard]] bool removed(const SlideIdentity& slide) const {
    try {
      removeSlideOutputs(options_.out, slide.folder);
      return true;
    } catch (const OutputError& error) {
      listener_.warned(slide, error.what());
      return false;
    }
  }

  const InputList inputs_;
  const RunOptions& options_;
  const Provenance& provenance_;
  const RunStages& stages_;
  RunListener& listener_;
  const Interruption& interruption_;
  RunJournal journal_;
  FatalSlides fatal_;
  RunRecord record_;
};

}  // namespace

RunReport runSlides(const InputList& inputs, const RunOptions& options, const Provenance& provenance,
                    const RunStages& stages, RunListener& listener) {
  const OutputFolder folder(options.out);
  if (!folder.warning().empty()) listener.warned({}, folder.warning());
  return Run(inputs, options, provenance, stages, listener).run();
}

}  // namespace herald
