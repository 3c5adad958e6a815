// Mean over a square, from sums of integers: the result does not depend on the order of summation. And the square's
// dilation of a mask. Running sums down the columns and along the rows, so that the cost does not depend on the
// radius. Pure; thread-safe.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "stain/image.h"

namespace herald {

// Mean over the square of edge 2 `radius_px` + 1 round each pixel, clipped at the border. `radius_px` >= 0.
// (2 `radius_px` + 1) times the largest value, either sign, must fit into 32 bits, here and below.
[[nodiscard]] Image<float> boxMean(const Image<std::int32_t>& in, int radius_px);

// The same row by row, for values that are never held as an image.
class RunningBoxMean {
 public:
  // Writes the values of row `y` to `row`. Called twice for most rows.
  using FillRow = std::function<void(int y, std::int32_t* row)>;
  RunningBoxMean(int width, int height, int radius_px, FillRow fill_row);

  // Means of the next row, from row 0. There are `height` rows.
  void nextRow(float* mean);

 private:
  friend Image<std::uint8_t> dilated(const Image<std::uint8_t>& mask, int radius_px);
  void nextSums();

  int width_;
  int height_;
  int radius_;
  FillRow fill_row_;
  int y_ = -1;
  std::vector<std::int32_t> row_;
  std::vector<std::int32_t> columns_;  // sums of the rows round the current one
  std::vector<std::int64_t> squares_;  // sums of the columns round each
};

// 1 within such a square round a pixel that is not 0, else 0.
[[nodiscard]] Image<std::uint8_t> dilated(const Image<std::uint8_t>& mask, int radius_px);

}  // namespace herald
