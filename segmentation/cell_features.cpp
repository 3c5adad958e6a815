#include "segmentation/cell_features.h"

#include <algorithm>
#include <cmath>
#include <span>
#include <utility>

#include "segmentation/order_statistics.h"
#include "stain/dispatch.h"
#include "stain/unmixing.h"

namespace herald {
namespace {

constexpr std::size_t kFewestCytoplasmPixels = 6;
constexpr std::size_t kFewestRingPixels = 10;

// Sums of whole milli-OD: no order of summation matters.
struct Moments {
  std::int64_t n = 0;
  std::int64_t sum = 0;
  std::int64_t squares = 0;
  [[nodiscard]] double meanOd() const {
    return n > 0 ? static_cast<double>(sum) / static_cast<double>(n) / kMilliOd : 0;
  }
  [[nodiscard]] double deviationOd() const {
    if (n < 2) return 0;
    const double count = static_cast<double>(n);
    const double mean = static_cast<double>(sum) / count;
    return std::sqrt(std::max(0.0, static_cast<double>(squares) / count - mean * mean)) / kMilliOd;
  }
};

HERALD_DISPATCH Moments momentsOf(std::span<const std::int16_t> values) {
  Moments moments;
  moments.n = static_cast<std::int64_t>(values.size());
  for (const std::int16_t value : values) {
    moments.sum += value;
    moments.squares += std::int32_t{value} * value;
  }
  return moments;
}

float quantileOd(std::span<const std::int16_t> values, double fraction) {
  const auto rank = static_cast<std::size_t>(fraction * static_cast<double>(values.size() - 1));
  return static_cast<float>(valueOfRank(values, rank)) / static_cast<float>(kMilliOd);
}

// Room for a value of each pixel of `mask`, and one more: values are written before it is known that they count.
void makeRoom(const BitMask& mask, std::vector<std::int16_t>& values) {
  const auto pixels = static_cast<std::size_t>(mask.width()) * static_cast<std::size_t>(mask.height()) + 1;
  if (values.size() < pixels) values.resize(pixels);
}

// Whole numbers from `value` on, at least -kShift.
constexpr int kShift = 4096;
int roundedUp(float value) {
  const float shifted = value + static_cast<float>(kShift);
  const int whole = static_cast<int>(shifted);
  return whole - kShift + (static_cast<float>(whole) < shifted ? 1 : 0);
}

struct RayEnd {
  float x;
  float y;
};

// Fills the polygon through ray ends (pixels from the seed) into `mask`, of which pixel (0, 0) lies (left, top) from
// the seed.
void fillPolygon(const std::array<RayEnd, kNucleusOutlinePoints>& ends, int left, int top, BitMask& mask) {
  for (std::size_t i = 0; i < ends.size(); ++i) {
    RayEnd a = ends[i];
    RayEnd b = ends[(i + 1) % ends.size()];
    if (a.y > b.y) std::swap(a, b);
    const int first = std::max(roundedUp(a.y), top);
    const int end = std::min(roundedUp(b.y), top + mask.height());
    if (first >= end) continue;
    const float slope = (b.x - a.x) / (b.y - a.y);
    for (int y = first; y < end; ++y) {
      flipFrom(roundedUp(a.x + (static_cast<float>(y) - a.y) * slope) - left, y - top, mask);
    }
  }
}

// The outline grown by kRingFarUm, filled, within the images. Pixel (0, 0) of `mask` is the one returned.
struct MaskOrigin {
  int x;
  int y;
};
MaskOrigin fillGrownNucleus(const NucleusOutline& outline, const NucleusSeed& seed, const CompartmentImages& images,
                            double um_per_px, BitMask& mask) {
  std::array<RayEnd, kNucleusOutlinePoints> ends;
  float reach = 0;
  for (std::size_t i = 0; i < ends.size(); ++i) {
    const auto radius = static_cast<float>((static_cast<double>(outline.radius_um[i]) + kRingFarUm) / um_per_px);
    ends[i] = {static_cast<float>(kNucleusRays[i].x) * radius, static_cast<float>(kNucleusRays[i].y) * radius};
    reach = std::max(reach, radius);
  }
  const int reach_px = roundedUp(reach);
  const MaskOrigin origin{std::max(0, seed.x - reach_px), std::max(0, seed.y - reach_px)};
  mask.reset(std::min(images.dab.width, seed.x + reach_px + 1) - origin.x,
             std::min(images.dab.height, seed.y + reach_px + 1) - origin.y);
  fillPolygon(ends, origin.x - seed.x, origin.y - seed.y, mask);
  return origin;
}

// Hematoxylin and DAB of the own pixels inside nuclei.
void measureNucleus(const CompartmentImages& images, const LabelWindow& own, CellFeatureScratch& scratch,
                    CompartmentOd& result) {
  makeRoom(own.mask, scratch.nucleus_hematoxylin);
  makeRoom(own.mask, scratch.nucleus_dab);
  std::size_t count = 0;
  for (int row = 0; row < own.mask.height(); ++row) {
    const std::uint8_t* nucleus = images.nuclei.row(own.top + row) + own.left;
    const std::int16_t* hematoxylin = images.hematoxylin.row(own.top + row) + own.left;
    const std::int16_t* dab = images.dab.row(own.top + row) + own.left;
    forRuns(own.mask, row, [&](int first, int end) {
      for (int x = first; x < end; ++x) {
        scratch.nucleus_hematoxylin[count] = hematoxylin[x];
        scratch.nucleus_dab[count] = dab[x];
        count += nucleus[x] != 0 ? 1 : 0;  // without a branch: the next pixel overwrites what does not count
      }
    });
  }
  const Moments hematoxylin = momentsOf(std::span(scratch.nucleus_hematoxylin).first(count));
  result.nucleus_hematoxylin_od = static_cast<float>(hematoxylin.meanOd());
  result.nucleus_hematoxylin_sd_od = static_cast<float>(hematoxylin.deviationOd());
  result.nucleus_dab_od = static_cast<float>(momentsOf(std::span(scratch.nucleus_dab).first(count)).meanOd());
}

// DAB of the own pixels outside nuclei and away from the territory's border.
void measureCytoplasm(const CompartmentImages& images, const LabelWindow& own, double um_per_px,
                      CellFeatureScratch& scratch, CompartmentOd& result) {
  const int band_px = std::clamp(static_cast<int>(std::lround(kMembraneBandUm / um_per_px)), 1, 63);
  erodeByCross(own.mask, band_px, scratch.deep);
  makeRoom(own.mask, scratch.cytoplasm_dab);
  std::size_t count = 0;
  for (int row = 0; row < own.mask.height(); ++row) {
    const std::uint8_t* nucleus = images.nuclei.row(own.top + row) + own.left;
    const std::int16_t* dab = images.dab.row(own.top + row) + own.left;
    forRuns(scratch.deep, row, [&](int first, int end) {
      for (int x = first; x < end; ++x) {
        scratch.cytoplasm_dab[count] = dab[x];
        count += nucleus[x] == 0 ? 1 : 0;
      }
    });
  }
  result.has_cytoplasm = count >= kFewestCytoplasmPixels;
  if (result.has_cytoplasm) {
    result.cytoplasm_dab_od = quantileOd(std::span(scratch.cytoplasm_dab).first(count), 0.5);
  }
}

void measureRing(const CompartmentImages& images, const NucleusSeed& seed, const NucleusOutline& outline,
                 double um_per_px, CellFeatureScratch& scratch, CompartmentOd& result) {
  const MaskOrigin origin = fillGrownNucleus(outline, seed, images, um_per_px, scratch.ring);
  makeRoom(scratch.ring, scratch.ring_od);
  makeRoom(scratch.ring, scratch.ring_hematoxylin);
  std::size_t count = 0;
  for (int row = 0; row < scratch.ring.height(); ++row) {
    const std::uint8_t* nucleus = images.nuclei.row(origin.y + row) + origin.x;
    const std::int16_t* od = images.smooth_od.row(origin.y + row) + origin.x;
    const std::int16_t* hematoxylin = images.hematoxylin.row(origin.y + row) + origin.x;
    forRuns(scratch.ring, row, [&](int first, int end) {
      for (int x = first; x < end; ++x) {
        scratch.ring_od[count] = od[x];
        scratch.ring_hematoxylin[count] = hematoxylin[x];
        count += nucleus[x] == 0 ? 1 : 0;
      }
    });
  }
  if (count < kFewestRingPixels) return;
  const auto ring_od = std::span(scratch.ring_od).first(count);
  const Moments ring = momentsOf(ring_od);
  result.ring_od_p50 = quantileOd(ring_od, 0.5);
  result.ring_od_p10 = quantileOd(ring_od, 0.1);
  result.ring_hematoxylin_od = static_cast<float>(momentsOf(std::span(scratch.ring_hematoxylin).first(count)).meanOd());
  result.ring_od_cv = ring.meanOd() > 0.005 ? static_cast<float>(ring.deviationOd() / ring.meanOd()) : 0.0F;
}

}  // namespace

CompartmentOd measureCompartments(const CompartmentImages& images, const LabelWindow& own, const NucleusSeed& seed,
                                  const NucleusOutline& outline, double um_per_px, CellFeatureScratch& scratch) {
  CompartmentOd result;
  measureNucleus(images, own, scratch, result);
  measureCytoplasm(images, own, um_per_px, scratch, result);
  measureRing(images, seed, outline, um_per_px, scratch, result);
  return result;
}

}  // namespace herald
