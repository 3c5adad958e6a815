#include "pipeline/pages/html_page.h"

#include <gtest/gtest.h>

namespace herald {
namespace {

std::size_t countOf(const std::string& text, std::string_view part) {
  std::size_t count = 0;
  for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++count;
  return count;
}

TEST(HtmlPage, HasNoScriptUnlessOneIsGiven) {
  const std::string page = htmlPage("<title>", "a & b", "<p>body</p>");
  EXPECT_EQ(countOf(page, "<title>&lt;title&gt;</title>"), 1U);
  EXPECT_EQ(countOf(page, "<h1>&lt;title&gt;</h1>"), 1U);
  EXPECT_EQ(countOf(page, "a &amp; b"), 1U);
  EXPECT_EQ(countOf(page, "<p>body</p>"), 1U);
  EXPECT_EQ(countOf(page, "not a medical device"), 1U);
  EXPECT_EQ(countOf(page, "script"), 0U);
  EXPECT_EQ(countOf(page, "{{"), 0U);
}

TEST(HtmlPage, LetsItsOwnScriptRunAndNothingElse) {
  const std::string page = htmlPage("t", "s", "", {"run()", "abc=", ".own{}"});
  EXPECT_EQ(countOf(page, "default-src 'none'; style-src 'unsafe-inline'; img-src data:; script-src 'sha256-abc=' "),
            1U);
  EXPECT_EQ(countOf(page, "<script>run()</script>"), 1U);
  EXPECT_EQ(countOf(page, ".own{}</style>"), 1U);
  EXPECT_EQ(countOf(page, "http://") + countOf(page, "https://"), 0U) << "it asks the network for nothing";
}

}  // namespace
}  // namespace herald
