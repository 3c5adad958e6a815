#include "pipeline/tuning/tune_report.h"

#include <fmt/format.h>

#include <algorithm>

#include "pipeline/files/json_text.h"

namespace herald {
namespace {

std::string objectiveName(const TuneOptions& options) {
  const std::string name(kTuningObjectiveNames.at(static_cast<std::size_t>(options.search.objective)));
  if (name == "agreement") return "agreement";
  return name == "ac2" ? "AC2 (linear weights)" : name + (name == "unweighted" ? " kappa" : "-weighted kappa");
}

std::string intervalText(const Estimate& estimate) {
  return fmt::format("{:.3f} ({:.3f}-{:.3f})", estimate.value, estimate.low, estimate.high);
}

std::string casesText(const TuneReport& report) {
  const auto& cases = report.cases_by_reference;
  return fmt::format("{} slides of {} cases (reference 0: {}, 1+: {}, 2+: {}, 3+: {})", report.slides.size(),
                     report.cases, cases[0], cases[1], cases[2], cases[3]);
}

std::string_view scoreName(Her2Score score) {
  return her2ScoreName(score);
}

const TunedCut* cutCalled(const TuneReport& report, std::string_view key) {
  const auto* found = std::find(kCutNames.begin(), kCutNames.end(), key);
  return found == kCutNames.end() ? nullptr : &report.cuts[static_cast<std::size_t>(found - kCutNames.begin())];
}

bool isBorderlinePoints(std::string_view key) {
  return key == descriptorOf(&SlideScoreOptions::borderline_points).key;
}

// Why an option is in the file.
std::string reasonOf(const TuneReport& report, const std::string& key) {
  const TunedCut* cut = cutCalled(report, key);
  if (cut != nullptr && cut->varied)
    return fmt::format("tuned: {} before; 95 % interval {} to {}, equally good on these cases {} to {}", cut->start,
                       cut->chosen.low, cut->chosen.high, cut->plateau_low, cut->plateau_high);
  if (isBorderlinePoints(key))
    return fmt::format("tuned: from {} discordant and {} concordant slides", report.borderline.discordant,
                       report.borderline.concordant);
  if (cut != nullptr) return "not tuned: these cases cannot distinguish its values";
  return "as in the results used for tuning";
}

bool isTuned(const TuneReport& report, const std::string& key) {
  const TunedCut* cut = cutCalled(report, key);
  const auto floor = descriptorsOf<NoiseFloorOptions>();
  if (std::any_of(floor.begin(), floor.end(), [&](const auto& option) { return option.key == key; }))
    return !report.configuration.noise_floor.from_rule_set;
  return cut != nullptr || isBorderlinePoints(key);
}

OrderedJson estimateJson(const Estimate& estimate) {
  return {{"value", exact(estimate.value)}, {"low", exact(estimate.low)}, {"high", exact(estimate.high)}};
}

OrderedJson cutsJson(const TuneReport& report) {
  OrderedJson cuts = OrderedJson::object();
  for (std::size_t i = 0; i < kCuts; ++i) {
    const TunedCut& cut = report.cuts[i];
    OrderedJson curve = OrderedJson::array();
    for (std::size_t place = 0; place < cut.values.size(); ++place)
      curve.push_back({{"value", exact(cut.values[place])}, {"agreement", rounded(cut.curve[place], 6)}});
    cuts[std::string(kCutNames[i])] = {{"tuned", cut.varied},
                                       {"start", exact(cut.start)},
                                       {"chosen", estimateJson(cut.chosen)},
                                       {"plateau", {exact(cut.plateau_low), exact(cut.plateau_high)}},
                                       {"curve", std::move(curve)}};
  }
  return cuts;
}

OrderedJson borderlineJson(const BorderlineChoice& borderline) {
  OrderedJson curve = OrderedJson::array();
  for (const BorderlinePoint& point : borderline.curve)
    curve.push_back(
        {{"points", point.points}, {"caught", rounded(point.caught, 6)}, {"flagged", rounded(point.flagged, 6)}});
  return {{"points", borderline.points},
          {"discordant", borderline.discordant},
          {"concordant", borderline.concordant},
          {"curve", std::move(curve)}};
}

OrderedJson slidesJson(const TuneReport& report) {
  OrderedJson slides = OrderedJson::array();
  for (const TunedSlide& slide : report.slides)
    slides.push_back({{"slide", slide.slide},
                      {"case_id", textOrNull(slide.case_id)},
                      {"reference", scoreName(slide.reference)},
                      {"start", scoreName(slide.start)},
                      {"tuned", scoreName(slide.tuned)},
                      {"borderline", slide.judged.borderline},
                      {"deciding_points", slide.judged.deciding_points ? rounded(*slide.judged.deciding_points, 4)
                                                                       : OrderedJson(nullptr)}});
  return slides;
}

std::string cutsTable(const TuneReport& report) {
  std::string text = fmt::format("{:<30}{:>8}{:>9}  {:<17}{}\n", "cut", "before", "chosen", "95 % interval", "as good");
  for (std::size_t i = 0; i < kCuts; ++i) {
    const TunedCut& cut = report.cuts[i];
    text += fmt::format("{:<30}{:>8.4g}{:>9.4g}  ", kCutNames[i], cut.start, cut.chosen.value);
    text += cut.varied ? fmt::format("{:<17}{}\n", fmt::format("{:.4g} to {:.4g}", cut.chosen.low, cut.chosen.high),
                                     fmt::format("{:.4g} to {:.4g}", cut.plateau_low, cut.plateau_high))
                       : "not tuned\n";
  }
  return text;
}

std::string curvesText(const TuneReport& report) {
  std::string text = "best agreement with each value of a cut, the others varied freely:\n";
  for (std::size_t i = 0; i < kCuts; ++i) {
    const TunedCut& cut = report.cuts[i];
    if (!cut.varied) continue;
    text += fmt::format("  {}\n   ", kCutNames[i]);
    for (std::size_t place = 0; place < cut.values.size(); ++place)
      text += fmt::format(" {:.4g}: {:.3f}", cut.values[place], cut.curve[place]);
    text += '\n';
  }
  return text;
}

std::string changesText(const TuneReport& report) {
  std::string text;
  std::size_t better = 0, worse = 0, changed = 0;
  for (const TunedSlide& slide : report.slides) {
    if (slide.start == slide.tuned) continue;
    ++changed;
    const int before = disagreement(TuningObjective::kLinearKappa, slide.start, slide.reference);
    const int after = disagreement(TuningObjective::kLinearKappa, slide.tuned, slide.reference);
    better += after < before ? 1 : 0;
    worse += after > before ? 1 : 0;
    text += fmt::format("  {}: {} -> {} (reference {})\n", slide.slide, scoreName(slide.start), scoreName(slide.tuned),
                        scoreName(slide.reference));
  }
  return fmt::format("{} slides change: {} nearer to the reference, {} farther\n", changed, better, worse) + text;
}

}  // namespace

std::string tuneToml(const TuneReport& report, const TuneOptions& options, const TuneOrigin& origin) {
  std::string text = fmt::format(
      "# Cuts tuned by herald {} on readers, for score --config and rescore --config. Research and quality assurance\n"
      "# only.\n# {}\n# results of configuration {}; reference {} (content {}), by {}; rule set {} version {}\n"
      "# {}\n# {}: {:.3f} before, {:.3f} chosen, {} cross-validated, {:.3f} corrected for optimism\n"
      "# {} folds x {} repeats, {} bootstrap samples, seed {}; {} of {} combinations are as good\n",
      origin.herald, origin.command, origin.results_hash, origin.reference, origin.reference_hash, origin.reference_by,
      options.rules.name, options.rules.version, casesText(report), objectiveName(options), report.worth.start,
      report.worth.apparent, intervalText(report.worth.cross_validated), report.worth.corrected(),
      options.samples.folds, options.samples.repeats, options.samples.bootstrap_samples, options.samples.seed,
      report.plateau_combinations, report.combinations);
  for (const std::string& warning : report.warnings) text += fmt::format("# warning: {}\n", warning);
  const Configuration defaults;
  std::string section;
  for (const Option& option : configurationOptions()) {
    if (!isTuned(report, option.key) && option.get(report.configuration) == option.get(defaults)) continue;
    const std::size_t dot = option.key.find('.');
    if (option.key.substr(0, dot) != section) {
      section = option.key.substr(0, dot);
      text += fmt::format("\n[{}]\n", section);
    }
    text += fmt::format("# {}\n{} = {}\n", reasonOf(report, option.key), option.key.substr(dot + 1),
                        tomlText(option.get(report.configuration)));
  }
  return text;
}

std::string tuneJson(const TuneReport& report, const TuneOptions& options, const TuneOrigin& origin) {
  const auto& cases = report.cases_by_reference;
  OrderedJson json = {{"schema", kTuneSchemaName}};
  json["objective"] = kTuningObjectiveNames.at(static_cast<std::size_t>(options.search.objective));
  json["rule_set"] = {{"name", options.rules.name}, {"version", options.rules.version}};
  json["used"] = {{"slides", report.slides.size()},
                  {"cases", report.cases},
                  {"cases_by_reference", {{"0", cases[0]}, {"1+", cases[1]}, {"2+", cases[2]}, {"3+", cases[3]}}}};
  json["not_used"] = {{"indeterminate", report.indeterminate},
                      {"failed", report.failed},
                      {"without_reference", report.without_reference}};
  json["agreement"] = {{"start", rounded(report.worth.start, 6)},
                       {"apparent", rounded(report.worth.apparent, 6)},
                       {"cross_validated", estimateJson(report.worth.cross_validated)},
                       {"repeats", {rounded(report.worth.lowest_repeat, 6), rounded(report.worth.highest_repeat, 6)}},
                       {"optimism", rounded(report.worth.optimism, 6)},
                       {"corrected", rounded(report.worth.corrected(), 6)},
                       {"ish_sensitivity", rounded(report.worth.ish_sensitivity, 6)}};
  json["plateau"] = {{"combinations", report.combinations},
                     {"as_good", report.plateau_combinations},
                     {"standard_errors", options.search.plateau_errors}};
  json["cuts"] = cutsJson(report);
  json["borderline"] = borderlineJson(report.borderline);
  json["warnings"] = report.warnings;
  json["slides"] = slidesJson(report);
  json["sampling"] = {{"folds", options.samples.folds},
                      {"repeats", options.samples.repeats},
                      {"bootstrap_samples", options.samples.bootstrap_samples},
                      {"seed", options.samples.seed}};
  json["origin"] = {{"herald", origin.herald},
                    {"command", origin.command},
                    {"results_config_hash", origin.results_hash},
                    {"reference", origin.reference},
                    {"reference_hash", origin.reference_hash},
                    {"reference_by", origin.reference_by}};
  return documentText(json);
}

std::string tuneText(const TuneReport& report, const TuneOptions& options) {
  const TuningWorth& worth = report.worth;
  std::string text =
      casesText(report) + fmt::format("\nnot used: {} indeterminate, {} failed, {} without a reference\n\n",
                                      report.indeterminate, report.failed, report.without_reference);
  text += fmt::format("{}\n", objectiveName(options));
  text += fmt::format("  before              {:.3f}\n  chosen              {:.3f}  on the cases it was chosen on\n",
                      worth.start, worth.apparent);
  text += fmt::format("  cross-validated     {}  what to expect of new cases\n", intervalText(worth.cross_validated));
  text += fmt::format("  optimism-corrected  {:.3f}\n\n", worth.corrected());
  text += cutsTable(report);
  text += fmt::format("{} of {} combinations are as good as the best (within {} standard error)\n\n",
                      report.plateau_combinations, report.combinations, options.search.plateau_errors);
  text += curvesText(report);
  const auto& best =
      *std::find_if(report.borderline.curve.begin(), report.borderline.curve.end(),
                    [&](const BorderlinePoint& point) { return point.points == report.borderline.points; });
  text += fmt::format(
      "\nscore.borderline_points {}: catches {:.0f} % of {} discordant slides and {:.0f} % of {} others\n\n",
      report.borderline.points, 100 * best.caught, report.borderline.discordant, 100 * best.flagged,
      report.borderline.concordant);
  text += changesText(report);
  for (const std::string& warning : report.warnings) text += fmt::format("warning: {}\n", warning);
  return text;
}

}  // namespace herald
