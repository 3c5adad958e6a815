#include "segmentation/cell_features.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "segmentation/order_statistics.h"
#include "stain/dispatch.h"

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

float quantileOd(const std::vector<std::int16_t>& values, double fraction) {
  const auto rank = static_cast<std::size_t>(fraction * static_cast<double>(values.size() - 1));
  return static_cast<float>(valueOfRank(values, rank)) / static_cast<float>(kMilliOd);
}

// A stretch of a row of the planes.
struct Stretch {
  int y;
  int first;
  int end;
};

// Adds the stretch's pixels inside nuclei.
HERALD_DISPATCH void addNucleus(const AnalysisPlanes& planes, ImageView<std::uint8_t> nuclei, const Stretch& stretch,
                                Moments& hematoxylin, Moments& dab) {
  const std::uint8_t* nucleus = nuclei.row(stretch.y);
  const std::int16_t* hematoxylin_row = planes.hematoxylin.row(stretch.y);
  const std::int16_t* dab_row = planes.dab.row(stretch.y);
  std::int32_t n = 0;
  std::int32_t sum = 0;
  std::int32_t dab_sum = 0;
  std::int64_t squares = 0;
  for (int x = stretch.first; x < stretch.end; ++x) {
    const std::int32_t inside = nucleus[x] != 0 ? 1 : 0;
    const std::int32_t value = hematoxylin_row[x] * inside;
    n += inside;
    sum += value;
    squares += value * value;
    dab_sum += dab_row[x] * inside;
  }
  hematoxylin.n += n;
  hematoxylin.sum += sum;
  hematoxylin.squares += squares;
  dab.n += n;
  dab.sum += dab_sum;
}

