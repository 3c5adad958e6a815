#include "pipeline/runs/run_record.h"

#include <utility>

#include "pipeline/files/atomic_file.h"
#include "pipeline/results/run_json.h"
#include "pipeline/results/run_log.h"
#include "pipeline/runs/exit_codes.h"
#include "pipeline/runs/output_folder.h"
#include "pipeline/runs/run_page.h"

namespace herald {

RunRecord::RunRecord(RunReport report, std::vector<std::string> slides, std::filesystem::path out)
    : report_(std::move(report)), slides_(std::move(slides)), out_(std::move(out)) {
  report_.started = utcNow();
}

void RunRecord::begin() {
  try {
    write();
  } catch (const OutputError& error) {
    throw UnusableFolder(error.what());
  }
}

std::optional<std::string> RunRecord::writeBetweenSlides() {
  constexpr int kLeastTimesItsOwnTime = 20;
  if (Clock::now() - written_ < kLeastTimesItsOwnTime * took_) return std::nullopt;
  try {
    write();
  } catch (const OutputError& error) {
    return error.what();
  }
  return std::nullopt;
}

void RunRecord::end() {
  report_.exit_code = exitCode();
  if (isDone()) report_.finished = utcNow();
  listRemaining();
}

void RunRecord::publish() {
  write();
  writeRunPage(report_, out_);
}

void RunRecord::listRemaining() {
  report_.remaining.assign(slides_.begin() + static_cast<std::ptrdiff_t>(done()), slides_.end());
}

void RunRecord::write() {
  const auto start = Clock::now();
  listRemaining();
  writeRunReport(report_, out_);
  written_ = Clock::now();
  took_ = written_ - start;
}

int RunRecord::exitCode() const {
  if (!isDone()) return kExitInterrupted;
  if (report_.list_slides == 0) return kExitNothingFound;
  return slidesWith(SlideStatus::kFailed, report_.inputs) > 0 ? kExitSomeFailed : kExitDone;
}

}  // namespace herald
