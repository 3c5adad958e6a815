#include "pipeline/viewer/viewer_answers.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "pipeline/cells/cell_columns.h"
#include "pipeline/cells/cell_identity.h"
#include "pipeline/configuration/options_json.h"
#include "pipeline/configuration/program.h"
#include "pipeline/drawing/score_parts.h"
#include "pipeline/drawing/signature_drawing.h"
#include "pipeline/files/read_error.h"
#include "pipeline/files/shell_words.h"
#include "pipeline/pages/class_colours.h"
#include "pipeline/pictures/class_palette.h"
#include "pipeline/pictures/heatmap.h"
#include "pipeline/results/score_json.h"
#include "pipeline/results/words.h"
#include "scoring/h_score.h"

namespace herald {
namespace {

constexpr double kFarthestClickUm = 15;

OrderedJson percentValues(const SlideScore& score) {
  if (score.counted_cells == 0) return nullptr;
  OrderedJson json;
  for (std::size_t i = 0; i < score.percent.size(); ++i)
    json[std::string(kCellClassNames[i])] = rounded(score.percent[i].value, 3);
  return json;
}

// What the overlays' colours mean: tissue classes by name; H-scores 0 .. 300 in equal steps.
OrderedJson legendJson() {
  constexpr int kHeatSteps = 12;
  OrderedJson tissue = OrderedJson::array();
  for (const NamedColour& named : kTissueClassColours)
    if (&named != &kTissueClassColours[static_cast<std::size_t>(TissueClass::kGlass)])
      tissue.push_back({{"name", named.name}, {"colour", cssColour(named.colour)}});
  OrderedJson heat = OrderedJson::array();
  for (int i = 0; i <= kHeatSteps; ++i) heat.push_back(cssColour(heatColour(kMaxHScore * i / kHeatSteps)));
  return {{"classes", kCellClassNames}, {"tissue", std::move(tissue)}, {"heat", std::move(heat)}};
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

OrderedJson reasonsInWords(const SummaryRow& slide) {
  OrderedJson reasons = OrderedJson::array();
  for (const std::string& reason : slide.reasons) reasons.push_back(wordsOf(reason));
  return reasons;
}

OrderedJson statusWords() {
  using enum SlideStatus;
  OrderedJson words = OrderedJson::object();
  for (const SlideStatus status : {kScored, kIndeterminate, kFailed, kSkipped})
    words[std::string(slideStatusName(status))] = wordsOf(slideStatusName(status));
  return words;
}

OrderedJson measuresOf(const CellRecord& cell) {
  OrderedJson json;
  for (const CellColumn& column : kCellColumns)
    json[std::string(column.name)] = rounded(static_cast<double>(cell.*column.field), 4);
  return json;
}

}  // namespace

ViewerSettings ViewerAnswers::settingsOf(const QueryParameters& query) const {
  ViewerSettings settings{.cuts = cohort_.configuration().cell_class};
  try {
    for (const auto& cut : descriptorsOf<CellClassOptions>()) {
      const std::string name(cut.name());
      if (const auto found = query.find(name); found != query.end())
        setValue(cut, settings.cuts, numberOf(name, found->second));
    }
    validate(settings.cuts);
  } catch (const std::invalid_argument& error) {
    throw RequestError(400, error.what());
  }
  if (const auto found = query.find("rules"); found != query.end()) {
    const double rules = numberOf("rules", found->second);
    if (rules < 0 || rules >= static_cast<double>(cohort_.ruleSets().size()) || rules != std::floor(rules))
      throw RequestError(400, "rules is not an index into rule_sets");
    settings.rules = static_cast<std::size_t>(rules);
  }
  return settings;
}

std::shared_ptr<const ViewedSlide> ViewerAnswers::slide(std::size_t index) const {
  if (index >= cohort_.slides().size() || !cohort_.isMeasured(index))
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
  for (std::size_t i = 0; i < cohort_.slides().size(); ++i) {
    const SummaryRow& slide = cohort_.slides()[i].row;
    slides.push_back({{"index", i},
                      {"slide", slide.slide},
                      {"case_id", slide.case_id},
                      {"status", slideStatusName(slide.status)},
                      {"score", slide.score ? OrderedJson(her2ScoreName(*slide.score)) : OrderedJson(nullptr)},
                      {"reasons", reasonsInWords(slide)},
                      {"measured", cohort_.isMeasured(i)}});
  }
  return {{"herald", programVersion()},
          {"folder", folderAsGiven(cohort_.results().path)},
          {"cell_class", optionsJson(cohort_.configuration().cell_class)},
          {"cuts", slidersJson<CellClassOptions>()},
          {"rule_sets", std::move(rule_sets)},
          {"legend", legendJson()},
          {"words", {{"statuses", statusWords()}}},
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
  const SlideLevel& level0 = viewed->result().measured.description.levels.front();
  std::string why_not;
  const bool pixels = cohort_.pixels(index, why_not) != nullptr;
  const DrawnRegions::Stored regions = drawnRegions(index).stored();
  return {{"slide", cohort_.slides()[index].row.slide},
          {"case_id", cohort_.slides()[index].row.case_id},
          {"width", level0.width},
          {"height", level0.height},
          {"um_per_px", viewed->umPerPx()},
          {"pixels", pixels},
          {"message", why_not},
          {"tile_size", kViewerTilePx},
          {"max_level", maxViewerLevel(level0.width, level0.height)},
          {"cells", {{"detected", viewed->cells().size()}, {"counted", viewed->result().judged.score.counted_cells}}},
          {"regions", regions.drawn},
          {"regions_locked", regions.locked}};
}

OrderedJson ViewerAnswers::answerJson(std::size_t index, const QueryParameters& query) const {
  const ViewerSettings settings = settingsOf(query);
  const RuleSet& rules = cohort_.ruleSets().at(settings.rules).rules;
  const CellJudgement judgement = slide(index)->judged(settings.cuts, rules);
  const std::optional<Her2Score>& of_run = cohort_.slides().at(index).row.score;
  OrderedJson answer = judgementAnswerJson(judgement, {rules.name, rules.version});
  answer["html"] =
      liveAnswerHtml(judgement.score, judgement.reasons, of_run ? std::optional(her2ScoreName(*of_run)) : std::nullopt);
  return answer;
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
          {"id", cellUuid(viewed->result().measured.description.quick_hash, cell.seed)},
          {"class", kCellClassNames.at(static_cast<std::size_t>(staining.cell_class))},
          {"class_number", static_cast<int>(staining.cell_class)},
          {"pattern", kStainingPatternNames.at(static_cast<std::size_t>(staining.pattern))},
          {"pattern_words", patternWords(staining.pattern)},
          {"counted", cell.counted()},
          {"excluded_words", wordsOf(exclusionName(cell.excluded))},
          {"tissue", tissueNameOf(cell)},
          {"tumour_probability", rounded(static_cast<double>(cell.tumour_probability), 3)},
          {"completeness", staining.completeness},
          {"excess_od_um", rounded(staining.excess_od_um, 4)},
          {"dab_od", rounded(staining.dab_od, 4)},
          {"width_um", width ? rounded(static_cast<double>(*width), 3) : OrderedJson(nullptr)},
          {"wheel", wheelSvg(cell, settings.cuts)},
          {"marks", outlineOnSlide(cell, settings.cuts)},
          {"seed", {cell.seed.x, cell.seed.y}},
          {"measures", measuresOf(cell)}};
}

ViewerAnswers::Picture ViewerAnswers::tile(std::size_t index, const std::string& layer, const ViewerTile& tile,
                                           const QueryParameters& query) const {
  const auto kind = viewerLayerNamed(layer);
  if (!kind) throw RequestError(404, "there is no such layer");
  const auto viewed = slide(index);
  const SlideLevel& level0 = viewed->result().measured.description.levels.front();
  const auto place = placeOf(tile, level0.width, level0.height);
  if (!place) throw RequestError(404, "there is no such tile");
  if (isOverlay(*kind))
    return {"image/png", overlayTile(*viewed, *viewed->called(settingsOf(query).cuts), *kind, *place)};
  std::string why_not;
  const auto source = cohort_.pixels(index, why_not);
  if (!source) throw RequestError(404, why_not);
  try {
    return {"image/jpeg", baseTile(*source, viewed->result().measured.statistics, *kind, *place)};
  } catch (const ReadError&) {
    cohort_.closePixels(index);
    throw;
  }
}

DrawnRegions ViewerAnswers::drawnRegions(std::size_t index) const {
  return {cohort_.results().path, cohort_.slides().at(index).row.slide};
}

// The run's own command for this slide alone, with the regions.
std::string ViewerAnswers::scoreCommand(std::size_t index, const std::string& regions) const {
  const std::filesystem::path& file = cohort_.file(index);
  std::string command =
      fmt::format("herald score {}", quotedForShell(file.empty() ? cohort_.slides()[index].row.slide : file.string()));
  const std::vector<std::string>& options = cohort_.results().run.provenance.command.options;
  for (std::size_t i = 0; i + 1 < options.size(); i += 2)  // each with its value
    if (options[i] != "--roi") command += fmt::format(" {} {}", options[i], quotedForShell(options[i + 1]));
  const std::string regions_path = fmt::format("{}/{}", folderAsGiven(cohort_.results().path), regions);
  return fmt::format("{} --roi {} --out NEW_RESULTS", command, quotedForShell(regions_path));
}

OrderedJson ViewerAnswers::saveRegions(std::size_t index, const std::string& geojson) const {
  const auto viewed = slide(index);
  const DrawnRegions regions = drawnRegions(index);
  if (!regions.save(geojson, viewed->result().measured.description.levels.front(), cohort_.configuration().annotation))
    return {{"saved", nullptr}, {"command", nullptr}};
  return {{"saved", regions.name()}, {"command", scoreCommand(index, regions.name())}};
}

}  // namespace herald