// Appends value(x) of the stretch's pixels outside nuclei.
template <class Value>
void appendOutsideNuclei(ImageView<std::uint8_t> nuclei, const Stretch& stretch, Value&& value,
                         std::vector<std::int16_t>& values) {
  const std::size_t before = values.size();
  values.resize(before + static_cast<std::size_t>(stretch.end - stretch.first));
  const std::uint8_t* nucleus = nuclei.row(stretch.y);
  std::int16_t* out = values.data() + before;
  for (int x = stretch.first; x < stretch.end; ++x) {
    *out = value(x);
    out += nucleus[x] == 0 ? 1 : 0;  // without a branch: the next one overwrites it
  }
  values.resize(static_cast<std::size_t>(out - values.data()));
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

// The outline grown by kRingFarUm, filled, within the planes. Pixel (0, 0) of `mask` is the one returned.
struct MaskOrigin {
  int x;
  int y;
};
MaskOrigin fillGrownNucleus(const NucleusOutline& outline, const NucleusSeed& seed, const AnalysisPlanes& planes,
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
  mask.reset(std::min(planes.dab.width(), seed.x + reach_px + 1) - origin.x,
             std::min(planes.dab.height(), seed.y + reach_px + 1) - origin.y);
  fillPolygon(ends, origin.x - seed.x, origin.y - seed.y, mask);
  return origin;
}

std::int16_t toCount(float value) {
  return static_cast<std::int16_t>(value + (value < 0 ? -0.5F : 0.5F));
}

HERALD_DISPATCH Moments momentsOf(const std::vector<std::int16_t>& values) {
  Moments moments;
  for (const std::int16_t value : values) {
    moments.sum += value;
    moments.squares += std::int32_t{value} * value;
  }
  moments.n = static_cast<std::int64_t>(values.size());
  return moments;
}

void measureOwnPixels(const AnalysisPlanes& planes, ImageView<std::uint8_t> nuclei, const LabelWindow& own,
                      double um_per_px, CellFeatureScratch& scratch, CompartmentOd& result) {
  const int band_px = std::clamp(static_cast<int>(std::lround(kMembraneBandUm / um_per_px)), 1, 63);
  erodeByCross(own.mask, band_px, scratch.deep);
  Moments hematoxylin;
  Moments dab;
  scratch.cytoplasm_dab.clear();
  for (int row = 0; row < own.mask.height(); ++row) {
    const int y = own.top + row;
    forRuns(own.mask, row, [&](int first, int end) {
      addNucleus(planes, nuclei, {y, own.left + first, own.left + end}, hematoxylin, dab);
    });
    const std::int16_t* dab_row = planes.dab.row(y);
    forRuns(scratch.deep, row, [&](int first, int end) {
      appendOutsideNuclei(
          nuclei, {y, own.left + first, own.left + end}, [&](int x) { return dab_row[x]; }, scratch.cytoplasm_dab);
    });
  }
  result.nucleus_hematoxylin_od = static_cast<float>(hematoxylin.meanOd());
  result.nucleus_hematoxylin_sd_od = static_cast<float>(hematoxylin.deviationOd());
  result.nucleus_dab_od = static_cast<float>(dab.meanOd());
  result.has_cytoplasm = scratch.cytoplasm_dab.size() >= kFewestCytoplasmPixels;
  if (result.has_cytoplasm) result.cytoplasm_dab_od = quantileOd(scratch.cytoplasm_dab, 0.5);
}

void measureRing(const AnalysisPlanes& planes, ImageView<float> smooth_od, ImageView<std::uint8_t> nuclei,
                 const NucleusSeed& seed, const NucleusOutline& outline, double um_per_px, CellFeatureScratch& scratch,
                 CompartmentOd& result) {
  const MaskOrigin origin = fillGrownNucleus(outline, seed, planes, um_per_px, scratch.ring);
  std::int64_t hematoxylin_sum = 0;
  scratch.ring_od.clear();
  for (int row = 0; row < scratch.ring.height(); ++row) {
    const int y = origin.y + row;
    const float* od = smooth_od.row(y);
    const std::uint8_t* nucleus = nuclei.row(y);
    const std::int16_t* hematoxylin = planes.hematoxylin.row(y);
    forRuns(scratch.ring, row, [&](int first, int end) {
      const Stretch stretch{y, origin.x + first, origin.x + end};
      appendOutsideNuclei(
          nuclei, stretch, [&](int x) { return toCount(od[x]); }, scratch.ring_od);
      std::int32_t sum = 0;
      for (int x = stretch.first; x < stretch.end; ++x) sum += nucleus[x] == 0 ? hematoxylin[x] : 0;
      hematoxylin_sum += sum;
    });
  }
  if (scratch.ring_od.size() < kFewestRingPixels) return;
  const Moments ring = momentsOf(scratch.ring_od);
  result.ring_od_p50 = quantileOd(scratch.ring_od, 0.5);
  result.ring_od_p10 = quantileOd(scratch.ring_od, 0.1);
  result.ring_hematoxylin_od =
      static_cast<float>(static_cast<double>(hematoxylin_sum) / static_cast<double>(ring.n) / kMilliOd);
  result.ring_od_cv = ring.meanOd() > 0.005 ? static_cast<float>(ring.deviationOd() / ring.meanOd()) : 0.0F;
}

// Change from every second pixel of a row to what lies `step` along it and in another row.
struct FocusRow {
  const std::uint8_t* here;
  const std::uint8_t* below;
  int step;
};
std::int32_t changeAlong(const FocusRow& row, int count) {
  std::int32_t change = 0;
  for (int i = 0; i < count; ++i) {
    const int x = 2 * i;
    change += std::abs(row.here[x + row.step] - row.here[x]) + std::abs(row.below[x] - row.here[x]);
  }
  return change;
}

struct FocusChange {
  std::int64_t fine = 0;
  std::int64_t coarse = 0;
};

HERALD_DISPATCH FocusChange changesIn(ImageView<std::uint8_t> green, int fine, int coarse, const PixelRect& window) {
  FocusChange change;
  const auto x0 = window.x;
  const auto y1 = static_cast<int>(window.y + window.height);
  const auto count = static_cast<int>((window.width + 1) / 2);
  for (auto y = static_cast<int>(window.y); y < y1; y += 2) {
    const std::uint8_t* row = green.row(y) + x0;
    change.fine += changeAlong({row, green.row(y + fine) + x0, fine}, count);
    change.coarse += changeAlong({row, green.row(y + coarse) + x0, coarse}, count);
  }
  return change;
}

}  // namespace

CompartmentOd measureCompartments(const AnalysisPlanes& planes, ImageView<float> smooth_od,
                                  ImageView<std::uint8_t> nuclei, const LabelWindow& own, const NucleusSeed& seed,
                                  const NucleusOutline& outline, double um_per_px, CellFeatureScratch& scratch) {
  CompartmentOd result;
  measureOwnPixels(planes, nuclei, own, um_per_px, scratch, result);
  measureRing(planes, smooth_od, nuclei, seed, outline, um_per_px, scratch, result);
  return result;
}

float measureFocus(ImageView<std::uint8_t> green, int centre_x, int centre_y, double level0_um_per_px) {
  const int fine = std::max(1, static_cast<int>(std::lround(1.0 / level0_um_per_px)));
  const int coarse = std::max(2, static_cast<int>(std::lround(4.0 / level0_um_per_px)));
  const int reach = static_cast<int>(std::lround(8.0 / level0_um_per_px));
  const int x0 = std::max(0, centre_x - reach);
  const int y0 = std::max(0, centre_y - reach);
  const int width = std::min(green.width - coarse, centre_x + reach) - x0;
  const int height = std::min(green.height - coarse, centre_y + reach) - y0;
  if (width <= 0 || height <= 0) return 0.0F;
  const FocusChange change = changesIn(green, fine, coarse, {x0, y0, width, height});
  return change.coarse > 0 ? static_cast<float>(static_cast<double>(change.fine) / static_cast<double>(change.coarse))
                           : 0.0F;
}

}  // namespace herald
