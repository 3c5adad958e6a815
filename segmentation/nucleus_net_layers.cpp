#include "segmentation/nucleus_net_layers.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <string>

#include "segmentation/lanes.h"

namespace herald {
namespace {

constexpr int kFold = 2;    // input pixels of 1/1 along an edge that make one of 1/2
constexpr int kPlanes = 2;  // haematoxylin, DAB
constexpr double kUnit = 1 << 20;
constexpr double kLargestSum = 1 << 24;
constexpr double kLargestProduct = 2251799813685248.0;  // 2^51

std::size_t indexOf(NetPlace place) {
  return static_cast<std::size_t>(place);
}

// Rows of floats with margins of zeros, of several channels, and one row that is nothing but zeros.
class PaddedRows {
 public:
  PaddedRows(std::vector<float>& values, int rows, int width)
      : values_(values), rows_(rows), stride_(wholeLanes(width) + 2 * kLanes) {
    values.assign(static_cast<std::size_t>(rows + 1) * static_cast<std::size_t>(stride_), 0.0F);
  }
  [[nodiscard]] float* row(int row) const {
    return values_.data() + static_cast<std::ptrdiff_t>(row) * stride_ + kLanes;
  }
  [[nodiscard]] const float* zeros() const { return row(rows_); }

 private:
  std::vector<float>& values_;
  int rows_;
  int stride_;
};

// Of each channel the rows above, at and below the one that is made.
class ChannelRing {
 public:
  ChannelRing(std::vector<float>& values, int channels, int width, int height)
      : rows_(values, kRows * channels, width), channels_(channels), height_(height) {}
  // Row y of the plane; zeros beyond it.
  [[nodiscard]] const float* row(int channel, int y) const {
    return y < 0 || y >= height_ ? rows_.zeros() : slot(channel, y);
  }
  [[nodiscard]] float* slot(int channel, int y) const { return rows_.row((y % kRows) * channels_ + channel); }

