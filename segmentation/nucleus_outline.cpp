#include "segmentation/nucleus_outline.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <stdexcept>

#include "segmentation/lanes.h"
#include "stain/dispatch.h"

namespace herald {
namespace {

constexpr int kRays = kNucleusOutlinePoints;
constexpr double kRadialStepUm = 0.25;      // half an analysis pixel
constexpr double kSmallestRadiusUm = 1.25;  // half of the smallest blob's: a seed may lie off the middle
// Half the distance over which the fall is measured, in radial steps: from half a micrometre inside the outline to half
// a micrometre outside.
constexpr int kHalfBaseSteps = 2;
// How many radial steps before the outline a membrane may begin: blurred, it lies on the rim of a nucleus beside it.
constexpr int kClearOfMembraneSteps = 2;
// Pixels are read at every second radial step, half a micrometre apart; the steps between are means.
constexpr int kStepsPerSample = 2;
// Outward prior, OD per micrometre: without it the first of two equal edges wins and nuclei come out too small. With
// 0.004 the prototype's outlines on six Ki67 fields had an F1 at IoU 0.5 of 0.39, QuPath's 0.28-0.31.
constexpr float kOutwardPriorOdPerUm = 0.005F;
// An outline reaches no farther than this many times the radius of the blob. A long nucleus makes a blob of about its
// width: one twice as long as wide is still held.
constexpr double kLargestOutlinePerRadius = 2.1;

// Of the score: falls count within these limits, so that a dark nucleus gets no more for its edge than a clear one.
constexpr float kLeastFallOd = -0.05F;
constexpr float kLargestFallOd = 0.2F;
constexpr float kWeakestQuarterShare = 0.3F;
constexpr float kFullRadiusUm = 4.0F;     // smaller outlines score less, in proportion
constexpr float kFullHalfWidthUm = 2.4F;  // and so do thinner ones: debris, fibroblasts, the rims of nuclei

constexpr float kForbidden = -1e6F;

constexpr double radiusUmOf(int step) {
  return kSmallestRadiusUm + step * kRadialStepUm;
}

int radiiOf(const NucleusSeed& seed, const NucleusOptions& options) {
  const double largest_um =
      std::min(options.largest_outline_um, kLargestOutlinePerRadius * static_cast<double>(seed.radius_um));
  return static_cast<int>((largest_um - kSmallestRadiusUm) / kRadialStepUm) + 1;
}

// Samples of a ray, from kHalfBaseSteps before the smallest radius to as much after the largest.
int samplesOf(int radii) {
  return (radii - 1 + 2 * kHalfBaseSteps) / kStepsPerSample + 2;
}

// Sizes of one batch's tables: of the trellis over (ray, radius) that paths are looked for in.
struct Lattice {
  int radii;
  int samples;
  int margin;  // radii before the first and behind the last that no path enters
  [[nodiscard]] int rowLanes() const { return (radii + 2 * margin) * kLanes; }
};

// Bilinear weights of a place rounded to quarters of a pixel: whole numbers of sixteenths, so that the sum of four
// packed pixels is exact.
RaySample sampleAt(double x_px, double y_px, int stride) {
  constexpr int kParts = 4;
  static_assert(kParts * kParts == OutlinePlane::kWeights);
  const auto quarters_x = static_cast<std::int32_t>(std::lround(x_px * kParts));
  const auto quarters_y = static_cast<std::int32_t>(std::lround(y_px * kParts));
  const std::int32_t x = quarters_x >> 2;  // floor
  const std::int32_t y = quarters_y >> 2;
  const auto right = static_cast<std::uint32_t>(quarters_x - kParts * x);
  const auto low = static_cast<std::uint32_t>(quarters_y - kParts * y);
  return {y * stride + x,
          {(kParts - right) * (kParts - low), right * (kParts - low), (kParts - right) * low, right * low}};
}

void placeSamples(int stride, int samples, double um_per_px, std::vector<RaySample>& placed) {
  placed.clear();
  for (const RayDirection& ray : kNucleusRays) {
    for (int i = 0; i < samples; ++i) {
      const double px = radiusUmOf(i * kStepsPerSample - kHalfBaseSteps) / um_per_px;
      placed.push_back(sampleAt(ray.x * px, ray.y * px, stride));
    }
  }
}

// Two neighbouring packed pixels of the upper and two of the lower row of each sample: a row of kLanes of either for
// each. Not dispatched: with wider vectors the compiler would gather, which is slower.
void readPairs(const std::uint32_t* origin, const std::int32_t* seeds, const RaySample* placed, int samples, int stride,
               std::uint64_t* pairs) {
  for (int i = 0; i < samples; ++i) {
    const std::uint32_t* from = origin + placed[i].offset;
    for (int lane = 0; lane < kLanes; ++lane) {
      std::memcpy(pairs + lane, from + seeds[lane], sizeof *pairs);
      std::memcpy(pairs + kLanes + lane, from + seeds[lane] + stride, sizeof *pairs);
    }
    pairs += 2 * kLanes;
  }
}

// Signal and membraneness of one ray of each lane from its pixels: rows of kLanes, first all samples of one, then of
// the other.
HERALD_DISPATCH void weighPairs(const std::uint64_t* pairs, const RaySample* placed, int samples, float* signal,
                                float* membraneness) {
  constexpr float kWeight = 1.0F / OutlinePlane::kWeights;
  for (int i = 0; i < samples; ++i) {
    const auto& weights = placed[i].weights;
    for (std::size_t lane = 0; lane < kLanes; ++lane) {
      const std::uint64_t upper = pairs[static_cast<std::size_t>(i) * 2 * kLanes + lane];
      const std::uint64_t lower = pairs[static_cast<std::size_t>(i) * 2 * kLanes + kLanes + lane];
      static_assert(std::endian::native == std::endian::little, "the left pixel is the lower half");
      const std::uint32_t sum =
          weights[0] * static_cast<std::uint32_t>(upper) + weights[1] * static_cast<std::uint32_t>(upper >> 32) +
          weights[2] * static_cast<std::uint32_t>(lower) + weights[3] * static_cast<std::uint32_t>(lower >> 32);
      const auto high = static_cast<std::int32_t>(sum >> 16);
      const auto low = static_cast<std::int32_t>(sum & 0xffff);
      signal[static_cast<std::size_t>(i) * kLanes + lane] =
          static_cast<float>(high) * (OutlinePlane::kSignalStepOd * kWeight);
      membraneness[static_cast<std::size_t>(i) * kLanes + lane] = static_cast<float>(low) * (kWeight / 255);
    }
  }
}

// Sample at a radial step of the ray: steps between two samples are their mean.
[[gnu::always_inline]] inline void stepAt(const float* samples, int step, Lanes& value) {
  loadLanes(samples + (step / kStepsPerSample) * kLanes, value);
  if (step % kStepsPerSample == 0) return;
  Lanes next;
  loadLanes(samples + (step / kStepsPerSample + 1) * kLanes, next);
  value = 0.5F * (value + next);
}

// What an outline gains at each radius r of a ray: g(r) = S(r - h) - S(r + h) + a r - price x sum of M up to r - h,
// with S the signal, M membraneness, h half the base and a the outward prior: the fall there and the prior, less the
// price of the membrane between the seed and kClearOfMembraneSteps before r, where the rim of the nucleus lies.
HERALD_DISPATCH void measureGains(const float* signal, const float* membraneness, int radii, float price, float* gain) {
  static_assert(kClearOfMembraneSteps == kHalfBaseSteps, "the sample of step r lies as far before radius r");
  Lanes crossed = {};
  for (int r = 0; r < radii; ++r) {
    Lanes inner;
    Lanes outer;
    stepAt(signal, r, inner);
    stepAt(signal, r + 2 * kHalfBaseSteps, outer);
    if (r > kClearOfMembraneSteps) {
      Lanes membrane;
      stepAt(membraneness, r, membrane);
      crossed += membrane;
    }
    const float prior = kOutwardPriorOdPerUm * static_cast<float>(radiusUmOf(r));
    storeLanes(inner - outer + prior - price * crossed, gain + r * kLanes);
  }
}

// One step of the dynamic programming (Viterbi's, as Bamford & Lovell 1998 use it): sum_k(r) = g_k(r) + max of
// sum_k-1(r + d) over |d| <= margin. `next` = the best of `best` within the margin, and the gain.
HERALD_DISPATCH void advance(const float* best, const float* gain, int radii, int margin, float* next) {
  for (int r = 0; r < radii; ++r) {
    Lanes most;
    loadLanes(best + r * kLanes, most);
    for (int shift = 1; shift <= 2 * margin; ++shift) {
      Lanes other;
      loadLanes(best + (r + shift) * kLanes, other);
      most = other > most ? other : most;
    }
    Lanes own;
    loadLanes(gain + r * kLanes, own);
    storeLanes(most + own, next + (r + margin) * kLanes);
  }
}

// Best circular paths by two turns of dynamic programming: the second turn starts from what the first one ended with,
// so the seam leaves no trace but in rare ties. Leaves the sums of the second turn in scratch.best, a row a ray.
void sumPaths(const Lattice& lattice, NucleusOutlineScratch& scratch) {
  const int row = lattice.rowLanes();
  scratch.best.assign(static_cast<std::size_t>(row * kRays), kForbidden);
  const auto sums = [&](int ray) { return scratch.best.data() + static_cast<std::ptrdiff_t>(ray) * row; };
  std::fill_n(sums(kRays - 1) + lattice.margin * kLanes, lattice.radii * kLanes, 0.0F);
  for (int step = 0; step < 2 * kRays; ++step) {
    const int ray = step % kRays;
    advance(sums((ray + kRays - 1) % kRays), scratch.gain.data() + ray * lattice.radii * kLanes, lattice.radii,
            lattice.margin, sums(ray));
  }
}

// The path of one lane, backwards from its best end. Straight predecessors win ties, then nearer ones, then smaller
// radii.
std::array<int, kRays> pathOf(int lane, const Lattice& lattice, const NucleusOutlineScratch& scratch) {
  const int row = lattice.rowLanes();
  const auto sum = [&](int ray, int radius) {
    return scratch.best[static_cast<std::size_t>(ray * row + (radius + lattice.margin) * kLanes + lane)];
  };
  std::array<int, kRays> path{};
  int r = 0;
  for (int other = 1; other < lattice.radii; ++other) {
    if (sum(kRays - 1, other) > sum(kRays - 1, r)) r = other;
  }
  for (int ray = kRays - 1;; --ray) {
    path[static_cast<std::size_t>(ray)] = r;
    if (ray == 0) return path;
    int from = r;
    for (int shift = 1; shift <= lattice.margin; ++shift) {
      if (sum(ray - 1, r - shift) > sum(ray - 1, from)) from = r - shift;
      if (sum(ray - 1, r + shift) > sum(ray - 1, from)) from = r + shift;
    }
    r = from;
  }
}

float signalAt(const std::uint32_t* seed, const RaySample& sample, int stride) {
  const std::uint32_t* p = seed + sample.offset;
  const auto& w = sample.weights;
  const std::uint32_t sum = w[0] * p[0] + w[1] * p[1] + w[2] * p[stride] + w[3] * p[stride + 1];
  return static_cast<float>(sum >> 16) * (OutlinePlane::kSignalStepOd / OutlinePlane::kWeights);
}

// The fall alone, without prior and price: these choose the outline, and what it is worth is its edge.
float fallAt(const std::uint32_t* seed, const RaySample* placed, int stride, int radius) {
  const auto signal = [&](int step) {
    const RaySample* sample = placed + step / kStepsPerSample;
    const float here = signalAt(seed, sample[0], stride);
    return step % kStepsPerSample == 0 ? here : 0.5F * (here + signalAt(seed, sample[1], stride));
  };
  return signal(radius) - signal(radius + 2 * kHalfBaseSteps);
}

using RayLanes = std::array<float, kRays * kLanes>;  // rows of kLanes, a row a ray

// Moves the smallest kRays / 4 + 1 falls of each lane to the front, in order.
[[gnu::always_inline]] inline void sortWeakestQuarter(float* falls) {
  for (int i = 0; i <= kRays / 4; ++i) {
    Lanes least;
    loadLanes(falls + i * kLanes, least);
    for (int j = i + 1; j < kRays; ++j) {
      Lanes other;
      loadLanes(falls + j * kLanes, other);
      storeLanes(other > least ? other : least, falls + j * kLanes);
      least = other > least ? least : other;
    }
    storeLanes(least, falls + i * kLanes);
  }
}

// Scores of all lanes from the falls along their outlines, which are clamped and reordered, and the radii: edge x size
// x width, edge = 0.7 mean fall + 0.3 fall at the upper end of the weakest quarter, size = root mean square radius / 4
// um and width = least half width / 2.4 um, both at most 1.
HERALD_DISPATCH void scoreLanes(const float* radius_um, float* falls_od, float* scores_od) {
  Lanes mean = {};
  Lanes square_um2 = {};
  Lanes half_width_um = Lanes{} + 1e9F;
  for (int ray = 0; ray < kRays; ++ray) {
    Lanes fall;
    Lanes radius;
    Lanes opposite;
    loadLanes(falls_od + ray * kLanes, fall);
    loadLanes(radius_um + ray * kLanes, radius);
    loadLanes(radius_um + (ray + kRays / 2) % kRays * kLanes, opposite);
    fall = fall > kLeastFallOd ? fall : kLeastFallOd + Lanes{};
    fall = fall < kLargestFallOd ? fall : kLargestFallOd + Lanes{};
    storeLanes(fall, falls_od + ray * kLanes);
    mean += fall * (1.0F / kRays);
    square_um2 += radius * radius * (1.0F / kRays);
    const Lanes half_width = 0.5F * (radius + opposite);
    half_width_um = half_width < half_width_um ? half_width : half_width_um;
  }
  sortWeakestQuarter(falls_od);
  for (int lane = 0; lane < kLanes; ++lane) {
    const float edge_od =
        (1 - kWeakestQuarterShare) * mean[lane] + kWeakestQuarterShare * falls_od[kRays / 4 * kLanes + lane];
    const float size = std::min(1.0F, std::sqrt(square_um2[lane]) * (1.0F / kFullRadiusUm));
    scores_od[lane] = edge_od * size * std::min(1.0F, half_width_um[lane] * (1.0F / kFullHalfWidthUm));
  }
}

// Outlines the seeds of scratch.batch, which all have as many radii.
void outlineBatch(const OutlinePlane& plane, std::span<const NucleusSeed> seeds, const Lattice& lattice, float price,
                  NucleusOutlineScratch& scratch, std::span<OutlinedNucleus> outlined) {
  const std::uint32_t* origin = plane.at(0, 0);
  std::array<std::int32_t, kLanes> places{};
  for (std::size_t lane = 0; lane < kLanes; ++lane) {
    const NucleusSeed& seed = seeds[scratch.batch[std::min(lane, scratch.batch.size() - 1)]];
    places[lane] = seed.y * plane.stride() + seed.x;
  }
  const auto per_ray = static_cast<std::size_t>(lattice.samples * kLanes);
  scratch.pairs.resize(2 * per_ray);
  scratch.samples.resize(2 * per_ray);
  scratch.gain.resize(static_cast<std::size_t>(kRays * lattice.radii * kLanes));
  const int all_samples = static_cast<int>(scratch.ray_samples.size()) / kRays;
  const auto samplesAlong = [&](int ray) { return scratch.ray_samples.data() + ray * all_samples; };
  for (int ray = 0; ray < kRays; ++ray) {
    readPairs(origin, places.data(), samplesAlong(ray), lattice.samples, plane.stride(), scratch.pairs.data());
    weighPairs(scratch.pairs.data(), samplesAlong(ray), lattice.samples, scratch.samples.data(),
               scratch.samples.data() + per_ray);
    measureGains(scratch.samples.data(), scratch.samples.data() + per_ray, lattice.radii, price,
                 scratch.gain.data() + ray * lattice.radii * kLanes);
  }
  sumPaths(lattice, scratch);

  RayLanes radius_um{};
  RayLanes falls_od{};
  for (int lane = 0; lane < static_cast<int>(scratch.batch.size()); ++lane) {
    const auto path = pathOf(lane, lattice, scratch);
    for (int ray = 0; ray < kRays; ++ray) {
      const int radius = path[static_cast<std::size_t>(ray)];
      const auto slot = static_cast<std::size_t>(ray * kLanes + lane);
      radius_um[slot] = static_cast<float>(radiusUmOf(radius));
      falls_od[slot] =
          fallAt(origin + places[static_cast<std::size_t>(lane)], samplesAlong(ray), plane.stride(), radius);
    }
  }
  std::array<float, kLanes> scores_od{};
  scoreLanes(radius_um.data(), falls_od.data(), scores_od.data());
  for (std::size_t lane = 0; lane < scratch.batch.size(); ++lane) {
    OutlinedNucleus& nucleus = outlined[scratch.batch[lane]];
    for (std::size_t ray = 0; ray < kRays; ++ray) nucleus.outline.radius_um[ray] = radius_um[ray * kLanes + lane];
    nucleus.score_od = scores_od[lane];
  }
  scratch.batch.clear();
}

}  // namespace

double outlineReachUm(const NucleusOptions& options, const MembranenessOptions& membraneness) {
  constexpr double kRoundingUm = 2.0;  // kernels and samples are rounded up to whole pixels
  return options.largest_outline_um +
         std::max(kHalfBaseSteps * kRadialStepUm + 3 * kOutlineSmoothingUm, membraneness.reachUm()) + kRoundingUm;
}

int outlineMarginPx(const NucleusOptions& options, double um_per_px) {
  const double farthest_um = options.largest_outline_um + (kHalfBaseSteps + kStepsPerSample) * kRadialStepUm;
  return static_cast<int>(std::ceil(farthest_um / um_per_px)) + 1;
}

void packForOutlines(ImageView<float> signal, ImageView<std::uint8_t> membraneness, double um_per_px,
                     const NucleusOptions& options, GaussianRows& smoothing, OutlinePlane& plane) {
  if (signal.width != membraneness.width || signal.height != membraneness.height)
    throw std::invalid_argument("signal and membraneness differ in size");
  plane.begin(signal.width, signal.height, outlineMarginPx(options, um_per_px));
  if (signal.empty()) return;
  smoothing.begin(signal.width, kOutlineSmoothingUm / um_per_px);
  for (int y = 0; y < signal.height; ++y) {
    plane.setSignal(y, smoothing.nextRow(HeldRows<float>{signal}));
    plane.addMembraneness(y, membraneness.row(y));
  }
  plane.closeTop();
  plane.closeBottom(signal.height);
}

void outlineNuclei(const OutlinePlane& plane, std::span<const NucleusSeed> seeds, double um_per_px,
                   const NucleusOptions& options, NucleusOutlineScratch& scratch, std::span<OutlinedNucleus> outlined) {
  if (plane.marginPx() < outlineMarginPx(options, um_per_px))
    throw std::invalid_argument("the outline plane's margin is too small");
  if (outlined.size() != seeds.size()) throw std::invalid_argument("seeds and outlines differ in number");
  if (seeds.empty()) return;
  scratch.radii.clear();
  for (const NucleusSeed& seed : seeds) scratch.radii.push_back(radiiOf(seed, options));
  const int most_radii = *std::max_element(scratch.radii.begin(), scratch.radii.end());
  placeSamples(plane.stride(), samplesOf(most_radii), um_per_px, scratch.ray_samples);
  // The membranes of a nuclear marker are nuclei.
  const auto price =
      static_cast<float>(options.dab_coefficient > 0 ? options.membrane_price_od_per_um * kRadialStepUm : 0);
  const int margin = std::max(1, static_cast<int>(std::lround(options.outline_step_um / kRadialStepUm)));
  for (int radii = *std::min_element(scratch.radii.begin(), scratch.radii.end()); radii <= most_radii; ++radii) {
    const Lattice lattice{radii, samplesOf(radii), margin};
    scratch.batch.clear();
    for (std::size_t i = 0; i < seeds.size(); ++i) {
      if (scratch.radii[i] != radii) continue;
      scratch.batch.push_back(i);
      if (scratch.batch.size() == kLanes) outlineBatch(plane, seeds, lattice, price, scratch, outlined);
    }
    if (!scratch.batch.empty()) outlineBatch(plane, seeds, lattice, price, scratch, outlined);
  }
}

}  // namespace herald
