// The layers of a U-net: their shapes, and weights as its kernels take them.
#include <cmath>
#include <stdexcept>
#include <string>

#include "segmentation/unet.h"

namespace herald {
namespace {

constexpr double kUnit = 1 << 20;
constexpr double kLargestSum = 1 << 24;
constexpr double kLargestProduct = 2251799813685248.0;  // 2^51

std::vector<float> arranged(const LayerShape& shape, std::span<const std::int8_t> weights) {
  if (shape.each_alone) return {weights.begin(), weights.end()};
  const std::size_t inputs = shape.taps();
  const auto outputs = static_cast<std::size_t>(wholeGroups(shape.outputs));
  std::vector<float> out(inputs * outputs);
  for (std::size_t i = 0; i < inputs; ++i) {
    for (std::size_t o = 0; o < static_cast<std::size_t>(shape.outputs); ++o)
      out[i * outputs + o] = static_cast<float>(weights[o * inputs + i]);
  }
  return out;
}

[[noreturn]] void refuse(std::string_view net, const LayerShape& shape, const std::string& what) {
  throw std::invalid_argument("layer " + shape.name + " of the " + std::string(net) + ": " + what);
}

void requireShape(std::string_view net, const LayerShape& shape, const NetLayer& layer) {
  const auto outputs = static_cast<std::size_t>(shape.outputs);
  const auto require = [&](const char* what, std::size_t found, std::size_t needed) {
    if (found == needed) return;
    refuse(net, shape, std::to_string(found) + ' ' + what + " instead of " + std::to_string(needed));
  };
  require("weights", layer.weights.size(), outputs * shape.taps());
  require("biases", layer.bias.size(), outputs);
  require("multipliers", layer.multipliers.size(), outputs);
}

// "d3"; "l1.0" with a further number.
std::string numbered(char letter, std::size_t number) {
  std::string name(1, letter);
  name += std::to_string(number);
  return name;
}

void appendBlock(std::vector<LayerShape>& shapes, const std::string& name, int channels) {
  shapes.push_back({name + ".dw", channels, channels, 3, true});
  shapes.push_back({name + ".pw", channels, channels, 1});
}

}  // namespace

std::vector<LayerShape> layerShapes(const UNetArchitecture& architecture) {
  const std::span<const UNetLevel> levels = architecture.levels;
  std::vector<LayerShape> shapes;
  for (std::size_t i = 0; i < levels.size(); ++i) {
    if (i > 0) {
      shapes.push_back({numbered('d', i + 1), levels[i - 1].channels, levels[i].channels, 2});
    } else {
      int inputs = 0;
      for (const int fold : architecture.folds) inputs += fold * fold;
      shapes.push_back({"stem", inputs, levels[i].channels, 3});
    }
    for (int n = 0; n < levels[i].blocks; ++n)
      appendBlock(shapes, numbered('l', i + 1) + numbered('.', static_cast<std::size_t>(n)), levels[i].channels);
  }
  for (std::size_t i = levels.size() - 1; i > 0; --i) {
    shapes.push_back({numbered('u', i), levels[i].channels, levels[i - 1].channels, 1});
    appendBlock(shapes, numbered('m', i), levels[i - 1].channels);
  }
  shapes.push_back({"head", levels[0].channels, architecture.maps * architecture.unfold * architecture.unfold, 1});
  return shapes;
}

UNet::Layer UNet::prepared(std::string_view net, const LayerShape& shape, const NetLayer& layer, bool is_head) {
  constexpr double kLargestByte = 255;
  requireShape(net, shape, layer);
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
    if (largest_sum >= kLargestSum || largest >= kLargestProduct)
      refuse(net, shape, "weights or multipliers are too large");
    made.to.push_back({multiplier / kUnit, offset / kUnit, residual / kUnit});
  }
  return made;
}

UNet::UNet(const UNetArchitecture& architecture, std::span<const NetLayer> layers) : architecture_(architecture) {
  const std::vector<LayerShape> shapes = layerShapes(architecture);
  if (layers.size() != shapes.size()) {
    throw std::invalid_argument("the " + std::string(architecture.name) + " has " + std::to_string(shapes.size()) +
                                " layers, not " + std::to_string(layers.size()));
  }
  for (std::size_t i = 0; i < shapes.size(); ++i)
    layers_.push_back(prepared(architecture.name, shapes[i], layers[i], i + 1 == shapes.size()));
}

}  // namespace herald
