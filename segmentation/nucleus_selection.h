// Which candidates are nuclei: of outlines that claim the same place, the one that scores best.
//
// Candidates with too low a score are dropped. Two outlines that share more than NucleusOptions::largest_overlap of the
// smaller are rivals. First, an outline gives way when two weaker rivals of it, no rivals of each other, together score
// more (NucleusOptions::split_gain) and the signal dips between their seeds (split_valley): two touching nuclei rather
// than both as one. Then, in kSelectionRounds rounds,
// every outline that no undecided rival outscores is a nucleus, and its rivals are dropped; what is undecided after the
// last round (next to nothing) is dropped as well. That is greedy selection of the best (non-maximum suppression of
// polar outlines: Schmidt et al., MICCAI 2018, LNCS 11071:265) cut off after a fixed number of steps, so that a nucleus
// depends only on candidates within selectionReachUm: the same nuclei whatever the tile. Ties go to the smaller (y, x).
// Pure functions; thread-safe.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "segmentation/nuclei.h"
#include "segmentation/nucleus_mask.h"
#include "segmentation/nucleus_outline.h"
#include "segmentation/outline_plane.h"

namespace herald {

inline constexpr int kSelectionRounds = 2;
// Seeds farther apart than this are never rivals, micrometres: two seeds of one nucleus are nearer.
inline constexpr double kFarthestRivalUm = 8.0;

// How far a candidate can be from another one whose selection depends on it, micrometres.
[[nodiscard]] double selectionReachUm();

struct SelectionScratch {
  std::vector<std::uint32_t> candidates;                       // those with a score
  std::vector<NucleusMask> masks;                              // of candidates
  std::vector<std::pair<std::uint32_t, std::uint32_t>> pairs;  // of rivals, the smaller index first, ascending
  std::vector<std::uint32_t> first_rival;                      // where a candidate's rivals begin
  std::vector<std::uint32_t> rivals;
  std::vector<std::uint32_t> next_rival;
  std::vector<std::uint8_t> state;
  std::vector<std::uint32_t> chosen;
};

// Indices of the candidates that are nuclei, ascending, into `nuclei`. `plane`: that the outlines were found in.
// `seeds` in row-major order, `outlined` in parallel. Throws std::invalid_argument for outlines a NucleusMask cannot
// hold.
void selectNuclei(const OutlinePlane& plane, std::span<const NucleusSeed> seeds,
                  std::span<const OutlinedNucleus> outlined, double um_per_px, const NucleusOptions& options,
                  SelectionScratch& scratch, std::vector<std::uint32_t>& nuclei);

}  // namespace herald
