#include "pipeline/inspection.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

namespace herald {
namespace {

using Json = nlohmann::ordered_json;

std::vector<std::string> warningsOf(const Inspection& inspection) {
  std::vector<std::string> warnings = inspection.pixel_size.warnings;
  warnings.insert(warnings.end(), inspection.description.notes.begin(), inspection.description.notes.end());
  if (inspection.description.greyscale) warnings.push_back("no colour: not a brightfield image of stained tissue");
  if (!inspection.pixel_size.chosen) warnings.push_back(kNoPixelSizeReason);
  return warnings;
}

Json levelsJson(const SlideDescription& description) {
  Json levels = Json::array();
  for (const SlideLevel& level : description.levels)
    levels.push_back({{"width", level.width},
                      {"height", level.height},
                      {"downsample", level.downsample},
                      {"tile_width", level.tile_width},
                      {"tile_height", level.tile_height}});
  return levels;
}

Json inspectionObject(const Inspection& inspection) {
  if (!inspection.error.empty()) return {{"slide", inspection.identity.slide}, {"error", inspection.error}};
  const SlideDescription& description = inspection.description;
  const auto& size = inspection.pixel_size.chosen;
  return {{"slide", inspection.identity.slide},
          {"vendor", description.vendor},
          {"reader", description.reader},
          {"mpp", size ? Json(size->pixel_size.umPerPx()) : Json()},
          {"mpp_source", size ? Json(size->source) : Json()},
          {"objective_power", description.objective_power ? Json(*description.objective_power) : Json()},
          {"greyscale", description.greyscale},
          {"quick_hash", description.quick_hash},
          {"levels", levelsJson(description)},
          {"warnings", warningsOf(inspection)}};
}

}  // namespace

Inspection inspectSlide(const SlideInput& slide, const std::optional<PixelSize>& command_line) {
  Inspection inspection;
  inspection.identity = slide.identity;
  try {
    if (!slide.search_error.empty()) throw slideError(slide.path, slide.search_error);
    inspection.description = openSlideSource(slide.path)->description();
    inspection.pixel_size = choosePixelSize(command_line, slide.list_pixel_size, inspection.description);
  } catch (const SlideError& error) {
    inspection.error = error.what();
  }
  return inspection;
}

std::string inspectionText(const Inspection& inspection) {
  std::string text = inspection.identity.slide + "\n";
  if (!inspection.error.empty()) return text + "  error       " + inspection.error + "\n";
  const SlideDescription& description = inspection.description;
  text += fmt::format("  format      {}, read by {}\n", description.vendor, description.reader);
  const auto& size = inspection.pixel_size.chosen;
  text += size ? fmt::format("  pixel size  {:.4g} um ({})\n", size->pixel_size.umPerPx(), size->source)
               : std::string("  pixel size  unknown\n");
  if (description.objective_power) text += fmt::format("  objective   {:g} x\n", *description.objective_power);
  for (std::size_t i = 0; i < description.levels.size(); ++i) {
    const SlideLevel& level = description.levels[i];
    text += fmt::format("  level {:<5} {} x {} px, 1 : {:.4g}", i, level.width, level.height, level.downsample);
    text += level.tile_width > 0 ? fmt::format(", tiles {} x {}\n", level.tile_width, level.tile_height) : "\n";
  }
  for (const std::string& warning : warningsOf(inspection)) text += "  warning     " + warning + "\n";
  return text;
}

std::string inspectionJson(const std::vector<Inspection>& inspections) {
  Json all = Json::array();
  for (const Inspection& inspection : inspections) all.push_back(inspectionObject(inspection));
  return all.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace herald
