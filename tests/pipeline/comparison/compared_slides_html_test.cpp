#include "pipeline/comparison/compared_slides_html.h"

#include <gtest/gtest.h>

namespace herald {
namespace {

bool has(const std::string& html, std::string_view part) {
  return html.find(part) != std::string::npos;
}

class ComparedSlidesHtml : public testing::Test {
 protected:
  const ScoredSlides scored_ = parseScoredSlides(
      "slide,status,score,borderline,reasons\na,scored,2+,true,\nb,scored,0,,\nc,failed,,,c: <cut> off\n",
      "summary.csv");
  const Readers readers_ = parseReaders(
      "slide,reader,score,ish\na,x,1+,negative\na,y,3+,\nb,x,0,\nb,y,0,\nc,x,3+,positive\nc,y,3+,\n", "readers.csv");
  const Comparison comparison_ = compareWithReaders(scored_, readers_, {});
  const BootstrapOptions bootstrap_;
  const ComparisonSources sources_{scored_, readers_, bootstrap_, {"slides/a b", "", ""}};
};

TEST_F(ComparedSlidesHtml, ShowWhereProgramAndReferenceDiffer) {
  const std::string html = discordantSlidesHtml(comparison_, sources_);
  EXPECT_TRUE(has(html, "<span class=\"slide\">a</span></td><td>2+ (borderline)</td>")) << html;
  EXPECT_TRUE(has(html, "x 1+, y 3+</td><td>not amplified</td>")) << html;
  for (const char* file : {"report.html", "overview.jpg", "heatmap.png", "result.json"})
    EXPECT_TRUE(has(html, std::string("href=\"slides/a%20b/") + file + "\"")) << file;
  EXPECT_FALSE(has(html, ">b</span>")) << "they agree on it";
}

TEST_F(ComparedSlidesHtml, ShowWhyASlideHasNoScore) {
  const std::string html = unscoredSlidesHtml(comparison_, sources_);
  EXPECT_TRUE(has(html, ">c</span></td><td>failed: c: &lt;cut&gt; off</td><td>3+</td>")) << html;
  EXPECT_TRUE(has(html, "<td>amplified</td><td class=\"links\">–</td>")) << html;
  EXPECT_FALSE(has(html, ">a</span>"));
}

TEST_F(ComparedSlidesHtml, AreEmptyWithoutSlides) {
  const ScoredSlides scored = parseScoredSlides("slide,score\nb,0\n", "summary.csv");
  const Comparison comparison = compareWithReaders(scored, readers_, {});
  const ComparisonSources sources{scored, readers_, bootstrap_, {""}};
  EXPECT_EQ(discordantSlidesHtml(comparison, sources), "");
  EXPECT_EQ(unscoredSlidesHtml(comparison, sources), "");
}

}  // namespace
}  // namespace herald
