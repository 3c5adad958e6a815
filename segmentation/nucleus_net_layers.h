// The layers of the nucleus net (nucleus_net.h) for any weights of its shape.
//
// A sum is that of weights times input bytes, plus a bias. It becomes a byte by
//
//   clamp((sum * multiplier + residual * residual_multiplier + 2^19) >> 20, 0, 255)
//
// with the shift of two's complement; the head's by (sum * multiplier) >> 20, clamped to -128..127. These are the
// numbers that come out, whichever way they are computed (net_rows.h).
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "segmentation/net_rows.h"
#include "segmentation/nucleus_net.h"

namespace herald {

// In order of evaluation; l1, l2, l3 are the blocks on the way down, m2, m1 those on the way up.
enum class NetPlace {
  kStem,
  kL1B0Dw,
  kL1B0Pw,
  kD2,
  kL2B0Dw,
  kL2B0Pw,
  kL2B1Dw,
  kL2B1Pw,
  kD3,
  kL3B0Dw,
  kL3B0Pw,
  kL3B1Dw,
  kL3B1Pw,
  kU2,
  kM2Dw,
  kM2Pw,
  kU1,
  kM1Dw,
  kM1Pw,
  kHead,
};
inline constexpr std::size_t kNetPlaces = 20;

struct NetShape {
  std::string_view name;
  int inputs;
  int outputs;
  int kernel;               // 1, 2 or 3 squared
  bool each_alone = false;  // each channel by itself

  // Weights of one output.
  [[nodiscard]] constexpr std::size_t taps() const {
    return static_cast<std::size_t>((each_alone ? 1 : inputs) * kernel * kernel);
  }
};
inline constexpr std::array<NetShape, kNetPlaces> kNetShapes = {{
    {"stem", 8, 8, 3},
    {"l1.0.dw", 8, 8, 3, true},
    {"l1.0.pw", 8, 8, 1},
    {"d2", 8, 16, 2},
    {"l2.0.dw", 16, 16, 3, true},
    {"l2.0.pw", 16, 16, 1},
    {"l2.1.dw", 16, 16, 3, true},
    {"l2.1.pw", 16, 16, 1},
    {"d3", 16, 24, 2},
    {"l3.0.dw", 24, 24, 3, true},
    {"l3.0.pw", 24, 24, 1},
    {"l3.1.dw", 24, 24, 3, true},
    {"l3.1.pw", 24, 24, 1},
    {"u2", 24, 16, 1},
    {"m2.dw", 16, 16, 3, true},
    {"m2.pw", 16, 16, 1},
    {"u1", 16, 8, 1},
    {"m1.dw", 8, 8, 3, true},
    {"m1.pw", 8, 8, 1},
    {"head", 8, 4, 1},
}};

// Weights of a layer: [output][input][y][x]; bias and multiplier of each output; 0 without a residual.
struct NetLayer {
  std::span<const std::int8_t> weights;
  std::span<const std::int32_t> bias;
  std::span<const std::int32_t> multipliers;
  std::int32_t residual_multiplier = 0;
};
using NetLayers = std::array<NetLayer, kNetPlaces>;

class NucleusNet {
 public:
  // Throws std::invalid_argument, naming the layer, when it has not its shape or when its sums could leave what
  // net_rows.h takes: 2^24 without the bias, 2^51 with all multipliers.
  explicit NucleusNet(const NetLayers& layers);

  // `centre_logits` gets, for each pixel, the logit (log odds, natural) of being near the centre of a nucleus, in steps
  // of 1/16, clamped to -128..127; its size is that of the input, which may be empty. Beyond the edge all layers see 0.
  // Throws std::invalid_argument when the planes differ in size or are no multiple of the grid.
  void evaluate(const NucleusNetInput& input, NucleusNetScratch& scratch, Image<std::int8_t>& centre_logits) const;

 private:
  struct Layer {
    int inputs = 0;  // rows that are weighed: taps of all input channels
    int outputs = 0;
    std::vector<float> weights;  // [input][output]; of channels by themselves [channel][tap]
    std::vector<Requantisation> to;
  };
  using Planes = NucleusNetScratch::Planes;

  [[nodiscard]] const Layer& at(NetPlace place) const { return layers_[static_cast<std::size_t>(place)]; }
  static Layer prepared(const NetShape& shape, const NetLayer& layer, bool is_head);
  void stem(const NucleusNetInput& input, NucleusNetScratch& scratch, Planes& out) const;
  // The block whose first layer is `first`.
  void block(NetPlace first, const Planes& in, NucleusNetScratch& scratch, Planes& out) const;
  void down(NetPlace place, const Planes& in, NucleusNetScratch& scratch, Planes& out) const;
  // `skipped` is what was at this resolution on the way down.
  void up(NetPlace place, const Planes& in, const Planes& skipped, NucleusNetScratch& scratch, Planes& out) const;
  void head(const Planes& in, NucleusNetScratch& scratch, Image<std::int8_t>& centre_logits) const;

  std::array<Layer, kNetPlaces> layers_;
};

}  // namespace herald
