#include "pipeline/pages/slide_report.h"

#include <fmt/format.h>

#include "pipeline/cells/live_cells.h"
#include "pipeline/configuration/options_json.h"
#include "pipeline/drawing/html_template.h"
#include "pipeline/drawing/score_parts.h"
#include "pipeline/files/base64.h"
#include "pipeline/files/embedded_file.h"
#include "pipeline/files/gzip_member.h"
#include "pipeline/pages/html_page.h"
#include "pipeline/pages/report_gallery.h"
#include "pipeline/pages/slide_report_values.h"
#include "pipeline/pages/web_bundle.h"
#include "pipeline/results/judgement_json.h"

HERALD_EMBED(live_cells_html, "pipeline/pages/templates/live_cells.html")
HERALD_EMBED(slide_report_html, "pipeline/pages/templates/slide_report.html")

namespace herald {
namespace {

// Cells say whose control they are in one byte.
constexpr std::size_t kMostControls = 255;

std::string packedText(std::string_view bytes) {
  std::string packed;
  appendGzipMember(bytes, packed);
  return base64(packed);
}

// "<" as an escape, so that no text in it ends the element.
std::string elementText(const OrderedJson& json) {
  const std::string text = json.dump(-1, ' ', false, OrderedJson::error_handler_t::replace);
  std::string escaped;
  for (const char c : text) escaped += c == '<' ? std::string("\\u003c") : std::string(1, c);
  return escaped;
}

// The run's rule set first.
OrderedJson ruleSetsJson(const RuleSet& used, const NoiseFloorOptions& floor) {
  OrderedJson json = OrderedJson::array();
  for (const RuleSet& rules : ruleSetsBeside(used, floor)) json.push_back(ruleSetJson(rules));
  return json;
}

std::string galleryCells(const Evidence& evidence) {
  std::vector<PageCell> cells;
  for (const EvidenceCell& shown : evidence.cells)
    cells.push_back({shown.cell.seed, shown.cell.side_dab_od, shown.cell.edge_distance_um, 0, shown.cell.membrane});
  return packPageCells(cells);
}

// Of the evidence; empty without any.
std::string galleryOf(const SlideResult& result) {
  if (!result.judged.request) return "";
  return galleryHtml(result.evidence, result.judged.request->cell_class, result.judged.request->um_per_px);
}

}  // namespace

std::string liveCellsHtml(const SlideResult& result) {
  const SlideJudgement& judged = result.judged;
  const SlideScore& score = judged.score;
  if (!judged.request || score.counted_cells == 0 || judged.controls.size() > kMostControls) return "";
  const LiveCells live = liveCells(result.measured.cells, *judged.request);
  OrderedJson request = judgementRequestJson(*judged.request);
  request["score_of_run"] = score.score ? OrderedJson(her2ScoreName(*score.score)) : OrderedJson(nullptr);
  const OrderedJson page = {
      {"request", std::move(request)},
      {"cuts", slidersJson<CellClassOptions>()},
      {"rule_sets", ruleSetsJson(judged.request->rules, judged.configuration->options.noise_floor)},
      {"has_rule_file", !judged.configuration->rules_hash.empty()},
      {"live",
       {{"counted", live.counted},
        {"counted_slide", live.counted_slide},
        {"blocks", live.blocks},
        {"blocks_slide", live.blocks_slide}}},
      {"gallery", galleryJson(result.evidence, judged.request->um_per_px)}};
  static const HtmlTemplate kElements(live_cells_html());
  return kElements.filled({{"page", elementText(page)},
                           {"judge", packedText(judgeModule())},
                           {"gallery_cells", packedText(galleryCells(result.evidence))},
                           {"cells", packedText(packPageCells(live.cells))}});
}

std::string slideReportHtml(const SlideResult& result, const Provenance& provenance, const ReportParts& parts) {
  static const HtmlTemplate kReport(slide_report_html());
  const bool live = !parts.live_cells.empty();
  const SlideScore& score = result.judged.score;
  std::string body = kReport.filled({{"answer", answerValues(result)},
                                     {"percentages", percentagesValues(score)},
                                     {"rule_set", result.judged.ruleSetName()},
                                     {"clauses", clausesValues(score)},
                                     {"staining_table", stainingTableHtml(score)},
                                     {"live", live},
                                     {"gallery", galleryOf(result)},
                                     {"overview", base64(parts.overview_jpeg)},
                                     {"heatmap", base64(parts.heatmap_jpeg)},
                                     {"areas", areasValues(result)},
                                     {"cells", cellsValues(result)},
                                     {"tumour_selection", result.judged.tumour_selection},
                                     {"quality", qualityValues(result)},
                                     {"provenance", provenanceValues(result, provenance)},
                                     {"configuration", linesOf(provenance.config_toml)},
                                     {"data", parts.live_cells}});
  std::string subtitle = "HER2 immunohistochemistry";
  if (!result.identity.case_id.empty()) subtitle += " · case " + result.identity.case_id;
  const PageBundle bundle = live ? reportBundle() : PageBundle{"", "", reportBundle().style};
  return htmlPage(result.identity.slide, subtitle, std::move(body), bundle);
}

}  // namespace herald
