#include "pipeline/pages/slide_report.h"

#include <fmt/format.h>

#include "pipeline/cells/live_cells.h"
#include "pipeline/files/base64.h"
#include "pipeline/files/gzip_member.h"
#include "pipeline/pages/html_page.h"
#include "pipeline/pages/report_gallery.h"
#include "pipeline/pages/slide_report_tables.h"
#include "pipeline/pages/web_bundle.h"
#include "pipeline/results/judgement_json.h"

namespace herald {
namespace {

// Cells say whose control they are in one byte.
constexpr std::size_t kMostControls = 255;

std::string bytesElement(std::string_view id, std::string_view bytes) {
  std::string packed;
  appendGzipMember(bytes, packed);
  return fmt::format("<script type=\"text/plain\" id=\"{}\">{}</script>\n", id, base64(packed));
}

// "<" as an escape, so that no text in it ends the element.
std::string jsonElement(std::string_view id, const OrderedJson& json) {
  const std::string text = json.dump(-1, ' ', false, OrderedJson::error_handler_t::replace);
  std::string escaped;
  for (const char c : text) escaped += c == '<' ? std::string("\\u003c") : std::string(1, c);
  return fmt::format("<script type=\"application/json\" id=\"{}\">{}</script>\n", id, escaped);
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
    cells.push_back(
        {shown.cell.seed, shown.cell.cytoplasm_dab_od, shown.cell.edge_distance_um, 0, shown.cell.membrane});
  return packPageCells(cells);
}

std::string picturesHtml(const ReportParts& parts) {
  std::string html = "<div class=\"pictures\">\n";
  const auto add = [&](std::string_view bytes, std::string_view type, std::string_view caption) {
    if (bytes.empty()) return;
    html +=
        fmt::format("<figure><img alt=\"{}\" src=\"data:image/{};base64,{}\"><figcaption>{}</figcaption></figure>\n",
                    caption, type, base64(bytes), caption);
  };
  add(parts.overview_jpeg, "jpeg",
      "The slide with its tissue outlined and every cell: in the colour of its class where it counts, grey where it "
      "does not");
  add(parts.heatmap_jpeg, "jpeg", "H-score in fields of 64 µm; the paler, the fewer cells a field has");
  return html + "</div>\n";
}

std::string liveSection(bool has_cells) {
  if (!has_cells) return "";
  return htmlSection("Live thresholds",
                     "<div id=\"live\"><noscript><p>Moving thresholds needs JavaScript.</p></noscript></div>\n");
}

}  // namespace

std::string liveCellsHtml(const SlideResult& result) {
  const SlideJudgement& judged = result.judged;
  const SlideScore& score = judged.score;
  if (!judged.request || score.counted_cells == 0 || judged.controls.size() > kMostControls) return "";
  const LiveCells live = liveCells(result.measured.cells, *judged.request);
  OrderedJson request = judgementRequestJson(*judged.request);
  request["counterstain_od"] = judged.quality.counterstain_od;
  const OrderedJson page = {
      {"request", std::move(request)},
      {"score", score.score ? OrderedJson(her2ScoreName(*score.score)) : OrderedJson(nullptr)},
      {"rule_sets", ruleSetsJson(judged.request->rules, judged.configuration->options.noise_floor)},
      {"has_rule_file", !judged.configuration->rules_hash.empty()},
      {"live",
       {{"counted", live.counted},
        {"counted_slide", live.counted_slide},
        {"blocks", live.blocks},
        {"blocks_slide", live.blocks_slide}}},
      {"gallery", galleryJson(result.evidence, judged.request->um_per_px)}};
  return jsonElement("herald-page", page) + bytesElement("herald-judge", judgeModule()) +
         bytesElement("herald-gallery-cells", galleryCells(result.evidence)) +
         bytesElement("herald-cells", packPageCells(live.cells));
}

std::string slideReportHtml(const SlideResult& result, const Provenance& provenance, const ReportParts& parts) {
  const SlideScore& score = result.judged.score;
  std::string body = answerHtml(result);
  body += htmlSection("Percentages", percentagesHtml(score));
  body += htmlSection("Why this score: every clause of " + result.judged.ruleSetName(), auditHtml(score));
  body += htmlSection("Completeness × intensity", stainingTableHtml(score));
  body += liveSection(!parts.live_cells.empty());
  if (!result.evidence.groups.empty() && result.judged.request)
    body += htmlSection(
        "Evidence: the cells themselves",
        "<p class=\"note\">Squares of 64 µm. The outline is the membrane that was measured: solid where "
        "it is stained, dashed where it is not; point at a picture to see it bare. The wheel is the "
        "membrane's signature: a spoke a sector from the top clockwise, as long as its optical density; "
        "dashed rings are the cuts of moderate and strong.</p>\n" +
            galleryHtml(result.evidence, result.judged.request->cell_class, result.judged.request->um_per_px));
  body += htmlSection("Slide", picturesHtml(parts));
  body += htmlSection("Tissue and cells", tissueHtml(result));
  body += htmlSection("Stain and focus", qualityHtml(result));
  body += htmlSection("Provenance", provenanceHtml(result, provenance));
  const std::string subtitle = result.identity.case_id.empty()
                                   ? "HER2 immunohistochemistry"
                                   : "HER2 immunohistochemistry · case " + result.identity.case_id;
  if (parts.live_cells.empty()) return htmlPage(result.identity.slide, subtitle, body, {"", "", reportBundle().style});
  return htmlPage(result.identity.slide, subtitle, body + parts.live_cells, reportBundle());
}

}  // namespace herald
