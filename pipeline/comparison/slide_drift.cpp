#include "pipeline/comparison/slide_drift.h"

#include <Eigen/Core>
#include <fstream>
#include <set>
#include <stdexcept>

#include "pipeline/files/json_text.h"
#include "pipeline/results/result_json.h"
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

Eigen::Vector3d vectorOf(const OrderedJson& json) {
  return {json.at(0).get<double>(), json.at(1).get<double>(), json.at(2).get<double>()};
}

void addStain(const OrderedJson& stain, DriftValues& values) {
  const Eigen::Vector3d light = vectorOf(stain.at("background"));
  for (std::size_t i = 0; i < 3; ++i) values[std::string(kMeasures.at(i))] = light[static_cast<Eigen::Index>(i)];
  const StainMatrix defaults;
  const Eigen::Vector3d haematoxylin = vectorOf(stain.at("haematoxylin"));
  const Eigen::Vector3d dab = vectorOf(stain.at("dab"));
  values[std::string(kMeasures[3])] = stainAngleDeg(haematoxylin, defaults.hematoxylin());
  values[std::string(kMeasures[4])] = stainAngleDeg(dab, defaults.dab());
  values[std::string(kMeasures[5])] = stainAngleDeg(haematoxylin, dab);
}

// Objects of one expected score together, weighted by their cells.
void addControls(const OrderedJson& controls, DriftValues& values) {
  std::map<std::string, std::pair<double, double>> sums;  // percent x cells, cells
  for (const OrderedJson& control : controls) {
    if (control.at("percent").is_null()) continue;
    const auto expected = control.at("expected").get<std::string>();
    const auto cells = control.at("cells").get<double>();
    auto& [weighted, weight] = sums["Control " + expected + ", " + expected + " cells %"];
    weighted += cells * control.at("percent").at(expected).at("value").get<double>();
    weight += cells;
  }
  for (const auto& [name, sum] : sums) values[name] = sum.first / sum.second;
}

}  // namespace

DriftValues readDriftValues(const std::filesystem::path& result_json) {
  std::ifstream file(result_json, std::ios::binary);
  const OrderedJson document = file ? OrderedJson::parse(file, nullptr, false) : OrderedJson();
  if (!document.is_object() || !document.contains("schema") || document["schema"] != kResultSchemaName)
    throw std::invalid_argument(result_json.string() + ": not a document of schema " + std::string(kResultSchemaName));
  DriftValues values;
  try {
    if (const auto& stain = document.at("stain"); !stain.is_null()) addStain(stain, values);
    if (const auto& quality = document.at("quality"); !quality.is_null()) {
      values[std::string(kMeasures[6])] = quality.at("counterstain_od").get<double>();
      values[std::string(kMeasures[7])] = quality.at("focus").get<double>();
    }
    addControls(document.at("controls"), values);
  } catch (const nlohmann::json::exception& error) {
    throw std::invalid_argument(result_json.string() + ": damaged: " + error.what());
  }
  return values;
}

std::vector<DriftValues> readDriftOf(const ScoredSlides& scored) {
  std::vector<DriftValues> slides;
  for (const ScoredSlide& slide : scored.slides) {
    const auto folder = evidenceFolder(scored, slide);
    slides.push_back(folder.empty() ? DriftValues() : readDriftValues(folder / "result.json"));
  }
  return slides;
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
