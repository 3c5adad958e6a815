// What a run writes to OUT/log.txt: its begin and end, each slide, and of each failure where and why.
#pragma once

#include <chrono>
#include <exception>
#include <string>

#include "pipeline/inputs/inputs.h"
#include "pipeline/results/run_log.h"
#include "pipeline/results/run_report.h"

namespace herald {

class RunJournal {
 public:
  explicit RunJournal(const std::filesystem::path& log) : log_(log) {}

  void runBegins(const RunReport& report, std::size_t slides);
  void runEnds(const RunReport& report);

  // A slide, and each of its stages. Stages of the analysis are reported by analyseSlide.
  void slideBegins(const SlideInput& slide);
  void stageBegins(std::string_view stage);
  void partsDone(std::size_t done, std::size_t total) { parts_done_ = done, parts_ = total; }
  void failed(const std::exception_ptr& failure);
  void slideEnds(const RunInput& slide);

 private:
  using Clock = std::chrono::steady_clock;

  RunLog log_;
  std::string file_;
  std::string stage_;
  Clock::time_point slide_began_;
  Clock::time_point stage_began_;
  std::size_t parts_done_ = 0;
  std::size_t parts_ = 0;
  std::vector<std::string> failure_;  // details of this slide's failures
};

}  // namespace herald
