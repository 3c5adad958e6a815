// Which candidates are nuclei: of outlines that claim the same place, the one that scores best.
//
// Candidates with too low a score are dropped. Two outlines that share more than NucleusOptions::largest_overlap of the
// smaller are rivals. First, an outline gives way when two weaker rivals of it, no rivals of each other, together score
// more (NucleusOptions::split_gain) and the signal dips between their seeds (split_valley): two touching nuclei rather
// than both as one. Then, in kSelectionRounds rounds,
// every outline that no undecided rival outscores is a nucleus, and its rivals are dropped; what is undecided after the
// last round (next to nothing) is dropped as well. That is greedy selection of the best (non-maximum suppression of
// polar outlines: Schmidt et al., MICCAI 2018, LNCS 11071:265) cut off after a fixed number of steps, so that a nucleus
// depends only on candidates within selectionReachUm: the same nuclei whatever the tile. Ties go to the smaller (y, x),
// then the smaller scale. Pure functions; thread-safe.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "segmentation/nuclei.h"
#include "segmentation/nucleus_outline.h"

namespace herald {

inline constexpr int kSelectionRounds = 2;
// Seeds farther apart than this are never rivals, micrometres: two seeds of one nucleus are nearer.
inline constexpr double kFarthestRivalUm = 8.0;

// How far a candidate can be from another one whose selection depends on it, micrometres.
[[nodiscard]] double selectionReachUm();

// Indices of the candidates that are nuclei, ascending. `signal`: of smoothForOutlines. `seeds` in row-major order,
// `outlined` in parallel.
[[nodiscard]] std::vector<std::size_t> selectNuclei(ImageView<float> signal, std::span<const NucleusSeed> seeds,
                                                    std::span<const OutlinedNucleus> outlined, double um_per_px,
                                                    const NucleusOptions& options);

}  // namespace herald
