#include "pipeline/analysis/frozen_statistics.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <fstream>
#include <stdexcept>

#include "pipeline/files/whole_file.h"

namespace herald {
namespace {

std::array<double, 3> tripleAt(const OrderedJson& json, const char* key) {
  return json.at(key).get<std::array<double, 3>>();
}

Eigen::Vector3d vectorAt(const OrderedJson& json, const char* key) {
  const auto values = tripleAt(json, key);
  return {values[0], values[1], values[2]};
}

// The coordinate as seen from `position`.
std::int32_t seenFrom(std::int32_t position, const OrderedJson& coordinate) {
  constexpr double kFarthest = 1 << 29;
  const auto value = coordinate.get<double>();
  if (!coordinate.is_number_integer() || std::max(std::abs(value), std::abs(static_cast<double>(position))) > kFarthest)
    throw std::out_of_range("a grid beyond any slide");
  return static_cast<std::int32_t>(value) - position;
}

FrozenStatistics statisticsOf(const OrderedJson& document, Level0Pixel position) {
  const OrderedJson& stain = document.at("stain");
  const OrderedJson& statistics = document.at("statistics");
  FrozenStatistics frozen;
  frozen.background = {tripleAt(stain, "background"), stain.at("background_source").get<std::string>()};
  frozen.stains = StainMatrix(vectorAt(stain, "haematoxylin"), vectorAt(stain, "dab"));
  frozen.stain_source = stain.at("source").get<std::string>();
  frozen.glass_od = statistics.at("glass_od").get<double>();
  frozen.fold_od = statistics.at("fold_od").get<double>();
  frozen.hematoxylin_scale_od = statistics.value("hematoxylin_scale_od", 0.0);
  frozen.tissue_od = statistics.value("tissue_od", 0.0);
  const OrderedJson& origin = statistics.at("grid_origin");
  frozen.grid_origin = {seenFrom(position.x, origin.at(0)), seenFrom(position.y, origin.at(1))};
  return frozen;
}

}  // namespace

FrozenStatistics readFrozenStatistics(const std::filesystem::path& result_json, Level0Pixel position) {
  std::ifstream file(result_json);
  if (!file) throw std::invalid_argument(result_json.string() + ": cannot be opened");
  try {
    return statisticsOf(boundedJson(wholeText(file, kLargestResultBytes)), position);
  } catch (const std::exception&) {
    throw std::invalid_argument(result_json.string() + ": is not the result.json of a measured slide");
  }
}

std::string frozenStatisticsText(const FrozenStatistics& s) {
  const auto& light = s.background.rgb;
  const auto& h = s.stains.hematoxylin();
  const auto& d = s.stains.dab();
  return fmt::format(
      "background {} {} {}, haematoxylin {} {} {}, DAB {} {} {}, tissue {}, glass {}, fold {}, "
      "haematoxylin scale {}, grid {} {}",
      light[0], light[1], light[2], h[0], h[1], h[2], d[0], d[1], d[2], s.tissue_od, s.glass_od, s.fold_od,
      s.hematoxylin_scale_od, s.grid_origin.x, s.grid_origin.y);
}

}  // namespace herald
