#include "pipeline/cells/tissue_geojson.h"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <iterator>

#include "pipeline/cells/cell_identity.h"
#include "pipeline/files/atomic_file.h"
#include "pipeline/pictures/class_palette.h"
#include "stain/mask_polygons.h"

namespace herald {
namespace {

using Text = std::back_insert_iterator<std::string>;

void appendRing(std::string& text, const MaskRing& ring, const TissueMask& mask) {
  text += '[';
  for (std::size_t i = 0; i <= ring.size(); ++i) {
    const MaskCorner& corner = ring[i % ring.size()];
    const auto level0 = [&](double origin, int position) {
      return std::round((origin + position * mask.downsample_px) * 100) / 100 + 0.0;
    };
    fmt::format_to(Text(text), "{}[{},{}]", i == 0 ? "" : ",", level0(mask.origin_in_level0.x, corner.x),
                   level0(mask.origin_in_level0.y, corner.y));
  }
  text += ']';
}

std::string multiPolygon(const std::vector<MaskPolygon>& polygons, const TissueMask& mask) {
  std::string text = R"({"type":"MultiPolygon","coordinates":[)";
  for (std::size_t i = 0; i < polygons.size(); ++i) {
    text += i == 0 ? "[" : ",[";
    appendRing(text, polygons[i].exterior, mask);
    for (const MaskRing& hole : polygons[i].holes) {
      text += ',';
      appendRing(text, hole, mask);
    }
    text += ']';
  }
  return text += "]}";
}

std::int64_t doubledArea(const std::vector<MaskPolygon>& polygons) {
  std::int64_t area = 0;
  for (const MaskPolygon& polygon : polygons) {
    area += doubledArea(polygon.exterior);
    for (const MaskRing& hole : polygon.holes) area += doubledArea(hole);
  }
  return area;
}

std::string feature(const SlideResult& result, const NamedColour& shown, const std::vector<MaskPolygon>& polygons) {
  const TissueMask& mask = result.measured.statistics.tissue;
  std::string line =
      fmt::format(R"({{"type":"Feature","id":"{}","geometry":{},"properties":{{"objectType":"annotation",)",
                  regionUuid(result.measured.description.quick_hash, shown.name), multiPolygon(polygons, mask));
  fmt::format_to(Text(line), R"("name":"{}","classification":{{"name":"{}","color":[{},{},{}]}})", shown.name,
                 shown.name, shown.colour.r, shown.colour.g, shown.colour.b);
  if (result.measured.pixel_size) {
    const double pixel_mm = mask.downsample_px * result.measured.pixel_size->pixel_size.umPerPx() / 1000;
    const double area_mm2 = static_cast<double>(doubledArea(polygons)) / 2 * pixel_mm * pixel_mm;
    fmt::format_to(Text(line), R"(,"area_mm2":{})", std::round(area_mm2 * 1e6) / 1e6);
  }
  return line += R"(,"isLocked":true}})";
}

}  // namespace

std::string tissueGeoJson(const SlideResult& result) {
  std::string text = R"({"type":"FeatureCollection","features":[)";
  const char* separator = "\n";
  std::array<bool, kTissueClasses> occurs{};
  for (const TissueClass at : result.measured.statistics.tissue.classes.pixels())
    occurs[static_cast<std::size_t>(at)] = true;
  for (int i = static_cast<int>(TissueClass::kTissue); i < kTissueClasses; ++i) {
    const auto shown = static_cast<TissueClass>(i);
    if (!occurs[static_cast<std::size_t>(i)]) continue;
    const std::vector<MaskPolygon> polygons = maskPolygons(result.measured.statistics.tissue.classes, shown);
    text.append(separator) += feature(result, kTissueClassColours.at(static_cast<std::size_t>(shown)), polygons);
    separator = ",\n";
  }
  return text += "\n]}\n";
}

void writeTissueGeoJson(const SlideResult& result, const std::filesystem::path& path) {
  writeFileAtomically(path, tissueGeoJson(result));
}

}  // namespace herald
