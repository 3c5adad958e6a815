#include "pipeline/runs/run_journal.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

namespace herald {
namespace {

double secondsSince(std::chrono::steady_clock::time_point begin) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

}  // namespace

void RunJournal::runBegins(const RunReport& report, std::size_t slides) {
  const Provenance& by = report.provenance;
  log_.add(fmt::format("run of {} slides begins", slides),
           {"herald " + by.herald + ", configuration " + by.config_hash, fmt::format("process {}", getpid()),
            commandText(by.command)});
}

void RunJournal::runEnds(const RunReport& report) {
  log_.add(fmt::format("run {}: {} slides done, {} of them failed, {} remain, exit code {}",
                       report.remaining.empty() ? "ends" : "is interrupted", report.inputs.size(),
                       slidesWith(SlideStatus::kFailed, report.inputs), report.remaining.size(), report.exit_code));
}

void RunJournal::slideBegins(const SlideInput& slide) {
  file_ = slide.path.string();
  failure_.clear();
  slide_began_ = Clock::now();
  stageBegins("opening");
}

void RunJournal::stageBegins(std::string_view stage) {
  stage_ = stage;
  stage_began_ = Clock::now();
  parts_done_ = parts_ = 0;
}

void RunJournal::failed(const std::exception_ptr& failure) {
  failure_.push_back("file: " + file_);
  failure_.push_back(fmt::format("stage: {}{}, {:.1f} s into it, {:.1f} s into the slide", stage_,
                                 parts_ > 0 ? fmt::format(", {} of {} parts", parts_done_, parts_) : "",
                                 secondsSince(stage_began_), secondsSince(slide_began_)));
  for (const std::string& cause : causesOf(failure)) failure_.push_back("cause: " + cause);
}

void RunJournal::slideEnds(const RunInput& slide) {
  const SummaryRow& row = slide.row;
  log_.add(fmt::format("{}: {}{}{}{} ({:.1f} s)", row.slide, slideStatusName(row.status),
                       row.score ? fmt::format(" {}", her2ScoreName(*row.score)) : "", slide.reused ? ", reused" : "",
                       row.reasons.empty() ? "" : fmt::format(": {}", fmt::join(row.reasons, "; ")), slide.seconds),
           failure_);
}

}  // namespace herald
