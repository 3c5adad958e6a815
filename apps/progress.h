// The progress of a run, on stderr: a bar on a terminal, else a line every few seconds; one line for each finished
// slide.
#pragma once

#include <chrono>
#include <string>

#include "apps/arguments.h"
#include "pipeline/runs/run.h"

namespace herald {

// What is reported: failures only; warnings too; everything.
enum class LogLevel { kError, kWarning, kInfo };

// --log-level and --quiet.
void addLogLevel(Arguments::Options& options);
// Throws std::invalid_argument for another level, with a did-you-mean.
[[nodiscard]] LogLevel logLevelOf(const Arguments& arguments);

class ConsoleProgress final : public RunListener {
 public:
  explicit ConsoleProgress(LogLevel level);
  void slideStarted(std::size_t index, std::size_t count, const SlideIdentity& slide) override;
  void tilesDone(std::size_t done, std::size_t total) override;
  void warned(const SlideIdentity& slide, const std::string& warning) override;
  void slideFinished(const RunInput& slide) override;

 private:
  void line(const std::string& text);
  static void show(const std::string& text);

  LogLevel level_;
  bool terminal_;
  std::string slide_;
  std::size_t number_ = 0;
  std::size_t count_ = 0;
  std::chrono::steady_clock::time_point last_shown_;
};

}  // namespace herald
