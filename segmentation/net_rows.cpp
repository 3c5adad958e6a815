// Compiled with fused multiply-add where the machine has it (CMakeLists.txt): every sum and product here is exact.
#include "segmentation/net_rows.h"

#include <algorithm>

#include "stain/dispatch.h"

namespace herald {
namespace {

constexpr int kTogether = kWeighedTogether;

// The sums of four outputs over four inputs, from 0 on or added to what is there: 16 weights stay in registers.
template <bool kFirst>
[[gnu::always_inline]] inline void weighFour(const float* const* rows, const float* weights, int outputs, int width,
                                             float* __restrict sums, std::ptrdiff_t stride) {
  const float* in[kTogether];
  float weight[kTogether][kTogether];
  for (int i = 0; i < kTogether; ++i) {
    in[i] = rows[i];
    for (int o = 0; o < kTogether; ++o) weight[i][o] = weights[i * outputs + o];
  }
  for (int x = 0; x < width; ++x) {
    float sum[kTogether];
    for (int o = 0; o < kTogether; ++o) sum[o] = kFirst ? 0.0F : sums[o * stride + x];
    for (int i = 0; i < kTogether; ++i) {
      for (int o = 0; o < kTogether; ++o) sum[o] += in[i][x] * weight[i][o];
    }
    for (int o = 0; o < kTogether; ++o) sums[o * stride + x] = sum[o];
  }
}

// Not negative: then the conversion, which cuts off, is floor; below 0 the clamp makes 0 of either.
[[gnu::always_inline]] inline std::int32_t byteOf(double value) {
  return std::clamp(static_cast<std::int32_t>(value), 0, 255);
}

[[gnu::always_inline]] inline std::int8_t logitOf(double value) {
  constexpr int kShift = 128;  // makes all that is kept positive
  return static_cast<std::int8_t>(byteOf(value + kShift) - kShift);
}

}  // namespace

HERALD_DISPATCH void weighRows(const float* const* rows, int inputs, const float* weights, int outputs, int width,
                               float* sums, std::ptrdiff_t stride) {
  for (int o = 0; o < outputs; o += kTogether) {
    float* out = sums + o * stride;
    weighFour<true>(rows, weights + o, outputs, width, out, stride);
    for (int i = kTogether; i < inputs; i += kTogether) {
      weighFour<false>(rows + i, weights + i * outputs + o, outputs, width, out, stride);
    }
  }
}

HERALD_DISPATCH void weighNeighbours(const float* above, const float* row, const float* below, const float* weights,
                                     int width, float* __restrict sums) {
  const float* w = weights;
  for (int x = 0; x < width; ++x) {
    sums[x] = w[0] * above[x - 1] + w[1] * above[x] + w[2] * above[x + 1] + w[3] * row[x - 1] + w[4] * row[x] +
              w[5] * row[x + 1] + w[6] * below[x - 1] + w[7] * below[x] + w[8] * below[x + 1];
  }
}

HERALD_DISPATCH void requantise(const float* sums, const Requantisation& to, int width, float* __restrict out) {
  const auto [gain, offset, unused] = to;
  for (int x = 0; x < width; ++x) out[x] = static_cast<float>(byteOf(sums[x] * gain + offset));
}

HERALD_DISPATCH void requantise(const float* sums, const Requantisation& to, int width, std::uint8_t* __restrict out) {
  const auto [gain, offset, unused] = to;
  for (int x = 0; x < width; ++x) out[x] = static_cast<std::uint8_t>(byteOf(sums[x] * gain + offset));
}

HERALD_DISPATCH void requantise(const float* sums, const std::uint8_t* residual, const Requantisation& to, int width,
                                std::uint8_t* __restrict out) {
  const auto [gain, offset, residual_gain] = to;
  for (int x = 0; x < width; ++x) {
    out[x] = static_cast<std::uint8_t>(byteOf(sums[x] * gain + offset + residual[x] * residual_gain));
  }
}

HERALD_DISPATCH void requantise(const float* sums, const Requantisation& to, int width, std::int8_t* __restrict out) {
  const auto [gain, offset, unused] = to;
  for (int x = 0; x < width; ++x) out[x] = logitOf(sums[x] * gain + offset);
}

HERALD_DISPATCH void requantisePairs(const float* even, const float* odd, const Requantisation& to_even,
                                     const Requantisation& to_odd, int width, std::int8_t* __restrict out) {
  const auto [even_gain, even_offset, unused_even] = to_even;
  const auto [odd_gain, odd_offset, unused_odd] = to_odd;
  for (int x = 0; x < width; ++x) {
    out[2 * x] = logitOf(even[x] * even_gain + even_offset);
    out[2 * x + 1] = logitOf(odd[x] * odd_gain + odd_offset);
  }
}

HERALD_DISPATCH void widenRow(const std::uint8_t* in, int width, float* __restrict out) {
  for (int x = 0; x < width; ++x) out[x] = static_cast<float>(in[x]);
}

HERALD_DISPATCH void splitRow(const std::uint8_t* in, int pairs, float* __restrict even, float* __restrict odd) {
  for (int x = 0; x < pairs; ++x) {
    even[x] = static_cast<float>(in[2 * x]);
    odd[x] = static_cast<float>(in[2 * x + 1]);
  }
}

HERALD_DISPATCH void splitRow(const std::int8_t* in, int pairs, float* __restrict even, float* __restrict odd) {
  for (int x = 0; x < pairs; ++x) {
    even[x] = static_cast<float>(in[2 * x]);
    odd[x] = static_cast<float>(in[2 * x + 1]);
  }
}

HERALD_DISPATCH void splitRowInFour(const std::int8_t* in, int fours, const std::array<float*, 4>& out) {
  float* __restrict first = out[0];
  float* __restrict second = out[1];
  float* __restrict third = out[2];
  float* __restrict fourth = out[3];
  for (int x = 0; x < fours; ++x) {
    first[x] = static_cast<float>(in[4 * x]);
    second[x] = static_cast<float>(in[4 * x + 1]);
    third[x] = static_cast<float>(in[4 * x + 2]);
    fourth[x] = static_cast<float>(in[4 * x + 3]);
  }
}

HERALD_DISPATCH void doubleRow(const float* in, int width, float* __restrict out) {
  for (int x = 0; x < width; ++x) {
    out[2 * x] = in[x];
    out[2 * x + 1] = in[x];
  }
}

}  // namespace herald
