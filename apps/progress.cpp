#include "apps/progress.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <string_view>

#include "apps/shared_options.h"
#include "apps/tell.h"
#include "pipeline/files/printable.h"

namespace herald {
namespace {

namespace po = boost::program_options;
using namespace std::chrono_literals;

constexpr auto kTerminalInterval = 100ms;
constexpr auto kLineInterval = 5s;
constexpr const char* kClearLine = "\r\x1b[K";

std::string outcome(const RunInput& slide) {
  const SummaryRow& row = slide.row;
  std::string text(slideStatusName(row.status));
  if (row.score) text += fmt::format(" {}", her2ScoreName(*row.score));
  if (slide.reused) text += " (unchanged, reused)";
  if (!row.reasons.empty()) text += fmt::format(": {}", fmt::join(row.reasons, "; "));
  return text;
}

}  // namespace

void addLogLevel(Arguments::Options& options) {
  options.add_options()("quiet", po::bool_switch(), "report failures only; the same as --log-level error")(
      "log-level", po::value<std::string>()->default_value("info"), "error | warning | info");
}

LogLevel logLevelOf(const Arguments& arguments) {
  constexpr std::array<std::string_view, 3> kNames = {"error", "warning", "info"};
  if (arguments.isOn("quiet")) return LogLevel::kError;
  return static_cast<LogLevel>(placeOf("--log-level", arguments.text("log-level"), kNames));
}

ConsoleProgress::ConsoleProgress(LogLevel level)
    : level_(level), terminal_(isatty(STDERR_FILENO) == 1), last_shown_(std::chrono::steady_clock::now()) {}

void ConsoleProgress::line(const std::string& text) {
  tell((terminal_ ? kClearLine : "") + printable(text));
}

// In the last line of a terminal, to be overwritten.
void ConsoleProgress::show(const std::string& text) {
  std::fputs((kClearLine + text).c_str(), stderr);
}

void ConsoleProgress::slideStarted(std::size_t index, std::size_t count, const SlideIdentity& slide) {
  slide_ = printable(slide.slide);
  number_ = index + 1;
  count_ = count;
  last_shown_ = std::chrono::steady_clock::now();
  if (level_ == LogLevel::kInfo && terminal_) show(fmt::format("[{}/{}] {}", number_, count_, slide_));
}

void ConsoleProgress::tilesDone(std::size_t done, std::size_t total) {
  const auto now = std::chrono::steady_clock::now();
  if (level_ != LogLevel::kInfo || total == 0 || now - last_shown_ < (terminal_ ? kTerminalInterval : kLineInterval))
    return;
  last_shown_ = now;
  const std::size_t percent = 100 * done / total;
  if (!terminal_) return line(fmt::format("[{}/{}] {}: {} %", number_, count_, slide_, percent));
  constexpr std::size_t kBarCells = 30;
  const std::size_t filled = kBarCells * done / total;
  show(fmt::format("[{}/{}] {:#<{}}{:.<{}} {:3} % {}", number_, count_, "", filled, "", kBarCells - filled, percent,
                   slide_));
}

void ConsoleProgress::warned(const SlideIdentity& slide, const std::string& warning) {
  if (level_ != LogLevel::kError) line((slide.slide.empty() ? "" : slide.slide + ": ") + "warning: " + warning);
}

void ConsoleProgress::slideFinished(const RunInput& slide) {
  if (level_ == LogLevel::kInfo || slide.row.status == SlideStatus::kFailed)
    line(fmt::format("[{}/{}] {}: {} ({:.1f} s)", number_, count_, slide.row.slide, outcome(slide), slide.seconds));
}

}  // namespace herald
