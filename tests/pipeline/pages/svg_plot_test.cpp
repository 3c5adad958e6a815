#include "pipeline/pages/svg_plot.h"

#include <gtest/gtest.h>

#include <array>

namespace herald {
namespace {

std::size_t countOf(const std::string& text, const std::string& part) {
  std::size_t count = 0;
  for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++count;
  return count;
}

TEST(SvgPlot, DrawsAMarkForEveryDefinedValue) {
  const std::array marks = {IntervalMark{"a", "0.5", 0.5, Interval{0.4, 0.6}, std::nullopt, "blue", false},
                            IntervalMark{"b", "none", std::nullopt, std::nullopt, std::nullopt, "blue", false}};
  EXPECT_EQ(countOf(intervalPlot(marks, {"kappa", 0, 1}), "<rect"), 1U);
}

TEST(SvgPlot, EscapesLabels) {
  const std::array marks = {IntervalMark{"<a&\">", "x", 0.5, std::nullopt, std::nullopt, "blue", false}};
  const std::string plot = intervalPlot(marks, {"<axis>", 0, 1});
  EXPECT_EQ(plot.find("<a&"), std::string::npos);
  EXPECT_EQ(plot.find("<axis>"), std::string::npos);
}

TEST(SvgPlot, NeverWritesANumberThatIsNone) {
  const std::vector<MeasurementPair> same = {{5, 5}};
  const std::array groups = {PlotGroup{"empty", {}}, PlotGroup{"one", {100}}};
  ControlChart flat;
  flat.points = {{3, false, false, "a"}, {3, false, false, "b"}};
  for (const std::string& plot :
       {blandAltmanPlot(same, *blandAltman(same), "x", "y"), boxPlot(groups, {"H", 0, 300}),
        controlChartPlot(flat, "f"), controlChartPlot({}, "empty"), intervalPlot({}, {"none", 0, 0})}) {
    EXPECT_EQ(plot.find("nan"), std::string::npos);
    EXPECT_EQ(plot.find("inf"), std::string::npos);
  }
}

TEST(SvgPlot, RingsWhatIsOutside) {
  ControlChart chart;
  chart.points = {{1, false, false, "a"}, {9, true, true, "b"}};
  EXPECT_EQ(countOf(controlChartPlot(chart, "x"), "hollow"), 1U);
}

}  // namespace
}  // namespace herald
