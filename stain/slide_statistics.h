// Everything a later step needs to know about the slide as a whole. Computed once in pass 1 from low-resolution pixels,
// then frozen: no tile computes a statistic of its own, so that cells do not depend on how the slide is tiled.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "stain/image.h"
#include "stain/stain_matrix.h"
#include "stain/units.h"

namespace herald {

// Light of empty glass per channel, 0-255. `source`: "glass" (measured), "fallback" (no glass in view), "configured".
struct BackgroundLight {
  std::array<double, 3> rgb{255, 255, 255};
  std::string source = "fallback";
};

// What one pixel of the low-resolution class image shows. kTissue can be assessed; the classes after kDebris hide it.
enum class TissueClass : std::uint8_t {
  kGlass,
  kTissue,
  kPen,     // marker ink on slide or coverslip
  kDebris,  // pieces on glass too small to be tissue
  kOutOfFocus,
  kFold,           // tissue lying double
  kCoverslipEdge,  // the edge of the coverslip and what lies beyond it
  kRedCells,       // lakes of red cells and other red pigment
  kDust            // black: dust, dirt, pigment
};
inline constexpr int kTissueClasses = 9;
// By TissueClass, as in the names of areas in result.json: pen_mm2.
inline constexpr std::array<std::string_view, kTissueClasses> kTissueClassNames = {
    "glass", "tissue", "pen", "debris", "out_of_focus", "fold", "coverslip_edge", "red_cells", "dust"};

// Is there a specimen here, even if hidden by an artefact? Cells are searched there, so that they are kept.
[[nodiscard]] constexpr bool isSearched(TissueClass tissue_class) {
  return tissue_class != TissueClass::kGlass && tissue_class != TissueClass::kDebris;
}

// Low-resolution class image: pixel (i, j) covers the level-0 square of edge `downsample_px` whose corner is
// origin + downsample_px * (i, j). Outside the image everything is glass.
struct TissueMask {
  Image<TissueClass> classes;
  double downsample_px = 1;
  Level0Point origin_in_level0;

  [[nodiscard]] TissueClass at(double x_level0, double y_level0) const;
  [[nodiscard]] double areaMm2(TissueClass tissue_class, PixelSize pixel_size) const;
};

// Frozen statistics of one slide.
struct SlideStatistics {
  BackgroundLight background;
  StainMatrix stains;        // unit vectors
  std::string stain_source;  // "default" | "estimated" | "configured", with the reason of a fallback
  double tissue_od = 0.0;    // mean optical density over a cell from which a place is tissue (tissue_mask.h)
  double glass_od = 0.0;     // smoothed mean optical density below which a place is lumen or glass
  // Response of a typical nucleus to a blob filter (segmentation/hematoxylin_scale.h); 0 = not known.
  double hematoxylin_scale_od = 0.0;
  double fold_od = 0.0;  // haematoxylin from which tissue may lie double (artefacts.h); 0 = not known
  TissueMask tissue;
  // Level-0 position of a corner of the analysis grid (see segmentation/analysis_grid.h). Zero for a whole slide; a
  // crop of a slide that is to give the same cells as the slide has minus its offset here.
  Level0Pixel grid_origin;
};

}  // namespace herald
