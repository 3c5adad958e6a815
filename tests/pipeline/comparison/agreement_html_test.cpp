#include "pipeline/comparison/agreement_html.h"

#include <gtest/gtest.h>

namespace herald {
namespace {

bool has(const std::string& html, std::string_view part) {
  return html.find(part) != std::string::npos;
}

TEST(AgreementHtml, TheMatrixHasCountsSharesAndTotals) {
  ConfusionMatrix matrix(2);
  for (int i = 0; i < 3; ++i) matrix.add(0, 0);
  matrix.add(0, 1);
  const std::string html = matrixHtml(matrix, {"0", "<1+"}, "reference", "program & more");
  EXPECT_TRUE(has(html, "<th colspan=\"2\">program &amp; more</th>"));
  EXPECT_TRUE(has(html, "<th scope=\"row\" class=\"row\">reference &lt;1+</th>"));
  EXPECT_TRUE(has(html,
                  "class=\"fill agrees\" style=\"opacity:0.40\"></span><span class=\"count\">3</span><span "
                  "class=\"share\">75 %</span>"))
      << html;
  EXPECT_TRUE(has(html, "class=\"fill differs\" style=\"opacity:0.18\"></span><span class=\"count\">1</span>"));
  EXPECT_TRUE(has(html, "<td class=\"margin\">3</td><td class=\"margin\">1</td><td class=\"margin\">4</td>"));
}

TEST(AgreementHtml, ARowOfNoSlidesHasNoShares) {
  const std::string html = matrixHtml(ConfusionMatrix(2), {"0", "1+"}, "a", "b");
  EXPECT_FALSE(has(html, "%"));
  EXPECT_TRUE(has(html, "opacity:0.00"));
}

TEST(AgreementHtml, SaysWhatIsUndefined) {
  EXPECT_EQ(coefficientText(std::nullopt), "undefined");
  EXPECT_EQ(coefficientText(AgreementCoefficient{1, std::nullopt}), "1.00 (no interval)");
  EXPECT_EQ(coefficientText(AgreementCoefficient{0.708, Interval{0.6495, 0.7665}}), "0.71 (0.65–0.77)");
  EXPECT_EQ(percentText(std::nullopt), "none");
  EXPECT_EQ(percentText(proportionOf(72, 78)), "92.3 % (84.2–96.4), 72 of 78");
  const std::string html = coefficientsHtml({});
  EXPECT_TRUE(has(html, "<td>quadratic</td><td class=\"number\">undefined</td>"));
  EXPECT_TRUE(has(html, "Same score: none"));
}

TEST(AgreementHtml, ListsTheFirstFiftySlides) {
  const std::vector<std::string> none;
  const std::vector<std::string> two = {"<a>", "b"};
  const std::vector<std::string> many(53, "x");
  EXPECT_EQ(slideListsHtml({{"None", none}}), "");
  const std::string html = slideListsHtml({{"Two & more", two}, {"Many", many}});
  EXPECT_TRUE(has(html, "<p>Two &amp; more (2): &lt;a&gt;, b</p>")) << html;
  EXPECT_TRUE(has(html, "<p>Many (53): x, x")) << html;
  EXPECT_TRUE(has(html, "x and 3 more</p>")) << html;
}

}  // namespace
}  // namespace herald
