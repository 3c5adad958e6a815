#include "segmentation/order_statistics.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <vector>

#include "../support/seeded_random.h"

namespace herald {
namespace {

std::vector<std::int16_t> randomValues(std::size_t size, int low, int high) {
  SeededRandom random(size);
  std::vector<std::int16_t> values(size);
  for (std::int16_t& value : values) value = static_cast<std::int16_t>(random.integer(low, high));
  return values;
}

TEST(OrderStatistics, AreThoseOfTheSortedValues) {
  for (const std::size_t size : {1U, 2U, 7U, 64U, 333U, 5000U}) {
    for (const auto& [low, high] : {std::pair{-32768, 32767}, std::pair{-3, 4}, std::pair{120, 900}}) {
      const std::vector<std::int16_t> values = randomValues(size, low, high);
      std::vector<std::int16_t> sorted = values;
      std::sort(sorted.begin(), sorted.end());
      for (const std::size_t rank : {std::size_t{0}, size / 10, size / 2, size - 1}) {
        EXPECT_EQ(valueOfRank(values, rank), sorted[rank]);
        const auto end = sorted.begin() + static_cast<std::ptrdiff_t>(rank);
        EXPECT_EQ(sumOfSmallest(values, rank), std::accumulate(sorted.begin(), end, std::int64_t{0}));
      }
    }
  }
}

TEST(OrderStatistics, OfEqualValuesAreThatValue) {
  const std::vector<std::int16_t> values(40000, -7);
  EXPECT_EQ(valueOfRank(values, 0), -7);
  EXPECT_EQ(valueOfRank(values, 39999), -7);
  EXPECT_EQ(sumOfSmallest(values, 40000), -280000);
}

}  // namespace
}  // namespace herald
