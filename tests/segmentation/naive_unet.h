// A U-net pixel by pixel, as slow as it is plain, and weights to try it with.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "../support/seeded_random.h"
#include "segmentation/unet.h"

namespace herald {

// Weights of a net with what holds them.
struct OwnedLayers {
  std::vector<std::vector<std::int8_t>> weights;
  std::vector<std::vector<std::int32_t>> bias;
  std::vector<std::vector<std::int32_t>> multipliers;
  std::vector<std::int32_t> residual_multipliers;

  [[nodiscard]] std::vector<NetLayer> layers() const {
    std::vector<NetLayer> out;
    for (std::size_t i = 0; i < weights.size(); ++i)
      out.push_back({weights[i], bias[i], multipliers[i], residual_multipliers[i]});
    return out;
  }
};

inline bool hasResidual(std::string_view name) {
  return name.ends_with(".pw") || name.starts_with("u");
}

template <class Weight, class Bias, class Multiplier>
OwnedLayers layersOf(const UNetArchitecture& architecture, const Weight& weight, const Bias& bias,
                     const Multiplier& multiplier, int residual_multiplier) {
  OwnedLayers out;
  for (const LayerShape& shape : layerShapes(architecture)) {
    std::vector<std::int8_t>& weights = out.weights.emplace_back();
    std::vector<std::int32_t>& biases = out.bias.emplace_back();
    std::vector<std::int32_t>& multipliers = out.multipliers.emplace_back();
    for (std::size_t n = 0; n < static_cast<std::size_t>(shape.outputs) * shape.taps(); ++n) {
      weights.push_back(static_cast<std::int8_t>(weight()));
    }
    for (int o = 0; o < shape.outputs; ++o) {
      biases.push_back(bias());
      multipliers.push_back(multiplier(shape));
    }
    out.residual_multipliers.push_back(hasResidual(shape.name) ? residual_multiplier : 0);
  }
  return out;
}

// Weights for which most bytes lie between 0 and 255, and some at either end.
inline OwnedLayers randomLayers(const UNetArchitecture& architecture, std::uint64_t seed) {
  SeededRandom random(seed);
  return layersOf(
      architecture, [&] { return random.integer(-128, 127); }, [&] { return random.integer(-9000, 9000); },
      [&](const LayerShape& shape) { return random.integer(-4000, 30000) / static_cast<int>(std::sqrt(shape.taps())); },
      700000);
}

// Whatever reaches an output makes it positive.
inline OwnedLayers layersThatPassAllOn(const UNetArchitecture& architecture) {
  return layersOf(
      architecture, [] { return 1; }, [] { return 0; }, [](const LayerShape&) { return 1 << 20; }, 1 << 20);
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

class NaiveUNet {
 public:
  NaiveUNet(const UNetArchitecture& architecture, std::vector<NetLayer> layers)
      : architecture_(architecture), shapes_(layerShapes(architecture)), layers_(std::move(layers)) {}

  [[nodiscard]] std::vector<Image<std::int8_t>> evaluate(std::span<const Image<std::int8_t>* const> planes) {
    place_ = 0;
    std::vector<Tensor> levels;
    for (std::size_t i = 0; i < architecture_.levels.size(); ++i) {
      levels.push_back(requantised(i == 0 ? sums(folded(planes)) : sums(levels.back(), 2), nullptr));
      for (int n = 0; n < architecture_.levels[i].blocks; ++n) levels.back() = block(levels.back());
    }
    Tensor now = levels.back();
    for (std::size_t i = levels.size() - 1; i-- > 0;) now = block(requantised(doubled(sums(now)), &levels[i]));
    return unfolded(sums(now));
  }

 private:
  [[nodiscard]] std::vector<Image<std::int8_t>> unfolded(const Tensor& logits) const {
    const int unfold = architecture_.unfold;
    std::vector<Image<std::int8_t>> maps;
    for (int m = 0; m < architecture_.maps; ++m) {
      Image<std::int8_t>& out = maps.emplace_back(unfold * logits.width, unfold * logits.height);
      for (int y = 0; y < out.height(); ++y) {
        for (int x = 0; x < out.width(); ++x) {
          const int c = (m * unfold + y % unfold) * unfold + x % unfold;
          const std::int64_t multiplier = layers_.back().multipliers[static_cast<std::size_t>(c)];
          out.at(x, y) = static_cast<std::int8_t>(
              std::clamp<std::int64_t>((logits.of(c, x / unfold, y / unfold) * multiplier) >> 20, -128, 127));
        }
      }
    }
    return maps;
  }
  [[nodiscard]] Tensor folded(std::span<const Image<std::int8_t>* const> planes) const {
    Tensor out{shapes_[0].inputs, planes[0]->width() / architecture_.folds[0],
               planes[0]->height() / architecture_.folds[0]};
    int c = 0;
    for (std::size_t i = 0; i < planes.size(); ++i) {
      const int fold = architecture_.folds[i];
      for (int dy = 0; dy < fold; ++dy) {
        for (int dx = 0; dx < fold; ++dx, ++c) {
          for (int y = 0; y < out.height; ++y)
            for (int x = 0; x < out.width; ++x) out.at(c, x, y) = planes[i]->at(fold * x + dx, fold * y + dy);
        }
      }
    }
    return out;
  }
  // Of the next layer.
  Tensor sums(const Tensor& in, int stride = 1) {
    const LayerShape& shape = shapes_[place_];
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

  UNetArchitecture architecture_;
  std::vector<LayerShape> shapes_;
  std::vector<NetLayer> layers_;
  std::size_t place_ = 0;
};

}  // namespace herald
