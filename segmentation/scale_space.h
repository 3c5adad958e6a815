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

// Rows of an image convolved with a Gaussian, from the first one downwards, while the image itself comes and goes row
// by row (HeldRows). Beyond the border the nearest pixel is repeated. Each row of the image is read once.
class GaussianRows {
 public:
  // Begins an image; keeps the memory of the last one. `at_least_px`: rows below a row that are taken even if the
  // kernel is smaller, so that several smoothings of one image go down it side by side. Throws std::invalid_argument
  // for sigma <= 0.
  void begin(int width, double sigma_px, int at_least_px = 0);
  // How many rows below a row it takes.
  [[nodiscard]] int reachPx() const { return reach_px_; }
  // Takes what rows there are, so that they may go even if no row can be made of them yet.
  void take(const HeldRows<float>& in);
  // The next row, which must be makeable; valid until the next call. Needs those rows of the image that were not taken
  // yet.
  [[nodiscard]] const float* nextRow(const HeldRows<float>& in);
  [[nodiscard]] const float* nextRow(const HeldRows<std::int16_t>& in);

 private:
  template <class T>
  void filter(const T* row);
  template <class T>
  void takeRows(const HeldRows<T>& in);
  template <class T>
  [[nodiscard]] const float* next(const HeldRows<T>& in);
  [[nodiscard]] float* filtered(int y);

  std::vector<float> kernel_;
  int radius_px_ = 0;  // of the kernel
  int reach_px_ = 0;
  int width_ = 0;
  int lanes_ = 0;  // whole lanes that hold a row
  int ready_ = 0;  // rows filtered along x
  int y_ = 0;
  std::vector<float> padded_;  // one row with its margins
  std::vector<float> rows_;    // filtered along x, as many as may be needed at once
  std::vector<float> result_;
  std::vector<const float*> above_;
  std::vector<const float*> below_;
};

// `out` = `in` convolved, rounded to the nearest, halves upwards. `in` and `out` must be different images. An empty
// image gives an empty one.
void gaussianSmooth(ImageView<std::int16_t> in, double sigma_px, Image<std::int16_t>& out, GaussianRows& rows);

// Mean over the square of edge 2 r + 1 px round each pixel of a row, from exact integer sums; the square is clipped at
// the border. Rows are asked for one by one downwards. `radius_px` up to kLargestBoxRadiusPx holds any values, more
// only small ones (2^31 in all).
inline constexpr int kLargestBoxRadiusPx = 127;
class BoxMeans {
 public:
  // Begins an image; keeps the memory of the last one.
  void begin(int width, int radius_px);
  [[nodiscard]] int reachPx() const { return radius_px_; }
  // The next row's means, which must be makeable; valid until the next call. Needs the rows up to radius + 1 above it.
  [[nodiscard]] const float* nextRow(const HeldRows<std::int16_t>& in);

 private:
  int width_ = 0;
  int radius_px_ = 0;
  int added_ = 0;  // rows
  int y_ = 0;
  std::vector<std::int32_t> columns_;
  std::vector<std::uint32_t> totals_;  // of columns, from the left; they may wrap round, their differences do not
  std::vector<float> means_;
};

// To the nearest integer, halves upwards.
void roundToMilliOd(const float* row, int width, std::int16_t* rounded);

}  // namespace herald
