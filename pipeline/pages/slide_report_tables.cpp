#include "pipeline/pages/slide_report_tables.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "pipeline/pages/html_page.h"
#include "pipeline/pages/svg_plot.h"

namespace herald {
namespace {

using namespace std::string_view_literals;

// With commas between thousands.
std::string number(std::int64_t value) {
  const std::string digits = std::to_string(value);
  std::string text;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    if (i > 0 && (digits.size() - i) % 3 == 0) text += ',';
    text += digits[i];
  }
  return text;
}

std::string percentText(const Estimate& of) {
  return fmt::format("{:.1f} %", of.value);
}

std::string intervalText(const Estimate& of) {
  return fmt::format("{:.1f} – {:.1f}", of.low, of.high);
}

HtmlRow namedRow(std::string_view name, const std::string& html) {
  return {{htmlText(name)}, {html, true}};
}

const ClauseAudit* firedClause(const SlideScore& score) {
  const auto found = std::find_if(score.audit.begin(), score.audit.end(), [](const auto& c) { return c.fired; });
  return found == score.audit.end() ? nullptr : &*found;
}

// A code of a result in words, where it has some.
std::string inWords(std::string_view code) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 9> kWords = {
      {{"in_situ_not_excluded", "in-situ cancer and normal ducts are not told apart from invasive cancer"},
       {"unusual_pattern", "unusual staining pattern: look at the cells"},
       {"not_tumour", "not tumour"},
       {"outside_roi", "outside the regions to be scored"},
       {"excluded_roi", "in a region that is left out"},
       {"null", "HER2 null"},
       {"ultralow", "HER2-ultralow"},
       {"low", "HER2-low"},
       {"pending-ish", "open until in-situ hybridisation is known"}}};
  const auto found = std::find_if(kWords.begin(), kWords.end(), [&](const auto& word) { return word.first == code; });
  if (found != kWords.end()) return std::string(found->second);
  std::string words(code.substr(0, code.find(':')));
  std::replace(words.begin(), words.end(), '_', ' ');
  return words + std::string(code.substr(std::min(code.size(), code.find(':'))));
}

std::string borderlineText(const SlideScore& score) {
  if (!score.borderline) return "";
  std::string cuts;
  for (const ClauseAudit& clause : score.audit)
    if (clause.borderline) cuts += (cuts.empty() ? "" : ", ") + clause.id;
  const std::string points =
      score.deciding_points ? fmt::format(", {:.1f} percentage points from it", *score.deciding_points) : "";
  return fmt::format(
      "<p><b>Borderline</b> at the cut of {}{}: another field of the same tumour could give another "
      "score.</p>",
      htmlText(cuts), points);
}

std::string listHtml(const std::vector<std::string>& lines) {
  std::string html = "<ul>";
  for (const std::string& line : lines) html += "<li>" + htmlText(line) + "</li>";
  return html + "</ul>\n";
}

// What a reader has to know before the score is believed.
std::string cautionsHtml(const SlideResult& result) {
  constexpr std::int64_t kFewCells = 500;
  std::vector<std::string> cautions;
  for (const std::string& flag : result.judged.score.flags)
    if (!flag.starts_with("borderline:")) cautions.push_back(inWords(flag));
  for (const std::string& warning : result.judged.quality.warnings) cautions.push_back(inWords(warning));
  const std::string& stains = result.measured.statistics.stain_source;
  if (stains.find("default") != std::string::npos && stains != "default (configured)")
    cautions.push_back("stain vectors are not all this slide's own: " + stains);
  if (result.judged.score.counted_cells < kFewCells)
    cautions.push_back(fmt::format("only {} cells count", number(result.judged.score.counted_cells)));
  return cautions.empty() ? "" : "<div class=\"cautions\"><b>Cautions</b>" + listHtml(cautions) + "</div>";
}

// "> 1 with 10 neighbouring cells, <= 10" with the signs of print.
std::string comparisonHtml(std::string text) {
  const auto replace = [&](std::string_view ascii, std::string_view sign) {
    if (const auto found = text.find(ascii); found != std::string::npos) text.replace(found, ascii.size(), sign);
  };
  replace("<=", "≤");
  replace(">=", "≥");
  return htmlText(text);
}

// Text of several lines.
std::string linesHtml(std::string_view text) {
  std::string html;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    html += htmlText(text.substr(0, end)) + "\n";
    text.remove_prefix(std::min(text.size(), end + 1));
  }
  return html;
}

}  // namespace

