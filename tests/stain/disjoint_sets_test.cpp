#include "stain/disjoint_sets.h"

#include <gtest/gtest.h>

#include "../support/seeded_random.h"

namespace herald {
namespace {

TEST(DisjointSets, BeginAlone) {
  DisjointSets sets(2);
  sets.add();
  for (std::size_t i = 0; i < 3; ++i) EXPECT_EQ(sets.rootOf(i), i);
}

TEST(DisjointSets, TheRootIsTheSmallestElementWhateverTheOrder) {
  SeededRandom random(5);
  constexpr int kCount = 200;
  DisjointSets sets(kCount);
  std::vector<std::size_t> smallest(kCount);
  std::iota(smallest.begin(), smallest.end(), std::size_t{0});
  for (int n = 0; n < 150; ++n) {
    const auto a = static_cast<std::size_t>(random.integer(0, kCount - 1));
    const auto b = static_cast<std::size_t>(random.integer(0, kCount - 1));
    sets.join(a, b);
    const auto [low, high] = std::minmax(smallest[a], smallest[b]);
    const std::size_t kept = low;
    const std::size_t gone = high;
    std::replace(smallest.begin(), smallest.end(), gone, kept);
    for (std::size_t i = 0; i < kCount; ++i) ASSERT_EQ(sets.rootOf(i), smallest[i]);
  }
}

}  // namespace
}  // namespace herald
