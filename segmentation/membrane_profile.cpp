#include "segmentation/membrane_profile.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <span>
#include <vector>

#include "segmentation/membrane_line.h"
#include "segmentation/membrane_width.h"
#include "segmentation/sampling.h"
#include "stain/option_range.h"

namespace herald {
namespace {

constexpr int kLargestProfile = 128;
constexpr std::size_t kSectors = kMembraneSectors;
// Contrast above this draws the line less, so that a strong neighbour does not pull it over, yet enough for its crest.
constexpr float kClearContrastOd = 0.15F;
constexpr float kFurtherContrast = 0.3F;
// Price per sampling step away from the outline: where nothing is stained the line stays on it.
constexpr float kStrayCostOd = 0.002F;

// Samples along one normal, from inside to outside, in optical density.
struct Profile {
  std::array<float, kLargestProfile> dab{};
  std::array<float, kLargestProfile> brown{};
};

// Where the parts of a profile lie, in samples.
struct ProfileLayout {
  int half;    // samples on either side of the outline
  int search;  // of which the peak may be this far out
  int side_near;
  int side_far;
  [[nodiscard]] int count() const { return 2 * half + 1; }
};

ProfileLayout layoutOf(const MembraneOptions& options) {
  const auto steps = [&](double um) { return static_cast<int>(std::lround(um / options.step_um)); };
  const int search = steps(options.search_um);
  const int far = std::max(1, steps(options.side_far_um));
  return {search + far, search, std::clamp(steps(options.side_near_um), 1, far), far};
}

struct Line {
  int peak = 0;  // sample index
  double peak_od = 0;
  double contrast_od = 0;
  double brown_contrast_od = 0;
  double inner_od = 0;
};

// A membrane runs on from sector to sector while noise does not: each profile is averaged with its neighbours on the
// outline, 1 : 2 : 1.
Profile alongTheLine(const std::array<Profile, kMembraneSectors>& normals, std::size_t sector, int count) {
  const Profile& before = normals[(sector + kMembraneSectors - 1) % kMembraneSectors];
  const Profile& here = normals[sector];
  const Profile& after = normals[(sector + 1) % kMembraneSectors];
  Profile mean;
  for (std::size_t i = 0; i < static_cast<std::size_t>(count); ++i) {
    mean.dab[i] = 0.25F * (before.dab[i] + after.dab[i]) + 0.5F * here.dab[i];
    mean.brown[i] = 0.25F * (before.brown[i] + after.brown[i]) + 0.5F * here.brown[i];
  }
  return mean;
}

double meanOf(const std::array<float, kLargestProfile>& values, int first, int last) {
  double sum = 0;
  for (int i = first; i <= last; ++i) sum += static_cast<double>(values[static_cast<std::size_t>(i)]);
  return sum / (last - first + 1);
}

Line lineAt(const Profile& profile, const ProfileLayout& layout, int peak) {
  Line line;
  line.peak = peak;
  const auto contrast = [&](const std::array<float, kLargestProfile>& values) {
    const double inner = meanOf(values, peak - layout.side_far, peak - layout.side_near);
    const double outer = meanOf(values, peak + layout.side_near, peak + layout.side_far);
    return static_cast<double>(values[static_cast<std::size_t>(peak)]) - (inner + outer) / 2;
  };
  line.peak_od = static_cast<double>(profile.dab[static_cast<std::size_t>(peak)]);
  line.contrast_od = contrast(profile.dab);
  line.brown_contrast_od = contrast(profile.brown);
  line.inner_od = meanOf(profile.dab, peak - layout.side_far, peak - layout.side_near);
  return line;
}

float drawOf(float contrast_od) {
  return contrast_od <= kClearContrastOd ? contrast_od
                                         : kClearContrastOd + kFurtherContrast * (contrast_od - kClearContrastOd);
}

std::array<int, kSectors> followMembrane(const std::array<Profile, kSectors>& profiles, const ProfileLayout& layout,
                                         double change_cost_od) {
  LineContrasts contrasts;
  contrasts.offsets = 2 * layout.search + 1;
  for (std::size_t sector = 0; sector < kSectors; ++sector) {
    for (int k = 0; k < contrasts.offsets; ++k) {
      const int peak = layout.half - layout.search + k;
      const auto contrast = static_cast<float>(lineAt(profiles[sector], layout, peak).contrast_od);
      contrasts.at[sector][static_cast<std::size_t>(k)] =
          drawOf(contrast) - kStrayCostOd * static_cast<float>(std::abs(k - layout.search));
    }
  }
  std::array<int, kSectors> path = followLine(contrasts, static_cast<float>(change_cost_od));
  for (int& peak : path) peak += layout.half - layout.search;
  return path;
}

// The outline moved on to the line: offsets in analysis pixels along the normals, averaged 1 : 2 : 1.
CellOutline movedOutline(const CellOutline& outline, const std::array<double, kSectors>& offsets_px) {
  CellOutline moved;
  for (std::size_t i = 0; i < kSectors; ++i) {
    const double offset =
        0.25 * (offsets_px[(i + kSectors - 1) % kSectors] + offsets_px[(i + 1) % kSectors]) + 0.5 * offsets_px[i];
    const OutlinePoint& point = outline.points[i];
    moved.points[i] = {point.x + point.normal_x * offset, point.y + point.normal_y * offset, point.normal_x,
                       point.normal_y};
  }
  return moved;
}

// Which point of `moved` is nearest to the middle of each of 64 equal arcs of it, first arc about point 0; sets its
// length and area.
std::array<std::size_t, kSectors> equalArcs(CellOutline& moved) {
  std::array<double, kSectors + 1> along{};
  double twice_area = 0;
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
    const double at = moved.length_px * static_cast<double>(sector) / static_cast<double>(kSectors);
    while (i < kSectors && (along[i] + along[i + 1]) / 2 < at) ++i;
    source[sector] = i % kSectors;
  }
  return source;
}

// Blur carries a strong line on beyond its end and into the corners of cells that do not have it: contrast far below
// the strongest close by along the outline is that line's fade.
void clearFades(std::array<double, kSectors>& contrasts_od, double sector_um, const MembraneOptions& options) {
  const int reach = std::clamp(static_cast<int>(std::lround(options.fade_um / sector_um)), 0, kMembraneSectors / 4);
  const std::array<double, kSectors> all = contrasts_od;
  for (int sector = 0; sector < kMembraneSectors; ++sector) {
    double strongest = 0;
    for (int d = -reach; d <= reach; ++d) {
      strongest =
          std::max(strongest, all[static_cast<std::size_t>((sector + d + kMembraneSectors) % kMembraneSectors)]);
    }
    double& own = contrasts_od[static_cast<std::size_t>(sector)];
    if (own < options.fade_fraction * strongest) own = 0;
  }
}

// Width of the line at sample `peak`.
std::optional<double> widthUm(const Profile& profile, const ProfileLayout& layout, int peak,
                              const MembraneOptions& options) {
  std::array<float, kLargestProfile> sharp;
  const auto count = static_cast<std::size_t>(layout.count());
  for (std::size_t i = 0; i < count; ++i) sharp[i] = sharpOd(profile.dab[i], profile.brown[i]);
  return lineWidthUm(std::span(sharp).first(count), peak, options.step_um, options.side_far_um);
}

std::uint8_t toCount(double value_od, double step_od) {
  return static_cast<std::uint8_t>(std::clamp(std::floor(value_od / step_od + 0.5), 0.0, 255.0));
}

float medianOf(std::vector<double>& values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return static_cast<float>(*middle);
}

}  // namespace

