// The coverslip's edge in the low-resolution picture: a straight line, nearly along the picture's axes, seen over most
// of its width or height.
//
// Lines are voted for as in the Hough transform (Duda & Hart, Commun ACM 1972;15:11), limited to slopes of at most
// 1 in 10; a pixel votes when it is darker than both its sides. No tissue border is straight over so far. Pure
// function; thread-safe.
#pragma once

#include <vector>

#include "stain/image.h"

namespace herald {

struct CoverslipLine {
  bool horizontal = true;    // nearly along x; else nearly along y
  double position_px = 0;    // of the line in the middle of the picture's width (height), from the top (left)
  double slope = 0;          // change of position per pixel along the line
  double half_width_px = 0;  // of the band the edge and its shadow cover
  // Distance from a pixel's centre, pixels: negative above (left of) the line.
  [[nodiscard]] double distancePx(double x, double y, int width, int height) const {
    return horizontal ? y - position_px - slope * (x - width / 2.0) : x - position_px - slope * (y - height / 2.0);
  }
};

// `mean_od`: mean optical density, any size; below 48 px a side nothing is found, nor a line in a
// picture that is less than 2 mm long in its direction. At most four lines for each of the
// two directions. `share`: of the picture's width (height) that must vote, 0-1.
[[nodiscard]] std::vector<CoverslipLine> findCoverslipLines(const Image<float>& mean_od, double um_per_px,
                                                            double share);

}  // namespace herald
