#include "pipeline/viewer/viewer_answers.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <fstream>
#include <limits>

#include "pipeline/annotations/annotations.h"
#include "pipeline/cells/cell_columns.h"
#include "pipeline/cells/cell_identity.h"
#include "pipeline/configuration/cell_class_fields.h"
#include "pipeline/configuration/program.h"
#include "pipeline/files/atomic_file.h"
#include "pipeline/files/read_error.h"
#include "pipeline/files/shell_words.h"
#include "pipeline/files/whole_file.h"
#include "pipeline/pictures/class_palette.h"
#include "pipeline/pictures/heatmap.h"
#include "pipeline/results/judgement_json.h"
#include "pipeline/results/score_json.h"
#include "scoring/h_score.h"

namespace herald {
namespace {

constexpr double kFarthestClickUm = 15;

double numberOf(const std::string& name, const std::string& text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(value))
    throw RequestError(400, name + " is no number");
  return value;
}

double requiredNumber(const QueryParameters& query, const std::string& name) {
  const auto found = query.find(name);
  if (found == query.end()) throw RequestError(400, name + " is missing");
  return numberOf(name, found->second);
}

OrderedJson percentValues(const SlideScore& score) {
  if (score.counted_cells == 0) return nullptr;
  OrderedJson json;
  for (std::size_t i = 0; i < score.percent.size(); ++i)
    json[std::string(kCellClassNames[i])] = rounded(score.percent[i].value, 3);
  return json;
}

std::string hexOf(Rgb8 colour) {
  return fmt::format("#{:02x}{:02x}{:02x}", colour.r, colour.g, colour.b);
}

// What the overlays' colours mean: tissue classes by name; H-scores 0 .. 300 in equal steps.
OrderedJson legendJson() {
  constexpr int kHeatSteps = 12;
  OrderedJson tissue = OrderedJson::array();
  for (const NamedColour& named : kTissueClassColours)
    if (&named != &kTissueClassColours[static_cast<std::size_t>(TissueClass::kGlass)])
      tissue.push_back({{"name", named.name}, {"colour", hexOf(named.colour)}});
  OrderedJson heat = OrderedJson::array();
  for (int i = 0; i <= kHeatSteps; ++i) heat.push_back(hexOf(heatColour(kMaxHScore * i / kHeatSteps)));
  return {{"tissue", std::move(tissue)}, {"heat", std::move(heat)}};
}

// Points of an outline in level-0 pixels.
template <class Outline>
OrderedJson pointsOf(const CellRecord& cell, const Outline& outline) {
  OrderedJson points = OrderedJson::array();
  for (const OutlineOffset& offset : outline) {
    points.push_back(cell.seed.x + 0.5 + offset.dx * kOutlineStepPx);
    points.push_back(cell.seed.y + 0.5 + offset.dy * kOutlineStepPx);
  }
  return points;
}

// Optical densities of the 64 sectors.
OrderedJson densitiesOf(const std::array<std::uint8_t, kMembraneSectors>& steps, double step_od) {
  OrderedJson json = OrderedJson::array();
  for (const std::uint8_t count : steps) json.push_back(rounded(count * step_od, 3));
  return json;
}

// The row whose seed is nearest, if one is near.
std::optional<std::uint32_t> nearestRow(const ViewedSlide& slide, double x, double y) {
  const double reach_px = kFarthestClickUm / slide.umPerPx();
  if (std::abs(x) > 1e9 || std::abs(y) > 1e9) return std::nullopt;
  const auto at = [](double value) { return static_cast<std::int64_t>(std::floor(value)); };
  const PixelRect around{at(x - reach_px), at(y - reach_px), at(2 * reach_px) + 1, at(2 * reach_px) + 1};
  std::optional<std::uint32_t> nearest;
  double least = reach_px;
  for (const std::uint32_t row : slide.rowsIn(around)) {
    const Level0Pixel seed = slide.cells()[row].seed;
    const double distance = std::hypot(seed.x + 0.5 - x, seed.y + 0.5 - y);
    if (distance < least) {
      least = distance;
      nearest = row;
    }
  }
  return nearest;
}

// As the user named it, without a slash at its end.
std::string folderAsGiven(const std::filesystem::path& folder) {
  std::string text = folder.lexically_normal().string();
  while (text.size() > 1 && text.back() == '/') text.pop_back();
  return text;
}

bool isRing(const OrderedJson& ring) {
  return ring.is_array() && ring.size() >= 4 && std::all_of(ring.begin(), ring.end(), [](const OrderedJson& point) {
           return point.is_array() && point.size() >= 2 && point[0].is_number() && point[1].is_number();
         });
}

bool isPolygon(const OrderedJson& rings) {
  return rings.is_array() && !rings.empty() && std::all_of(rings.begin(), rings.end(), isRing);
}

// Whether it is a collection of polygons, each with properties: what the page can show, change and write back.
bool areDrawnRegions(const OrderedJson& json) {
  const auto isRegion = [](const OrderedJson& feature) {
    if (feature.at("type") != "Feature" || !feature.at("properties").is_object()) return false;
    if (feature["properties"].contains("classification") &&
        !feature["properties"]["classification"].at("name").is_string())
      return false;
    const OrderedJson& geometry = feature.at("geometry");
    const OrderedJson& places = geometry.at("coordinates");
    if (geometry.at("type") == "Polygon") return isPolygon(places);
    return geometry["type"] == "MultiPolygon" && places.is_array() &&
           std::all_of(places.begin(), places.end(), isPolygon);
  };
  if (!json.is_object() || json.at("type") != "FeatureCollection" || !json.at("features").is_array()) return false;
  return std::all_of(json["features"].begin(), json["features"].end(), isRegion);
}

// Throws RequestError for what is no GeoJSON at all.
bool hasNoFeature(const std::string& geojson) {
  try {
    const OrderedJson json = boundedJson(geojson);
    return json.at("type") == "FeatureCollection" && json.at("features").empty();
  } catch (const std::exception&) {
    throw RequestError(400, "not a GeoJSON FeatureCollection");
  }
}

OrderedJson measuresOf(const CellRecord& cell) {
  OrderedJson json;
  for (const CellColumn& column : kCellColumns)
    json[std::string(column.name)] = rounded(static_cast<double>(cell.*column.field), 4);
  return json;
}

}  // namespace

