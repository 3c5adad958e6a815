#include "pipeline/drawing/html_text.h"

#include <gtest/gtest.h>

namespace herald {
namespace {

TEST(HtmlText, LeavesNothingThatAPageCouldTakeForItsOwn) {
  EXPECT_EQ(htmlText("<a href=\"x\" t='y'>&"), "&lt;a href=&quot;x&quot; t=&#39;y&#39;&gt;&amp;");
  EXPECT_EQ(htmlText("µm – ≥"), "µm – ≥");
  EXPECT_EQ(htmlText("a\nb\x1b"), "a\\nb\\x1b");
}

TEST(HtmlText, BytesThatAreNotUtf8AreReplaced) {
  EXPECT_EQ(htmlText("a\xff"), "a\xef\xbf\xbd");
  EXPECT_EQ(htmlText("\xe2\x82"), "\xef\xbf\xbd\xef\xbf\xbd") << "cut off";
  EXPECT_EQ(htmlText("\xc0\xaf"), "\xef\xbf\xbd\xef\xbf\xbd") << "an overlong slash";
}

TEST(HtmlPath, EncodesWhatAnAddressWouldTakeForItsOwn) {
  EXPECT_EQ(htmlPath("slides/a b-0001/report.html"), "slides/a%20b-0001/report.html");
  EXPECT_EQ(htmlPath("#?%\"<\xc3\xa9"), "%23%3F%25%22%3C%C3%A9");
}

}  // namespace
}  // namespace herald
