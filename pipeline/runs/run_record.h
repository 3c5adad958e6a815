// The record of a run while it goes: which slides are done, which remain, and OUT/run.json, summary.csv and report.html
// that say so. Runs that score and runs that judge again keep the same one. Not thread-safe.
#pragma once

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "pipeline/results/run_report.h"

namespace herald {

class RunRecord {
 public:
  // `report`: what is known of the run before its first slide; `slides`: SlideIdentity::slide of all it shall do, in
  // order. The run starts now.
  RunRecord(RunReport report, std::vector<std::string> slides, std::filesystem::path out);

  [[nodiscard]] const RunReport& report() const { return report_; }
  [[nodiscard]] std::size_t slides() const { return slides_.size(); }
  [[nodiscard]] std::size_t done() const { return report_.inputs.size(); }
  [[nodiscard]] bool isDone() const { return done() == slides(); }

  // The files of a run that has done nothing yet. Throws UnusableFolder when they cannot be written.
  void begin();
  // The next slide in order is done.
  void add(RunInput slide) { report_.inputs.push_back(std::move(slide)); }
  // Between slides: what cannot be written now can be at the end, and the slides go on, so the error is returned. Of
  // ten thousand slides that are quickly done writing each time would take most of the time: at most a twentieth of it
  // is spent.
  [[nodiscard]] std::optional<std::string> writeBetweenSlides();
  // Nothing follows: the report has its exit code and, unless slides remain, its end.
  void end();
  // run.json, summary.csv, and the run's page. Throws OutputError.
  void publish();

 private:
  using Clock = std::chrono::steady_clock;
  void listRemaining();
  void write();
  [[nodiscard]] int exitCode() const;

  RunReport report_;
  const std::vector<std::string> slides_;
  const std::filesystem::path out_;
  Clock::time_point written_;
  Clock::duration took_{};
};

}  // namespace herald
