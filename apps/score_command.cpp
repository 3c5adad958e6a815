#include "apps/score_command.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <iostream>

#include "apps/command_line.h"
#include "apps/configuration_arguments.h"
#include "apps/dry_run.h"
#include "apps/interrupt_signals.h"
#include "apps/progress.h"
#include "pipeline/analysis/memory_plan.h"
#include "pipeline/analysis/pass_two.h"
#include "pipeline/analysis/slide_analysis.h"
#include "pipeline/configuration/configuration.h"
#include "pipeline/configuration/effective_configuration.h"
#include "pipeline/configuration/program.h"
#include "pipeline/files/file_hash.h"
#include "pipeline/inputs/annotation_files.h"
#include "pipeline/inputs/inputs.h"
#include "pipeline/runs/fatal_slides.h"
#include "pipeline/runs/run.h"
#include "pipeline/slides/slide_opening.h"
#include "scoring/rule_set.h"

namespace herald {
namespace {

namespace po = boost::program_options;
namespace fs = std::filesystem;

struct ScoreArguments {
  std::vector<std::string> inputs;
  Configuration configuration;
  ChosenRules rules;
  fs::path roi;  // empty: none
  RunOptions run;
  int threads = 1;
  std::optional<FrozenStatistics> frozen;
  std::optional<int> tile_px;  // default: what the memory allows
  ReaderChoice reader = ReaderChoice::kAuto;
  LogLevel log_level = LogLevel::kInfo;
};

po::options_description optionsOfScore() {
  po::options_description options("Options");
  options.add_options()("out", po::value<std::string>(), "folder for the results; required")(
      "rules", po::value<std::string>()->default_value("asco-cap-2018"),
      fmt::format("rule set: {}, or a TOML file", fmt::join(builtInRuleSetNames(), " | ")).c_str());
  addConfigurationOptions(options);
  options.add_options()("roi", po::value<std::string>(),
                        "annotated regions: GeoJSON of QuPath, XML of ImageScope or ASAP; of a folder, the file called "
                        "as the slide")("mpp", po::value<double>(),
                                        "pixel size of all slides, um; wins over lists and files")(
      "statistics", po::value<std::string>(),
      "result.json of the slide a crop was cut from: measure it as that slide was")(
      "origin", po::value<std::string>()->default_value("0,0"),
      "with --statistics: X,Y of the crop on that slide, level-0 px")("threads", po::value<int>(), kThreadsMeaning)(
      "tile-size", po::value<int>(),
      "width of the strips a slide is cut into, level-0 px, 128-16384; no result depends on it; default: from "
      "--memory")("reader", po::value<std::string>()->default_value("auto"), kReaderMeaning)(
      "memory", po::value<std::string>(),
      "memory of the whole program, e.g. 1G; strips are as wide as it allows; default: 110M and 120M a thread")(
      "shard", po::value<std::string>(),
      "i/n: only the i-th of n parts of the sorted list, for several machines; join them with herald merge")(
      "geojson", po::bool_switch(), "also write cells.geojson.gz, for QuPath")(
      "force", po::bool_switch(), "also slides whose earlier result is still valid")(
      "dry-run", po::bool_switch(), "open every slide, say what would go wrong and how long it would take, and stop")(
      "quiet", po::bool_switch(), "failures only; the same as --log-level error")(
      "log-level", po::value<std::string>()->default_value("info"), "error | warning | info")(
      "print-config", po::bool_switch(), "print every option with its meaning, unit, range and value, and stop")(
      "help", po::bool_switch(), "this text");
  return options;
}

std::optional<int> tileSizeOf(const po::variables_map& values) {
  if (!values.contains("tile-size")) return std::nullopt;
  const int tile_px = values["tile-size"].as<int>();
  if (tile_px < kSmallestTilePx || tile_px > kLargestTilePx)
    throw std::invalid_argument(
        fmt::format("--tile-size {} is outside {} to {}", tile_px, kSmallestTilePx, kLargestTilePx));
  return tile_px;
}

SegmentationOptions segmentationOf(const Configuration& configuration) {
  return {configuration.nucleus, configuration.territory, configuration.membrane};
}

// Too little memory for any slide is known before the first one is read; what a slide's size adds, it finds itself.
void requireMemory(const ScoreArguments& arguments) {
  constexpr double kUsualUmPerPx = 0.25;
  (void)planMemory(arguments.run.memory_bytes, arguments.threads, 0, PixelSize(kUsualUmPerPx),
                   segmentationOf(arguments.configuration));
}

ScoreArguments readArguments(const po::variables_map& values) {
  ScoreArguments arguments;
  arguments.configuration = configurationFrom(values);
  arguments.rules = rulesFrom(values["rules"].as<std::string>());
  arguments.rules.rules = withNoiseFloor(arguments.rules.rules, arguments.configuration.noise_floor);
  if (values.contains("mpp")) {
    arguments.run.pixel_size = PixelSize::ifPlausible(values["mpp"].as<double>());
    if (!arguments.run.pixel_size)
      throw std::invalid_argument(fmt::format("--mpp {} is outside {} to {} um", values["mpp"].as<double>(),
                                              PixelSize::kMinimumUm, PixelSize::kMaximumUm));
  }
  if (values.contains("statistics")) {
    const auto [x, y] = coordinatesOf("origin", values["origin"].as<std::string>());
    arguments.frozen = readFrozenStatistics(values["statistics"].as<std::string>(),
                                            {static_cast<std::int32_t>(x), static_cast<std::int32_t>(y)});
  }
  if (values.contains("shard")) arguments.run.shard = parseShard(values["shard"].as<std::string>());
  arguments.run.memory_bytes = memoryOf(values);
  if (values.contains("roi")) arguments.roi = values["roi"].as<std::string>();
  if (values.contains("out")) arguments.run.out = values["out"].as<std::string>();
  if (values.contains("input")) arguments.inputs = values["input"].as<std::vector<std::string>>();
  arguments.run.outputs.geojson = values["geojson"].as<bool>();
  arguments.run.force = values["force"].as<bool>();
  arguments.threads = threadsOf(values);
  arguments.run.outputs.threads = arguments.threads;
  arguments.tile_px = tileSizeOf(values);
  arguments.reader = readerOf(values);
  arguments.log_level =
      values["quiet"].as<bool>() ? LogLevel::kError : logLevelNamed(values["log-level"].as<std::string>());
  requireMemory(arguments);
  return arguments;
}

EffectiveConfiguration effectiveConfiguration(const ScoreArguments& arguments) {
  return {arguments.configuration, arguments.frozen ? frozenStatisticsText(*arguments.frozen) : "",
          arguments.rules.rules.name, arguments.rules.rules.version, arguments.rules.content_hash};
}

// The words that decide what comes out: how the work is done (threads, tiles, memory, folders, talk) is left out, so
// that the same slide gives the same result.json however it was scored.
Command decidingCommand(const ScoreArguments& arguments, const po::variables_map& values) {
  Command command{"score", arguments.inputs, {}};
  addWords({"rules", "config", "roi", "statistics", "origin", "set", "mpp"}, values, command);
  return command;
}

Provenance provenanceOf(const ScoreArguments& arguments, const po::variables_map& values) {
  Provenance provenance;
  provenance.herald = programVersion();
  provenance.libraries = libraryVersions();
  provenance.config_toml = effectiveConfigurationText(effectiveConfiguration(arguments));
  provenance.config_hash = hash128Hex(provenance.config_toml);
  provenance.command = decidingCommand(arguments, values);
  return provenance;
}

InputList inputsOf(const ScoreArguments& arguments) {
  InputList inputs = expandInputs(arguments.inputs, arguments.run.out);
  if (!arguments.run.out.empty()) requireNoInputBelowSlides(arguments.inputs, inputs, arguments.run.out);
  std::vector<std::string> left_over;
  if (!arguments.roi.empty()) left_over = assignAnnotations(arguments.roi, inputs);
  if (!left_over.empty() && arguments.log_level != LogLevel::kError)
    fmt::print(stderr, "herald: {}: annotations of no slide: {}\n", arguments.roi.string(), fmt::join(left_over, ", "));
  const bool regions = std::any_of(inputs.slides.begin(), inputs.slides.end(),
                                   [](const SlideInput& slide) { return slide.roi || !slide.roi_error.empty(); });
  if (arguments.configuration.tumour.selection == TumourSelection::kRoi && !regions && !inputs.slides.empty())
    throw std::invalid_argument(
        "tumour.selection = \"roi\", and no slide has regions: give --roi, or a list with a column roi");
  return inputs;
}

RunStages stagesOf(const ScoreArguments& arguments) {
  RunStages stages;
  stages.open = [&arguments](const fs::path& path) { return openSlideSource(path, arguments.reader); };
  stages.annotate = [&arguments](const SlideInput& slide, const SlideDescription& description) {
    return annotationOf(slide, description.levels.front(), arguments.configuration);
  };
  const auto configuration = std::make_shared<EffectiveConfiguration>(effectiveConfiguration(arguments));
  stages.analyse = [&arguments, configuration](SlideSource& source, const SlideIdentity& identity,
                                               const PixelSizeSource& pixel_size, const SlideAnnotation* annotation,
                                               const SlideProgress& slide_progress) {
    return analyseSlide(source, identity, pixel_size, configuration, arguments.rules.rules,
                        {.threads = arguments.threads,
                         .tile_px = arguments.tile_px,
                         .spill_folder = arguments.run.out,
                         .memory_bytes = arguments.run.memory_bytes,
                         .on_progress = slide_progress.tiles_done,
                         .on_stage = slide_progress.stage_began},
                        arguments.frozen ? &*arguments.frozen : nullptr, annotation);
  };
  return stages;
}

int runScore(const ScoreArguments& arguments, const InputList& inputs, const po::variables_map& values) {
  ConsoleProgress progress(arguments.log_level);
  static Interruption interruption;
  stopOnSignals(interruption, inWorkPath(arguments.run.out));
  RunOptions run = arguments.run;
  run.interruption = &interruption;
  const RunReport report = runSlides(inputs, run, provenanceOf(arguments, values), stagesOf(arguments), progress);
  if (report.exit_code == kExitInterrupted)
    tell(fmt::format("herald: interrupted: {} slides done, {} remain; the same command goes on with them",
                     report.inputs.size(), report.remaining.size()));
  else if (report.exit_code == kExitNothingFound)
    tell(fmt::format("herald: no slide found ({} other files ignored)", inputs.ignored_files));
  else if (arguments.log_level == LogLevel::kInfo)
    tell((arguments.run.out / "summary.csv").string());
  return report.exit_code;
}

}  // namespace

int scoreCommand(const std::vector<std::string>& arguments) {
  const auto options = optionsOfScore();
  const auto values = parseCommandLine(arguments, options, "input");
  if (values["help"].as<bool>()) {
    std::cout
        << "herald score SLIDE|FOLDER|LIST.csv ... --out DIR [options]\n"
           "Scores every slide and writes DIR/summary.csv, DIR/run.json and a folder a slide. Folders are searched\n"
           "recursively; LIST.csv has columns slide,mpp,roi,case_id. Unchanged slides of an earlier run are reused.\n\n"
        << options
        << "\nExit code: 0 all slides done, 1 some slide failed (with --dry-run: cannot be scored), 2 usage,\n"
           "configuration or output folder, 3 no slide found, 130 interrupted: the same command goes on.\n";
    return kExitDone;
  }
  const ScoreArguments read = readArguments(values);
  if (values["print-config"].as<bool>()) {
    std::cout << effectiveConfigurationText(effectiveConfiguration(read), TomlComments::kWith);
    return kExitDone;
  }
  if (read.inputs.empty()) throw std::invalid_argument("nothing to score: name a slide, a folder or a list");
  const bool dry_run = values["dry-run"].as<bool>();
  if (read.run.out.empty() && !dry_run) throw std::invalid_argument("--out is missing: the folder for the results");
  const InputList inputs = inputsOf(read);
  if (!dry_run) return runScore(read, inputs, values);
  const InputList part = read.run.shard ? slidesOfShard(inputs, *read.run.shard) : inputs;
  if (part.slides.empty() && !inputs.slides.empty()) return kExitDone;  // more shards than slides
  return dryRun(part, {read.run.pixel_size, read.reader, read.threads, read.run.memory_bytes,
                       segmentationOf(read.configuration), stagesOf(read).annotate});
}

}  // namespace herald
