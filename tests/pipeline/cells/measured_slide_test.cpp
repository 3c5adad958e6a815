#include "pipeline/cells/measured_slide.h"

#include <gtest/gtest.h>

#include <limits>

#include "pipeline/files/json_text.h"
#include "tests/support/synthetic_result.h"

namespace herald {
namespace {

TEST(MeasuredSlide, IsReadBackWithAllItsDigits) {
  const std::string written = measuredSlideJson(synthetic::scoredResult());
  EXPECT_EQ(measuredSlideJson(parseMeasuredSlide(written)), written);
}

TEST(MeasuredSlide, RefusesNumbersThatNoSlideHas) {
  const OrderedJson good = OrderedJson::parse(measuredSlideJson(synthetic::scoredResult()));
  ASSERT_FALSE(good["annotation"].is_null());
  for (const char* place : {"/slide/width", "/slide/height", "/statistics/grid_origin/0", "/statistics/grid_origin/1",
                            "/statistics/tissue_mask/width", "/statistics/tissue_mask/height", "/annotation/include",
                            "/annotation/exclude", "/annotation/controls", "/annotation/ignored"})
    for (const OrderedJson& wrong :
         {OrderedJson(4.44e20), OrderedJson(1.5), OrderedJson(std::numeric_limits<std::int64_t>::min()),
          OrderedJson(std::numeric_limits<std::uint64_t>::max()), OrderedJson("7"), OrderedJson(nullptr)}) {
      OrderedJson json = good;
      json[OrderedJson::json_pointer(place)] = wrong;
      EXPECT_THROW((void)parseMeasuredSlide(json.dump()), std::invalid_argument) << place << " = " << wrong;
    }
}

}  // namespace
}  // namespace herald
