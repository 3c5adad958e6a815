#include "pipeline/comparison/run_changes.h"

#include <fmt/format.h>

#include <toml++/toml.h>
#include <algorithm>
#include <fstream>
#include <map>
#include <sstream>
#include <stdexcept>

#include "pipeline/comparison/slide_matching.h"
#include "pipeline/files/json_text.h"
#include "pipeline/files/output_names.h"
#include "pipeline/files/printable.h"
#include "pipeline/files/read_error.h"
#include "pipeline/results/result_json.h"
#include "pipeline/results/run_json.h"

namespace herald {
namespace {

using Settings = std::vector<std::pair<std::string, std::string>>;

void flatten(const toml::table& table, const std::string& prefix, Settings& settings) {
  for (const auto& [key, node] : table) {
    const std::string name = prefix + std::string(key.str());
    if (const toml::table* section = node.as_table()) {
      flatten(*section, name + ".", settings);
    } else if (const auto* number = node.as_floating_point()) {
      settings.emplace_back(name, fmt::format("{}", number->get()));  // 0.45, not 0.45000000000000001
    } else {
      std::ostringstream text;
      node.visit([&](const auto& value) { text << value; });
      settings.emplace_back(name, text.str());
    }
  }
}

Settings settingsOf(const std::filesystem::path& run_json) {
  std::ifstream file(run_json, std::ios::binary);
  if (!file) return {};
  const OrderedJson run = OrderedJson::parse(file, nullptr, false);
  if (!run.is_object() || !run.contains("schema") || run["schema"] != kRunSchemaName)
    throw std::invalid_argument(run_json.string() + ": not a document of schema " + std::string(kRunSchemaName));
  Settings settings;
  try {
    const OrderedJson& provenance = run.at("provenance");
    settings.emplace_back("herald", provenance.at("herald").get<std::string>());
    settings.emplace_back("command", provenance.at("command").get<std::string>());
    for (const auto& [library, version] : provenance.at("libraries").items())
      settings.emplace_back("library " + library, version.get<std::string>());
    flatten(toml::parse(provenance.at("config").get<std::string>()), "", settings);
  } catch (const nlohmann::json::exception& error) {
    throw std::invalid_argument(run_json.string() + ": damaged: " + error.what());
  } catch (const toml::parse_error& error) {
    throw std::invalid_argument(run_json.string() + ": damaged configuration: " + std::string(error.description()));
  }
  return settings;
}

std::vector<ChangedSetting> changedSettings(const Settings& first, const Settings& second) {
  const std::map<std::string, std::string> then(first.begin(), first.end());
  const std::map<std::string, std::string> now(second.begin(), second.end());
  std::vector<ChangedSetting> changed;
  for (const auto& [name, value] : first) {
    const auto other = now.find(name);
    if (other == now.end() || other->second != value)
      changed.push_back({name, value, other == now.end() ? "" : other->second});
  }
  for (const auto& [name, value] : second)
    if (!then.contains(name)) changed.push_back({name, "", value});
  return changed;
}

void pairSlides(const ScoredSlides& first, const ScoredSlides& second, RunChanges& changes) {
  std::vector<NamedSlide> named;
  for (const ScoredSlide& slide : second.slides) named.push_back({slide.slide, second.file.string()});
  const auto matches = matchSlides(named, slideNames(first));
  std::vector<std::optional<std::size_t>> second_of_first(first.slides.size());
  for (std::size_t i = 0; i < matches.size(); ++i) {
    if (matches[i])
      second_of_first[*matches[i]] = i;
    else
      changes.only_second.push_back(second.slides[i].slide);
  }
  for (std::size_t i = 0; i < second_of_first.size(); ++i) {
    if (!second_of_first[i]) {
      changes.only_first.push_back(first.slides[i].slide);
      continue;
    }
    const ScoredSlide& a = first.slides[i];
    const ScoredSlide& b = second.slides[*second_of_first[i]];
    changes.pairs.push_back({i, *second_of_first[i], a.score && b.score && a.score != b.score, a.status != b.status});
  }
}

void compareSlides(const ScoredSlides& first, const ScoredSlides& second, RunChanges& changes) {
  const ScoreClasses classes;
  ConfusionMatrix matrix(classes.size());
  for (const PairedSlide& pair : changes.pairs) {
    const ScoredSlide& a = first.slides[pair.first];
    const ScoredSlide& b = second.slides[pair.second];
    changes.statuses.add(static_cast<std::size_t>(a.status), static_cast<std::size_t>(b.status));
    if (a.score && b.score) matrix.add(classes.classOf(*a.score), classes.classOf(*b.score));
    for (std::size_t i = 0; i < kMeasurements.size(); ++i)
      if (a.measured.at(i) && b.measured.at(i))
        changes.shift_pairs.at(i).push_back({*a.measured.at(i), *b.measured.at(i)});
  }
  changes.scores = summariseAgreement(std::move(matrix), classes);
  for (std::size_t i = 0; i < kMeasurements.size(); ++i) changes.shifts.at(i) = blandAltman(changes.shift_pairs.at(i));
}

void addPoints(const RunSide& side, const std::string& measure, bool of_second, ControlChart& chart) {
  for (std::size_t i = 0; i < side.drift.size(); ++i)
    if (const auto found = side.drift[i].find(measure); found != side.drift[i].end())
      chart.points.push_back({found->second, of_second, false, side.scored.slides[i].slide});
}

std::vector<DriftChart> driftCharts(const RunSide& first, const RunSide* second) {
  std::vector<DriftValues> all = first.drift;
  if (second != nullptr) all.insert(all.end(), second->drift.begin(), second->drift.end());
  std::vector<DriftChart> charts;
  for (const std::string& measure : driftMeasures(all)) {
    ControlChart chart;
    addPoints(first, measure, false, chart);
    std::vector<double> baseline;
    for (const ControlChartPoint& point : chart.points) baseline.push_back(point.value);
    chart.limits = robustLimits(baseline);
    if (const auto five = fiveNumbers(baseline)) chart.median = five->median;
    if (second != nullptr) addPoints(*second, measure, true, chart);
    for (ControlChartPoint& point : chart.points)
      point.outside = chart.limits && (point.value < chart.limits->low || point.value > chart.limits->high);
    charts.push_back({measure, std::move(chart)});
  }
  return charts;
}

}  // namespace

DriftValues readDriftValues(const std::filesystem::path& result_json) {
  try {
    return driftValuesOf(readResultJson(result_json));
  } catch (const ReadError& error) {
    throw std::invalid_argument(error.what());
  } catch (const nlohmann::json::exception& error) {
    throw std::invalid_argument(result_json.string() + ": damaged: " + error.what());
  }
}

RunSide readRunSide(const std::filesystem::path& named) {
  RunSide side{readScoredSlides(named), {}, {}};
  for (const ScoredSlide& slide : side.scored.slides) {
    const auto folder = evidenceFolder(side.scored, slide);
    side.drift.push_back(folder.empty() ? DriftValues() : readDriftValues(folder / output::kResultJson));
  }
  if (!side.scored.folder.empty()) side.settings = settingsOf(side.scored.folder / output::kRunJson);
  return side;
}

RunChanges compareRuns(const RunSide& first, const RunSide& second) {
  RunChanges changes;
  pairSlides(first.scored, second.scored, changes);
  if (changes.pairs.empty())
    throw std::invalid_argument(
        fmt::format("{} and {} have no slide in common: the first is \"{}\" here and \"{}\" there", first.scored.name,
                    second.scored.name, printable(first.scored.slides.front().slide),
                    printable(second.scored.slides.front().slide)));
  compareSlides(first.scored, second.scored, changes);
  changes.settings_known = !first.settings.empty() && !second.settings.empty();
  if (changes.settings_known) changes.settings = changedSettings(first.settings, second.settings);
  changes.drift = driftCharts(first, &second);
  return changes;
}

RunChanges driftOf(const RunSide& run) {
  RunChanges changes;
  changes.drift = driftCharts(run, nullptr);
  return changes;
}

}  // namespace herald
