#include "pipeline/drawing/score_parts.h"

#include <gtest/gtest.h>

#include "tests/support/synthetic_result.h"

namespace herald {
namespace {

bool has(const std::string& html, std::string_view part) {
  return html.find(part) != std::string::npos;
}

SlideScore scoreOf() {
  SlideScore score;
  score.score = Her2Score::k2Plus;
  score.clause = "rules/2+";
  score.ish = "reflex";
  score.counted_cells = 1600;
  score.table = {400, 0, 0, 0, 0, 1200, 0};
  score.percent = {{{25, 20, 30}, {}, {75, 70, 80}, {}}};
  score.percent_bootstrap = {{{25, 18.24, 31}, {}, {75, 69, 81}, {}}};
  score.h_score = {150, 140.26, 160};
  ClauseAudit fired;
  fired.id = "rules/2+";
  fired.wording = "more than 10 % & complete";
  fired.fired = true;
  score.audit = {fired};
  return score;
}

TEST(ScoreParts, SayTheNumbersAndTheClause) {
  EXPECT_EQ(numbersText(scoreOf()), "H-score 150 (140.3 – 160.0), of 300");
  EXPECT_EQ(numbersText({}), "H-score unknown");
  EXPECT_EQ(firedClauseText(scoreOf()), "more than 10 % & complete (rules/2+)");
  EXPECT_EQ(firedClauseText({}), "");
}

TEST(ScoreParts, TheStainingTableCountsEveryPattern) {
  SlideScore score;
  score.counted_cells = 100000;
  score.table = {10000, 20000, 30000, 5000, 15000, 12345, 7655};
  const std::string table = stainingTableHtml(score);
  std::size_t at = 0;
  for (const char* part : {"complete", "15,000<", "12,345<", "7,655<", "7.7 %", "incomplete", "20,000<", "30,000<",
                           "5,000<", "unstained", "10,000<", "10.0 %"}) {
    at = table.find(part, at);
    ASSERT_NE(at, std::string::npos) << part << " in its turn in " << table;
  }
  EXPECT_TRUE(has(stainingTableHtml({}), "0.0 %")) << "of no cells";
}

TEST(ScoreParts, TheLiveAnswerSaysScoreAndShares) {
  const std::string html = liveAnswerHtml(scoreOf(), {}, "1+");
  EXPECT_TRUE(has(html, "data-score=\"2+\">2+</b><span>ISH reflex · the run: 1+</span>")) << html;
  EXPECT_TRUE(has(html, "more than 10 % &amp; complete (rules/2+)"));
  EXPECT_TRUE(has(html, "class=\"bar class-2\" style=\"width:75.00%\""));
  EXPECT_TRUE(has(html, "data-percent=\"0\">25.0 %</td><td class=\"number faint\">18.2 – 31.0"));
  EXPECT_TRUE(has(html, "1,600 cells"));
  EXPECT_TRUE(has(liveAnswerHtml(scoreOf(), {}, "2+"), "as in the run"));
}

TEST(ScoreParts, WithoutAScoreTheLiveAnswerSaysWhyInWords) {
  SlideScore none;
  const std::string html = liveAnswerHtml(none, {"too_few_tumour_cells: 3 counted", "<b>"}, std::nullopt);
  EXPECT_TRUE(has(html, "data-score=\"\">not assessable</b>")) << html;
  EXPECT_TRUE(has(html, "too few tumour cells: 3 counted; &lt;b&gt;"));
  EXPECT_TRUE(has(html, "as in the run"));
  EXPECT_FALSE(has(html, "data-percent"));
  EXPECT_TRUE(has(liveAnswerHtml(scoreOf(), {}, std::nullopt), "the run: not assessable"));
}

}  // namespace
}  // namespace herald
