// Outline of one nucleus, and how well it is one: the smooth closed curve round its seed where the nuclear signal falls
// off most, with no membrane between.
//
// 32 rays from the seed; dynamic programming over (ray, radius) maximises the summed outward fall of the signal with a
// bounded change of radius from ray to ray, less a price for every membrane a ray crosses (a polar active contour,
// after Bamford & Lovell, Signal Process 1998;71:203). The score is the fall along the outline, with a share for its
// weakest quarter: a nucleus has an edge all round, while half of one, or an island of cytoplasm, has a side without.
// Small and thin outlines score less. An outline knows nothing of other nuclei and depends only on pixels within
// outlineReachUm. Sixteen seeds are outlined side by side, none of which changes another's. Pure functions;
// thread-safe.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "segmentation/membraneness.h"
#include "segmentation/nuclei.h"
#include "segmentation/nucleus_shape.h"
#include "segmentation/outline_plane.h"

namespace herald {

struct OutlinedNucleus {
  NucleusOutline outline;
  float score_od = 0;
};

// Where a sample lies from its seed: the packed pixel at its upper left, and the weights of the four round it, a
// quarter of a pixel fine. They are the same for every seed, so that an outline has the same bits wherever its seed
// lies.
struct RaySample {
  std::int32_t offset = 0;
  std::array<std::uint32_t, 4> weights{};  // upper left, upper right, lower left, lower right
};

struct NucleusOutlineScratch {
  std::vector<RaySample> ray_samples;
  std::vector<std::int32_t> radii;  // of each seed: how many radii it may have
  std::vector<std::size_t> batch;
  std::vector<std::uint64_t> pairs;
  std::vector<float> samples;
  std::vector<float> gain;
  std::vector<float> best;
};

// How far a pixel can be from the seed of an outline that depends on it, micrometres, the smoothing of the signal and
// the reach of membraneness included.
[[nodiscard]] double outlineReachUm(const NucleusOptions& options, const MembranenessOptions& membraneness);

// Margin an OutlinePlane must have, analysis pixels.
[[nodiscard]] int outlineMarginPx(const NucleusOptions& options, double um_per_px);

// Packs what outlines are looked for in: nuclear signal smoothed with a sigma of 0.9 um, so that chromatin has no
// edges, and membraneness, with the margin needed. Both images on the analysis grid; throws std::invalid_argument when
// they differ in size.
void packForOutlines(ImageView<float> signal, ImageView<std::uint8_t> membraneness, double um_per_px,
                     const NucleusOptions& options, GaussianRows& smoothing, OutlinePlane& plane);
// Sigma of that smoothing, micrometres: 0.6 scores islands of cytoplasm and halves of nuclei higher (F1 under 3+
// membranes 0.86 against 0.89).
inline constexpr double kOutlineSmoothingUm = 0.9;

// `plane`: of packForOutlines; `seeds` lie in it. `outlined` gets an outline for each seed. Throws
// std::invalid_argument when the plane's margin is too small or the spans differ in size.
void outlineNuclei(const OutlinePlane& plane, std::span<const NucleusSeed> seeds, double um_per_px,
                   const NucleusOptions& options, NucleusOutlineScratch& scratch, std::span<OutlinedNucleus> outlined);

}  // namespace herald