std::string answerHtml(const SlideResult& result) {
  const SlideScore& score = result.judged.score;
  if (!score.score)
    return "<div class=\"answer\"><div class=\"score\">Not assessable</div><div>" + listHtml(result.reasons) +
           cautionsHtml(result) + "</div></div>\n";
  const ClauseAudit* fired = firedClause(score);
  std::string text =
      fmt::format("<p>{} <span class=\"faint\">({})</span></p>", htmlText(fired->wording), htmlText(score.clause));
  if (!score.ish.empty()) text += "<p><b>Reflex in-situ hybridisation</b> (FISH): the protein is equivocal.</p>";
  text += borderlineText(score);
  if (!score.derived.empty())
    text += fmt::format("<p class=\"faint\">Derived, for research only: {}</p>", htmlText(inWords(score.derived)));
  text += cautionsHtml(result);
  return fmt::format("<div class=\"answer\" data-class=\"{}\"><div class=\"score\">HER2 {}</div><div>{}</div></div>\n",
                     static_cast<int>(*score.score), her2ScoreName(*score.score), text);
}

std::string percentagesHtml(const SlideScore& score) {
  if (score.counted_cells == 0) return "<p>No cell counts.</p>\n";
  std::vector<IntervalMark> marks;
  const auto add = [&](const std::string& name, const Estimate& wilson, const std::optional<Interval>& wider) {
    marks.push_back({name, percentText(wilson), wilson.value, Interval{wilson.low, wilson.high}, wider, "blue", false});
  };
  for (std::size_t i = kCellClassNames.size(); i-- > 0;)
    add(std::string(kCellClassNames[i]), score.percent[i],
        Interval{score.percent_bootstrap[i].low, score.percent_bootstrap[i].high});
  add("complete membrane", score.percent_complete, std::nullopt);
  return fmt::format(
      "<figure>{}<figcaption>Of {} cells that count. Thick: 95 % Wilson interval; thin: 95 % interval of "
      "the block bootstrap, which knows that neighbours are alike (of the classes).</figcaption></figure>\n"
      "<p><b>H-score {:.0f}</b> ({}), of 300.</p>\n",
      intervalPlot(marks, {"cells, %", 0, 100}), number(score.counted_cells), score.h_score.value,
      intervalText(score.h_score));
}

std::string auditHtml(const SlideScore& score) {
  std::string html =
      "<div class=\"scroll\"><table><thead><tr><th scope=\"col\">clause</th><th scope=\"col\">score</th>"
      "<th scope=\"col\">asks for</th><th scope=\"col\" class=\"number\">cells</th><th scope=\"col\" class=\"number\">%"
      "</th><th scope=\"col\" class=\"number\">95 % (blocks)</th><th scope=\"col\" class=\"number\">margin, points</th>"
      "<th scope=\"col\">what it says</th></tr></thead><tbody>\n";
  for (const ClauseAudit& clause : score.audit) {
    const bool sums = clause.comparison != "otherwise";
    html += fmt::format(
        "<tr{}><td>{}{}</td><td>{}</td><td>{}</td><td class=\"number\">{}</td><td class=\"number\">{}</td>"
        "<td class=\"number\">{}</td><td class=\"number\">{}</td><td>{}</td></tr>\n",
        clause.fired ? " class=\"fired\"" : "", htmlText(clause.id),
        clause.fired        ? " <b>fired</b>"
        : clause.borderline ? " <b>borderline</b>"
                            : "",
        her2ScoreName(clause.score),
        comparisonHtml(clause.comparison) +
            (clause.largest_group ? fmt::format("; largest group {}", number(*clause.largest_group)) : ""),
        sums ? number(clause.count) : "", sums ? fmt::format("{:.1f}", clause.percent.value) : "",
        sums ? intervalText(clause.percent_bootstrap) : "", sums ? fmt::format("{:+.1f}", clause.margin_points) : "",
        htmlText(clause.wording));
  }
  return html + "</tbody></table></div>\n<p class=\"note\">The first clause that holds gives the score.</p>\n";
}

std::string stainingTableHtml(const SlideScore& score) {
  const auto cell = [&](StainingPattern pattern) {
    const auto count = score.table.at(static_cast<std::size_t>(pattern));
    const double share =
        score.counted_cells == 0 ? 0 : 100 * static_cast<double>(count) / static_cast<double>(score.counted_cells);
    return HtmlCell{fmt::format("{}<br><span class=\"faint\">{:.1f} %</span>", number(count), share), true};
  };
  using enum StainingPattern;
  constexpr std::array kHeadings = {"membrane"sv, "#weak"sv, "#moderate"sv, "#strong"sv};
  const std::array<HtmlRow, 3> rows = {HtmlRow{{"complete"}, cell(kCw), cell(kCm), cell(kCs)},
                                       HtmlRow{{"incomplete"}, cell(kIw), cell(kIm), cell(kIs)},
                                       HtmlRow{{"none, whatever the intensity"}, cell(kNone), {""}, {""}}};
  return htmlTable(kHeadings, rows);
}