void validate(const MembraneOptions& options) {
  const auto check = [](double value, double low, double high, const char* field) {
    requireInRange("membrane", field, value, low, high);
  };
  check(options.step_um, 0.1, 1, "step_um");
  check(options.search_um, 0, 2, "search_um");
  check(options.side_far_um, options.step_um, 4, "side_far_um");
  check(options.side_near_um, 0, options.side_far_um, "side_near_um");
  check(options.change_cost_od, 0, 1, "change_cost_od");
  check(options.fade_um, 0, 5, "fade_um");
  check(options.fade_fraction, 0, 1, "fade_fraction");
  check(options.brown_gate, 0, 0.5, "brown_gate");
  check(options.width_minimum_contrast_od, 0.005, 3, "width_minimum_contrast_od");
}

MembraneMeasurement measureMembrane(const FullResolutionPlanes& planes, const CellOutline& outline, int centre_x,
                                    int centre_y, int downsample, double level0_um_per_px,
                                    const MembraneOptions& options) {
  const ProfileLayout layout = layoutOf(options);
  const double step_px = options.step_um / level0_um_per_px;
  const double centre_fraction = (downsample - 1) / 2.0;
  std::array<Profile, kMembraneSectors> normals;
  for (std::size_t sector = 0; sector < kMembraneSectors; ++sector) {
    const OutlinePoint& point = outline.points[sector];
    for (int i = 0; i < layout.count(); ++i) {
      const double along_px = (i - layout.half) * step_px;
      const double dx = centre_fraction + point.x * downsample + point.normal_x * along_px;
      const double dy = centre_fraction + point.y * downsample + point.normal_y * along_px;
      const auto slot = static_cast<std::size_t>(i);
      normals[sector].dab[slot] =
          static_cast<float>(sampleBilinear<std::int16_t>(planes.dab, centre_x, centre_y, dx, dy) / kMilliOd);
      normals[sector].brown[slot] = static_cast<float>(
          sampleBilinear<std::int16_t>(planes.blue_minus_red, centre_x, centre_y, dx, dy) / kMilliOd);
    }
  }
  std::array<Profile, kSectors> profiles;
  for (std::size_t sector = 0; sector < kSectors; ++sector) {
    profiles[sector] = alongTheLine(normals, sector, layout.count());
  }
  const std::array<int, kSectors> path = followMembrane(profiles, layout, options.change_cost_od);
  std::array<Line, kSectors> lines;
  std::array<double, kSectors> offsets_px{};
  for (std::size_t sector = 0; sector < kSectors; ++sector) {
    lines[sector] = lineAt(profiles[sector], layout, path[sector]);
    offsets_px[sector] = (path[sector] - layout.half) * step_px / downsample;
  }

  MembraneMeasurement result;
  result.outline = movedOutline(outline, offsets_px);
  const std::array<std::size_t, kSectors> source = equalArcs(result.outline);
  std::array<double, kSectors> contrasts_od{};
  std::vector<double> widths;
  std::vector<double> inner;
  for (std::size_t sector = 0; sector < kSectors; ++sector) {
    const Line& line = lines[source[sector]];
    const bool brown = line.brown_contrast_od >= options.brown_gate * line.contrast_od;
    result.signature.peak[sector] = toCount(line.peak_od, kPeakStepOd);
    contrasts_od[sector] = brown ? std::max(0.0, line.contrast_od) : 0;
    inner.push_back(line.inner_od);
    if (brown && line.contrast_od >= options.width_minimum_contrast_od) {
      const std::optional<double> width = widthUm(profiles[source[sector]], layout, line.peak, options);
      if (width) widths.push_back(*width);
    }
  }
  clearFades(contrasts_od, result.outline.length_px * downsample * level0_um_per_px / kMembraneSectors, options);
  for (std::size_t sector = 0; sector < kSectors; ++sector) {
    result.signature.contrast[sector] = toCount(contrasts_od[sector], kContrastStepOd);
  }
  const std::array<OutlinePoint, kSectors> points = result.outline.points;
  for (std::size_t sector = 0; sector < kSectors; ++sector) result.outline.points[sector] = points[source[sector]];
  result.width_um = membraneWidthUm(widths);
  result.inner_side_dab_od = medianOf(inner);
  return result;
}

}  // namespace herald
