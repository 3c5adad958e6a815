// How sharp the picture is round a cell, whatever is stained and however strongly.
#pragma once

#include <cstdint>

#include "stain/image.h"

namespace herald {

// Sharpness round an analysis pixel: how much optical density changes over 1 um against how much over 4 um, where it
// does change: the ratio, 1 um to 4 um, of the root mean square difference that its own square weighs, along rows and
// columns, in a square that reaches kFocusReachUm to each side. An edge and a line
// as wide as a membrane both give nearly 1 when they are sharp, and both 0.3-0.4 when blurred with a sigma of 1.5 um;
// how many of them there are, and how dark, does not matter: even surroundings weigh nothing. (Without the weights
// it would be a ratio of variograms, Matheron, Econ Geol 1963;58:1246, which half as many edges lower.) Distances are
// interpolated between whole pixels of the analysis grid, so that another pixel size gives the same. Blocks of four
// HER2 cores, four Ki67 fields and phantoms (medians over their cells) read 0.49-1.02 as they are, 0.41-0.74 blurred
// with a sigma of 0.5 um, 0.29-0.37 with 1.5, whatever the class of their cells. 0 where nothing changes.
//
// `mean_od`: analysis grid, milli-OD. Reads at most kFocusReachUm + 4 um + 1 pixel from the position, and what there is
// of it at a border. Sums of whole numbers; pure; thread-safe.
inline constexpr double kFocusReachUm = 8.0;
[[nodiscard]] float measureFocus(ImageView<std::int16_t> mean_od, int centre_x, int centre_y, double um_per_px);

}  // namespace herald
