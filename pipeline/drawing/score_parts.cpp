#include "pipeline/drawing/score_parts.h"

#include <algorithm>
#include <array>

#include "pipeline/drawing/html_template.h"
#include "pipeline/drawing/number_text.h"
#include "pipeline/files/embedded_file.h"
#include "pipeline/results/words.h"

HERALD_EMBED(staining_table_html, "pipeline/drawing/templates/staining_table.html")
HERALD_EMBED(live_answer_html, "pipeline/drawing/templates/live_answer.html")

namespace herald {
namespace {

OrderedJson countJson(const SlideScore& score, StainingPattern pattern) {
  const std::int64_t count = score.table.at(static_cast<std::size_t>(pattern));
  const double share =
      score.counted_cells == 0 ? 0 : static_cast<double>(count) / static_cast<double>(score.counted_cells);
  return {{"count", groupedText(count)}, {"percent", decimalText(100 * share, 1)}};
}

// Null where all can be judged.
OrderedJson maskedJson(const SlideScore& score) {
  if (score.masked_cells == 0) return nullptr;
  return {{"words", "masked: cannot be judged"},
          {"count", groupedText(score.masked_cells)},
          {"percent", decimalText(score.percent_masked.value, 1)}};
}

OrderedJson classesJson(const SlideScore& score) {
  OrderedJson classes = OrderedJson::array();
  if (score.counted_cells == 0) return classes;
  for (std::size_t i = 0; i < score.percent.size(); ++i)
    classes.push_back({{"name", kCellClassNames[i]},
                       {"number", i},
                       {"width", decimalText(score.percent[i].value, 2)},
                       {"percent", percentText(score.percent[i])},
                       {"interval", intervalText(score.percent_bootstrap[i])}});
  return classes;
}

std::string scoreWords(std::optional<std::string_view> score) {
  return score ? std::string(*score) : wordsOf("indeterminate");
}

std::string inWords(const std::vector<std::string>& reasons) {
  std::string text;
  for (const std::string& reason : reasons) text += (text.empty() ? "" : "; ") + wordsOf(reason);
  return text;
}

}  // namespace

std::string numbersText(const SlideScore& score) {
  std::string text;
  for (const ScoreNumber& number : kScoreNumbers) {
    const Estimate& of = score.*number.estimate;
    const std::string known =
        decimalText(of.value, 0) + " (" + intervalText(of) + "), of " + decimalText(number.most, 0);
    text.append(text.empty() ? "" : "; ").append(number.name).append(" ");
    text.append(score.counted_cells == 0 ? "unknown" : known);
  }
  return text;
}

std::string firedClauseText(const SlideScore& score) {
  const auto fired =
      std::find_if(score.audit.begin(), score.audit.end(), [](const auto& clause) { return clause.fired; });
  return fired == score.audit.end() ? "" : fired->wording + " (" + fired->id + ")";
}

std::string stainingTableHtml(const SlideScore& score) {
  static const HtmlTemplate kTable(staining_table_html());
  using enum StainingPattern;
  OrderedJson rows = OrderedJson::array();
  const auto add = [&](std::string_view name, const std::array<StainingPattern, 3>& patterns) {
    OrderedJson counts = OrderedJson::array();
    for (const StainingPattern pattern : patterns) counts.push_back(countJson(score, pattern));
    rows.push_back({{"name", name}, {"counts", std::move(counts)}});
  };
  add("complete", {kCw, kCm, kCs});
  add("incomplete", {kIw, kIm, kIs});
  OrderedJson none = countJson(score, kNone);
  none["words"] = patternWords(kNone);
  return kTable.filled({{"rows", std::move(rows)}, {"none", std::move(none)}, {"masked", maskedJson(score)}});
}

std::string liveAnswerHtml(const SlideScore& score, const std::vector<std::string>& reasons,
                           std::optional<std::string_view> of_run) {
  static const HtmlTemplate kAnswer(live_answer_html());
  std::optional<std::string_view> name;
  if (score.score) name = her2ScoreName(*score.score);
  return kAnswer.filled({{"score", name.value_or("")},
                         {"words", scoreWords(name)},
                         {"reflex", !score.ish.empty()},
                         {"borderline", score.borderline},
                         {"as_in_run", name == of_run},
                         {"of_run", scoreWords(of_run)},
                         {"why", name ? firedClauseText(score) : inWords(reasons)},
                         {"classes", classesJson(score)},
                         {"numbers", numbersText(score)},
                         {"cells", groupedText(score.counted_cells)},
                         {"table", stainingTableHtml(score)}});
}

}  // namespace herald
