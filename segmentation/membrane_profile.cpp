#include "segmentation/membrane_profile.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <span>

#include "segmentation/lanes.h"
#include "segmentation/membrane_excess.h"
#include "segmentation/membrane_level.h"
#include "segmentation/membrane_width.h"
#include "stain/dispatch.h"

namespace herald {
namespace {

constexpr std::size_t kSectors = kMembraneSectors;
// Contrast above this draws the line less, so that a strong neighbour does not pull it over, yet enough for its crest:
// 0.15 is the median of the stained sectors on the 2+ core (prototype).
constexpr float kClearContrastOd = 0.15F;
constexpr float kFurtherContrast = 0.3F;
// Price per sampling step away from the outline: where nothing is stained the line stays on it.
constexpr float kStrayCostOd = 0.002F;

// Where the parts of a profile lie, in samples.
struct ProfileLayout {
  int half;    // samples on either side of the outline
  int search;  // of which the peak may be this far out
  int side_near;
  int side_far;
  int foot;  // where a wide line may end
  [[nodiscard]] int firstPeak() const { return half - search; }
  [[nodiscard]] int sideCount() const { return side_far - side_near + 1; }
};

// The default sides begin where a line has fallen to half: on phantoms lines 0.7 and 1.1 um wide (1+, 2+) measure 1.3
// and 1.45 um in DAB, which blur and JPEG widen.
ProfileLayout layoutOf(const MembraneOptions& options) {
  const auto steps = [&](double um) { return static_cast<int>(std::lround(um / options.step_um)); };
  const int search = steps(options.search_um);
  const int far = std::max(1, steps(options.side_far_um));
  const int foot = std::max(1, steps(options.foot_um));
  return {search + std::max(far, foot), search, std::clamp(steps(options.side_near_um), 1, far), far, foot};
}

// The line of each sector at its place in the profile.
struct Lines {
  SectorValues peak_od;
  SectorValues contrast_od;
  SectorValues brown_contrast_od;
  SectorValues inner_od;
  SectorValues excess_od_um;
};

// Sums of `count` samples from each sample on: a side of a line anywhere is then one load.
HERALD_DISPATCH void sumSides(const std::array<SectorValues, kMostNormalSamples>& samples, int sample_count, int count,
                              std::array<SectorValues, kMostNormalSamples>& sums) {
  for (std::size_t s = 0; s < kSectors; s += kLanes) {
    for (int first = 0; first + count <= sample_count; ++first) {
      Lanes sum{};
      for (int i = first; i < first + count; ++i) {
        Lanes values;
        loadLanes(&samples[static_cast<std::size_t>(i)][s], values);
        sum += values;
      }
      storeLanes(sum, &sums[static_cast<std::size_t>(first)][s]);
    }
  }
}

float drawOf(float contrast_od) {
  return std::min(contrast_od, kClearContrastOd + kFurtherContrast * (contrast_od - kClearContrastOd));
}

// What draws the line to each place r of a sector: the contrast c(r) = D(r) - (inner side + outer side) / 2, D = DAB
// and a side its mean. Diffuse DAB of the cytoplasm lies under peak and sides alike and falls out: on a phantom with
// such DAB 68 % of the cells get the right class by this contrast, 66 % by the peak less its higher side, 48 % by the
// peak alone (prototype).
HERALD_DISPATCH void measureContrasts(const ProfileLayout& layout, MembraneScratch& scratch) {
  scratch.contrasts.offsets = 2 * layout.search + 1;
  const float share = 0.5F / static_cast<float>(layout.sideCount());
  for (int k = 0; k < scratch.contrasts.offsets; ++k) {
    const int peak = layout.firstPeak() + k;
    const SectorValues& dab = scratch.samples.dab[static_cast<std::size_t>(peak)];
    const SectorValues& inner = scratch.dab_sides[static_cast<std::size_t>(peak - layout.side_far)];
    const SectorValues& outer = scratch.dab_sides[static_cast<std::size_t>(peak + layout.side_near)];
    const float stray = kStrayCostOd * static_cast<float>(std::abs(k - layout.search));
    SectorValues draw;
    for (std::size_t s = 0; s < kSectors; ++s) draw[s] = drawOf(dab[s] - (inner[s] + outer[s]) * share) - stray;
    for (std::size_t s = 0; s < kSectors; ++s) scratch.contrasts.at[s][static_cast<std::size_t>(k)] = draw[s];
  }
}

// The profile of one sector.
class Profile {
 public:
  Profile(const std::array<SectorValues, kMostNormalSamples>& samples, int count, std::size_t sector)
      : count_(static_cast<std::size_t>(count)) {
    for (std::size_t i = 0; i < count_; ++i) values_[i] = samples[i][sector];
  }
  [[nodiscard]] std::span<const float> values() const { return std::span(values_).first(count_); }

