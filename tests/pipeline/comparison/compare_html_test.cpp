#include "pipeline/comparison/compare_html.h"

#include <gtest/gtest.h>

namespace herald {
namespace {

constexpr const char* kProgram =
    "slide,status,score,pct_complete,h_score,case_id,reasons,borderline\n"
    "a,scored,0,1,5,c1,,true\nb,scored,1+,5,60,c1,,\nc,scored,3+,40,210,c2,,\nd,indeterminate,,,,,too_few_tumour_cells:"
    " "
    "3,\ne,scored,2+,20,120,,,\nf,scored,0,0,2,,,\n";
constexpr const char* kReaders =
    "slide,reader,score,ish,pct_complete\n"
    "a,anna,0,negative,0\na,ben,0,,\na,carl,0,,\n"
    "b,anna,1+,negative,3\nb,ben,2+,,\nb,carl,1+,,\n"
    "c,anna,1+,positive,30\nc,ben,1+,,\nc,carl,3+,,\n"
    "d,anna,2+,negative,\nd,ben,2+,,\nd,carl,2+,,\n"
    "e,anna,1+,,\ne,ben,2+,,\ne,carl,3+,,\n"
    "z,anna,0,,\n";

std::string pageOf(const std::string& program, const std::string& readers, const std::string& evidence = "") {
  const ScoredSlides scored = parseScoredSlides(program, "summary.csv");
  const Readers read = parseReaders(readers, "readers.csv");
  const Comparison comparison = compareWithReaders(scored, read, {});
  const BootstrapOptions bootstrap;
  return compareHtml(comparison,
                     {scored, read, bootstrap, std::vector<std::string>(comparison.slides.size(), evidence)});
}

bool has(const std::string& html, std::string_view part) {
  return html.find(part) != std::string::npos;
}

TEST(CompareHtml, ShowsEveryPartOfTheComparison) {
  const std::string html = pageOf(kProgram, kReaders, "../run/slides/x");
  std::size_t at = 0;
  for (const char* part : {"summary.csv against the majority of the readers in readers.csv",
                           "<b>4</b><span>slides compared</span>",
                           "<b>75.0 %</b><span>same score</span>",
                           "<b>1</b><span>two steps or more apart</span>",
                           "<b>1</b><span>not compared</span>",
                           "Program and reference",
                           "Same score: 75.0 % (30.1–95.4), 3 of 4",
                           "Disagreements",
                           "<span class=\"slide far\">c</span></td><td>3+</td><td>1+</td>",
                           "anna 1+, ben 1+, carl 3+</td><td>amplified</td>",
                           "href=\"../run/slides/x/report.html\"",
                           "Not scored by the program",
                           "not assessable: too few tumour cells: 3",
                           "Readers as the yardstick",
                           "Leave one reader out",
                           "All together",
                           "In-situ hybridisation",
                           "<td>3+</td><td class=\"number\">0</td><td "
                           "class=\"number\">1</td>",
                           "3+, and 2+ by ISH",
                           "Cells with complete membranes",
                           "H-score by class",
                           "By case",
                           "Not compared",
                           "Without a reference: 0. References that settle a tie: 1.",
                           "<p>Read, but not among the program&#39;s slides (1): z</p>",
                           "<p>Among the program&#39;s slides, but read by nobody (1): f</p>",
                           "Methods"}) {
    at = html.find(part, at);
    ASSERT_NE(at, std::string::npos) << part;
  }
  EXPECT_FALSE(has(html, "{{")) << "nothing is left unfilled";
  EXPECT_FALSE(has(html, "<script"));
}

TEST(CompareHtml, LeavesOutWhatThereIsNot) {
  const std::string html = pageOf("slide,score\na,0\nb,3+\n", "slide,reader,score\na,x,0\nb,x,3+\n");
  EXPECT_TRUE(has(html, "None: program and reference gave every slide the same class."));
  for (const char* part : {"Not scored by the program", "Leave one reader out", "All together", "In-situ hybridisation",
                           "Measurements", "By case", "read by nobody"})
    EXPECT_FALSE(has(html, part)) << part;
}

TEST(CompareHtml, EscapesHostileNames) {
  const std::string hostile = "\"<script>alert(1)</script>'&\xff\x1b.svs\"";
  const ScoredSlides scored = parseScoredSlides("slide,score,reasons\n" + hostile + ",0,<b>r</b>\n", "<i>s</i>.csv");
  const Readers readers = parseReaders("slide,reader,score\n" + hostile + ",<u>x</u>,3+\n", "r\"><img>.csv");
  const Comparison comparison = compareWithReaders(scored, readers, {});
  const BootstrapOptions bootstrap;
  const std::string html =
      compareHtml(comparison, {scored, readers, bootstrap, {"../javascript:alert(1)/\"onload=\"x"}});
  for (const char* part : {"<script", "<img", "<u>", "<i>s", "<b>r", "\xff", "\x1b", "javascript:", "\"onload"})
    EXPECT_FALSE(has(html, part)) << part;
  EXPECT_TRUE(has(html, "&lt;script&gt;alert(1)&lt;/script&gt;&#39;&amp;\xef\xbf\xbd\\x1b.svs"));
  EXPECT_TRUE(has(html, "href=\"../javascript%3Aalert%281%29/%22onload%3D%22x/overview.jpg\""));
}

}  // namespace
}  // namespace herald