std::string tissueHtml(const SlideResult& result) {
  const SlideQuality& quality = result.judged.quality;
  std::vector<HtmlRow> areas;
  const auto area = [&](std::string_view name, double mm2) {
    if (mm2 > 0) areas.push_back(namedRow(name, fmt::format("{:.3f}", mm2)));
  };
  constexpr std::array kNames = {"glass"sv,
                                 "tissue that can be assessed"sv,
                                 "pen"sv,
                                 "debris"sv,
                                 "out of focus"sv,
                                 "folds"sv,
                                 "coverslip edge"sv,
                                 "red cells"sv,
                                 "dust"sv};
  static_assert(kNames.size() == kTissueClasses);
  for (std::size_t i = 1; i < kNames.size(); ++i) area(kNames[i], quality.area_mm2[i]);  // glass is no tissue
  if (result.judged.annotated) area("of the tissue, in the regions to be scored", result.judged.annotated->tissue_mm2);
  const auto count = cellsByExclusion(result.measured.cells);
  std::vector<HtmlRow> cells = {namedRow("count", number(count[0]))};
  for (std::size_t i = 1; i < count.size(); ++i)
    if (count[i] > 0) cells.push_back(namedRow("left out: " + inWords(kExclusionNames[i]), number(count[i])));
  constexpr std::array kAreas = {"area"sv, "#mm²"sv};
  constexpr std::array kCells = {"cells"sv, "#number"sv};
  return "<div class=\"side\"><div>" + htmlTable(kAreas, areas) + "</div><div>" + htmlTable(kCells, cells) +
         "</div></div>\n" +
         fmt::format("<p>Which cells count was decided by: <b>{}</b>.</p>\n", htmlText(result.judged.tumour_selection));
}

std::string qualityHtml(const SlideResult& result) {
  const auto& stains = result.measured.statistics.stains;
  const auto vector = [](const Eigen::Vector3d& of) {
    return fmt::format("{:.3f} {:.3f} {:.3f}", of.x(), of.y(), of.z());
  };
  const auto& light = result.measured.statistics.background.rgb;
  std::vector<HtmlRow> rows = {
      namedRow("haematoxylin vector (R G B)", vector(stains.hematoxylin())),
      namedRow("DAB vector (R G B)", vector(stains.dab())),
      namedRow("stain vectors from", htmlText(result.measured.statistics.stain_source)),
      namedRow("background light (R G B)", fmt::format("{:.0f} {:.0f} {:.0f}", light[0], light[1], light[2])),
      namedRow("background from", htmlText(result.measured.statistics.background.source)),
      namedRow("sharpness, median of cells", fmt::format("{:.3f}", result.judged.quality.focus)),
      namedRow("counterstain, optical density", fmt::format("{:.3f}", result.judged.quality.counterstain_od)),
      namedRow("cells with masked membranes", fmt::format("{:.1f} %", 100 * result.judged.quality.masked_share))};
  for (const ControlResult& control : result.judged.controls)
    rows.push_back(
        namedRow(control.name(), htmlText(fmt::format("{} by {} cells",
                                                      control.measured.score ? her2ScoreName(*control.measured.score)
                                                                             : std::string_view("not assessable"),
                                                      number(control.measured.counted_cells)))));
  constexpr std::array kHeadings = {"stain and focus"sv, "#"sv};
  return htmlTable(kHeadings, rows);
}

std::string provenanceHtml(const SlideResult& result, const Provenance& provenance) {
  std::vector<HtmlRow> rows = {
      namedRow("program", htmlText("herald " + provenance.herald)),
      namedRow("rule set", htmlText(result.judged.ruleSetName() + ", version " + result.judged.ruleSetVersion())),
      namedRow("configuration hash", htmlText(provenance.config_hash)),
      namedRow("slide content hash", htmlText(result.measured.description.quick_hash))};
  if (result.measured.pixel_size)
    rows.push_back(
        namedRow("pixel size", htmlText(fmt::format("{:.4f} µm ({})", result.measured.pixel_size->pixel_size.umPerPx(),
                                                    result.measured.pixel_size->source))));
  if (!result.measured.description.levels.empty())
    rows.push_back(namedRow("size", fmt::format("{} x {} px", result.measured.description.levels.front().width,
                                                result.measured.description.levels.front().height)));
  for (const auto& [library, version] : provenance.libraries) rows.push_back(namedRow(library, htmlText(version)));
  constexpr std::array kHeadings = {"made with"sv, "#"sv};
  return htmlTable(kHeadings, rows) +
         "<p class=\"note\">Command line and times are in result.json.</p>\n"
         "<details class=\"provenance\"><summary>Configuration</summary><pre>" +
         linesHtml(provenance.config_toml) + "</pre></details>\n";
}

}  // namespace herald
