#include "apps/dry_run.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <string>

#include "apps/command_line.h"
#include "pipeline/inspection.h"
#include "pipeline/printable.h"
#include "pipeline/run.h"

namespace herald {
namespace {

struct Forecast {
  double seconds = 0;
  std::uint64_t memory_bytes = 0;  // of the slide that takes most
  std::size_t scored = 0;
  std::size_t skipped = 0;
  std::size_t obstructed = 0;
};

constexpr double kBytesPerMegabyte = 1 << 20;

// What is to be said of one slide; adds it to the forecast.
std::string verdict(const Inspection& slide, int threads, Forecast& forecast) {
  const std::string obstacle = obstacleOf(slide);
  if (!slide.skip_reason.empty()) {
    ++forecast.skipped;
    return obstacle;
  }
  ++(obstacle.empty() ? forecast.scored : forecast.obstructed);
  if (!slide.error.empty() || !slide.pixel_size.chosen) return obstacle;
  const double seconds = predictedSeconds(slide, threads);
  const std::uint64_t bytes = predictedMemoryBytes(slide.description, slide.pixel_size.chosen->pixel_size, threads);
  forecast.seconds += seconds;
  forecast.memory_bytes = std::max(forecast.memory_bytes, bytes);
  if (!obstacle.empty()) return obstacle;
  return fmt::format("{:.0f} s, {:.0f} MB", seconds, static_cast<double>(bytes) / kBytesPerMegabyte);
}

}  // namespace

int dryRun(const InputList& inputs, const DryRunOptions& options) {
  Forecast forecast;
  RepeatedContent contents;
  for (const SlideInput& slide : inputs.slides) {
    const Inspection inspection = inspectSlide(slide, options.pixel_size, options.reader);
    std::string line = inspection.identity.slide + ": " + verdict(inspection, options.threads, forecast);
    for (const std::string& warning : inspection.pixel_size.warnings) line += "; warning: " + warning;
    if (const auto first = contents.firstOf(inspection)) line += "; warning: the same content as " + *first;
    fmt::print("{}\n", printable(line));
    std::fflush(stdout);
  }
  tell(fmt::format(
      "{} slides can be scored, {} cannot, {} skipped, {} other files ignored; about {:.0f} s on {} threads, "
      "{:.0f} MB. Nothing was written.",
      forecast.scored, forecast.obstructed, forecast.skipped, inputs.ignored_files, forecast.seconds, options.threads,
      static_cast<double>(forecast.memory_bytes) / kBytesPerMegabyte));
  if (inputs.slides.empty()) return kExitNothingFound;
  return forecast.obstructed == 0 ? kExitDone : kExitSomeFailed;
}

}  // namespace herald
