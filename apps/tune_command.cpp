#include <fmt/format.h>

#include <iostream>
#include <stdexcept>

#include "apps/commands.h"
#include "apps/configuration_arguments.h"
#include "apps/shared_options.h"
#include "apps/tell.h"
#include "pipeline/runs/run.h"
#include "pipeline/tuning/tune_report.h"
#include "pipeline/tuning/tune_run.h"

namespace herald {
namespace {

namespace po = boost::program_options;

Arguments::Options optionsOfTune() {
  const SampleOptions samples;
  Arguments::Options options("Options");
  auto add = options.add_options();
  add("reference", po::value<std::string>(), "readers.csv: slide,reader,score[,ish][,case_id]; required");
  add("reference-by", po::value<std::string>()->default_value(""),
      "majority | median | consensus | a reader's name; default: the reader called consensus, else majority");
  add("out", po::value<std::string>(),
      "configuration file to write, F.toml; F.json beside it has the evidence; required");
  add("objective", po::value<std::string>()->default_value("linear"),
      "what is maximised: kappa with linear | quadratic | unweighted weights, or ac2 | agreement");
  add("fish-sensitivity", po::value<double>(),
      "minimum share of ISH-positive slides to be called 2+ or 3+, 0-1; cuts that call fewer are not considered");
  addRulesOfResults(options);
  addConfiguration(options);
  add("folds", po::value<int>()->default_value(samples.folds), "folds of the cross-validation over cases, 2-20");
  add("repeats", po::value<int>()->default_value(samples.repeats), "repeats of the cross-validation, 1-50");
  add("bootstrap", po::value<int>()->default_value(samples.bootstrap_samples), "bootstrap samples of cases, 0-2000");
  add("seed", po::value<std::uint64_t>()->default_value(samples.seed),
      "seed of folds and samples; the same seed gives the same result");
  addThreads(options, "worker threads; default: all the machine has; no result depends on it");
  add("quiet", po::bool_switch(), "no tables on stdout");
  return options;
}

// Which cells count, and whether a slide is scored at all, is taken from DIR.
void requireCutsAlone(const Configuration& measured, const Configuration& wanted) {
  for (const Option& option : configurationOptions())
    if (option.stage != OptionStage::kCut && option.get(measured) != option.get(wanted))
      throw std::invalid_argument(
          fmt::format("{} cannot be changed by tune: rescore or score the slides with it first", option.key));
}

SearchOptions searchOptionsOf(const Arguments& arguments) {
  SearchOptions search;
  search.objective =
      static_cast<TuningObjective>(placeOf("--objective", arguments.text("objective"), kTuningObjectiveNames));
  search.least_ish_sensitivity = arguments.ifAny<double>("fish-sensitivity");
  if (const auto least = search.least_ish_sensitivity; least && !(*least >= 0 && *least <= 1))
    throw std::invalid_argument(fmt::format("--fish-sensitivity {} is outside 0 to 1", *least));
  return search;
}

TuneOptions tuneOptionsOf(const Arguments& arguments, const EffectiveConfiguration& measured, const RuleSet& rules) {
  TuneOptions options;
  options.configuration = configurationFrom(arguments, measured.options);
  requireCutsAlone(measured.options, options.configuration);
  options.rules = withNoiseFloor(rules, options.configuration.noise_floor);
  options.search = searchOptionsOf(arguments);
  options.samples.folds = arguments.value<int>("folds");
  options.samples.repeats = arguments.value<int>("repeats");
  options.samples.bootstrap_samples = arguments.value<int>("bootstrap");
  options.samples.seed = arguments.value<std::uint64_t>("seed");
  options.threads = threadsOf(arguments);
  return options;
}

TuneRequest requestOf(const Arguments& arguments) {
  TuneRequest request;
  request.reference = arguments.required("reference", "readers.csv");
  request.reference_by = arguments.text("reference-by");
  request.rules = arguments.ifAny<std::string>("rules").value_or("");
  request.out = arguments.required("out", "the configuration file to write");
  request.command = arguments.command("tune", {"reference", "reference-by", "objective", "rules", "config",
                                               "fish-sensitivity", "folds", "repeats", "bootstrap", "seed", "set"});
  return request;
}

int tune(const Arguments& arguments) {
  if (arguments.operands().empty()) throw std::invalid_argument("nothing to tune on: name the folder of results");
  const std::string& dir = arguments.onlyOperand("tune takes one folder of results; join several with herald merge");
  const TuneRequest request = requestOf(arguments);
  const ResultFolder results = readResultFolder(dir);
  const EffectiveConfiguration measured = configurationOf(results);
  const TuneOptions options = tuneOptionsOf(arguments, measured, rulesFrom(arguments, measured, dir).rules);
  const TuneRun run = tuneFolder(results, request, options);
  for (const std::string& note : run.notes) tell("herald: " + note);
  if (!arguments.isOn("quiet")) std::cout << tuneText(run.report, options);
  return kExitDone;
}

}  // namespace

Subcommand tuneCommand() {
  return {.name = "tune",
          .summary = "find the cuts that agree best with readers",
          .synopsis = "DIR --reference readers.csv --out F.toml",
          .description =
              "Searches the cuts of cell classes, noise floor and borderline for those under which the slides of DIR\n"
              "agree best with readers, from the cells stored there. Reports what to expect of new cases (nested\n"
              "cross-validation over cases), an interval for each cut and how flat the optimum is. F.toml is a\n"
              "configuration file for herald score and herald rescore.\n",
          .exit_codes =
              "0 tuned, 1 the file cannot be written, 2 usage, or results and readers that cannot be tuned\n"
              "on.\n",
          .options = optionsOfTune,
          .run = tune};
}

}  // namespace herald
