// Unmixed stain planes of a tile, from tables: integer arithmetic, so that every pixel's value depends on its own
// colour alone and is the same on every machine.
//
// Colour deconvolution (Ruifrok & Johnston 2001) is linear in optical density and optical density is a function of one
// channel, so each stain amount is a sum of three table look-ups. Amounts are in milli-optical-density (1000 = OD 1)
// and saturate at the ends of int16.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "stain/image.h"
#include "stain/slide_statistics.h"

namespace herald {

inline constexpr double kMilliOd = 1000.0;  // counts of a plane per unit of optical density

// What the membrane profile reads of a pixel, milli-OD, negatives kept. Side by side, since it always needs both.
struct alignas(std::int32_t) BrownPixel {
  std::int16_t dab = 0;
  std::int16_t blue_minus_red = 0;  // OD(blue) - OD(red): pure DAB +0.51 per unit, grey 0, haematoxylin negative
  friend bool operator==(const BrownPixel&, const BrownPixel&) = default;
};

// Planes at the slide's own resolution.
struct FullResolutionPlanes {
  Image<BrownPixel> brown;

  void resize(int width, int height);  // contents unspecified
};

// Planes on the analysis grid (about 0.5 um per pixel), from the mean colour of downsample x downsample pixels.
struct AnalysisPlanes {
  Image<std::int16_t> hematoxylin;
  Image<std::int16_t> dab;
  Image<std::int16_t> mean_od;  // mean of the three channels' optical densities

  void resize(int width, int height);  // contents unspecified
};

// Tables of one slide for one downsample. Immutable after construction; thread-safe.
class UnmixingTables {
 public:
  // `downsample` >= 1: level-0 pixels per analysis pixel along one axis. Throws std::invalid_argument when it is not in
  // 1-8 or the background is not in (0, 255].
  UnmixingTables(const BackgroundLight& background, const StainMatrix& stains, int downsample);

  [[nodiscard]] int downsample() const { return downsample_; }

  // Whole images: the planes get the size of `rgb`, those of analysis that much smaller. Width and height must be
  // multiples of the downsample there (std::invalid_argument otherwise).
  void unmixFull(ImageView<Rgb8> rgb, FullResolutionPlanes& planes) const;
  void unmixAnalysis(ImageView<Rgb8> rgb, AnalysisPlanes& planes) const;
  // Into a part of the planes, which must hold it, from pixel (x, y) of theirs on.
  void unmixFull(ImageView<Rgb8> rgb, int x, int y, FullResolutionPlanes& planes) const;
  void unmixAnalysis(ImageView<Rgb8> rgb, int x, int y, AnalysisPlanes& planes) const;

 private:
  // Linear combinations of one channel's optical density in 1/256 milli-OD, by its intensity or the sum of a block's
  // intensities; for all planes side by side, so that a channel costs one look-up.
  using Table = std::vector<std::array<std::int32_t, 4>>;

  void unmixBlockRow(const Rgb8* rgb, std::ptrdiff_t stride_px, int blocks, int x, int y, AnalysisPlanes& planes) const;

  int downsample_;
  std::array<Table, 3> full_;      // DAB, blue - red, 0, 0
  std::array<Table, 3> analysis_;  // haematoxylin, DAB, mean, 0
};

}  // namespace herald
