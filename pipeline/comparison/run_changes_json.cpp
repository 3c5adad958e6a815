#include "pipeline/comparison/run_changes_json.h"

#include <fmt/format.h>

#include "pipeline/comparison/agreement_json.h"
#include "pipeline/configuration/program.h"
#include "pipeline/files/csv.h"

namespace herald {
namespace {

std::string scoreText(const std::optional<Her2Score>& score) {
  return score ? std::string(her2ScoreName(*score)) : "";
}

OrderedJson settingsJson(const RunChanges& of) {
  if (!of.settings_known) return nullptr;
  OrderedJson json = OrderedJson::array();
  for (const ChangedSetting& setting : of.settings)
    json.push_back(
        {{"name", setting.name}, {"first", textOrNull(setting.first)}, {"second", textOrNull(setting.second)}});
  return json;
}

OrderedJson statusesJson(const RunChanges& of) {
  OrderedJson json = OrderedJson::object();
  for (std::size_t a = 0; a < of.statuses.classes(); ++a)
    for (std::size_t b = 0; b < of.statuses.classes(); ++b)
      if (of.statuses.count(a, b) > 0)
        json[fmt::format("{} -> {}", slideStatusName(static_cast<SlideStatus>(a)),
                         slideStatusName(static_cast<SlideStatus>(b)))] = of.statuses.count(a, b);
  return json;
}

OrderedJson changedJson(const RunChanges& of, const RunSide& first, const RunSide& second) {
  OrderedJson json = OrderedJson::array();
  for (const PairedSlide& pair : of.pairs) {
    if (!pair.score_changed && !pair.status_changed) continue;
    const ScoredSlide& a = first.scored.slides[pair.first];
    const ScoredSlide& b = second.scored.slides[pair.second];
    json.push_back({{"slide", a.slide},
                    {"first_status", slideStatusName(a.status)},
                    {"second_status", slideStatusName(b.status)},
                    {"first_score", textOrNull(scoreText(a.score))},
                    {"second_score", textOrNull(scoreText(b.score))}});
  }
  return json;
}

OrderedJson driftJson(const RunChanges& of) {
  OrderedJson json = OrderedJson::array();
  for (const DriftChart& drift : of.drift) {
    const ControlChart& chart = drift.chart;
    OrderedJson outside = OrderedJson::array();
    for (const ControlChartPoint& point : chart.points)
      if (point.outside)
        outside.push_back({{"slide", point.slide},
                           {"run", point.of_second ? "second" : "first"},
                           {"value", rounded(point.value, kStatisticDecimals)}});
    json.push_back({{"measure", drift.measure},
                    {"n", chart.points.size()},
                    {"median", chart.median ? rounded(*chart.median, kStatisticDecimals) : OrderedJson(nullptr)},
                    {"limits", chart.limits ? intervalJson(*chart.limits) : OrderedJson(nullptr)},
                    {"outside", std::move(outside)}});
  }
  return json;
}

}  // namespace

std::string changesJson(const RunChanges& of, const RunSide& first, const RunSide* second) {
  OrderedJson json = {{"schema", kChangesSchemaName},
                      {"herald", programVersion()},
                      {"first", first.scored.name},
                      {"second", second != nullptr ? OrderedJson(second->scored.name) : OrderedJson(nullptr)}};
  for (const char* key : {"slides", "settings", "statuses", "scores", "shifts", "changed"}) json[key] = nullptr;
  if (second != nullptr) {
    json["slides"] = {{"both", of.pairs.size()}, {"only_first", of.only_first}, {"only_second", of.only_second}};
    json["settings"] = settingsJson(of);
    json["statuses"] = statusesJson(of);
    json["scores"] = agreementJson(of.scores);
    OrderedJson shifts = OrderedJson::object();
    for (std::size_t i = 0; i < kMeasurements.size(); ++i)
      shifts[std::string(kMeasurements.at(i))] = blandAltmanJson(of.shifts.at(i));
    json["shifts"] = std::move(shifts);
    json["changed"] = changedJson(of, first, *second);
  }
  json["drift"] = driftJson(of);
  return documentText(json);
}

std::string changedSlidesCsv(const RunChanges& changes, const RunSide& first, const RunSide& second) {
  std::vector<std::string> header = {"slide",         "second_slide", "first_status",
                                     "second_status", "first_score",  "second_score"};
  for (const std::string_view name : kMeasurements)
    for (const char* part : {"first_", "second_", "shift_"}) header.push_back(part + std::string(name));
  std::string text = csvLine(header);
  const auto number = [](const std::optional<double>& of) { return of ? fmt::format("{:.6g}", *of) : std::string(); };
  for (const PairedSlide& pair : changes.pairs) {
    const ScoredSlide& a = first.scored.slides[pair.first];
    const ScoredSlide& b = second.scored.slides[pair.second];
    std::vector<std::string> fields = {a.slide,
                                       b.slide,
                                       std::string(slideStatusName(a.status)),
                                       std::string(slideStatusName(b.status)),
                                       scoreText(a.score),
                                       scoreText(b.score)};
    for (std::size_t i = 0; i < kMeasurements.size(); ++i) {
      const auto& then = a.measured.at(i);
      const auto& now = b.measured.at(i);
      fields.push_back(number(then));
      fields.push_back(number(now));
      fields.push_back(number(then && now ? std::optional(*now - *then) : std::nullopt));
    }
    text += csvLine(fields);
  }
  return text;
}

std::string driftCsv(const RunChanges& changes) {
  std::string text = csvLine({"measure", "run", "slide", "value", "outside"});
  for (const DriftChart& drift : changes.drift)
    for (const ControlChartPoint& point : drift.chart.points)
      text += csvLine({drift.measure, point.of_second ? "second" : "first", point.slide,
                       fmt::format("{:.6g}", point.value), point.outside ? "true" : "false"});
  return text;
}

}  // namespace herald
