#include "pipeline/cells/measured_slide.h"

#include <array>
#include <limits>
#include <stdexcept>
#include <utility>
#include <vector>

#include "pipeline/files/json_text.h"
#include "pipeline/files/whole_file.h"

namespace herald {
namespace {

// Larger masks do not come from pass 1, which keeps its picture in memory.
constexpr std::int64_t kMostMaskPixels = std::int64_t{1} << 28;

OrderedJson triple(const Eigen::Vector3d& vector) {
  return {exact(vector.x()), exact(vector.y()), exact(vector.z())};
}

OrderedJson slideJson(const SlideResult& result) {
  const SlideIdentity& identity = result.identity;
  const SlideDescription& about = result.measured.description;
  const SlideLevel& level0 = about.levels.front();
  return {{"path", identity.slide},      {"stem", identity.stem},          {"folder", identity.folder},
          {"case_id", identity.case_id}, {"vendor", about.vendor},         {"width", level0.width},
          {"height", level0.height},     {"quick_hash", about.quick_hash}, {"notes", about.notes}};
}

OrderedJson statisticsJson(const SlideStatistics& of) {
  const auto& light = of.background.rgb;
  const TissueMask& mask = of.tissue;
  return {{"background", {exact(light[0]), exact(light[1]), exact(light[2])}},
          {"background_source", of.background.source},
          {"haematoxylin", triple(of.stains.hematoxylin())},
          {"dab", triple(of.stains.dab())},
          {"stain_source", of.stain_source},
          {"glass_od", exact(of.glass_od)},
          {"fold_od", exact(of.fold_od)},
          {"tissue_od", exact(of.tissue_od)},
          {"hematoxylin_scale_od", exact(of.hematoxylin_scale_od)},
          {"grid_origin", {of.grid_origin.x, of.grid_origin.y}},
          {"tissue_mask",
           {{"width", mask.classes.width()},
            {"height", mask.classes.height()},
            {"downsample_px", exact(mask.downsample_px)},
            {"origin", {exact(mask.origin_in_level0.x), exact(mask.origin_in_level0.y)}}}}};
}

OrderedJson ringJson(const RegionRing& ring) {
  OrderedJson json = OrderedJson::array();
  for (const Level0Point& point : ring) {
    json.push_back(exact(point.x));
    json.push_back(exact(point.y));
  }
  return json;
}

OrderedJson polygonsJson(const std::vector<RegionPolygon>& polygons) {
  OrderedJson json = OrderedJson::array();
  for (const RegionPolygon& polygon : polygons) {
    OrderedJson rings = OrderedJson::array({ringJson(polygon.exterior)});
    for (const RegionRing& hole : polygon.holes) rings.push_back(ringJson(hole));
    json.push_back(std::move(rings));
  }
  return json;
}

OrderedJson annotationJson(const SlideAnnotation& of) {
  OrderedJson controls = OrderedJson::array();
  for (const ControlRegion& control : of.regions.controls)
    controls.push_back(
        {{"object", control.object}, {"expected", control.expected}, {"polygons", polygonsJson(control.polygons)}});
  return {{"file", of.file},
          {"format", of.format},
          {"hash", of.hash},
          {"include", of.include},
          {"exclude", of.exclude},
          {"controls", of.controls},
          {"ignored", of.ignored},
          {"regions",
           {{"include", polygonsJson(of.regions.include)},
            {"exclude", polygonsJson(of.regions.exclude)},
            {"controls", std::move(controls)}}}};
}

std::int64_t wholeNumber(const OrderedJson& value, std::int64_t least, std::int64_t most) {
  if (const auto number = wholeNumberIn(value, least, most)) return *number;
  throw std::invalid_argument("a number is not whole or beyond its range");
}

std::int64_t countOf(const OrderedJson& value) {
  return wholeNumber(value, 0, kMostCounted);
}

Eigen::Vector3d vectorOf(const OrderedJson& json) {
  const auto values = json.get<std::array<double, 3>>();
  return {values[0], values[1], values[2]};
}

void readSlide(const OrderedJson& json, SlideResult& result) {
  json.at("path").get_to(result.identity.slide);
  json.at("stem").get_to(result.identity.stem);
  json.at("folder").get_to(result.identity.folder);
  json.at("case_id").get_to(result.identity.case_id);
  json.at("vendor").get_to(result.measured.description.vendor);
  json.at("quick_hash").get_to(result.measured.description.quick_hash);
  json.at("notes").get_to(result.measured.description.notes);
  SlideLevel level0;
  constexpr std::int64_t kMostEdgePx = std::numeric_limits<std::int32_t>::max();  // places of cells have 32 bits
  level0.width = wholeNumber(json.at("width"), 1, kMostEdgePx);
  level0.height = wholeNumber(json.at("height"), 1, kMostEdgePx);
  result.measured.description.levels = {level0};
}

TissueMask emptyMask(const OrderedJson& json) {
  const std::int64_t width = countOf(json.at("width"));
  const std::int64_t height = countOf(json.at("height"));
  if (height > 0 && width > kMostMaskPixels / height)
    throw std::invalid_argument("the tissue mask has an impossible size");
  TissueMask mask;
  mask.classes.reset(static_cast<int>(width), static_cast<int>(height), TissueClass::kGlass);
  json.at("downsample_px").get_to(mask.downsample_px);
  const auto origin = json.at("origin").get<std::array<double, 2>>();
  mask.origin_in_level0 = {origin[0], origin[1]};
  return mask;
}

SlideStatistics statisticsOf(const OrderedJson& json) {
  SlideStatistics statistics;
  json.at("background").get_to(statistics.background.rgb);
  json.at("background_source").get_to(statistics.background.source);
  statistics.stains = StainMatrix(vectorOf(json.at("haematoxylin")), vectorOf(json.at("dab")));
  json.at("stain_source").get_to(statistics.stain_source);
  json.at("glass_od").get_to(statistics.glass_od);
  json.at("fold_od").get_to(statistics.fold_od);
  statistics.tissue_od = json.value("tissue_od", 0.0);  // of earlier versions: not known, as the next
  statistics.hematoxylin_scale_od = json.value("hematoxylin_scale_od", 0.0);
  const OrderedJson& origin = json.at("grid_origin");
  using Int32 = std::numeric_limits<std::int32_t>;
  const auto coordinate = [](const OrderedJson& value) {
    return static_cast<std::int32_t>(wholeNumber(value, Int32::min(), Int32::max()));
  };
  statistics.grid_origin = {coordinate(origin.at(0)), coordinate(origin.at(1))};
  statistics.tissue = emptyMask(json.at("tissue_mask"));
  return statistics;
}

RegionRing ringOf(const OrderedJson& json) {
  const auto numbers = json.get<std::vector<double>>();
  if (numbers.size() % 2 != 0) throw std::invalid_argument("a ring has half a point");
  RegionRing ring;
  for (std::size_t i = 0; i < numbers.size(); i += 2) ring.push_back({numbers[i], numbers[i + 1]});
  return ring;
}

std::vector<RegionPolygon> polygonsOf(const OrderedJson& json) {
  std::vector<RegionPolygon> polygons;
  for (const OrderedJson& rings : json) {
    RegionPolygon polygon;
    polygon.exterior = ringOf(rings.at(0));
    for (std::size_t i = 1; i < rings.size(); ++i) polygon.holes.push_back(ringOf(rings[i]));
    polygons.push_back(std::move(polygon));
  }
  return polygons;
}

SlideAnnotation annotationOf(const OrderedJson& json) {
  SlideAnnotation annotation;
  json.at("file").get_to(annotation.file);
  json.at("format").get_to(annotation.format);
  json.at("hash").get_to(annotation.hash);
  annotation.include = countOf(json.at("include"));
  annotation.exclude = countOf(json.at("exclude"));
  annotation.controls = countOf(json.at("controls"));
  annotation.ignored = countOf(json.at("ignored"));
  const OrderedJson& regions = json.at("regions");
  annotation.regions.include = polygonsOf(regions.at("include"));
  annotation.regions.exclude = polygonsOf(regions.at("exclude"));
  for (const OrderedJson& control : regions.at("controls"))
    annotation.regions.controls.push_back({countOf(control.at("object")),
                                           static_cast<int>(wholeNumber(control.at("expected"), 0, 3)),
                                           polygonsOf(control.at("polygons"))});
  return annotation;
}

PixelSizeSource pixelSizeOf(const OrderedJson& json) {
  const auto pixel_size = PixelSize::ifPlausible(json.at("um").get<double>());
  if (!pixel_size) throw std::invalid_argument("its pixel size is not plausible");
  return {*pixel_size, json.at("source").get<std::string>()};
}

}  // namespace

std::string measuredSlideJson(const SlideResult& result) {
  const SlideMeasurement& measured = result.measured;
  const PixelSizeSource& pixel_size = measured.pixel_size.value();
  const OrderedJson json = {
      {"slide", slideJson(result)},
      {"pixel_size", {{"um", exact(pixel_size.pixel_size.umPerPx())}, {"source", pixel_size.source}}},
      {"statistics", statisticsJson(measured.statistics)},
      {"refusals", measured.refusals},
      {"reading_warnings", measured.reading_warnings},
      {"annotation_missing", measured.annotation_missing},
      {"annotation", measured.annotation ? annotationJson(*measured.annotation) : OrderedJson(nullptr)},
      {"neighbourhood_um", measured.neighbourhood_um ? exact(*measured.neighbourhood_um) : OrderedJson(nullptr)}};
  return json.dump(-1, ' ', false, OrderedJson::error_handler_t::replace);
}

SlideResult parseMeasuredSlide(const std::string& json) {
  try {
    const OrderedJson document = boundedJson(json);
    SlideResult result;
    result.status = SlideStatus::kIndeterminate;
    SlideMeasurement& measured = result.measured;
    readSlide(document.at("slide"), result);
    measured.pixel_size = pixelSizeOf(document.at("pixel_size"));
    measured.statistics = statisticsOf(document.at("statistics"));
    document.at("refusals").get_to(measured.refusals);
    document.at("reading_warnings").get_to(measured.reading_warnings);
    document.at("annotation_missing").get_to(measured.annotation_missing);
    if (const OrderedJson& annotation = document.at("annotation"); !annotation.is_null())
      measured.annotation = annotationOf(annotation);
    if (const OrderedJson& radius = document.at("neighbourhood_um"); !radius.is_null())
      measured.neighbourhood_um = radius.get<double>();
    return result;
  } catch (const OrderedJson::exception& error) {
    throw std::invalid_argument(error.what());
  }
}

}  // namespace herald
