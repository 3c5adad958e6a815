#include "segmentation/cell_features.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <span>
#include <utility>

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

// A pixel of the analysis grid: where pixel (0, 0) of a mask lies.
struct MaskOrigin {
  int x;
  int y;
};

// The pixels of nuclei in the window of `window`.
void packNuclei(ImageView<std::uint8_t> nuclei, const BitMask& window, const MaskOrigin& origin, BitMask& mask) {
  mask.reset(window.width(), window.height());
  for (int row = 0; row < mask.height(); ++row) {
    const std::uint8_t* pixels = nuclei.row(origin.y + row) + origin.x;
    for (int first = 0; first < mask.width(); first += BitMask::kWordPx) {
      const int wanted = std::min(mask.width() - first, BitMask::kWordPx);
      std::array<std::uint8_t, BitMask::kWordPx> last{};
      const bool whole = origin.x + first + BitMask::kWordPx <= nuclei.width;
      if (!whole) std::copy_n(pixels + first, wanted, last.begin());
      const BitMask::Word packed = packBits(whole ? pixels + first : last.data());
      mask.row(row)[first / BitMask::kWordPx] = packed & (~BitMask::Word{0} >> (BitMask::kWordPx - wanted));
    }
  }
}

// Leaves of `mask` what lies inside `area`, or outside it. Masks of one size.
void keepInside(const BitMask& area, BitMask& mask) {
  for (int row = 0; row < mask.height(); ++row) {
    for (int i = 0; i < mask.rowWords(); ++i) mask.row(row)[i] &= area.row(row)[i];
  }
}
void keepOutside(const BitMask& area, BitMask& mask) {
  for (int row = 0; row < mask.height(); ++row) {
    for (int i = 0; i < mask.rowWords(); ++i) mask.row(row)[i] &= ~area.row(row)[i];
  }
}