ViewerSettings ViewerAnswers::settingsOf(const QueryParameters& query) const {
  ViewerSettings settings{cohort_.configuration().cell_class, 0};
  for (const auto& [name, field] : kCellClassFields)
    if (const auto found = query.find(name); found != query.end()) settings.cuts.*field = numberOf(name, found->second);
  try {
    validate(settings.cuts);
  } catch (const std::invalid_argument& error) {
    throw RequestError(400, error.what());
  }
  if (const auto found = query.find("rules"); found != query.end()) {
    const double rules = numberOf("rules", found->second);
    if (rules < 0 || rules >= static_cast<double>(cohort_.ruleSets().size()) || rules != std::floor(rules))
      throw RequestError(400, "rules is no place in rule_sets");
    settings.rules = static_cast<std::size_t>(rules);
  }
  return settings;
}

std::shared_ptr<const ViewedSlide> ViewerAnswers::slide(std::size_t index) const {
  if (index >= cohort_.results().slides.size() || !cohort_.isMeasured(index))
    throw RequestError(404, "there is no such slide, or it has no cells");
  return cohort_.slide(index);
}

OrderedJson ViewerAnswers::runJson() const {
  OrderedJson rule_sets = OrderedJson::array();
  for (const OfferedRules& offered : cohort_.ruleSets())
    rule_sets.push_back({{"name", offered.rules.name},
                         {"version", offered.rules.version},
                         {"title", offered.rules.title},
                         {"of_run", offered.of_run},
                         {"option", offered.option}});
  OrderedJson slides = OrderedJson::array();
  for (std::size_t i = 0; i < cohort_.results().slides.size(); ++i) {
    const ResultSlide& slide = cohort_.results().slides[i];
    slides.push_back({{"index", i},
                      {"slide", slide.slide},
                      {"case_id", slide.case_id},
                      {"status", slideStatusName(slide.status)},
                      {"score", textOrNull(slide.row[2])},
                      {"reasons", slide.entry.value("reasons", OrderedJson::array())},
                      {"measured", cohort_.isMeasured(i)}});
  }
  return {{"herald", programVersion()},
          {"folder", folderAsGiven(cohort_.results().path)},
          {"cell_class", cellClassJson(cohort_.configuration().cell_class)},
          {"rule_sets", std::move(rule_sets)},
          {"legend", legendJson()},
          {"slides", std::move(slides)}};
}

