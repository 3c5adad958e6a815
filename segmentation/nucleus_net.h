// A small learned judge of where nuclei are: for each analysis pixel, how likely it is the middle of a nucleus.
//
// A U-shaped convolutional net (Ronneberger, MICCAI 2015, LNCS 9351:234) of separable convolutions (Howard,
// arXiv:1704.04861) looks at haematoxylin, taken relative to the slide's own scale, and DAB. It is evaluated in
// integers (Jacob, CVPR 2018:2704): bytes in, bytes between layers, bytes out, the same on every machine. 2 planes of
// 1/1 are folded to 8 of 1/2; from there
//
//   1/2    8 channels: 3 x 3 convolution, one block
//   1/4   16 channels: 2 x 2 convolution of stride 2, two blocks
//   1/8   24 channels: 2 x 2 convolution of stride 2, two blocks
//   1/4, 1/2          : 1 x 1 convolution, each pixel repeated 2 x 2, plus what was there on the way down; one block
//   1/1               : 1 x 1 convolution to 4 channels, unfolded
//
// where a block is x + 1 x 1 convolution of (3 x 3 convolution of each channel by itself), and what is negative becomes
// 0 after each sum. 390 multiplications a pixel. The weights are trained by tests/calibration/nucleus_net/train.py
// (nucleus_net_weights.inc).
//
// Pure functions; thread-safe, one scratch a thread.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "stain/image.h"

namespace herald {

// The net pools pixels in squares of this edge: windows of one slide must begin at multiples of it on the slide's
// analysis grid, or they differ. Sizes of planes are multiples of it.
inline constexpr int kNucleusNetGridPx = 8;
[[nodiscard]] constexpr int onNucleusNetGrid(int pixels) {  // the next multiple
  return (pixels + kNucleusNetGridPx - 1) / kNucleusNetGridPx * kNucleusNetGridPx;
}
// How far an input pixel can be from an output pixel that depends on it, along either axis, pixels.
inline constexpr int kNucleusNetReachPx = 41;
// Output pixels with this many others between themselves and an edge of a window are those of the whole slide, for
// windows that begin and end on the grid; all are where the edge is the slide's.
inline constexpr int kNucleusNetMarginPx = 38;

// Range of a slide's haematoxylin scale, milli optical density.
inline constexpr int kLeastHematoxylinScaleMilliOd = 4;
inline constexpr int kMostHematoxylinScaleMilliOd = 2000;

// A slide's scale in whole milli optical density and within that range; 0 where it is not known (not above 0).
[[nodiscard]] int netScaleMilliOd(double hematoxylin_scale_od);

// Optical density to input bytes, for one slide: 127 h / (h + 3 scales) for haematoxylin, 127 d / (d + 0.3) for DAB,
// rounded; at most 12 scales and 3.0, which are 102 and 115. Below 0 the slope of 0 goes on, down to -42. Haematoxylin
// and scale both times k give the same byte, but for rounding.
class NucleusNetEncoding {
 public:
  // Throws std::invalid_argument when the scale is out of range.
  explicit NucleusNetEncoding(int hematoxylin_scale_milli_od);

  class Table {
   public:
    // Bytes of a row of `width` pixels.
    void encode(const std::int16_t* milli_od, int width, std::int8_t* out) const;
    // The same of a whole plane, up to the net's grid: pixels beyond are 0, as beyond the edge of the slide.
    void encode(ImageView<std::int16_t> milli_od, Image<std::int8_t>& bytes) const;

   private:
    friend NucleusNetEncoding;
    Table(int half_milli_od, int lowest_milli_od, int highest_milli_od);
    int lowest_;  // milli optical density; what is beyond has the byte of the end
    int highest_;
    std::vector<std::int8_t> bytes_;
  };
  // Of haematoxylin with its half at so many scales. Throws as the constructor does.
  [[nodiscard]] static Table hematoxylinTable(int hematoxylin_scale_milli_od, int half_scales);
  [[nodiscard]] const Table& hematoxylin() const { return hematoxylin_; }
  [[nodiscard]] const Table& dab() const { return dab_; }

 private:
  Table hematoxylin_;
  Table dab_;
};

// Input bytes, both planes of one size, a multiple of the grid. 0 is no stain.
struct NucleusNetInput {
  Image<std::int8_t> hematoxylin;
  Image<std::int8_t> dab;
};

// Encodes planes of the analysis grid (milli optical density, of one size, or std::invalid_argument), which begin on
// the net's grid. Sizes are rounded up to the grid; pixels beyond are 0, as beyond the edge of the slide.
void nucleusNetInput(ImageView<std::int16_t> hematoxylin_milli_od, ImageView<std::int16_t> dab_milli_od,
                     const NucleusNetEncoding& encoding, NucleusNetInput& input);

// What evaluation keeps of one window to the next: no allocation for windows that are no larger. About 7 bytes a pixel.
struct NucleusNetScratch {
  // Activations of one resolution: bytes of all channels, twice, since a block reads one and writes the other.
  struct Planes {
    int channels = 0;
    int width = 0;
    int height = 0;
    int stride = 0;  // whole lanes (lanes.h)
    std::vector<std::uint8_t> bytes;
  };
  std::array<Planes, 2> half;
  std::array<Planes, 2> quarter;
  std::array<Planes, 2> eighth;
  std::vector<float> ring;     // input rows of a layer, with margins of zeros
  std::vector<float> between;  // rows between the two convolutions of a block
  std::vector<float> sums;     // a row of each output
  std::vector<float> doubled;  // the same, each value twice
  std::vector<const float*> rows;
};

}  // namespace herald
