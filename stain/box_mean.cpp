#include "stain/box_mean.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "stain/dispatch.h"

namespace herald {
namespace {

HERALD_DISPATCH void addRow(const std::int32_t* row, int width, std::int32_t* sums) {
  for (int x = 0; x < width; ++x) sums[x] += row[x];
}

HERALD_DISPATCH void subtractRow(const std::int32_t* row, int width, std::int32_t* sums) {
  for (int x = 0; x < width; ++x) sums[x] -= row[x];
}

// squares[x] = sum of columns[x - radius .. x + radius], clipped at the ends.
void slideAlong(const std::int32_t* columns, int width, int radius, std::int64_t* squares) {
  std::int64_t sum = 0;
  for (int x = 0; x < std::min(radius, width); ++x) sum += columns[x];
  const auto step = [&](int x) {
    if (x + radius < width) sum += columns[x + radius];
    if (x > radius) sum -= columns[x - radius - 1];
    squares[x] = sum;
  };
  const int inner_begin = std::min(radius + 1, width);
  const int inner_end = std::max(inner_begin, width - radius);
  for (int x = 0; x < inner_begin; ++x) step(x);
  for (int x = inner_begin; x < inner_end; ++x) {
    sum += columns[x + radius] - std::int64_t{columns[x - radius - 1]};
    squares[x] = sum;
  }
  for (int x = inner_end; x < width; ++x) step(x);
}

HERALD_DISPATCH void divideRow(const std::int64_t* sums, int width, int radius, int rows, float* mean) {
  const int inner_begin = std::min(radius, width);
  const int inner_end = std::max(inner_begin, width - radius);
  const auto divide = [&](int x) {
    const int columns = std::min(width, x + radius + 1) - std::max(0, x - radius);
    mean[x] = static_cast<float>(sums[x]) / static_cast<float>(rows * columns);
  };
  for (int x = 0; x < inner_begin; ++x) divide(x);
  const auto count = static_cast<float>(rows * (2 * radius + 1));
  for (int x = inner_begin; x < inner_end; ++x) mean[x] = static_cast<float>(sums[x]) / count;
  for (int x = inner_end; x < width; ++x) divide(x);
}

}  // namespace

RunningBoxMean::RunningBoxMean(int width, int height, int radius_px, FillRow fill_row)
    : width_(width),
      height_(height),
      radius_(radius_px),
      fill_row_(std::move(fill_row)),
      row_(static_cast<std::size_t>(width)),
      columns_(row_.size()),
      squares_(row_.size()) {
  for (int y = 0; y < std::min(radius_, height_); ++y) {
    fill_row_(y, row_.data());
    addRow(row_.data(), width_, columns_.data());
  }
}

void RunningBoxMean::nextSums() {
  ++y_;
  if (y_ + radius_ < height_) {
    fill_row_(y_ + radius_, row_.data());
    addRow(row_.data(), width_, columns_.data());
  }
  if (y_ > radius_) {
    fill_row_(y_ - radius_ - 1, row_.data());
    subtractRow(row_.data(), width_, columns_.data());
  }
  slideAlong(columns_.data(), width_, radius_, squares_.data());
}

void RunningBoxMean::nextRow(float* mean) {
  nextSums();
  const int rows = std::min(height_, y_ + radius_ + 1) - std::max(0, y_ - radius_);
  divideRow(squares_.data(), width_, radius_, rows, mean);
}

Image<float> boxMean(const Image<std::int32_t>& in, int radius_px) {
  RunningBoxMean means(in.width(), in.height(), radius_px,
                       [&](int y, std::int32_t* row) { std::copy(in.row(y), in.row(y) + in.width(), row); });
  Image<float> mean(in.width(), in.height());
  for (int y = 0; y < in.height(); ++y) means.nextRow(mean.row(y));
  return mean;
}

Image<std::uint8_t> dilated(const Image<std::uint8_t>& mask, int radius_px) {
  RunningBoxMean set(mask.width(), mask.height(), radius_px, [&](int y, std::int32_t* row) {
    std::transform(mask.row(y), mask.row(y) + mask.width(), row, [](std::uint8_t value) { return value != 0 ? 1 : 0; });
  });
  Image<std::uint8_t> out(mask.width(), mask.height());
  for (int y = 0; y < mask.height(); ++y) {
    set.nextSums();
    std::transform(set.squares_.begin(), set.squares_.end(), out.row(y),
                   [](std::int64_t count) { return static_cast<std::uint8_t>(count > 0 ? 1 : 0); });
  }
  return out;
}

}  // namespace herald
