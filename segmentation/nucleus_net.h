// A small learned judge of where nuclei are: for each analysis pixel, how likely it is the middle of a nucleus.
//
// A U-net (unet.h) looks at haematoxylin, taken relative to the slide's own scale, and DAB, both folded 2 x 2: three
// levels of 8, 16 and 24 channels with one block, two and two. 390 multiplications a pixel. The weights are trained by
// tests/calibration/nucleus_net/train.py (nucleus_net_weights.inc).
//
// Pure functions; thread-safe, one scratch a thread.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "segmentation/unet.h"
#include "stain/image.h"

namespace herald {

// The net pools pixels in squares of this edge: windows of one slide must begin at multiples of it on the slide's
// analysis grid, or they differ. Sizes of planes are multiples of it.
inline constexpr int kNucleusNetGridPx = 8;
[[nodiscard]] constexpr int onNucleusNetGrid(int pixels) {  // the next multiple
  return (pixels + kNucleusNetGridPx - 1) / kNucleusNetGridPx * kNucleusNetGridPx;
}
inline constexpr std::array<int, 2> kNucleusNetFolds = {2, 2};
inline constexpr std::array<UNetLevel, 3> kNucleusNetLevels = {{{8, 1}, {16, 2}, {24, 2}}};
inline constexpr UNetArchitecture kNucleusNet{"nucleus net", kNucleusNetFolds, kNucleusNetLevels, 1, 2};
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
    // The same of a whole plane, up to a multiple of `grid_px`: pixels beyond are 0, as beyond the edge of the slide.
    void encode(ImageView<std::int16_t> milli_od, int grid_px, Image<std::int8_t>& bytes) const;

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

}  // namespace herald
