#include "apps/tune_command.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <iostream>
#include <stdexcept>

#include "apps/command_line.h"
#include "apps/configuration_arguments.h"
#include "pipeline/comparison/reference.h"
#include "pipeline/configuration/effective_configuration.h"
#include "pipeline/configuration/program.h"
#include "pipeline/files/atomic_file.h"
#include "pipeline/files/file_hash.h"
#include "pipeline/files/read_error.h"
#include "pipeline/runs/run.h"
#include "pipeline/runs/slide_outputs.h"
#include "pipeline/tuning/tune_report.h"
#include "scoring/suggestion.h"

namespace herald {
namespace {

namespace po = boost::program_options;
namespace fs = std::filesystem;

po::options_description optionsOfTune() {
  const SampleOptions samples;
  po::options_description options("Options");
  auto add = options.add_options();
  add("reference", po::value<std::string>(), "readers.csv: slide,reader,score[,ish][,case_id]; required");
  add("reference-by", po::value<std::string>()->default_value(""),
      "majority | median | consensus | a reader's name; default: the reader called consensus, else majority");
  add("out", po::value<std::string>(),
      "configuration file to write, F.toml; F.json beside it has the evidence; required");
  add("objective", po::value<std::string>()->default_value("linear"),
      fmt::format("what is made as large as possible: kappa with {} weights, or ac2 | agreement",
                  "linear | quadratic | unweighted")
          .c_str());
  add("fish-sensitivity", po::value<double>(),
      "least share of ISH-positive slides to be called 2+ or 3+, 0-1; cuts that call fewer are not considered");
  add("rules", po::value<std::string>(),
      fmt::format("rule set: {}, or a TOML file; default: that of DIR", fmt::join(builtInRuleSetNames(), " | "))
          .c_str());
  addConfigurationOptions(options);
  add("folds", po::value<int>()->default_value(samples.folds), "of the cross-validation over cases, 2-20");
  add("repeats", po::value<int>()->default_value(samples.repeats), "of the folding, 1-50");
  add("bootstrap", po::value<int>()->default_value(samples.bootstrap_samples), "samples of cases, 0-2000");
  add("seed", po::value<std::uint64_t>()->default_value(samples.seed),
      "of folds and samples; the same seed, the same result");
  add("threads", po::value<int>(), "default: all of the machine; no result depends on it");
  add("quiet", po::bool_switch(), "no tables on stdout");
  add("help,h", po::bool_switch(), "this text");
  return options;
}

TuningObjective objectiveNamed(const std::string& name) {
  const auto* found = std::find(kTuningObjectiveNames.begin(), kTuningObjectiveNames.end(), name);
  if (found == kTuningObjectiveNames.end())
    throw std::invalid_argument(fmt::format("--objective {} is none of {}{}", name,
                                            fmt::join(kTuningObjectiveNames, " | "),
                                            didYouMean(name, kTuningObjectiveNames)));
  return static_cast<TuningObjective>(found - kTuningObjectiveNames.begin());
}

// Which cells count, and whether a slide is scored at all, is taken from DIR.
void requireCutsAlone(const Configuration& measured, const Configuration& wanted) {
  for (const Option& option : configurationOptions()) {
    const bool is_cut = option.key.starts_with("cell_class.") || option.key.starts_with("noise_floor.") ||
                        option.key.starts_with("score.");
    if (!is_cut && option.get(measured) != option.get(wanted))
      throw std::invalid_argument(
          fmt::format("{} cannot be changed by tune: rescore or score the slides with it first", option.key));
  }
}

TuneOptions tuneOptionsOf(const po::variables_map& values, const EffectiveConfiguration& measured, const RuleSet& rules,
                          const fs::path& out) {
  TuneOptions options;
  options.configuration = configurationFrom(values, measured.options);
  requireCutsAlone(measured.options, options.configuration);
  options.rules = withNoiseFloor(rules, options.configuration.noise_floor);
  options.search.objective = objectiveNamed(values["objective"].as<std::string>());
  if (values.contains("fish-sensitivity")) {
    const double least = values["fish-sensitivity"].as<double>();
    if (!(least >= 0 && least <= 1))
      throw std::invalid_argument(fmt::format("--fish-sensitivity {} is outside 0 to 1", least));
    options.search.least_ish_sensitivity = least;
  }
  options.samples = {values["folds"].as<int>(), values["repeats"].as<int>(), values["bootstrap"].as<int>(),
                     values["seed"].as<std::uint64_t>()};
  options.threads = threadsOf(values);
  options.spill_folder = out.has_parent_path() ? out.parent_path() : fs::path(".");
  return options;
}

std::vector<SlideReference> referencesOf(const ResultFolder& results, const Readers& readers,
                                         const Reference& reference, const std::string& file) {
  std::vector<std::string> names;
  for (const RunInput& slide : results.run.inputs) names.push_back(slide.row.slide);
  const auto places = matchReaders(readers, names);
  std::vector<SlideReference> references;
  for (std::size_t i = 0; i < readers.slides.size(); ++i) {
    if (!places[i]) continue;
    const ReadSlide& slide = readers.slides[i];
    const std::optional<bool> ish_positive =
        slide.ish ? std::optional(*slide.ish == IshResult::kPositive) : std::nullopt;
    references.push_back({names[*places[i]], slide.case_id, reference.of(slide).score, ish_positive});
  }
  if (references.empty())
    throw std::invalid_argument(
        fmt::format("{}: none of its {} slides is in {}", file, readers.slides.size(), results.path.string()));
  return references;
}

std::string commandOf(const std::string& dir, const po::variables_map& values) {
  Command command{"tune", {dir}, {}};
  addWords({"reference", "reference-by", "objective", "rules", "config", "fish-sensitivity", "folds", "repeats",
            "bootstrap", "seed", "set"},
           values, command);
  return commandText(command);
}

fs::path outOf(const po::variables_map& values) {
  if (!values.contains("reference")) throw std::invalid_argument("--reference is missing: readers.csv");
  if (!values.contains("out")) throw std::invalid_argument("--out is missing: the configuration file to write");
  fs::path out = values["out"].as<std::string>();
  if (out.extension() != ".toml")
    throw std::invalid_argument(fmt::format("--out {}: the name must end in .toml", out.string()));
  std::error_code error;
  if (out.has_parent_path() && !fs::is_directory(out.parent_path(), error))
    throw std::invalid_argument(
        fmt::format("--out {}: there is no folder {}", out.string(), out.parent_path().string()));
  return out;
}

// What is read stays: F.json could be run.json or a slide's result.json, F.toml the file of rules.
void requireNothingReadIsWritten(const fs::path& out, const ResultFolder& results, const po::variables_map& values) {
  std::vector<fs::path> read = {results.path / "run.json"};
  for (const RunInput& slide : results.run.inputs)
    if (!slide.folder.empty()) read.push_back(slideFolder(results.path, slide.folder) / "result.json");
  if (values.contains("rules")) read.emplace_back(values["rules"].as<std::string>());
  for (const fs::path& written : {out, fs::path(out).replace_extension(".json")})
    for (const fs::path& file : read) {
      std::error_code missing;
      if (fs::equivalent(written, file, missing))
        throw std::invalid_argument(fmt::format("--out {}: {} would be written over {}; name another file",
                                                out.string(), written.string(), file.string()));
    }
}

// A damaged store is a reason not to tune, like any other; there is no half of a result.
TuneReport tuned(const ResultFolder& results, const std::vector<SlideReference>& references,
                 const TuneOptions& options) {
  try {
    return tuneCuts(results, references, options);
  } catch (const ReadError& error) {
    throw std::invalid_argument(error.what());
  }
}

int tune(const std::string& dir, const po::variables_map& values) {
  const fs::path out = outOf(values);
  const auto reference_file = values["reference"].as<std::string>();
  const ResultFolder results = readResultFolder(dir);
  requireNothingReadIsWritten(out, results, values);
  const EffectiveConfiguration measured = configurationOf(results);
  const ChosenRules rules = rulesFrom(values, measured, dir);
  const Readers readers = readReaders(reference_file);
  const Reference reference(readers, values["reference-by"].as<std::string>(), false);
  for (const std::string& note : readers.notes) tell("herald: " + note);
  const TuneOptions options = tuneOptionsOf(values, measured, rules.rules, out);
  const TuneReport report = tuned(results, referencesOf(results, readers, reference, reference_file), options);
  const TuneOrigin origin{programVersion(),
                          commandOf(dir, values),
                          results.run.provenance.config_hash,
                          fs::path(reference_file).filename().string(),
                          hash128HexOfFile(reference_file),
                          reference.name()};
  writeFileAtomically(fs::path(out).replace_extension(".json"), tuneJson(report, options, origin));
  writeFileAtomically(out, tuneToml(report, options, origin));
  if (!values["quiet"].as<bool>()) std::cout << tuneText(report, options);
  return kExitDone;
}

}  // namespace

int tuneCommand(const std::vector<std::string>& arguments) {
  const auto options = optionsOfTune();
  const auto values = parseCommandLine(arguments, options, "folder");
  if (values["help"].as<bool>()) {
    std::cout
        << "herald tune DIR --reference readers.csv --out F.toml [options]\n"
           "Searches the cuts of cell classes, noise floor and borderline under which the slides of DIR agree best\n"
           "with readers, from the cells stored there. Reports what to expect of new cases (nested\n"
           "cross-validation over cases), an interval for each cut and how flat the optimum is. F.toml is a\n"
           "configuration file for herald score and herald rescore.\n\n"
        << options
        << "\nExit code: 0 tuned, 1 the file cannot be written, 2 usage, or results and readers that cannot be tuned\n"
           "on.\n";
    return kExitDone;
  }
  if (!values.contains("folder")) throw std::invalid_argument("nothing to tune on: name the folder of results");
  const auto& folders = values["folder"].as<std::vector<std::string>>();
  if (folders.size() > 1)
    throw std::invalid_argument("tune takes one folder of results; join several with herald merge");
  return tune(folders.front(), values);
}

}  // namespace herald
