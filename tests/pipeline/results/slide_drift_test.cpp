#include "pipeline/results/slide_drift.h"

#include <gtest/gtest.h>

#include "pipeline/results/result_json.h"
#include "tests/support/synthetic_result.h"

namespace herald {
namespace {

TEST(SlideDrift, IsWhatResultJsonGives) {
  SlideResult stained = synthetic::scoredResult();
  stained.measured.statistics.background.rgb = {243.123456789, 1.0 / 3, 200};
  stained.measured.statistics.stains = StainMatrix(Eigen::Vector3d(0.6, 0.7, 0.3), Eigen::Vector3d(0.3, 0.5, 0.8));
  stained.judged.quality.focus = 1.0 / 3;
  stained.judged.controls.push_back(stained.judged.controls.front());  // two objects of one score
  stained.judged.controls.back().measured.counted_cells += 100;
  stained.judged.controls.back().measured.percent[2].value = 100.0 / 3;
  for (const SlideResult& result : {stained, synthetic::indeterminateResult(), synthetic::failedResult()})
    EXPECT_EQ(driftValues(result), driftValuesOf(OrderedJson::parse(resultJson(result, synthetic::provenance()))));
}

TEST(SlideDrift, NamesLightStainsFocusAndControls) {
  const DriftValues values = driftValues(synthetic::scoredResult());
  EXPECT_EQ(values.at("background red"), 243.5);
  EXPECT_EQ(values.at("focus"), 12.5);
  EXPECT_EQ(values.at("haematoxylin angle, degrees"), 0);
  EXPECT_TRUE(values.contains("Control 2+, 2+ cells %"));
  EXPECT_TRUE(driftValues(synthetic::failedResult()).empty());
}

TEST(SlideDrift, MeasuresHaveAnOrder) {
  const std::vector<DriftValues> slides = {{{"focus", 1}, {"Control 0, 0 cells %", 2}}, {{"background red", 3}}};
  EXPECT_EQ(driftMeasures(slides), (std::vector<std::string>{"background red", "focus", "Control 0, 0 cells %"}));
}

}  // namespace
}  // namespace herald
