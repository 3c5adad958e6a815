#include "apps/rescore_command.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <iostream>
#include <stdexcept>
#include <utility>

#include "apps/command_line.h"
#include "apps/configuration_arguments.h"
#include "apps/interrupt_signals.h"
#include "apps/progress.h"
#include "pipeline/configuration/effective_configuration.h"
#include "pipeline/configuration/program.h"
#include "pipeline/files/file_hash.h"
#include "pipeline/inputs/annotation_files.h"
#include "pipeline/runs/rescore.h"

namespace herald {
namespace {

namespace po = boost::program_options;
namespace fs = std::filesystem;

po::options_description optionsOfRescore() {
  po::options_description options("Options");
  options.add_options()("out", po::value<std::string>(),
                        "folder for the results; new, empty or of an earlier rescore; required")(
      "rules", po::value<std::string>(),
      fmt::format("rule set: {}, or a TOML file; default: that of DIR", fmt::join(builtInRuleSetNames(), " | "))
          .c_str());
  addConfigurationOptions(options);
  options.add_options()("roi", po::value<std::string>(),
                        "other annotated regions, as for herald score; default: those DIR was scored with")(
      "cells", po::bool_switch(), "also write cells.h5ad with the new classes, as large as that in DIR")(
      "geojson", po::bool_switch(), "also write cells.h5ad and cells.geojson.gz")(
      "threads", po::value<int>(), "slides at a time; default: all of the machine")(
      "quiet", po::bool_switch(), "failures only; the same as --log-level error")(
      "log-level", po::value<std::string>()->default_value("info"), "error | warning | info")(
      "help,h", po::bool_switch(), "this text");
  return options;
}

Command commandOf(const std::string& dir, const po::variables_map& values) {
  Command command{"rescore", {dir}, {}};
  addWords({"rules", "config", "roi", "set"}, values, command);
  return command;
}

Provenance provenanceOf(const EffectiveConfiguration& configuration, Command command) {
  Provenance provenance;
  provenance.herald = programVersion();
  provenance.libraries = libraryVersions();
  provenance.config_toml = effectiveConfigurationText(configuration);
  provenance.config_hash = hash128Hex(provenance.config_toml);
  provenance.command = std::move(command);
  return provenance;
}

std::optional<InputList> annotatedSlides(const ResultFolder& measured, const po::variables_map& values) {
  if (!values.contains("roi")) return std::nullopt;
  InputList slides = slidesOf(measured);
  const auto left_over = assignAnnotations(values["roi"].as<std::string>(), slides);
  if (!left_over.empty()) tell(fmt::format("herald: annotations of no slide: {}", fmt::join(left_over, ", ")));
  return slides;
}

void warnOfOtherProgram(const ResultFolder& measured) {
  const std::string& version = measured.run.provenance.herald;
  if (version != programVersion())
    tell(fmt::format("herald: {} was measured by herald {}; this one could measure otherwise", measured.path.string(),
                     version));
}

int rescore(const std::string& dir, const po::variables_map& values) {
  const ResultFolder measured = readResultFolder(dir);
  const EffectiveConfiguration measured_with = configurationOf(measured);
  EffectiveConfiguration configuration = measured_with;
  configuration.options = configurationFrom(values, measured_with.options);
  const ChosenRules rules = rulesFrom(values, configuration, dir);
  configuration.rules_name = rules.rules.name;
  configuration.rules_version = rules.rules.version;
  configuration.rules_hash = rules.content_hash;

  static Interruption interruption;
  stopOnSignals(interruption, {});
  RescoreOptions options;
  options.out = values["out"].as<std::string>();
  options.configuration = std::make_shared<EffectiveConfiguration>(configuration);
  options.rules = withNoiseFloor(rules.rules, configuration.options.noise_floor);
  options.annotated = annotatedSlides(measured, values);
  options.outputs.geojson = values["geojson"].as<bool>();
  options.outputs.result_only = !values["cells"].as<bool>() && !options.outputs.geojson;
  options.threads = threadsOf(values);
  options.interruption = &interruption;
  const LogLevel level =
      values["quiet"].as<bool>() ? LogLevel::kError : logLevelNamed(values["log-level"].as<std::string>());
  if (level != LogLevel::kError) warnOfOtherProgram(measured);
  ConsoleProgress progress(level);
  const RunReport report = rescoreSlides(measured, measured_with.options, options,
                                         provenanceOf(configuration, commandOf(dir, values)), progress);
  if (report.exit_code == kExitInterrupted)
    tell(fmt::format("herald: interrupted: {} slides done, {} remain", report.inputs.size(), report.remaining.size()));
  else if (level == LogLevel::kInfo)
    tell((options.out / "summary.csv").string());
  return report.exit_code;
}

}  // namespace

int rescoreCommand(const std::vector<std::string>& arguments) {
  const auto options = optionsOfRescore();
  const auto values = parseCommandLine(arguments, options, "folder");
  if (values["help"].as<bool>()) {
    std::cout << "herald rescore DIR --out DIR2 [options]\n"
                 "Judges the slides of DIR, results of herald score, again: other thresholds, rules or annotations,\n"
                 "from the cells stored there, without a slide. Exactly what herald score would give with the same\n"
                 "settings; options that act while a slide is measured are refused. --config and --set change the\n"
                 "options DIR was scored with.\n\n"
              << options
              << "\nExit code: 0 all slides done, 1 some slide failed, 2 usage, configuration or output folder,\n"
                 "3 DIR has no slide, 130 interrupted.\n";
    return kExitDone;
  }
  if (!values.contains("folder") || values["folder"].as<std::vector<std::string>>().size() != 1)
    throw std::invalid_argument("name one folder of results of herald score");
  if (!values.contains("out")) throw std::invalid_argument("--out is missing: the folder for the results");
  return rescore(values["folder"].as<std::vector<std::string>>().front(), values);
}

}  // namespace herald
