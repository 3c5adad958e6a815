#include "apps/dry_run.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <string>

#include "apps/tell.h"
#include "pipeline/analysis/inspection.h"
#include "pipeline/files/printable.h"
#include "pipeline/runs/run.h"

namespace herald {
namespace {

struct Forecast {
  double seconds = 0;
  std::uint64_t memory_bytes = 0;  // of the slide that takes most
  std::size_t scored = 0;
  std::size_t skipped = 0;
  std::size_t obstructed = 0;
  std::size_t without_regions = 0;
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
  if (!slide.memory_bytes) return obstacle;
  const double seconds = predictedSeconds(slide, threads);
  forecast.seconds += seconds;
  forecast.memory_bytes = std::max(forecast.memory_bytes, *slide.memory_bytes);
  if (!obstacle.empty()) return obstacle;
  return fmt::format("{:.0f} s, {:.0f} MB", seconds, static_cast<double>(*slide.memory_bytes) / kBytesPerMegabyte);
}

bool hasRegions(const SlideInput& slide) {
  return slide.roi || !slide.roi_error.empty();
}

std::string totals(const Forecast& forecast, std::int64_t ignored_files, int threads) {
  const std::string without =
      forecast.without_regions > 0 ? fmt::format("{} without annotation, ", forecast.without_regions) : "";
  return fmt::format(
      "{} slides can be scored, {} cannot, {} skipped, {}{} other files ignored; about {:.0f} s on {} threads, "
      "{:.0f} MB. Nothing was written.",
      forecast.scored, forecast.obstructed, forecast.skipped, without, ignored_files, forecast.seconds, threads,
      static_cast<double>(forecast.memory_bytes) / kBytesPerMegabyte);
}

}  // namespace

int dryRun(const InputList& inputs, const InspectionOptions& options) {
  Forecast forecast;
  RepeatedContent contents;
  const bool regions = std::any_of(inputs.slides.begin(), inputs.slides.end(), hasRegions);
  for (const SlideInput& slide : inputs.slides) {
    const Inspection inspection = inspectSlide(slide, options);
    std::string line = inspection.identity.slide + ": " + verdict(inspection, options.threads, forecast);
    for (const std::string& warning : inspection.pixel_size.warnings) line += "; warning: " + warning;
    for (const std::string& note : inspection.description.notes) line += "; warning: " + note;
    if (const auto first = contents.firstOf(inspection)) line += "; warning: the same content as " + *first;
    if ((regions || slide.roi_missing) && !hasRegions(slide) && obstacleOf(inspection).empty()) {
      ++forecast.without_regions;
      line += "; warning: no annotation";
    }
    fmt::print("{}\n", printable(line));
    std::fflush(stdout);
  }
  tell(totals(forecast, inputs.ignored_files, options.threads));
  if (inputs.slides.empty()) return kExitNothingFound;
  return forecast.obstructed == 0 ? kExitDone : kExitSomeFailed;
}

}  // namespace herald