 private:
  std::size_t count_;
  std::array<float, kMostNormalSamples> values_;
};

// Peak and contrast on the path, now without the damping of strong lines; the brown gate's contrast is the same of
// OD(blue) - OD(red).
Lines linesAt(const LinePlaces& places, const ProfileLayout& layout, float step_um, float level_od,
              const MembraneScratch& scratch) {
  Lines lines;
  const NormalSamples& samples = scratch.samples;
  const auto count = static_cast<float>(layout.sideCount());
  for (std::size_t s = 0; s < kSectors; ++s) {
    const int peak = places[s];
    const auto at = static_cast<std::size_t>(peak);
    const auto first_inner = static_cast<std::size_t>(peak - layout.side_far);
    const auto first_outer = static_cast<std::size_t>(peak + layout.side_near);
    const float brown_sides = scratch.brown_sides[first_inner][s] + scratch.brown_sides[first_outer][s];
    const float inner = scratch.dab_sides[first_inner][s];
    lines.peak_od[s] = samples.dab[at][s];
    const float sides_od = (inner + scratch.dab_sides[first_outer][s]) / (2 * count);
    lines.contrast_od[s] = samples.dab[at][s] - std::max(sides_od, level_od);
    lines.brown_contrast_od[s] = samples.blue_minus_red[at][s] - brown_sides / (2 * count);
    if (lines.peak_od[s] >= kClippedOd) {
      // Neither contrast tells much where no light is left: half of the crest, as brown as it is.
      lines.contrast_od[s] = std::max(lines.contrast_od[s], lines.peak_od[s] / 2);
      lines.brown_contrast_od[s] = std::max(lines.brown_contrast_od[s], samples.blue_minus_red[at][s] / 2);
    }
    lines.inner_od[s] = inner / count;
    lines.excess_od_um[s] =
        lineExcess(Profile(samples.dab, samples.count, s).values(), peak, layout.foot, step_um, level_od);
  }
  return lines;
}

// The outline moved on to the line: offsets in analysis pixels along the normals, averaged 1 : 2 : 1, since the line
// moves in whole sampling steps and a zigzag of them would lengthen the outline.
CellOutline movedOutline(const CellOutline& outline, const SectorValues& offsets_px) {
  CellOutline moved;
  for (std::size_t i = 0; i < kSectors; ++i) {
    const float offset =
        0.25F * (offsets_px[(i + kSectors - 1) % kSectors] + offsets_px[(i + 1) % kSectors]) + 0.5F * offsets_px[i];
    const OutlinePoint& point = outline.points[i];
    moved.points[i] = {point.x + point.normal_x * offset, point.y + point.normal_y * offset, point.normal_x,
                       point.normal_y};
  }
  return moved;
}

// Which point of `moved` is nearest to the middle of each of 64 equal arcs of it, first arc about point 0; sets its
// length (of the polygon) and area (|sum of x_i y_i+1 - x_i+1 y_i| / 2). Moved points stand closer in bays than on
// bulges: shares of points would not be shares of the membrane.
std::array<std::size_t, kSectors> equalArcs(CellOutline& moved) {
  std::array<float, kSectors + 1> along{};
  float twice_area = 0;
  for (std::size_t i = 0; i < kSectors; ++i) {
    const OutlinePoint& a = moved.points[i];
    const OutlinePoint& b = moved.points[(i + 1) % kSectors];
    along[i + 1] = along[i] + std::sqrt((b.x - a.x) * (b.x - a.x) + (b.y - a.y) * (b.y - a.y));
    twice_area += a.x * b.y - b.x * a.y;
  }
  moved.length_px = along[kSectors];
  moved.area_px = std::abs(twice_area) / 2;
  std::array<std::size_t, kSectors> source{};
  std::size_t i = 0;
  for (std::size_t sector = 0; sector < kSectors; ++sector) {
    const float at = moved.length_px * static_cast<float>(sector) / static_cast<float>(kSectors);
    while (i < kSectors && (along[i] + along[i + 1]) / 2 < at) ++i;
    source[sector] = i % kSectors;
  }
  return source;
}

// Blur carries a strong line on beyond its end and into the corners of cells that do not have it: contrast far below
// the strongest close by along the outline is that line's fade.
HERALD_DISPATCH void clearFades(SectorValues& contrasts_od, int reach, float fraction) {
  constexpr std::size_t kMostReach = kSectors / 4;
  std::array<float, kSectors + 2 * kMostReach> ring;
  std::copy_n(contrasts_od.end() - kMostReach, kMostReach, ring.begin());
  std::copy_n(contrasts_od.begin(), kSectors, ring.begin() + kMostReach);
  std::copy_n(contrasts_od.begin(), kMostReach, ring.end() - kMostReach);
  for (std::size_t s = 0; s < kSectors; s += kLanes) {
    Lanes strongest{};
    for (int d = -reach; d <= reach; ++d) {
      Lanes there;
      loadLanes(ring.data() + static_cast<std::ptrdiff_t>(s + kMostReach) + d, there);
      strongest = there > strongest ? there : strongest;
    }
    Lanes contrast;
    loadLanes(&contrasts_od[s], contrast);
    storeLanes(contrast < fraction * strongest ? Lanes{} : contrast, &contrasts_od[s]);
  }
}

HERALD_DISPATCH void sharpen(const NormalSamples& samples, std::array<SectorValues, kMostNormalSamples>& sharp) {
  for (std::size_t i = 0; i < static_cast<std::size_t>(samples.count); ++i) {
    for (std::size_t s = 0; s < kSectors; ++s) {
      sharp[i][s] = sharpOd(samples.dab[i][s], samples.blue_minus_red[i][s]);
    }
  }
}

// Width of the line at sample `peak` of a sector.
std::optional<float> widthUm(const MembraneScratch& scratch, std::size_t sector, int peak,
                             const MembraneOptions& options) {
  return lineWidthUm(Profile(scratch.sharp, scratch.samples.count, sector).values(), peak,
                     static_cast<float>(options.step_um), static_cast<float>(options.side_far_um));
}

// Values in whole steps, 0 to 255.
HERALD_DISPATCH void quantise(const SectorValues& values_od, double step_od,
                              std::array<std::uint8_t, kSectors>& counts) {
  const auto steps_per_od = static_cast<float>(1 / step_od);
  for (std::size_t s = 0; s < kSectors; ++s) {
    counts[s] = static_cast<std::uint8_t>(std::clamp(values_od[s] * steps_per_od, 0.0F, 255.0F) + 0.5F);
  }
}

SectorValues takeFrom(const SectorValues& values, const std::array<std::size_t, kSectors>& source) {
  SectorValues taken;
  for (std::size_t s = 0; s < kSectors; ++s) taken[s] = values[source[s]];
  return taken;
}

}  // namespace

void validate(const MembraneOptions& options) {
  requireInRanges(options);
  constexpr const auto& kNear = descriptorOf(&MembraneOptions::side_near_um);
  constexpr const auto& kFar = descriptorOf(&MembraneOptions::side_far_um);
  requireInRange(kFar.key, options.side_far_um, {options.step_um, kFar.range.high});
  requireInRange(kNear.key, options.side_near_um, {kNear.range.low, options.side_far_um});
}

MembraneMeasurement measureMembrane(ImageView<BrownPixel> brown, const CellOutline& outline, int centre_x, int centre_y,
                                    int downsample, double level0_um_per_px, const MembraneOptions& options,
                                    MembraneScratch& scratch) {
  const ProfileLayout layout = layoutOf(options);
  const auto step_px = static_cast<float>(options.step_um / level0_um_per_px);
  sampleNormals(brown, outline, {centre_x, centre_y, downsample, step_px, layout.half}, scratch.samples);
  const NormalSamples& samples = scratch.samples;
  sumSides(samples.dab, samples.count, layout.sideCount(), scratch.dab_sides);
  sumSides(samples.blue_minus_red, samples.count, layout.sideCount(), scratch.brown_sides);
  sharpen(samples, scratch.sharp);
  measureContrasts(layout, scratch);
  const auto path = followLine(scratch.contrasts, static_cast<float>(options.change_cost_od));
  const auto step_um = static_cast<float>(options.step_um);
  MembraneMeasurement result;
  LinePlaces line;
  for (std::size_t s = 0; s < kSectors; ++s) line[s] = layout.firstPeak() + path[s];
  result.level_od = levelBeside(samples, line, step_um);
  const Lines lines = linesAt(line, layout, step_um, result.level_od, scratch);
  SectorValues offsets_px;
  for (std::size_t s = 0; s < kSectors; ++s) {
    offsets_px[s] = static_cast<float>(path[s] - layout.search) * step_px / static_cast<float>(downsample);
  }

  result.outline = movedOutline(outline, offsets_px);
  const std::array<std::size_t, kSectors> source = equalArcs(result.outline);
  SectorValues contrasts_od;
  std::array<std::int16_t, kSectors> widths;
  std::size_t width_count = 0;
  const auto brown_gate = static_cast<float>(options.brown_gate);
  for (std::size_t s = 0; s < kSectors; ++s) {
    const float contrast_od = lines.contrast_od[source[s]];
    // Grey (R = G = B) has nought on the left, pure DAB 0.51 of its contrast. A gate of 0.1 takes stained cells from
    // 14 % to none on the unstained core and from 86 to 4 % in stroma of the 1+ core, and leaves 97 and 99 % on the 2+
    // and 3+ cores, where 99 % are without it (prototype).
    const bool is_brown = lines.brown_contrast_od[source[s]] >= brown_gate * contrast_od;
    contrasts_od[s] = is_brown ? std::max(0.0F, contrast_od) : 0;
    if (!is_brown || contrast_od < static_cast<float>(options.width_minimum_contrast_od)) continue;
    const std::optional<float> width = widthUm(scratch, source[s], line[source[s]], options);
    if (width) widths[width_count++] = widthStepsOf(*width);
  }
  result.width_um = membraneWidthUm(std::span(widths).first(width_count));
  result.inner_side_dab_od = medianOf(takeFrom(lines.inner_od, source));
  // Fades reach a distance, not a number of sectors: those of a large cell are longer.
  const double sector_um = static_cast<double>(result.outline.length_px) * downsample * level0_um_per_px / kSectors;
  result.clipped_fraction = static_cast<float>(std::count_if(lines.peak_od.begin(), lines.peak_od.end(),
                                                             [](float peak_od) { return peak_od >= kClippedOd; })) /
                            kSectors;
  const int fade = std::clamp(static_cast<int>(std::lround(options.fade_um / sector_um)), 0, kMembraneSectors / 4);
  clearFades(contrasts_od, fade, static_cast<float>(options.fade_fraction));
  quantise(takeFrom(lines.peak_od, source), kPeakStepOd, result.signature.peak);
  quantise(contrasts_od, kContrastStepOd, result.signature.contrast);
  quantise(takeFrom(lines.excess_od_um, source), kExcessStepOdUm, result.signature.excess);
  const std::array<OutlinePoint, kSectors> points = result.outline.points;
  for (std::size_t s = 0; s < kSectors; ++s) result.outline.points[s] = points[source[s]];
  return result;
}

}  // namespace herald
