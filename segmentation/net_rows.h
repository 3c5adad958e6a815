// Row kernels of the nucleus net (nucleus_net.h): weighted sums of rows, and their way back to bytes.
//
// Activations are whole numbers, 0-255 or -128 to 127, weights are whole numbers of 8 bits. The kernels take them as
// float and sum them as float: everything stays a whole number below 2^24, which float holds exactly, so that the
// result is that of integers in any order, with and without fused multiply-add, and as fast as the machine multiplies.
// Multipliers are double for the same reason: products stay below 2^51. NucleusNet checks both limits of its weights.
//
// Rows hold wholeLanes(width) values (lanes.h), and all of them are computed; what stands beyond the width has no
// meaning. Widths below are whole lanes. Pure functions; thread-safe.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace herald {

// From a sum to a byte: floor(sum * gain + offset + residual * residual_gain), clamped.
struct Requantisation {
  double gain = 0;
  double offset = 0;
  double residual_gain = 0;
};

inline constexpr int kWeighedTogether = 4;              // numbers of inputs and outputs are multiples of it
[[nodiscard]] constexpr int wholeGroups(int outputs) {  // the next multiple
  return (outputs + kWeighedTogether - 1) / kWeighedTogether * kWeighedTogether;
}

// sums[o * stride + x] = sum over inputs i of weights[i * outputs + o] * rows[i][x]; `sums` overlaps no row.
void weighRows(const float* const* rows, int inputs, const float* weights, int outputs, int width, float* sums,
               std::ptrdiff_t stride);

// sums[x] = the 3 x 3 weights (row-major) times what is around x; rows are read from x - 1 to x + 1.
void weighNeighbours(const float* above, const float* row, const float* below, const float* weights, int width,
                     float* sums);

// Bytes 0-255: as float for the next layer; as bytes; as bytes with the residual input added.
void requantise(const float* sums, const Requantisation& to, int width, float* out);
void requantise(const float* sums, const Requantisation& to, int width, std::uint8_t* out);
void requantise(const float* sums, const std::uint8_t* residual, const Requantisation& to, int width,
                std::uint8_t* out);
// A row of sums to logits -128 to 127.
void requantise(const float* sums, const Requantisation& to, int width, std::int8_t* out);
// Two rows of sums to logits -128 to 127, the first to even pixels of `out`, the second to odd ones.
void requantisePairs(const float* even, const float* odd, const Requantisation& to_even, const Requantisation& to_odd,
                     int width, std::int8_t* out);

void widenRow(const std::uint8_t* in, int width, float* out);
// Even pixels of 2 * `pairs` to one row, odd ones to another.
void splitRow(const std::uint8_t* in, int pairs, float* even, float* odd);
void splitRow(const std::int8_t* in, int pairs, float* even, float* odd);
// The same in fours.
void splitRowInFour(const std::int8_t* in, int fours, const std::array<float*, 4>& out);
// Each of `width` values twice.
void doubleRow(const float* in, int width, float* out);

}  // namespace herald
