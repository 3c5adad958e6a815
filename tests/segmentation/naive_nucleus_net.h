// The nucleus net pixel by pixel, as slow as it is plain, and weights to try it with.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <string_view>
#include <vector>

#include "../support/seeded_random.h"
#include "segmentation/nucleus_net_layers.h"

namespace herald {

// Weights of a net with what holds them.
struct OwnedLayers {
  std::array<std::vector<std::int8_t>, kNetPlaces> weights;
  std::array<std::vector<std::int32_t>, kNetPlaces> bias;
  std::array<std::vector<std::int32_t>, kNetPlaces> multipliers;
  std::array<std::int32_t, kNetPlaces> residual_multipliers{};

  [[nodiscard]] NetLayers layers() const {
    NetLayers out;
    for (std::size_t i = 0; i < kNetPlaces; ++i) {
      out[i] = {weights[i], bias[i], multipliers[i], residual_multipliers[i]};
    }
    return out;
  }
};

inline bool hasResidual(std::string_view name) {
  return name.ends_with(".pw") || name == "u2" || name == "u1";
}

template <class Weight, class Bias, class Multiplier>
OwnedLayers layersOf(const Weight& weight, const Bias& bias, const Multiplier& multiplier, int residual_multiplier) {
  OwnedLayers out;
  for (std::size_t i = 0; i < kNetPlaces; ++i) {
    const NetShape& shape = kNetShapes[i];
    for (std::size_t n = 0; n < static_cast<std::size_t>(shape.outputs) * shape.taps(); ++n) {
      out.weights[i].push_back(static_cast<std::int8_t>(weight()));
    }
    for (int o = 0; o < shape.outputs; ++o) {
      out.bias[i].push_back(bias());
      out.multipliers[i].push_back(multiplier(shape));
    }
    if (hasResidual(shape.name)) out.residual_multipliers[i] = residual_multiplier;
  }
  return out;
}

// Weights for which most bytes lie between 0 and 255, and some at either end.
inline OwnedLayers randomLayers(std::uint64_t seed) {
  SeededRandom random(seed);
  return layersOf(
      [&] { return random.integer(-128, 127); }, [&] { return random.integer(-9000, 9000); },
      [&](const NetShape& shape) { return random.integer(-4000, 30000) / static_cast<int>(std::sqrt(shape.taps())); },
      700000);
}

// Whatever reaches an output makes it positive.
inline OwnedLayers layersThatPassAllOn() {
  return layersOf([] { return 1; }, [] { return 0; }, [](const NetShape&) { return 1 << 20; }, 1 << 20);
}

// The net as it is written down, pixel by pixel, in integers of 64 bits.
struct Tensor {
  int channels;
  int width;
  int height;
  std::vector<std::int64_t> values = std::vector<std::int64_t>(static_cast<std::size_t>(channels * width * height));

  [[nodiscard]] std::int64_t& at(int c, int x, int y) {
    return values[static_cast<std::size_t>((c * height + y) * width + x)];
  }
  [[nodiscard]] std::int64_t of(int c, int x, int y) const {
    if (x < 0 || y < 0 || x >= width || y >= height) return 0;
    return values[static_cast<std::size_t>((c * height + y) * width + x)];
  }
};

class NaiveNet {
 public:
  explicit NaiveNet(const NetLayers& layers) : layers_(layers) {}

  [[nodiscard]] Image<std::int8_t> evaluate(const NucleusNetInput& input) {
    place_ = 0;
    const Tensor x1 = block(requantised(sums(folded(input)), nullptr));
    const Tensor x2 = block(block(requantised(sums(x1, 2), nullptr)));
    const Tensor x3 = block(block(requantised(sums(x2, 2), nullptr)));
    const Tensor y2 = block(requantised(doubled(sums(x3)), &x2));
    const Tensor y1 = block(requantised(doubled(sums(y2)), &x1));
    const Tensor logits = sums(y1);
    Image<std::int8_t> out(input.dab.width(), input.dab.height());
    for (int y = 0; y < out.height(); ++y) {
      for (int x = 0; x < out.width(); ++x) {
        const int c = 2 * (y % 2) + x % 2;
        const std::int64_t multiplier = layers_.back().multipliers[static_cast<std::size_t>(c)];
        out.at(x, y) = static_cast<std::int8_t>(
            std::clamp<std::int64_t>((logits.of(c, x / 2, y / 2) * multiplier) >> 20, -128, 127));
      }
    }
    return out;
  }

 private:
  static Tensor folded(const NucleusNetInput& input) {
    Tensor out{8, input.dab.width() / 2, input.dab.height() / 2};
    for (int c = 0; c < 8; ++c) {
      const Image<std::int8_t>& plane = c < 4 ? input.hematoxylin : input.dab;
      for (int y = 0; y < out.height; ++y) {
        for (int x = 0; x < out.width; ++x) out.at(c, x, y) = plane.at(2 * x + c % 2, 2 * y + c % 4 / 2);
      }
    }
    return out;
  }
  // Of the next layer.
  Tensor sums(const Tensor& in, int stride = 1) {
    const NetShape& shape = kNetShapes[place_];
    const NetLayer& layer = layers_[place_++];
    const int before = shape.kernel == 3 ? 1 : 0;
    Tensor out{shape.outputs, in.width / stride, in.height / stride};
    for (int o = 0; o < shape.outputs; ++o) {
      for (int y = 0; y < out.height; ++y) {
        for (int x = 0; x < out.width; ++x) {
          auto weight = layer.weights.begin() + o * static_cast<std::ptrdiff_t>(shape.taps());
          std::int64_t sum = layer.bias[static_cast<std::size_t>(o)];
          const int first = shape.each_alone ? o : 0;
          for (int c = first; c < (shape.each_alone ? o + 1 : shape.inputs); ++c) {
            for (int j = 0; j < shape.kernel; ++j) {
              for (int i = 0; i < shape.kernel; ++i) {
                sum += *weight++ * in.of(c, stride * x + i - before, stride * y + j - before);
              }
            }
          }
          out.at(o, x, y) = sum;
        }
      }
    }
    return out;
  }
  // Of the layer whose sums were made last.
  Tensor requantised(Tensor sums, const Tensor* residual) const {
    const NetLayer& layer = layers_[place_ - 1];
    for (int c = 0; c < sums.channels; ++c) {
      for (int y = 0; y < sums.height; ++y) {
        for (int x = 0; x < sums.width; ++x) {
          std::int64_t value = sums.of(c, x, y) * layer.multipliers[static_cast<std::size_t>(c)] + (1 << 19);
          if (residual != nullptr) value += residual->of(c, x, y) * layer.residual_multiplier;
          sums.at(c, x, y) = std::clamp<std::int64_t>(value >> 20, 0, 255);
        }
      }
    }
    return sums;
  }
  Tensor block(const Tensor& in) {
    const Tensor alone = requantised(sums(in), nullptr);
    return requantised(sums(alone), &in);
  }
  static Tensor doubled(const Tensor& in) {
    Tensor out{in.channels, 2 * in.width, 2 * in.height};
    for (int c = 0; c < out.channels; ++c) {
      for (int y = 0; y < out.height; ++y) {
        for (int x = 0; x < out.width; ++x) out.at(c, x, y) = in.of(c, x / 2, y / 2);
      }
    }
    return out;
  }

  NetLayers layers_;
  std::size_t place_ = 0;
};

}  // namespace herald
