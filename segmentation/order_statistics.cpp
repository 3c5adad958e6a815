#include "segmentation/order_statistics.h"

#include <algorithm>

#include "stain/dispatch.h"

namespace herald {

HERALD_DISPATCH std::int16_t valueOfRank(std::span<const std::int16_t> values, std::size_t rank) {
  const std::int16_t* data = values.data();
  const std::size_t size = values.size();
  std::int16_t lowest = data[0];
  std::int16_t highest = data[0];
  for (std::size_t i = 0; i < size; ++i) {
    lowest = std::min(lowest, data[i]);
    highest = std::max(highest, data[i]);
  }
  while (lowest < highest) {
    const auto middle = static_cast<std::int16_t>((lowest + highest) >> 1);  // rounded down, also below 0
    std::uint16_t up_to_middle = 0;
    for (std::size_t i = 0; i < size; ++i) {
      up_to_middle = static_cast<std::uint16_t>(up_to_middle + (data[i] <= middle ? 1 : 0));
    }
    if (up_to_middle > rank) {
      highest = middle;
    } else {
      lowest = static_cast<std::int16_t>(middle + 1);
    }
  }
  return lowest;
}

std::int64_t sumOfSmallest(std::span<const std::int16_t> values, std::size_t count) {
  if (count == 0) return 0;
  const std::int16_t largest = valueOfRank(values, count - 1);
  std::int64_t sum = 0;
  std::int64_t smaller = 0;
  for (const std::int16_t value : values) {
    sum += value < largest ? value : 0;
    smaller += value < largest ? 1 : 0;
  }
  return sum + largest * (static_cast<std::int64_t>(count) - smaller);
}

}  // namespace herald
