// Gaussian smoothing with a finite kernel, for blob detection and noise reduction.
//
// Kernels are truncated at 3 sigma and renormalised, so that a result depends on pixels no farther than kernelRadiusPx:
// the halo of a tile is computed from it. Every output pixel is the same sum in the same order wherever it lies, so
// tiles agree bit for bit. Recursive (running) filters are faster but would not. Pure functions; thread-safe.
#pragma once

#include <cstdint>
#include <vector>

#include "stain/image.h"

namespace herald {

// ceil(3 sigma), at least 1.
[[nodiscard]] int kernelRadiusPx(double sigma_px);

// Half of the symmetric kernel: element 0 is the centre. Sums (both sides) to 1. Throws std::invalid_argument for sigma
// <= 0.
[[nodiscard]] std::vector<float> gaussianHalfKernel(double sigma_px);

// Rows of an image convolved with a Gaussian, asked for one by one from the top, so that what is made of them need not
// wait for the whole image. Beyond the border the nearest pixel is repeated.
class GaussianRows {
 public:
  // Begins an image, which must outlive its rows; keeps the memory of the last one. Throws std::invalid_argument for
  // sigma <= 0.
  void begin(ImageView<float> in, double sigma_px);
  void begin(ImageView<std::int16_t> in, double sigma_px);
  // The next row; valid until the next call.
  [[nodiscard]] const float* nextRow();

 private:
  void begin(int width, int height, double sigma_px);
  void filterNext();
  [[nodiscard]] float* filtered(int y);

  ImageView<float> floats_;  // one of the two is empty
  ImageView<std::int16_t> integers_;
  std::vector<float> kernel_;
  int radius_px_ = 0;
  int width_ = 0;
  int height_ = 0;
  int lanes_ = 0;  // whole lanes that hold a row
  int ready_ = 0;  // rows filtered along x
  int y_ = 0;
  std::vector<float> padded_;  // one row with its margins
  std::vector<float> rows_;    // the last 2 r + 1 rows, filtered along x
  std::vector<float> result_;
  std::vector<const float*> above_;
  std::vector<const float*> below_;
};

// `out` = `in` convolved. `in` and `out` must be different images. An empty image gives an empty one. To int16 the
// result is rounded to the nearest, halves upwards.
void gaussianSmooth(ImageView<float> in, double sigma_px, Image<float>& out, GaussianRows& rows);
void gaussianSmooth(ImageView<std::int16_t> in, double sigma_px, Image<std::int16_t>& out, GaussianRows& rows);

// Mean over the square of edge 2 r + 1 px round each pixel of a row, from exact integer sums; the square is clipped at
// the border. Rows are asked for one by one from the top. `radius_px` up to kLargestBoxRadiusPx holds any values, more
// only small ones (2^31 in all).
inline constexpr int kLargestBoxRadiusPx = 127;
class BoxMeans {
 public:
  // Begins an image, which must outlive its rows; keeps the memory of the last one.
  void begin(ImageView<std::int16_t> in, int radius_px);
  // The next row's means; valid until the next call.
  [[nodiscard]] const float* nextRow();

 private:
  ImageView<std::int16_t> in_;
  int radius_px_ = 0;
  int y_ = 0;
  std::vector<std::int32_t> columns_;
  std::vector<std::uint32_t> totals_;  // of columns, from the left; they may wrap round, their differences do not
  std::vector<float> means_;
};

}  // namespace herald
