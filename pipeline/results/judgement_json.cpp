#include "pipeline/results/judgement_json.h"

#include <array>
#include <cstdint>
#include <stdexcept>

#include "pipeline/configuration/options_json.h"

namespace herald {
namespace {

struct AreaField {
  const char* name;
  double TissueAreas::*field;
};
constexpr std::array<AreaField, 3> kAreaFields = {{{"tissue", &TissueAreas::tissue_mm2},
                                                   {"out_of_focus", &TissueAreas::out_of_focus_mm2},
                                                   {"hidden", &TissueAreas::hidden_mm2}}};

OrderedJson areasJson(const TissueAreas& areas) {
  OrderedJson json = OrderedJson::object();
  for (const auto& [name, field] : kAreaFields) json[name] = areas.*field;
  return json;
}

TissueAreas parseAreas(const OrderedJson& json) {
  TissueAreas areas;
  for (const auto& [name, field] : kAreaFields) areas.*field = json.at(name).get<double>();
  return areas;
}

// Place of a name in a list of names.
template <class Names>
std::size_t placeOf(const std::string& name, const Names& names) {
  for (std::size_t i = 0; i < names.size(); ++i)
    if (names[i] == name) return i;
  throw std::invalid_argument("unknown name \"" + name + "\"");
}

std::vector<std::string_view> lowerBoundKeys() {
  std::vector<std::string_view> keys;
  for (const LowerBoundKind& kind : kLowerBounds) keys.push_back(kind.key);
  return keys;
}

OrderedJson clauseJson(const RuleClause& clause) {
  OrderedJson patterns = OrderedJson::array();
  for (std::size_t i = 0; i < kStainingPatterns; ++i)
    if (clause.patterns[i]) patterns.push_back(kStainingPatternNames[i]);
  return {{"id", clause.id},
          {"score", her2ScoreName(clause.score)},
          {"patterns", std::move(patterns)},
          {"lower_bound", kindOf(clause.lower_bound).key},
          {"lower", clause.lower},
          {"upper_percent", clause.upper_percent ? OrderedJson(*clause.upper_percent) : OrderedJson(nullptr)},
          {"flag", clause.flag},
          {"wording", clause.wording}};
}

RuleClause parseClause(const OrderedJson& json) {
  RuleClause clause;
  clause.id = json.at("id").get<std::string>();
  clause.score = static_cast<Her2Score>(placeOf(json.at("score").get<std::string>(), kCellClassNames));
  for (const OrderedJson& name : json.at("patterns"))
    clause.patterns.set(placeOf(name.get<std::string>(), kStainingPatternNames));
  clause.lower_bound = static_cast<LowerBound>(placeOf(json.at("lower_bound").get<std::string>(), lowerBoundKeys()));
  clause.lower = json.at("lower").get<double>();
  if (!json.at("upper_percent").is_null()) clause.upper_percent = json.at("upper_percent").get<double>();
  clause.flag = json.at("flag").get<std::string>();
  clause.wording = json.at("wording").get<std::string>();
  return clause;
}

RuleSet parseRuleSetJson(const OrderedJson& json) {
  RuleSet rules;
  rules.name = json.at("name").get<std::string>();
  rules.version = json.at("version").get<std::string>();
  rules.title = json.at("title").get<std::string>();
  rules.derived = json.at("derived").get<bool>();
  const OrderedJson& floor = json.at("noise_floor");
  rules.noise_floor = {floor.at("percent").get<double>(), floor.at("contiguous_cells").get<std::int64_t>(),
                       floor.at("neighbour_distance_um").get<double>()};
  for (const OrderedJson& clause : json.at("clauses")) rules.clauses.push_back(parseClause(clause));
  return rules;
}

}  // namespace

OrderedJson ruleSetJson(const RuleSet& rules) {
  OrderedJson clauses = OrderedJson::array();
  for (const RuleClause& clause : rules.clauses) clauses.push_back(clauseJson(clause));
  return {{"name", rules.name},
          {"version", rules.version},
          {"title", rules.title},
          {"derived", rules.derived},
          {"noise_floor",
           {{"percent", rules.noise_floor.percent},
            {"contiguous_cells", rules.noise_floor.contiguous_cells},
            {"neighbour_distance_um", rules.noise_floor.neighbour_distance_um}}},
          {"clauses", std::move(clauses)}};
}

OrderedJson judgementRequestJson(const JudgementRequest& request) {
  OrderedJson regions = OrderedJson::array();
  for (const ControlCells& control : request.controls)
    regions.push_back({{"object", control.object}, {"expected", control.expected}});
  return {{"um_per_px", request.um_per_px},
          {"cell_class", optionsJson(request.cell_class)},
          {"quality", optionsJson(request.options.quality)},
          {"score", optionsJson(request.options.score)},
          {"controls", optionsJson(request.options.controls)},
          {"rule_set", ruleSetJson(request.rules)},
          {"areas_mm2", areasJson(request.areas)},
          {"hematoxylin_scale_od", request.hematoxylin_scale_od},
          {"control_regions", std::move(regions)},
          {"refusals", request.refusals}};
}

JudgementRequest parseJudgementRequest(const OrderedJson& json) {
  JudgementRequest request;
  request.um_per_px = json.at("um_per_px").get<double>();
  request.cell_class = parseOptions<CellClassOptions>(json.at("cell_class"));
  request.options.quality = parseOptions<SlideQualityOptions>(json.at("quality"));
  request.options.score = parseOptions<SlideScoreOptions>(json.at("score"));
  request.options.controls = parseOptions<ControlOptions>(json.at("controls"));
  request.rules = parseRuleSetJson(json.at("rule_set"));
  request.areas = parseAreas(json.at("areas_mm2"));
  request.hematoxylin_scale_od = json.at("hematoxylin_scale_od").get<double>();
  for (const OrderedJson& region : json.at("control_regions"))
    request.controls.push_back({region.at("object").get<std::int64_t>(), region.at("expected").get<int>(), {}});
  for (const OrderedJson& reason : json.at("refusals")) request.refusals.push_back(reason.get<std::string>());
  return request;
}

}  // namespace herald
