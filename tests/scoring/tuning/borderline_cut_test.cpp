#include "scoring/tuning/borderline_cut.h"

#include <gtest/gtest.h>

namespace herald {
namespace {

TEST(BorderlineCut, FindsTheDistanceThatParts) {
  std::vector<JudgedSlide> slides;
  for (int i = 0; i < 20; ++i) slides.push_back({true, false, 0.1 * i});         // 0 to 1.9
  for (int i = 0; i < 80; ++i) slides.push_back({false, false, 2.0 + 0.5 * i});  // from 2
  const BorderlineChoice choice = chooseBorderline(slides);
  EXPECT_EQ(choice.points, 2.0);
  EXPECT_EQ(choice.discordant, 20U);
  EXPECT_EQ(choice.curve[4].points, 2.0);
  EXPECT_EQ(choice.curve[4].caught, 1);
  EXPECT_EQ(choice.curve[4].flagged, 0);
}

TEST(BorderlineCut, StaysZeroWhereDistanceTellsNothing) {
  std::vector<JudgedSlide> slides;
  for (int i = 0; i < 40; ++i) slides.push_back({i % 2 == 0, false, 0.3 * (i / 2)});
  EXPECT_EQ(chooseBorderline(slides).points, 0);
  EXPECT_EQ(chooseBorderline({}).points, 0);
}

TEST(BorderlineCut, SlidesBorderlineByTheirIntervalsAreSoAtAnyDistance) {
  const std::vector<JudgedSlide> slides = {{true, true, std::nullopt}, {false, false, std::nullopt}};
  const BorderlineChoice choice = chooseBorderline(slides);
  EXPECT_EQ(choice.points, 0);
  for (const BorderlinePoint& point : choice.curve) {
    EXPECT_EQ(point.caught, 1);
    EXPECT_EQ(point.flagged, 0);
  }
}

}  // namespace
}  // namespace herald