 private:
  static constexpr int kRows = 3;
  PaddedRows rows_;
  int channels_;
  int height_;
};

using Planes = NucleusNetScratch::Planes;

void begin(Planes& planes, int channels, int width, int height) {
  planes.channels = channels;
  planes.width = width;
  planes.height = height;
  planes.stride = wholeLanes(width);
  planes.bytes.resize(static_cast<std::size_t>(channels) * static_cast<std::size_t>(height) *
                      static_cast<std::size_t>(planes.stride));
}

// Rows of all channels lie together: a layer goes down the planes once.
std::ptrdiff_t offsetOf(const Planes& planes, int channel, int y) {
  return (static_cast<std::ptrdiff_t>(y) * planes.channels + channel) * planes.stride;
}
std::uint8_t* rowOf(Planes& planes, int channel, int y) {
  return planes.bytes.data() + offsetOf(planes, channel, y);
}
const std::uint8_t* rowOf(const Planes& planes, int channel, int y) {
  return planes.bytes.data() + offsetOf(planes, channel, y);
}

// A row with zeros beyond its width.
void widen(const Planes& planes, int channel, int y, float* out) {
  widenRow(rowOf(planes, channel, y), planes.stride, out);
  std::fill(out + planes.width, out + planes.stride, 0.0F);
}

// Rows of `sums`, one of each output.
float* sumsOf(std::vector<float>& sums, int outputs, int stride) {
  sums.resize(static_cast<std::size_t>(outputs) * static_cast<std::size_t>(stride));
  return sums.data();
}

std::vector<float> arranged(const NetShape& shape, std::span<const std::int8_t> weights) {
  std::vector<float> out(weights.begin(), weights.end());
  if (shape.each_alone) return out;
  const std::size_t inputs = shape.taps();
  const auto outputs = static_cast<std::size_t>(shape.outputs);
  for (std::size_t i = 0; i < inputs; ++i) {
    for (std::size_t o = 0; o < outputs; ++o) out[i * outputs + o] = static_cast<float>(weights[o * inputs + i]);
  }
  return out;
}

[[noreturn]] void refuse(const NetShape& shape, const std::string& what) {
  throw std::invalid_argument("layer " + std::string(shape.name) + " of the nucleus net: " + what);
}

void requireShape(const NetShape& shape, const NetLayer& layer) {
  const auto outputs = static_cast<std::size_t>(shape.outputs);
  const auto require = [&](const char* what, std::size_t found, std::size_t needed) {
    if (found == needed) return;
    refuse(shape, std::to_string(found) + ' ' + what + " instead of " + std::to_string(needed));
  };
  require("weights", layer.weights.size(), outputs * shape.taps());
  require("biases", layer.bias.size(), outputs);
  require("multipliers", layer.multipliers.size(), outputs);
}

}  // namespace

NucleusNet::Layer NucleusNet::prepared(const NetShape& shape, const NetLayer& layer, bool is_head) {
  constexpr double kLargestByte = 255;
  requireShape(shape, layer);
  Layer made;
  made.inputs = static_cast<int>(shape.taps());
  made.outputs = shape.outputs;
  made.weights = arranged(shape, layer.weights);
  const double half = is_head ? 0 : kUnit / 2;  // the head's bias holds it
  for (std::size_t o = 0; o < layer.bias.size(); ++o) {
    double largest_sum = 0;
    for (const std::int8_t weight : layer.weights.subspan(o * shape.taps(), shape.taps())) {
      largest_sum += kLargestByte * std::abs(static_cast<double>(weight));
    }
    const double multiplier = layer.multipliers[o];
    const double offset = layer.bias[o] * multiplier + half;
    const double residual = layer.residual_multiplier;
    const double largest = largest_sum * std::abs(multiplier) + std::abs(offset) + kLargestByte * std::abs(residual);
    if (largest_sum >= kLargestSum || largest >= kLargestProduct) refuse(shape, "weights or multipliers are too large");
    made.to.push_back({multiplier / kUnit, offset / kUnit, residual / kUnit});
  }
  return made;
}

NucleusNet::NucleusNet(const NetLayers& layers) {
  for (std::size_t i = 0; i < kNetPlaces; ++i) {
    layers_[i] = prepared(kNetShapes[i], layers[i], i == indexOf(NetPlace::kHead));
  }
}

void NucleusNet::stem(const NucleusNetInput& input, NucleusNetScratch& scratch, Planes& out) const {
  constexpr int kChannels = kPlanes * kFold * kFold;
  constexpr int kKernel = 3;
  const Layer& layer = at(NetPlace::kStem);
  const int width = input.hematoxylin.width() / kFold;
  const int height = input.hematoxylin.height() / kFold;
  begin(out, layer.outputs, width, height);
  const ChannelRing ring(scratch.ring, kChannels, width, height);
  const auto load = [&](int y) {
    if (y >= height) return;
    for (int folded = 0; folded < kPlanes * kFold; ++folded) {
      const auto& plane = folded < kFold ? input.hematoxylin : input.dab;
      splitRow(plane.row(kFold * y + folded % kFold), width, ring.slot(2 * folded, y), ring.slot(2 * folded + 1, y));
    }
  };
  float* sums = sumsOf(scratch.sums, out.channels, out.stride);
  load(0);
  for (int y = 0; y < height; ++y) {
    load(y + 1);
    scratch.rows.clear();
    for (int c = 0; c < kChannels; ++c) {
      for (int tap = 0; tap < kKernel * kKernel; ++tap) {
        scratch.rows.push_back(ring.row(c, y + tap / kKernel - 1) + tap % kKernel - 1);
      }
    }
    weighRows(scratch.rows.data(), layer.inputs, layer.weights.data(), layer.outputs, out.stride, sums, out.stride);
    for (int c = 0; c < out.channels; ++c) {
      requantise(sums + c * out.stride, layer.to[static_cast<std::size_t>(c)], out.stride, rowOf(out, c, y));
    }
  }
}

void NucleusNet::block(NetPlace first, const Planes& in, NucleusNetScratch& scratch, Planes& out) const {
  constexpr int kTaps = 9;
  const Layer& alone = at(first);
  const Layer& across = layers_[indexOf(first) + 1];
  const int channels = in.channels;
  begin(out, channels, in.width, in.height);
  const ChannelRing ring(scratch.ring, channels, in.width, in.height);
  const PaddedRows between(scratch.between, channels, in.width);
  float* sums = sumsOf(scratch.sums, channels, in.stride);
  scratch.rows.clear();
  for (int c = 0; c < channels; ++c) scratch.rows.push_back(between.row(c));
  for (int c = 0; c < channels; ++c) widen(in, c, 0, ring.slot(c, 0));
  for (int y = 0; y < in.height; ++y) {
    for (int c = 0; c < channels; ++c) {
      if (y + 1 < in.height) widen(in, c, y + 1, ring.slot(c, y + 1));
      weighNeighbours(ring.row(c, y - 1), ring.row(c, y), ring.row(c, y + 1), alone.weights.data() + kTaps * c,
                      in.stride, sums);
      requantise(sums, alone.to[static_cast<std::size_t>(c)], in.stride, between.row(c));
    }
    weighRows(scratch.rows.data(), across.inputs, across.weights.data(), channels, in.stride, sums, in.stride);
    for (int c = 0; c < channels; ++c) {
      requantise(sums + c * in.stride, rowOf(in, c, y), across.to[static_cast<std::size_t>(c)], in.stride,
                 rowOf(out, c, y));
    }
  }
}

void NucleusNet::down(NetPlace place, const Planes& in, NucleusNetScratch& scratch, Planes& out) const {
  const Layer& layer = at(place);
  begin(out, layer.outputs, in.width / 2, in.height / 2);
  const PaddedRows rows(scratch.ring, layer.inputs, out.width);
  float* sums = sumsOf(scratch.sums, out.channels, out.stride);
  scratch.rows.clear();
  for (int i = 0; i < layer.inputs; ++i) scratch.rows.push_back(rows.row(i));
  for (int y = 0; y < out.height; ++y) {
    for (int c = 0; c < in.channels; ++c) {
      for (int upper_lower = 0; upper_lower < 2; ++upper_lower) {
        const int i = 2 * (2 * c + upper_lower);
        splitRow(rowOf(in, c, 2 * y + upper_lower), out.width, rows.row(i), rows.row(i + 1));
      }
    }
    weighRows(scratch.rows.data(), layer.inputs, layer.weights.data(), out.channels, out.stride, sums, out.stride);
    for (int c = 0; c < out.channels; ++c) {
      requantise(sums + c * out.stride, layer.to[static_cast<std::size_t>(c)], out.stride, rowOf(out, c, y));
    }
  }
}

void NucleusNet::up(NetPlace place, const Planes& in, const Planes& skipped, NucleusNetScratch& scratch,
                    Planes& out) const {
  const Layer& layer = at(place);
  begin(out, layer.outputs, skipped.width, skipped.height);
  const PaddedRows rows(scratch.ring, in.channels, in.width);
  float* sums = sumsOf(scratch.sums, out.channels, in.stride);
  float* doubled = sumsOf(scratch.doubled, 1, out.stride);
  scratch.rows.clear();
  for (int c = 0; c < in.channels; ++c) scratch.rows.push_back(rows.row(c));
  for (int y = 0; y < in.height; ++y) {
    for (int c = 0; c < in.channels; ++c) widen(in, c, y, rows.row(c));
    weighRows(scratch.rows.data(), layer.inputs, layer.weights.data(), out.channels, in.stride, sums, in.stride);
    for (int c = 0; c < out.channels; ++c) {
      doubleRow(sums + c * in.stride, out.stride / 2, doubled);
      for (const int wide_y : {2 * y, 2 * y + 1}) {
        requantise(doubled, rowOf(skipped, c, wide_y), layer.to[static_cast<std::size_t>(c)], out.stride,
                   rowOf(out, c, wide_y));
      }
    }
  }
}

void NucleusNet::head(const Planes& in, NucleusNetScratch& scratch, Image<std::int8_t>& centre_logits) const {
  const Layer& layer = at(NetPlace::kHead);
  const PaddedRows rows(scratch.ring, in.channels, in.width);
  float* sums = sumsOf(scratch.sums, layer.outputs, in.stride);
  scratch.rows.clear();
  for (int c = 0; c < in.channels; ++c) scratch.rows.push_back(rows.row(c));
  for (int y = 0; y < in.height; ++y) {
    for (int c = 0; c < in.channels; ++c) widen(in, c, y, rows.row(c));
    weighRows(scratch.rows.data(), layer.inputs, layer.weights.data(), layer.outputs, in.stride, sums, in.stride);
    for (int folded = 0; folded < kFold; ++folded) {
      const auto even = static_cast<std::size_t>(kFold * folded);
      const float* even_sums = sums + kFold * folded * in.stride;
      requantisePairs(even_sums, even_sums + in.stride, layer.to[even], layer.to[even + 1], in.width,
                      centre_logits.row(kFold * y + folded));
    }
  }
}

void NucleusNet::evaluate(const NucleusNetInput& input, NucleusNetScratch& scratch,
                          Image<std::int8_t>& centre_logits) const {
  const int width = input.hematoxylin.width();
  const int height = input.hematoxylin.height();
  if (input.dab.width() != width || input.dab.height() != height || width % kNucleusNetGridPx != 0 ||
      height % kNucleusNetGridPx != 0) {
    throw std::invalid_argument("planes of the nucleus net must have one size, a multiple of " +
                                std::to_string(kNucleusNetGridPx) + " pixels");
  }
  centre_logits.resize(width, height);
  if (centre_logits.empty()) return;
  auto& [half, other_half] = scratch.half;
  auto& [quarter, other_quarter] = scratch.quarter;
  auto& [eighth, other_eighth] = scratch.eighth;
  stem(input, scratch, other_half);
  block(NetPlace::kL1B0Dw, other_half, scratch, half);
  down(NetPlace::kD2, half, scratch, quarter);
  block(NetPlace::kL2B0Dw, quarter, scratch, other_quarter);
  block(NetPlace::kL2B1Dw, other_quarter, scratch, quarter);
  down(NetPlace::kD3, quarter, scratch, eighth);
  block(NetPlace::kL3B0Dw, eighth, scratch, other_eighth);
  block(NetPlace::kL3B1Dw, other_eighth, scratch, eighth);
  up(NetPlace::kU2, eighth, quarter, scratch, other_quarter);
  block(NetPlace::kM2Dw, other_quarter, scratch, quarter);
  up(NetPlace::kU1, quarter, half, scratch, other_half);
  block(NetPlace::kM1Dw, other_half, scratch, half);
  head(half, scratch, centre_logits);
}

}  // namespace herald