OrderedJson ViewerAnswers::judgeJson(const QueryParameters& query) const {
  const auto judgements = cohort_.judged(settingsOf(query));
  OrderedJson slides = OrderedJson::array();
  for (std::size_t i = 0; i < judgements.size(); ++i) {
    if (!judgements[i]) continue;
    const SlideScore& score = judgements[i]->score;
    slides.push_back({{"index", i},
                      {"status", score.score ? "scored" : "indeterminate"},
                      {"score", score.score ? OrderedJson(her2ScoreName(*score.score)) : OrderedJson(nullptr)},
                      {"ish", score.ish},
                      {"borderline", score.borderline},
                      {"reasons", judgements[i]->reasons},
                      {"percent", percentValues(score)},
                      {"h_score", score.counted_cells == 0 ? OrderedJson(nullptr) : rounded(score.h_score.value, 3)}});
  }
  return {{"slides", std::move(slides)}};
}

OrderedJson ViewerAnswers::slideJson(std::size_t index) const {
  const auto viewed = slide(index);
  const SlideLevel& level0 = viewed->result().description.levels.front();
  std::string why_not;
  const bool pixels = cohort_.pixels(index, why_not) != nullptr;
  const StoredRegions stored = storedRegions(index);
  return {{"slide", cohort_.results().slides[index].slide},
          {"case_id", cohort_.results().slides[index].case_id},
          {"width", level0.width},
          {"height", level0.height},
          {"um_per_px", viewed->umPerPx()},
          {"pixels", pixels},
          {"message", why_not},
          {"tile_size", kViewerTilePx},
          {"max_level", maxViewerLevel(level0.width, level0.height)},
          {"cells", {{"detected", viewed->cells().size()}, {"counted", viewed->result().score.counted_cells}}},
          {"regions", stored.drawn},
          {"regions_locked", stored.locked}};
}

OrderedJson ViewerAnswers::answerJson(std::size_t index, const QueryParameters& query) const {
  const ViewerSettings settings = settingsOf(query);
  const RuleSet& rules = cohort_.ruleSets().at(settings.rules).rules;
  return judgementAnswerJson(slide(index)->judged(settings.cuts, rules), {rules.name, rules.version});
}

OrderedJson ViewerAnswers::cellJson(std::size_t index, const QueryParameters& query) const {
  const auto viewed = slide(index);
  const ViewerSettings settings = settingsOf(query);
  const auto row = nearestRow(*viewed, requiredNumber(query, "x"), requiredNumber(query, "y"));
  if (!row) throw RequestError(404, "no cell is near");
  const auto block = viewed->recordsAround(*row);
  const CellRecord& cell = block->cells[*row - block->first_row];
  const CellStaining staining = classifyCell(cell, settings.cuts);
  const auto width = cell.membrane_width_um;
  return {{"row", *row},
          {"id", cellUuid(viewed->result().description.quick_hash, cell.seed)},
          {"class", kCellClassNames.at(static_cast<std::size_t>(staining.cell_class))},
          {"pattern", kStainingPatternNames.at(static_cast<std::size_t>(staining.pattern))},
          {"counted", cell.counted()},
          {"excluded", exclusionName(cell.excluded)},
          {"completeness", staining.completeness},
          {"dab_od", rounded(staining.dab_od, 4)},
          {"width_um", width ? rounded(static_cast<double>(*width), 3) : OrderedJson(nullptr)},
          {"peak", densitiesOf(cell.membrane.peak, kPeakStepOd)},
          {"contrast", densitiesOf(cell.membrane.contrast, kContrastStepOd)},
          {"sectors", fmt::format("{:016x}", stainedSectorsOf(cell.membrane, cell.cytoplasm_dab_od, settings.cuts))},
          {"outline", pointsOf(cell, cell.outline)},
          {"nucleus", pointsOf(cell, cell.nucleus_outline)},
          {"seed", {cell.seed.x, cell.seed.y}},
          {"measures", measuresOf(cell)}};
}

ViewerAnswers::Picture ViewerAnswers::tile(std::size_t index, const std::string& layer, const ViewerTile& tile,
                                           const QueryParameters& query) const {
  const auto kind = viewerLayerNamed(layer);
  if (!kind) throw RequestError(404, "there is no such layer");
  const auto viewed = slide(index);
  const SlideLevel& level0 = viewed->result().description.levels.front();
  const auto place = placeOf(tile, level0.width, level0.height);
  if (!place) throw RequestError(404, "there is no such tile");
  if (isOverlay(*kind))
    return {"image/png", overlayTile(*viewed, *viewed->called(settingsOf(query).cuts), *kind, *place)};
  std::string why_not;
  const auto source = cohort_.pixels(index, why_not);
  if (!source) throw RequestError(404, why_not);
  try {
    return {"image/jpeg", baseTile(*source, viewed->result().statistics, *kind, *place)};
  } catch (const ReadError&) {
    cohort_.closePixels(index);
    throw;
  }
}

