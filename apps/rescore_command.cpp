#include <fmt/format.h>
#include <fmt/ranges.h>

#include "apps/commands.h"
#include "apps/configuration_arguments.h"
#include "apps/interrupt_signals.h"
#include "apps/progress.h"
#include "apps/shared_options.h"
#include "apps/tell.h"
#include "pipeline/configuration/program.h"
#include "pipeline/files/output_names.h"
#include "pipeline/inputs/annotation_files.h"
#include "pipeline/runs/rescore.h"

namespace herald {
namespace {

namespace po = boost::program_options;

Arguments::Options optionsOfRescore() {
  Arguments::Options options("Options");
  auto add = options.add_options();
  add("out", po::value<std::string>(), "folder for the results; new, empty or from an earlier rescore; required");
  addRulesOfResults(options);
  addConfiguration(options);
  add("roi", po::value<std::string>(),
      "other annotated regions, as for herald score; default: those that DIR was scored with");
  add("cells", po::bool_switch(), "also write cells.h5ad with the new classes, as large as that in DIR");
  add("geojson", po::bool_switch(), "also write cells.h5ad and cells.geojson.gz");
  addThreads(options, "slides at a time; default: as many as the machine has threads");
  addLogLevel(options);
  return options;
}

std::optional<InputList> annotatedSlides(const ResultFolder& measured, const Arguments& arguments) {
  const auto roi = arguments.ifAny<std::string>("roi");
  if (!roi) return std::nullopt;
  InputList slides = slidesOf(measured);
  const auto left_over = assignAnnotations(*roi, slides);
  if (!left_over.empty()) tell(fmt::format("herald: annotations without a slide: {}", fmt::join(left_over, ", ")));
  return slides;
}

void warnOfOtherProgram(const ResultFolder& measured) {
  const std::string& version = measured.run.provenance.herald;
  if (version != programVersion())
    tell(fmt::format("herald: {} was measured by herald {}; this version may measure differently",
                     measured.path.string(), version));
}

RescoreOptions rescoreOptionsOf(const Arguments& arguments, const ResultFolder& measured,
                                const EffectiveConfiguration& configuration, const RuleSet& rules) {
  RescoreOptions options;
  options.out = arguments.text("out");
  options.configuration = std::make_shared<EffectiveConfiguration>(configuration);
  options.rules = withNoiseFloor(rules, configuration.options.noise_floor);
  options.annotated = annotatedSlides(measured, arguments);
  options.outputs.geojson = arguments.isOn("geojson");
  options.outputs.result_only = !arguments.isOn("cells") && !options.outputs.geojson;
  options.threads = threadsOf(arguments);
  return options;
}

int rescore(const Arguments& arguments) {
  const std::string& dir = arguments.onlyOperand("name one folder of results of herald score");
  (void)arguments.required("out", "the folder for the results");
  const ResultFolder measured = readResultFolder(dir);
  const EffectiveConfiguration measured_with = configurationOf(measured);
  EffectiveConfiguration configuration = measured_with;
  configuration.options = configurationFrom(arguments, measured_with.options);
  const ChosenRules rules = rulesFrom(arguments, configuration, dir);
  setRules(rules, configuration);

  static Interruption interruption;
  stopOnSignals(interruption, {});
  RescoreOptions options = rescoreOptionsOf(arguments, measured, configuration, rules.rules);
  options.interruption = &interruption;
  const LogLevel level = logLevelOf(arguments);
  if (level != LogLevel::kError) warnOfOtherProgram(measured);
  ConsoleProgress progress(level);
  const Provenance provenance =
      provenanceOf(configuration, arguments.command("rescore", {"rules", "config", "roi", "set"}));
  const RunReport report = rescoreSlides(measured, measured_with.options, options, provenance, progress);
  if (report.exit_code == kExitInterrupted)
    tell(fmt::format("herald: interrupted: {} slides done, {} remain", report.inputs.size(), report.remaining.size()));
  else if (level == LogLevel::kInfo)
    tell((options.out / output::kSummaryCsv).string());
  return report.exit_code;
}

}  // namespace

Subcommand rescoreCommand() {
  return {.name = "rescore",
          .summary = "judge results again with other thresholds, rules or annotations, without the slides",
          .synopsis = "DIR --out DIR2",
          .description =
              "Judges the slides of DIR, results of herald score, again: other thresholds, rules or annotations, from\n"
              "the cells stored there, without the slides. Gives exactly what herald score would give with the same\n"
              "settings; options that take effect while a slide is measured are refused. --config and --set\n"
              "change the options DIR was scored with.\n",
          .exit_codes =
              "0 all slides done, 1 a slide failed, 2 usage, configuration or output folder, 3 DIR has\n"
              "no slide, 130 interrupted.\n",
          .options = optionsOfRescore,
          .run = rescore};
}

}  // namespace herald
