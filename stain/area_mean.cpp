#include "stain/area_mean.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "stain/dispatch.h"

namespace herald {
namespace {

HERALD_DISPATCH void addBytes(const std::uint8_t* bytes, std::size_t count, std::uint32_t* sums) {
  for (std::size_t i = 0; i < count; ++i) sums[i] += bytes[i];
}

// `sums`: of `rows` rows.
Rgb8 meanColour(const std::uint32_t* sums, std::int64_t begin, std::int64_t end, std::int64_t rows) {
  std::array<std::uint32_t, 3> sum{};
  for (std::int64_t x = begin; x < end; ++x)
    for (std::size_t c = 0; c < 3; ++c) sum[c] += sums[static_cast<std::size_t>(3 * x) + c];
  const auto pixels = static_cast<std::uint32_t>((end - begin) * rows);
  const double per_pixel = 1.0 / pixels;  // a quarter more, so that whole results stay whole
  const auto rounded = [&](std::size_t c) {
    return static_cast<std::uint8_t>((sum[c] + pixels / 2 + 0.25) * per_pixel);
  };
  return {rounded(0), rounded(1), rounded(2)};
}

}  // namespace

CoveredSpans coveredSpans(int size, double ratio, std::int64_t large_size) {
  CoveredSpans spans;
  const auto edge = [&](int i) {
    return std::min(large_size, static_cast<std::int64_t>(std::lround(static_cast<double>(i) * ratio)));
  };
  for (int i = 0; i < size; ++i) {
    spans.begin.push_back(std::min(edge(i), large_size - 1));
    spans.end.push_back(std::max(spans.begin.back() + 1, edge(i + 1)));
  }
  return spans;
}

PixelRect coveredBy(const PixelRect& part, const CoveredSpans& columns, const CoveredSpans& rows) {
  const std::int64_t x = columns.begin[static_cast<std::size_t>(part.x)];
  const std::int64_t y = rows.begin[static_cast<std::size_t>(part.y)];
  return {x, y, columns.end[static_cast<std::size_t>(part.x + part.width - 1)] - x,
          rows.end[static_cast<std::size_t>(part.y + part.height - 1)] - y};
}

void averageInto(ImageView<Rgb8> block, const PixelRect& part, const CoveredSpans& columns, const CoveredSpans& rows,
                 Image<Rgb8>& picture) {
  const auto left = static_cast<std::size_t>(part.x);
  const auto top = static_cast<std::size_t>(part.y);
  const auto width = static_cast<std::size_t>(part.width);
  const auto height = static_cast<std::size_t>(part.height);
  const std::int64_t x0 = columns.begin[left];
  std::vector<std::uint32_t> sums(3 * static_cast<std::size_t>(block.width));
  for (std::size_t y = top; y < top + height; ++y) {
    Rgb8* out = picture.row(static_cast<int>(y)) + left;
    const int first = static_cast<int>(rows.begin[y] - rows.begin[top]);
    const int count = static_cast<int>(rows.end[y] - rows.begin[y]);
    if (count == 1 && block.width == part.width) {
      std::copy(block.row(first), block.row(first) + block.width, out);
      continue;
    }
    std::fill(sums.begin(), sums.end(), 0);
    for (int row = first; row < first + count; ++row) addBytes(&block.row(row)->r, sums.size(), sums.data());
    for (std::size_t x = 0; x < width; ++x)
      out[x] = meanColour(sums.data(), columns.begin[left + x] - x0, columns.end[left + x] - x0, count);
  }
}

}  // namespace herald