// With the slide's folder and extension: no two slides share a file, and --roi finds it.
std::filesystem::path ViewerAnswers::regionsFile(std::size_t index) const {
  const std::filesystem::path name = cohort_.results().slides.at(index).slide;
  bool inside = name.is_relative() && name.has_filename();
  for (const auto& part : name) inside = inside && part != ".." && part != ".";
  if (!inside) throw RequestError(400, "the slide's name is no place in a folder");
  return cohort_.results().path / "regions" / (name.string() + ".geojson");
}

ViewerAnswers::StoredRegions ViewerAnswers::storedRegions(std::size_t index) const {
  StoredRegions stored;
  stored.drawn = {{"type", "FeatureCollection"}, {"features", OrderedJson::array()}};
  const std::filesystem::path path = regionsFile(index);
  std::ifstream file(path, std::ios::binary);
  if (!file) return stored;
  try {
    OrderedJson json = boundedJson(wholeText(file, kLargestResultBytes));
    if (areDrawnRegions(json)) {
      stored.drawn = std::move(json);
      return stored;
    }
  } catch (const std::exception&) {  // damaged, or none of ours
  }
  stored.locked = "regions/" + path.lexically_relative(cohort_.results().path / "regions").string() +
                  " has more than polygons drawn here, or is damaged: it is left as it is, and regions of this slide "
                  "cannot be saved until it is moved away";
  return stored;
}

// The run's own command for this slide alone, with the regions.
std::string ViewerAnswers::scoreCommand(std::size_t index, const std::string& regions) const {
  const std::filesystem::path& file = cohort_.file(index);
  std::string command = fmt::format(
      "herald score {}", quotedForShell(file.empty() ? cohort_.results().slides[index].slide : file.string()));
  const std::string run = cohort_.results().run.value(OrderedJson::json_pointer("/provenance/command"), "");
  const std::vector<std::string> words = wordsOfShell(run);
  auto word = std::find_if(words.begin(), words.end(), [](const std::string& w) { return w.starts_with("--"); });
  for (; word != words.end(); ++word) {
    if (*word == "--roi" && word + 1 != words.end())
      ++word;
    else
      command += fmt::format(" {}", quotedForShell(*word));
  }
  const std::string regions_path = fmt::format("{}/{}", folderAsGiven(cohort_.results().path), regions);
  return fmt::format("{} --roi {} --out NEW_RESULTS", command, quotedForShell(regions_path));
}

OrderedJson ViewerAnswers::saveRegions(std::size_t index, const std::string& geojson) const {
  const auto viewed = slide(index);
  const std::filesystem::path file = regionsFile(index);
  const std::filesystem::path folder = cohort_.results().path / "regions";
  if (const StoredRegions stored = storedRegions(index); !stored.locked.empty()) throw RequestError(409, stored.locked);
  std::error_code error;
  if (hasNoFeature(geojson)) {
    std::filesystem::remove(file, error);
    if (error) throw RequestError(500, file.filename().string() + ": cannot be removed: " + error.message());
    return {{"saved", nullptr}, {"command", nullptr}};
  }
  std::filesystem::create_directories(file.parent_path(), error);
  if (error) throw RequestError(500, file.parent_path().filename().string() + ": cannot be made: " + error.message());
  try {
    writeFileAtomically(file, [&](const std::filesystem::path& partial) {
      std::ofstream(partial, std::ios::binary) << geojson;
      // What could not be scored with is not kept.
      (void)readSlideAnnotation(partial, viewed->result().description.levels.front(),
                                cohort_.configuration().annotation);
    });
  } catch (const ReadError& wrong) {
    const std::string message = wrong.what();  // "<hidden file>: cause"
    throw RequestError(400, message.substr(std::min(message.find(": ") + 2, message.size())));
  } catch (const OutputError& failed) {
    throw RequestError(500, failed.what());
  }
  const std::string name = "regions/" + file.lexically_relative(folder).string();
  return {{"saved", name}, {"command", scoreCommand(index, name)}};
}

}  // namespace herald
