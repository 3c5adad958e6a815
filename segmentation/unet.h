// A small U-shaped convolutional net (Ronneberger, MICCAI 2015, LNCS 9351:234) of separable convolutions (Howard,
// arXiv:1704.04861), evaluated in integers (Jacob, CVPR 2018:2704): bytes in, bytes between layers, bytes out, the same
// on every machine. Planes are folded: squares of pixels become channels of one pixel of the finest level. From there
//
//   down   the first level by a 3 x 3 convolution, each further one by a 2 x 2 convolution of stride 2; then its blocks
//   up     1 x 1 convolution, each pixel repeated 2 x 2, plus what was there on the way down; one block
//   head   1 x 1 convolution to the maps, unfolded
//
// where a block is x + 1 x 1 convolution of (3 x 3 convolution of each channel by itself), and what is negative becomes
// 0 after each sum. A sum is that of weights times input bytes, plus a bias. It becomes a byte by
//
//   clamp((sum * multiplier + residual * residual_multiplier + 2^19) >> 20, 0, 255)
//
// with the shift of two's complement; the head's by (sum * multiplier) >> 20, clamped to -128..127. These are the
// numbers that come out, whichever way they are computed (net_rows.h). Thread-safe, one scratch a thread.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "segmentation/net_rows.h"
#include "stain/image.h"

namespace herald {

struct UNetLevel {
  int channels = 0;  // a multiple of kWeighedTogether
  int blocks = 0;    // on the way down
};

struct UNetArchitecture {
  std::string_view name;       // in messages
  std::span<const int> folds;  // of each input plane: so many pixels squared become one of the finest level; 2 or 4
  std::span<const UNetLevel> levels;  // from the finest on
  int maps = 0;
  int unfold = 0;  // pixels of a map along the edge of one of the finest level: 1 or 2

  // Windows of one slide must begin at multiples of so many pixels of the finest level, or they differ; sizes are
  // multiples of it.
  [[nodiscard]] constexpr int gridPx() const { return 1 << (levels.size() - 1); }
};

// One layer; in order of evaluation: stem, l1.0.dw, l1.0.pw, ..., d2, l2.0.dw, ..., u1, m1.dw, m1.pw, head.
struct LayerShape {
  std::string name;
  int inputs = 0;
  int outputs = 0;
  int kernel = 0;           // 1, 2 or 3 squared
  bool each_alone = false;  // each channel by itself

  // Weights of one output.
  [[nodiscard]] std::size_t taps() const {
    return static_cast<std::size_t>((each_alone ? 1 : inputs) * kernel * kernel);
  }
};
[[nodiscard]] std::vector<LayerShape> layerShapes(const UNetArchitecture& architecture);

// Weights of a layer: [output][input][y][x]; bias and multiplier of each output; 0 without a residual.
struct NetLayer {
  std::span<const std::int8_t> weights;
  std::span<const std::int32_t> bias;
  std::span<const std::int32_t> multipliers;
  std::int32_t residual_multiplier = 0;
};

// What evaluation keeps of one window to the next: no allocation for windows that are no larger.
struct UNetScratch {
  // Activations of one resolution: bytes of all channels, twice, since a block reads one and writes the other.
  struct Planes {
    int channels = 0;
    int width = 0;
    int height = 0;
    int stride = 0;  // whole lanes (lanes.h)
    std::vector<std::uint8_t> bytes;
  };
  std::vector<std::array<Planes, 2>> levels;
  std::vector<float> ring;     // input rows of a layer, with margins of zeros
  std::vector<float> between;  // rows between the two convolutions of a block
  std::vector<float> sums;     // a row of each output
  std::vector<float> doubled;  // the same, each value twice
  std::vector<const float*> rows;
};

class UNet {
 public:
  // Throws std::invalid_argument, naming the layer, when their number is wrong, when one has not its shape or when its
  // sums could leave what net_rows.h takes: 2^24 without the bias, 2^51 with all multipliers.
  UNet(const UNetArchitecture& architecture, std::span<const NetLayer> layers);

  // `maps` get logits (log odds, natural) in steps of 1/16, clamped to -128..127; each has `unfold` times the size of
  // the finest level. Planes may be empty. Beyond the edge all layers see 0. Throws std::invalid_argument when the
  // planes, folded, differ in size or are no multiple of the grid, or for another number of planes or maps.
  void evaluate(std::span<const Image<std::int8_t>* const> planes, UNetScratch& scratch,
                std::span<Image<std::int8_t>> maps) const;

 private:
  struct Layer {
    int inputs = 0;  // rows that are weighed: taps of all input channels
    int outputs = 0;
    std::vector<float> weights;  // [input][output]; of channels by themselves [channel][tap]
    std::vector<Requantisation> to;
  };
  using Planes = UNetScratch::Planes;

  [[nodiscard]] static Layer prepared(std::string_view net, const LayerShape& shape, const NetLayer& layer,
                                      bool is_head);
  void stem(const Layer& layer, std::span<const Image<std::int8_t>* const> planes, UNetScratch& scratch,
            Planes& out) const;
  static void block(const Layer& alone, const Layer& across, const Planes& in, UNetScratch& scratch, Planes& out);
  static void down(const Layer& layer, const Planes& in, UNetScratch& scratch, Planes& out);
  // `skipped` is what was at this resolution on the way down.
  static void up(const Layer& layer, const Planes& in, const Planes& skipped, UNetScratch& scratch, Planes& out);
  void head(const Layer& layer, const Planes& in, UNetScratch& scratch, std::span<Image<std::int8_t>> maps) const;

  UNetArchitecture architecture_;
  std::vector<Layer> layers_;
};

}  // namespace herald
