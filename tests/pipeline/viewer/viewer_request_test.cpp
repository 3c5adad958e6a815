#include "pipeline/viewer/viewer_request.h"

#include <gtest/gtest.h>

namespace herald {
namespace {

template <class Action>
RequestError refusalOf(Action&& action) {
  try {
    action();
  } catch (const RequestError& refusal) {
    return refusal;
  }
  ADD_FAILURE() << "nothing was refused";
  return {0, ""};
}

TEST(ViewerRequest, TakesWholeFiniteNumbersOnly) {
  EXPECT_EQ(numberOf("x", "-12.5"), -12.5);
  for (const char* text : {"", "12px", " 1", "nan", "inf", "1e999"}) {
    const RequestError refusal = refusalOf([&] { (void)numberOf("x", text); });
    EXPECT_EQ(refusal.status(), 400) << text;
    EXPECT_STREQ(refusal.what(), "x is not a number") << text;
  }
}

TEST(ViewerRequest, NamesANumberThatIsMissing) {
  const QueryParameters query = {{"x", "3"}};
  EXPECT_EQ(requiredNumber(query, "x"), 3);
  const RequestError refusal = refusalOf([&] { (void)requiredNumber(query, "y"); });
  EXPECT_EQ(refusal.status(), 400);
  EXPECT_STREQ(refusal.what(), "y is missing");
}

}  // namespace
}  // namespace herald
