#include "pipeline/results/slide_drift.h"

#include <Eigen/Core>
#include <array>
#include <set>

#include "pipeline/results/result_json.h"
#include "pipeline/results/score_json.h"
#include "stain/stain_matrix.h"

namespace herald {
namespace {

constexpr std::array<std::string_view, 8> kMeasures = {"background red",
                                                       "background green",
                                                       "background blue",
                                                       "haematoxylin angle, degrees",
                                                       "DAB angle, degrees",
                                                       "angle between stains, degrees",
                                                       "counterstain, optical density",
                                                       "focus"};

void set(std::size_t measure, double value, DriftValues& values) {
  values[std::string(kMeasures.at(measure))] = value;
}

void addStain(const std::array<double, 3>& light, const Eigen::Vector3d& haematoxylin, const Eigen::Vector3d& dab,
              DriftValues& values) {
  for (std::size_t i = 0; i < light.size(); ++i) set(i, light[i], values);
  const StainMatrix defaults;
  set(3, stainAngleDeg(haematoxylin, defaults.hematoxylin()), values);
  set(4, stainAngleDeg(dab, defaults.dab()), values);
  set(5, stainAngleDeg(haematoxylin, dab), values);
}

// Objects of one expected score together, weighted by their cells.
class ControlMeans {
 public:
  void add(const std::string& expected, double cells, double percent) {
    auto& [weighted, weight] = sums_["Control " + expected + ", " + expected + " cells %"];
    weighted += cells * percent;
    weight += cells;
  }
  void addTo(DriftValues& values) const {
    for (const auto& [name, sum] : sums_) values[name] = sum.first / sum.second;
  }

 private:
  std::map<std::string, std::pair<double, double>> sums_;  // percent x cells, cells
};

Eigen::Vector3d vectorOf(const OrderedJson& json) {
  return {json.at(0).get<double>(), json.at(1).get<double>(), json.at(2).get<double>()};
}

}  // namespace

DriftValues driftValues(const SlideResult& result) {
  DriftValues values;
  if (isMeasured(result.status)) {
    const SlideStatistics& statistics = result.measured.statistics;
    addStain(statistics.background.rgb, statistics.stains.hematoxylin(), statistics.stains.dab(), values);
    set(6, roundedIfFinite(result.judged.quality.counterstain_od, kOdDecimals).value_or(0), values);
    set(7, roundedIfFinite(result.judged.quality.focus, kOdDecimals).value_or(0), values);
  }
  ControlMeans means;
  for (const ControlResult& control : result.judged.controls) {
    const SlideScore& measured = control.measured;
    if (measured.counted_cells == 0) continue;
    const double percent = measured.percent.at(static_cast<std::size_t>(control.expected)).value;
    means.add(std::string(her2ScoreName(control.expected)), static_cast<double>(measured.counted_cells),
              roundedIfFinite(percent, kPercentDecimals).value_or(0));
  }
  means.addTo(values);
  return values;
}

DriftValues driftValuesOf(const OrderedJson& result) {
  DriftValues values;
  if (const auto& stain = result.at("stain"); !stain.is_null())
    addStain(stain.at("background").get<std::array<double, 3>>(), vectorOf(stain.at("haematoxylin")),
             vectorOf(stain.at("dab")), values);
  if (const auto& quality = result.at("quality"); !quality.is_null()) {
    set(6, quality.at("counterstain_od").get<double>(), values);
    set(7, quality.at("focus").get<double>(), values);
  }
  ControlMeans means;
  for (const OrderedJson& control : result.at("controls")) {
    if (control.at("percent").is_null()) continue;
    const auto expected = control.at("expected").get<std::string>();
    means.add(expected, control.at("cells").get<double>(),
              control.at("percent").at(expected).at("value").get<double>());
  }
  means.addTo(values);
  return values;
}

std::vector<std::string> driftMeasures(const std::vector<DriftValues>& slides) {
  std::set<std::string> known;
  for (const DriftValues& values : slides)
    for (const auto& [name, value] : values) known.insert(name);
  std::vector<std::string> measures;
  for (const std::string_view name : kMeasures)
    if (known.erase(std::string(name)) > 0) measures.emplace_back(name);
  measures.insert(measures.end(), known.begin(), known.end());
  return measures;
}

}  // namespace herald
