#include <fmt/format.h>
#include <fmt/ranges.h>

#include <iostream>
#include <stdexcept>

#include "apps/commands.h"
#include "apps/configuration_arguments.h"
#include "apps/dry_run.h"
#include "apps/interrupt_signals.h"
#include "apps/progress.h"
#include "apps/shared_options.h"
#include "apps/tell.h"
#include "pipeline/analysis/analysis_options.h"
#include "pipeline/analysis/memory_plan.h"
#include "pipeline/analysis/pass_two.h"
#include "pipeline/files/output_names.h"
#include "pipeline/inputs/annotation_files.h"
#include "pipeline/inputs/inputs.h"
#include "pipeline/runs/fatal_slides.h"
#include "pipeline/runs/run.h"
#include "pipeline/runs/score_stages.h"

namespace herald {
namespace {

namespace po = boost::program_options;
namespace fs = std::filesystem;

struct ScoreArguments {
  std::vector<std::string> inputs;
  fs::path roi;  // empty: none
  ScoreSettings settings;
  RunOptions run;
  LogLevel log_level = LogLevel::kInfo;
};

Arguments::Options optionsOfScore() {
  Arguments::Options options("Options");
  auto add = options.add_options();
  add("out", po::value<std::string>(), "folder for the results; required");
  add("rules", po::value<std::string>()->default_value("asco-cap-2018"), ("rule set: " + ruleSetsToChoose()).c_str());
  addConfiguration(options);
  add("roi", po::value<std::string>(),
      "annotated regions: GeoJSON of QuPath, XML of ImageScope or ASAP; for a folder, the file named like the slide");
  addPixelSize(options);
  add("statistics", po::value<std::string>(),
      "result.json of the slide a crop was cut from: the crop is measured as that slide was");
  add("origin", po::value<std::string>()->default_value("0,0"),
      "with --statistics: X,Y of the crop on that slide, level-0 px");
  addThreads(options);
  add("tile-size", po::value<int>(),
      "width of the strips a slide is cut into, level-0 px, 128-16384; no result depends on it; default: from "
      "--memory");
  addDecoder(options);
  addMemory(
      options,
      "memory of the whole program, e.g. 1G; strips are as wide as it allows; default: 110M plus 120M per thread");
  add("shard", po::value<std::string>(),
      "i/n: only the i-th of n parts of the sorted list, for several machines; join them with herald merge");
  add("geojson", po::bool_switch(), "also write cells.geojson.gz, for QuPath");
  add("force", po::bool_switch(), "also score slides whose earlier result is still valid");
  add("dry-run", po::bool_switch(), "open every slide, say what would go wrong and how long it would take, and stop");
  addLogLevel(options);
  add("print-config", po::bool_switch(), "print every option with its meaning, unit, range and value, and stop");
  return options;
}

std::optional<int> tileSizeOf(const Arguments& given) {
  const auto tile_px = given.ifAny<int>("tile-size");
  if (tile_px && (*tile_px < kSmallestTilePx || *tile_px > kLargestTilePx))
    throw std::invalid_argument(
        fmt::format("--tile-size {} is outside {} to {}", *tile_px, kSmallestTilePx, kLargestTilePx));
  return tile_px;
}

std::optional<FrozenStatistics> frozenOf(const Arguments& given) {
  const auto result_json = given.ifAny<std::string>("statistics");
  if (!result_json) return std::nullopt;
  const auto [x, y] = coordinatesOf(given, "origin");
  return readFrozenStatistics(*result_json, {static_cast<std::int32_t>(x), static_cast<std::int32_t>(y)});
}

// Too little memory for any slide is known before the first one is read; what a slide's size adds, it finds itself.
void requireMemory(const ScoreSettings& settings) {
  constexpr double kUsualUmPerPx = 0.25;
  (void)planMemory(settings.resources.memory_bytes, settings.resources.threads, 0, PixelSize(kUsualUmPerPx),
                   segmentationOptionsOf(settings.configuration));
}

ScoreSettings settingsOf(const Arguments& given) {
  ScoreSettings settings;
  settings.configuration = configurationFrom(given);
  settings.rules = rulesNamed(given.text("rules"));
  settings.rules.rules = withNoiseFloor(settings.rules.rules, settings.configuration.noise_floor);
  settings.frozen = frozenOf(given);
  settings.decoder = decoderOf(given);
  settings.resources.threads = threadsOf(given);
  settings.resources.tile_px = tileSizeOf(given);
  settings.resources.memory_bytes = memoryOf(given);
  settings.resources.spill_folder = given.ifAny<std::string>("out").value_or("");
  return settings;
}

ScoreArguments readArguments(const Arguments& given) {
  ScoreArguments arguments;
  arguments.inputs = given.operands();
  arguments.roi = given.ifAny<std::string>("roi").value_or("");
  arguments.settings = settingsOf(given);
  arguments.run.out = given.ifAny<std::string>("out").value_or("");
  arguments.run.pixel_size = pixelSizeOf(given);
  arguments.run.memory_bytes = arguments.settings.resources.memory_bytes;
  arguments.run.outputs.geojson = given.isOn("geojson");
  arguments.run.outputs.threads = arguments.settings.resources.threads;
  arguments.run.force = given.isOn("force");
  if (const auto shard = given.ifAny<std::string>("shard")) arguments.run.shard = parseShard(*shard);
  arguments.log_level = logLevelOf(given);
  requireMemory(arguments.settings);
  return arguments;
}

InputList inputsOf(const ScoreArguments& arguments) {
  InputList inputs = expandInputs(arguments.inputs, arguments.run.out);
  if (!arguments.run.out.empty()) requireNoInputBelowSlides(arguments.inputs, inputs, arguments.run.out);
  std::vector<std::string> left_over;
  if (!arguments.roi.empty()) left_over = assignAnnotations(arguments.roi, inputs);
  if (!left_over.empty() && arguments.log_level != LogLevel::kError)
    tell(
        fmt::format("herald: {}: annotations without a slide: {}", arguments.roi.string(), fmt::join(left_over, ", ")));
  requireRegionsToSelectBy(arguments.settings.configuration, inputs);
  return inputs;
}

int scoreSlides(const ScoreArguments& arguments, const InputList& inputs, const Command& command) {
  ConsoleProgress progress(arguments.log_level);
  static Interruption interruption;
  stopOnSignals(interruption, inWorkPath(arguments.run.out));
  RunOptions run = arguments.run;
  run.interruption = &interruption;
  const RunReport report = runSlides(inputs, run, provenanceOf(effectiveConfigurationOf(arguments.settings), command),
                                     scoreStages(arguments.settings), progress);
  if (report.exit_code == kExitInterrupted)
    tell(fmt::format("herald: interrupted: {} slides done, {} remain; the same command resumes the run",
                     report.inputs.size(), report.remaining.size()));
  else if (report.exit_code == kExitNothingFound)
    tell(fmt::format("herald: no slide found ({} other files ignored)", inputs.ignored_files));
  else if (arguments.log_level == LogLevel::kInfo)
    tell((arguments.run.out / output::kSummaryCsv).string());
  return report.exit_code;
}

int foretell(const ScoreArguments& arguments, const InputList& inputs) {
  const InputList part = arguments.run.shard ? slidesOfShard(inputs, *arguments.run.shard) : inputs;
  if (part.slides.empty() && !inputs.slides.empty()) return kExitDone;  // more shards than slides
  return dryRun(part, {.pixel_size = arguments.run.pixel_size,
                       .decoder = arguments.settings.decoder,
                       .threads = arguments.settings.resources.threads,
                       .memory_bytes = arguments.settings.resources.memory_bytes,
                       .segmentation = segmentationOptionsOf(arguments.settings.configuration),
                       .annotate = scoreStages(arguments.settings).annotate});
}

int score(const Arguments& given) {
  const ScoreArguments arguments = readArguments(given);
  if (given.isOn("print-config")) {
    std::cout << effectiveConfigurationText(effectiveConfigurationOf(arguments.settings), TomlComments::kWith);
    return kExitDone;
  }
  if (arguments.inputs.empty()) throw std::invalid_argument("nothing to score: name a slide, a folder or a list");
  if (given.isOn("dry-run")) return foretell(arguments, inputsOf(arguments));
  (void)given.required("out", "the folder for the results");
  return scoreSlides(arguments, inputsOf(arguments),
                     given.command("score", {"rules", "config", "roi", "statistics", "origin", "set", "mpp"}));
}

}  // namespace

Subcommand scoreCommand() {
  return {.name = "score",
          .summary = "score slides",
          .synopsis = "SLIDE|FOLDER|LIST.csv ... --out DIR",
          .description =
              "Scores every slide and writes DIR/summary.csv, DIR/run.json and a folder for each slide. Folders are\n"
              "searched recursively; LIST.csv has columns slide,mpp,roi,case_id. Unchanged slides of an earlier run\n"
              "are reused.\n",
          .exit_codes =
              "0 all slides done, 1 a slide failed (with --dry-run: cannot be scored), 2 usage, configuration\n"
              "or output folder, 3 no slide found, 130 interrupted: the same command resumes.\n",
          .options = optionsOfScore,
          .run = score};
}

}  // namespace herald
