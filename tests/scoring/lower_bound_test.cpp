#include "scoring/lower_bound.h"

#include <gtest/gtest.h>

#include <set>
#include <vector>

namespace herald {
namespace {

constexpr NoiseFloor kFloor{.percent = 1, .contiguous_cells = 10, .neighbour_distance_um = 25};

std::vector<LowerBound> allBounds() {
  std::vector<LowerBound> bounds;
  for (std::size_t i = 0; i < kLowerBounds.size(); ++i) bounds.push_back(static_cast<LowerBound>(i));
  return bounds;
}

TEST(LowerBound, EveryKindHasItsOwnKeyAndText) {
  std::set<std::string> texts;
  std::set<std::string_view> keys;
  for (const LowerBound bound : allBounds()) {
    keys.insert(kindOf(bound).key);
    texts.insert(boundText(bound, 5, kFloor));
  }
  EXPECT_EQ(keys.size(), kLowerBounds.size());
  EXPECT_EQ(texts.size(), kLowerBounds.size());
}

// What is wanted is what decides: a property of every kind, also of those still to come.
TEST(LowerBound, IsReachedExactlyWhereWhatIsWantedIsThere) {
  for (const LowerBound bound : allBounds()) {
    const auto group = groupWanted(bound, 5, kFloor);
    const auto percent = percentWanted(bound, 5, kFloor);
    for (const std::int64_t count : {0, 9, 10, 11, 49, 50, 51, 1000})
      for (const std::int64_t largest : {0, 4, 5, 9, 10, 1000}) {
        const bool group_there = !group || largest >= *group;
        const bool above = !percent || static_cast<double>(count) / 10 > *percent;
        const bool just = percent && static_cast<double>(count) / 10 == *percent;
        const bool reached = reaches(bound, 5, kFloor, {count, 1000, largest});
        if (just) continue;  // of that the kinds think differently, see below
        EXPECT_EQ(reached, group_there && above) << kindOf(bound).key << ' ' << count << ' ' << largest;
      }
  }
}

TEST(LowerBound, AtThePercentageItselfOnlyAtLeastIsReached) {
  EXPECT_FALSE(reaches(LowerBound::kAbovePercent, 5, kFloor, {50, 1000, 0}));
  EXPECT_TRUE(reaches(LowerBound::kAtLeastPercent, 5, kFloor, {50, 1000, 0}));
  EXPECT_FALSE(reaches(LowerBound::kAboveFloor, 0, kFloor, {10, 1000, 10}));
}

}  // namespace
}  // namespace herald