// The plane's values at the pixels of `mask`, row by row, at the front of `values`, which is longer. Runs are copied in
// whole steps: what is too much is overwritten by the next run.
std::span<const std::int16_t> takeValues(ImageView<std::int16_t> plane, const BitMask& mask, const MaskOrigin& origin,
                                         std::vector<std::int16_t>& values) {
  constexpr int kStep = 16;
  const auto pixels = static_cast<std::size_t>(mask.width()) * static_cast<std::size_t>(mask.height()) + kStep;
  if (values.size() < pixels) values.resize(pixels);
  const std::int16_t* plane_end = plane.row(plane.height - 1) + plane.width;
  std::int16_t* out = values.data();
  for (int row = 0; row < mask.height(); ++row) {
    const std::int16_t* from = plane.row(origin.y + row) + origin.x;
    forRuns(mask, row, [&](int first, int end) {
      if (plane_end - (from + end) < kStep) {
        std::copy(from + first, from + end, out);
      } else {
        for (int x = 0; x < end - first; x += kStep) std::memcpy(out + x, from + first + x, kStep * sizeof *out);
      }
      out += end - first;
    });
  }
  return std::span(values).first(static_cast<std::size_t>(out - values.data()));
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

// The outline grown by kRingFarUm, filled, within the planes. Returns where the mask lies.
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

// DAB of the own pixels outside nuclei and away from the territory's border.
void measureCytoplasm(const AnalysisPlanes& planes, const LabelWindow& own, double um_per_px,
                      CellFeatureScratch& scratch, CompartmentOd& result) {
  const int band_px = std::clamp(static_cast<int>(std::lround(kMembraneBandUm / um_per_px)), 1, 63);
  erodeByCross(own.mask, band_px, scratch.compartment);
  keepOutside(scratch.nuclei, scratch.compartment);
  const auto dab = takeValues(planes.dab, scratch.compartment, {own.left, own.top}, scratch.values);
  result.has_cytoplasm = dab.size() >= kFewestCytoplasmPixels;
  if (result.has_cytoplasm) result.cytoplasm_dab_od = quantileOd(dab, 0.5);
}

// Hematoxylin and DAB of the own pixels inside nuclei.
void measureNucleus(const AnalysisPlanes& planes, const LabelWindow& own, CellFeatureScratch& scratch,
                    CompartmentOd& result) {
  const MaskOrigin origin{own.left, own.top};
  keepInside(own.mask, scratch.nuclei);
  const Moments hematoxylin = momentsOf(takeValues(planes.hematoxylin, scratch.nuclei, origin, scratch.values));
  result.nucleus_hematoxylin_od = static_cast<float>(hematoxylin.meanOd());
  result.nucleus_hematoxylin_sd_od = static_cast<float>(hematoxylin.deviationOd());
  const Moments dab = momentsOf(takeValues(planes.dab, scratch.nuclei, origin, scratch.values));
  result.nucleus_dab_od = static_cast<float>(dab.meanOd());
}

void measureRing(const AnalysisPlanes& planes, ImageView<std::int16_t> smooth_od, ImageView<std::uint8_t> nuclei,
                 const NucleusSeed& seed, const NucleusOutline& outline, double um_per_px, CellFeatureScratch& scratch,
                 CompartmentOd& result) {
  const MaskOrigin origin = fillGrownNucleus(outline, seed, planes, um_per_px, scratch.compartment);
  packNuclei(nuclei, scratch.compartment, origin, scratch.nuclei);
  keepOutside(scratch.nuclei, scratch.compartment);
  const auto od = takeValues(smooth_od, scratch.compartment, origin, scratch.values);
  if (od.size() < kFewestRingPixels) return;
  const Moments ring = momentsOf(od);
  result.ring_od_p50 = quantileOd(od, 0.5);
  result.ring_od_p10 = quantileOd(od, 0.1);
  result.ring_od_cv = ring.meanOd() > 0.005 ? static_cast<float>(ring.deviationOd() / ring.meanOd()) : 0.0F;
  const Moments hematoxylin = momentsOf(takeValues(planes.hematoxylin, scratch.compartment, origin, scratch.values));
  result.ring_hematoxylin_od = static_cast<float>(hematoxylin.meanOd());
}

// Sum of absolute differences of two stretches.
std::int32_t changeBetween(const std::uint8_t* a, const std::uint8_t* b, int count) {
  std::int32_t change = 0;
  for (int i = 0; i < count; ++i) change += std::abs(a[i] - b[i]);
  return change;
}

// Columns of a row.
struct Stretch {
  int y;
  int first;
  int end;
};

struct FocusChange {
  std::int64_t fine = 0;
  std::int64_t coarse = 0;
};

// Over every second row from `y` to `end_y`.
HERALD_DISPATCH FocusChange changesIn(ImageView<std::uint8_t> green, int fine, int coarse, const Stretch& first_row,
                                      int end_y) {
  FocusChange change;
  const int count = first_row.end - first_row.first;
  for (int y = first_row.y; y < end_y; y += 2) {
    const std::uint8_t* row = green.row(y) + first_row.first;
    change.fine += changeBetween(row, row + fine, count);
    change.fine += changeBetween(row, green.row(y + fine) + first_row.first, count);
    change.coarse += changeBetween(row, row + coarse, count);
    change.coarse += changeBetween(row, green.row(y + coarse) + first_row.first, count);
  }
  return change;
}

}  // namespace

CompartmentOd measureCompartments(const AnalysisPlanes& planes, ImageView<std::int16_t> smooth_od,
                                  ImageView<std::uint8_t> nuclei, const LabelWindow& own, const NucleusSeed& seed,
                                  const NucleusOutline& outline, double um_per_px, CellFeatureScratch& scratch) {
  CompartmentOd result;
  packNuclei(nuclei, own.mask, {own.left, own.top}, scratch.nuclei);
  measureCytoplasm(planes, own, um_per_px, scratch, result);
  measureNucleus(planes, own, scratch, result);
  measureRing(planes, smooth_od, nuclei, seed, outline, um_per_px, scratch, result);
  return result;
}

float measureFocus(ImageView<std::uint8_t> green, int centre_x, int centre_y, double level0_um_per_px) {
  const int fine = std::max(1, static_cast<int>(std::lround(1.0 / level0_um_per_px)));
  const int coarse = std::max(2, static_cast<int>(std::lround(4.0 / level0_um_per_px)));
  const int reach = static_cast<int>(std::lround(8.0 / level0_um_per_px));
  const int x0 = std::max(0, centre_x - reach);
  const int y0 = std::max(0, centre_y - reach);
  const int x1 = std::min(green.width - coarse, centre_x + reach);
  const int y1 = std::min(green.height - coarse, centre_y + reach);
  if (x1 <= x0 || y1 <= y0) return 0.0F;
  const FocusChange change = changesIn(green, fine, coarse, {y0, x0, x1}, y1);
  return change.coarse > 0 ? static_cast<float>(static_cast<double>(change.fine) / static_cast<double>(change.coarse))
                           : 0.0F;
}

}  // namespace herald
