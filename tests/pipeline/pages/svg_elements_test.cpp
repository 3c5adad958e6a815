#include "pipeline/pages/svg_elements.h"

#include <gtest/gtest.h>

namespace herald::svg {
namespace {

TEST(SvgElements, AScaleEndsWhereItsAxisEnds) {
  const Scale scale(0, 100, 10, 210);
  EXPECT_DOUBLE_EQ(scale.at(0), 10);
  EXPECT_DOUBLE_EQ(scale.at(50), 110);
  EXPECT_DOUBLE_EQ(scale.at(-7), 10);
  EXPECT_DOUBLE_EQ(scale.at(1000), 210);
  EXPECT_DOUBLE_EQ(Scale(0, 1, 100, 0).at(0.25), 75) << "upwards";
}

TEST(SvgElements, TicksAreRoundNumbers) {
  EXPECT_EQ(Scale(0, 100, 0, 1).ticks(), (std::vector<double>{0, 20, 40, 60, 80, 100}));
  EXPECT_EQ(Scale(0, 300, 0, 1).ticks(), (std::vector<double>{0, 50, 100, 150, 200, 250, 300}));
  EXPECT_EQ(Scale(-1, 1, 0, 1).ticks().front(), -1);
  EXPECT_EQ(tickText(0.1 + 0.2), "0.3");
  EXPECT_FALSE(Scale(5, 5, 0, 1).ticks().empty()) << "of a single value";
}

TEST(SvgElements, TextsAreEscaped) {
  EXPECT_EQ(text(1, 2, "end", "<a & b>", "faint"),
            "<text x=\"1.0\" y=\"2.0\" text-anchor=\"end\" class=\"faint\">&lt;a &amp; b&gt;</text>\n");
  EXPECT_EQ(dot(1, 2, 3.5, "blue", "\"x\""),
            "<circle cx=\"1.0\" cy=\"2.0\" r=\"3.5\" class=\"blue\"><title>&quot;x&quot;</title></circle>\n");
  EXPECT_EQ(drawing(10, "\"><b>", "").find("<b>"), std::string::npos);
}

}  // namespace
}  // namespace herald::svg
