// Candidate nuclei where the nucleus net (nucleus_net.h) sees the middle of one: beside those that are blobs.
//
// A wide nucleus that is pale inside and touches its neighbours makes no blob, since the darkest there is are the rims
// between two nuclei. Pure; thread-safe.
#pragma once

#include <cstdint>
#include <vector>

#include "segmentation/nuclei.h"
#include "stain/image.h"

namespace herald {

// Rows around a seed's that it depends on, of the net's logits and of other seeds.
inline constexpr int kCentreSeedReachPx = 4;

// Adds to `seeds` those of rows `first_row` up to before `end_row` of `centres` (logits of the analysis grid, as
// NucleusCentreRows makes them): maxima, within kCentreSeedReachPx - 1 pixels, of the mean over 3 x 3 pixels, with a
// probability of at least NucleusOptions::minimum_centre_probability, unless one of `seeds` lies at most 2 pixels away.
// `seeds`: row-major, one a pixel, those of the rows within 2 pixels of the range included; stays so. A new seed has
// the largest radius, since the net knows none, and no response. Rows within kCentreSeedReachPx of the range must be
// made, but for those beyond the slide. None when the probability is 0.
void addCentreSeeds(ImageView<std::int8_t> centres, int first_row, int end_row, const NucleusOptions& options,
                    std::vector<NucleusSeed>& seeds);

}  // namespace herald
