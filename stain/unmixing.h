// Unmixed stain planes of a tile, from tables: integer arithmetic, so that every pixel's value depends on its own
// colour alone and is the same on every machine.
//
// Colour deconvolution (Ruifrok & Johnston 2001) is linear in optical density and optical density is a function of one
// channel, so each stain amount is a sum of three table look-ups. Amounts are in milli-optical-density (1000 = OD 1).
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "stain/image.h"
#include "stain/slide_statistics.h"

namespace herald {

inline constexpr double kMilliOd = 1000.0;  // counts of a plane per unit of optical density

// Planes at the slide's own resolution, for the membrane profile. int16, milli-OD, negatives kept.
struct FullResolutionPlanes {
  Image<std::int16_t> dab;
  Image<std::int16_t> blue_minus_red;  // OD(blue) - OD(red): pure DAB +0.51 per unit, grey 0, haematoxylin negative
  Image<std::uint8_t> green;           // intensity, as it is in the slide

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

  // A row of full-resolution pixels into the planes' row `y`, from column 0; the planes are at least `width` wide.
  void unmixFullRow(const Rgb8* rgb, int width, int y, FullResolutionPlanes& planes) const;
  // `downsample` rows of colours, `stride_px` apart, into the planes' row `y`, over its whole width.
  void unmixAnalysisRow(const Rgb8* rgb, std::ptrdiff_t stride_px, int y, AnalysisPlanes& planes) const;

 private:
  // Value of a linear combination of channel optical densities by the sum of the block's intensities, in 1/256
  // milli-OD.
  using Table = std::array<std::vector<std::int32_t>, 3>;
  [[nodiscard]] Table makeTable(const BackgroundLight& background, const std::array<double, 3>& weights,
                                int block) const;

  int downsample_;
  Table full_dab_;
  Table full_blue_minus_red_;
  Table block_hematoxylin_;
  Table block_dab_;
  Table block_mean_od_;
};

}  // namespace herald
