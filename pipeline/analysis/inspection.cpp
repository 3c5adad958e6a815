#include "pipeline/analysis/inspection.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "pipeline/analysis/memory_plan.h"
#include "pipeline/analysis/pass_one.h"
#include "pipeline/analysis/slide_analysis.h"
#include "pipeline/files/printable.h"
#include "pipeline/files/read_error.h"

namespace herald {
namespace {

using Json = nlohmann::ordered_json;

std::vector<std::string> warningsOf(const Inspection& inspection) {
  std::vector<std::string> warnings = inspection.pixel_size.warnings;
  warnings.insert(warnings.end(), inspection.description.notes.begin(), inspection.description.notes.end());
  if (inspection.description.greyscale) warnings.push_back("no colour: not a brightfield image of stained tissue");
  if (!inspection.pixel_size.chosen) warnings.push_back(noPixelSizeReason(inspection.description));
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

Json unreadJson(const SlideDescription& description) {
  Json unread = Json::array();
  for (const UnreadPicture& picture : description.unread)
    unread.push_back({{"kind", picture.kind},
                      {"page", picture.page},
                      {"width", picture.width},
                      {"height", picture.height},
                      {"other_section", picture.other_section}});
  return unread;
}

// Width and height of the slide, millimetres.
std::array<double, 2> sizeMm(const SlideDescription& description, PixelSize pixel_size) {
  const SlideLevel& level0 = description.levels.front();
  return {static_cast<double>(level0.width) * pixel_size.umPerPx() / 1000,
          static_cast<double>(level0.height) * pixel_size.umPerPx() / 1000};
}

// What pass 1 makes of the slide's low resolution, where it has one. False: the run would not measure its cells.
bool lookAt(SlideSource& source, Inspection& inspection) {
  constexpr std::int64_t kMostPixels = 64'000'000;
  const PixelSize pixel_size = inspection.pixel_size.chosen->pixel_size;
  if (picturePixels(inspection.description, pixel_size) > kMostPixels) return true;
  PassOneOptions options;
  options.stain.source = StainSource::kDefault;  // nothing is read at full resolution for it
  const PassOne pass_one = passOne(source, pixel_size, options);
  inspection.refusals = refusalsOf(inspection.description, pass_one, pixel_size);
  inspection.tissue_mm2 = pass_one.statistics.tissue.areaMm2(TissueClass::kTissue, pixel_size);
  return pass_one.kind.refusals.empty();
}

// What the run would take of the memory it is given. Throws std::invalid_argument when that is too little.
std::uint64_t predictedMemoryBytes(const Inspection& inspection, const InspectionOptions& options) {
  const PixelSize pixel_size = inspection.pixel_size.chosen->pixel_size;
  const auto [width_mm, height_mm] = sizeMm(inspection.description, pixel_size);
  return planMemory(options.memory_bytes, options.threads, width_mm * height_mm, pixel_size, options.segmentation)
      .total_bytes;
}

// The steps of a run that can fail, in its order.
void foretell(const SlideInput& slide, SlideSource& source, const InspectionOptions& options, Inspection& inspection) {
  try {
    if (options.annotate) (void)options.annotate(slide, inspection.description);
  } catch (const ReadError& error) {
    inspection.failure = error.what();
    return;
  }
  const bool measured = lookAt(source, inspection);
  try {
    inspection.memory_bytes = predictedMemoryBytes(inspection, options);
  } catch (const std::invalid_argument& error) {
    if (measured) inspection.failure = error.what();
  }
}

Json inspectionObject(const Inspection& inspection, int threads) {
  if (!inspection.skip_reason.empty())
    return {{"slide", inspection.identity.slide}, {"skipped", inspection.skip_reason}};
  if (!inspection.error.empty()) return {{"slide", inspection.identity.slide}, {"error", inspection.error}};
  const SlideDescription& description = inspection.description;
  const auto& size = inspection.pixel_size.chosen;
  return {{"slide", inspection.identity.slide},
          {"vendor", description.vendor},
          {"reader", description.decoder},
          {"mpp", size ? Json(size->pixel_size.umPerPx()) : Json()},
          {"mpp_source", size ? Json(size->source) : Json()},
          {"size_mm", size ? Json(sizeMm(description, size->pixel_size)) : Json()},
          {"objective_power", description.objective_power ? Json(*description.objective_power) : Json()},
          {"greyscale", description.greyscale},
          {"quick_hash", description.quick_hash},
          {"levels", levelsJson(description)},
          {"unread", unreadJson(description)},
          {"tissue_mm2", inspection.tissue_mm2 ? Json(*inspection.tissue_mm2) : Json()},
          {"failure", inspection.failure.empty() ? Json() : Json(inspection.failure)},
          {"refusals", inspection.refusals},
          {"predicted_seconds", predictedSeconds(inspection, threads)},
          {"predicted_memory_bytes", inspection.memory_bytes ? Json(*inspection.memory_bytes) : Json()},
          {"warnings", warningsOf(inspection)}};
}

}  // namespace

double predictedSeconds(const Inspection& inspection, int threads) {
  // Processor time measured: core_2 1.6 s for 16 megapixels of tissue among 14 of glass, core_3 1.3 s for as much.
  constexpr double kSecondsPerTissueMegapixel = 0.1;
  constexpr double kSecondsPerGlassMegapixel = 0.004;
  constexpr double kSecondsPerSlide = 0.5;
  const SlideLevel& level0 = inspection.description.levels.front();
  const double all = 1e-6 * static_cast<double>(level0.width) * static_cast<double>(level0.height);
  double tissue = all;
  if (inspection.tissue_mm2 && inspection.pixel_size.chosen) {
    const double pixel_um = inspection.pixel_size.chosen->pixel_size.umPerPx();
    tissue = std::min(all, *inspection.tissue_mm2 / (pixel_um * pixel_um));  // mm2 / um2 = millions
  }
  return kSecondsPerSlide +
         (kSecondsPerTissueMegapixel * tissue + kSecondsPerGlassMegapixel * (all - tissue)) / threads;
}

std::string obstacleOf(const Inspection& inspection) {
  if (!inspection.skip_reason.empty()) return "skipped: " + inspection.skip_reason;
  if (!inspection.error.empty()) return "failed: " + inspection.error;
  if (!inspection.pixel_size.chosen) return "failed: " + noPixelSizeReason(inspection.description);
  if (!inspection.failure.empty()) return "failed: " + inspection.failure;
  if (!inspection.refusals.empty()) return fmt::format("indeterminate: {}", fmt::join(inspection.refusals, "; "));
  return {};
}

Inspection inspectSlide(const SlideInput& slide, const InspectionOptions& options) {
  Inspection inspection;
  inspection.identity = slide.identity;
  inspection.skip_reason = slide.skip_reason;
  if (!slide.skip_reason.empty()) return inspection;
  try {
    if (!slide.search_error.empty()) throw readError(slide.path, slide.search_error);
    const auto source = openSlideSource(slide.path, options.decoder);
    inspection.description = source->description();
    inspection.pixel_size = choosePixelSize(options.pixel_size, slide.list_pixel_size, inspection.description);
    if (inspection.pixel_size.chosen) foretell(slide, *source, options, inspection);
  } catch (const ReadError& error) {
    inspection.error = error.what();
  }
  return inspection;
}

std::optional<std::string> RepeatedContent::firstOf(const Inspection& inspection) {
  const std::string& hash = inspection.description.quick_hash;
  if (hash.empty()) return std::nullopt;
  const auto [first, is_new] = slide_of_hash_.emplace(hash, inspection.identity.slide);
  return is_new ? std::nullopt : std::optional(first->second);
}

std::string inspectionText(const Inspection& inspection, int threads) {
  std::string text = printable(inspection.identity.slide) + "\n";
  if (!inspection.skip_reason.empty()) return text + "  skipped     " + printable(inspection.skip_reason) + "\n";
  if (!inspection.error.empty()) return text + "  error       " + printable(inspection.error) + "\n";
  const SlideDescription& description = inspection.description;
  text += fmt::format("  format      {}, {}\n", description.vendor,
                      description.decoder == "direct" ? "read directly" : "read by " + description.decoder);
  const auto& size = inspection.pixel_size.chosen;
  text += size ? fmt::format("  pixel size  {:.4g} um ({})\n", size->pixel_size.umPerPx(), size->source)
               : std::string("  pixel size  unknown\n");
  if (size) {
    const auto [width_mm, height_mm] = sizeMm(description, size->pixel_size);
    text += fmt::format("  size        {:.2f} x {:.2f} mm\n", width_mm, height_mm);
  }
  if (description.objective_power) text += fmt::format("  objective   {:g} x\n", *description.objective_power);
  for (std::size_t i = 0; i < description.levels.size(); ++i) {
    const SlideLevel& level = description.levels[i];
    text += fmt::format("  level {:<5} {} x {} px, 1 : {:.4g}", i, level.width, level.height, level.downsample);
    text += level.tile_width > 0 ? fmt::format(", tiles {} x {}\n", level.tile_width, level.tile_height) : "\n";
  }
  if (inspection.tissue_mm2) text += fmt::format("  tissue      {:.3g} mm2\n", *inspection.tissue_mm2);
  text += fmt::format("  to score    {} {:.0f} s on {} threads{}\n", inspection.tissue_mm2 ? "about" : "at most about",
                      predictedSeconds(inspection, threads), threads,
                      inspection.tissue_mm2 ? "" : ", were all of it tissue");
  if (inspection.memory_bytes)
    text += fmt::format("  memory      at most about {} MB\n", *inspection.memory_bytes >> 20U);
  if (!inspection.failure.empty()) text += "  fails       " + printable(inspection.failure) + "\n";
  for (const std::string& refusal : inspection.refusals) text += "  no score    " + refusal + "\n";
  for (const std::string& warning : warningsOf(inspection)) text += "  warning     " + warning + "\n";
  return text;
}

std::string inspectionJson(const std::vector<Inspection>& inspections, int threads) {
  Json all = Json::array();
  for (const Inspection& inspection : inspections) all.push_back(inspectionObject(inspection, threads));
  return all.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace herald
