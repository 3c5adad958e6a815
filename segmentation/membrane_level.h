// A cell's own DAB beside its line: the level that a membrane has to stand out of.
//
// Median over sectors of the lowest DAB 1-2.25 um away from the line, where wide lines have ended and thin rims of
// cytoplasm have not, on the darker side: inside may already be the nucleus, outside glass. On true outlines of
// synthetic slides with a blush of 0.15 OD sides no lower than the level inside raise the balanced accuracy of weak
// against moderate from 0.85 to 0.88, of 0.35 OD from 0.56 to 0.75; plain ones keep 0.96. On measured outlines, which
// lie nearer to small nuclei, the excess of cells without a membrane under a blush of 0.15 OD falls from 0.068 to 0.039
// OD um with the darker side, that of complete weak ones from 0.108 to 0.101.
//
// Tried beside it, and left: a blank from the same operators on a contour inside the cell (rims of cytoplasm are too
// thin, what is found there tells nothing of the border, r = -0.1 to -0.4); how uneven DAB is 1.5 um inside the line
// (false lines hold 2.3-3.3 um times it on all synthetic slides, granular ones too, but in the 3+ core the unevenness
// beside true lines is as large as that of granules); a level that fades where the crest stands far out of it. Pure
// functions; thread-safe.
#pragma once

#include <array>

#include "segmentation/membrane_samples.h"

namespace herald {

// Sample of each sector's line in its profile.
using LinePlaces = std::array<int, kMembraneSectors>;

// Median to the nearest milli-OD.
[[nodiscard]] float medianOf(const SectorValues& values_od);

// Not negative. Places nearer to an end of the profiles than that look at the end.
[[nodiscard]] float levelBeside(const NormalSamples& samples, const LinePlaces& line, float step_um);

}  // namespace herald
