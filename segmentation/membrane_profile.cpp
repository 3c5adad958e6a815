#include "segmentation/membrane_profile.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "segmentation/sampling.h"
#include "stain/option_range.h"

namespace herald {
namespace {

constexpr int kLargestProfile = 128;
constexpr std::size_t kMinimumWidthSectors = 4;

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

Line findLine(const Profile& profile, const ProfileLayout& layout) {
  Line line;
  line.peak = layout.half;
  // From the middle outwards, so that of equal peaks the one nearest the outline wins, the inner one first.
  for (int d = 0; d <= layout.search; ++d) {
    for (const int i : {layout.half - d, layout.half + d}) {
      if (profile.dab[static_cast<std::size_t>(i)] > profile.dab[static_cast<std::size_t>(line.peak)]) line.peak = i;
    }
  }
  const auto contrast = [&](const std::array<float, kLargestProfile>& values) {
    const double inner = meanOf(values, line.peak - layout.side_far, line.peak - layout.side_near);
    const double outer = meanOf(values, line.peak + layout.side_near, line.peak + layout.side_far);
    return static_cast<double>(values[static_cast<std::size_t>(line.peak)]) - (inner + outer) / 2;
  };
  line.peak_od = static_cast<double>(profile.dab[static_cast<std::size_t>(line.peak)]);
  line.contrast_od = contrast(profile.dab);
  line.brown_contrast_od = contrast(profile.brown);
  line.inner_od = meanOf(profile.dab, line.peak - layout.side_far, line.peak - layout.side_near);
  return line;
}

// Full width at half of the contrast above the mean side, by linear interpolation; the profile's end where it never
// falls that far.
double fullWidthAtHalfMaximumUm(const Profile& profile, const ProfileLayout& layout, const Line& line, double step_um) {
  const double half_level = line.peak_od - line.contrast_od / 2;
  const auto reach = [&](int direction) {
    double before = line.peak_od;
    for (int d = 1;; ++d) {
      const int i = line.peak + direction * d;
      if (i < 0 || i >= layout.count()) return static_cast<double>(d - 1);
      const auto value = static_cast<double>(profile.dab[static_cast<std::size_t>(i)]);
      if (value <= half_level) return d - 1 + (before - half_level) / (before - value);
      before = value;
    }
  };
  return (reach(-1) + reach(1)) * step_um;
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
  MembraneMeasurement result;
  std::vector<double> widths;
  std::vector<double> inner;
  for (std::size_t sector = 0; sector < kMembraneSectors; ++sector) {
    const Profile profile = alongTheLine(normals, sector, layout.count());
    const Line line = findLine(profile, layout);
    const bool brown = line.brown_contrast_od >= options.brown_gate * line.contrast_od;
    result.signature.peak[sector] = toCount(line.peak_od, kPeakStepOd);
    result.signature.contrast[sector] = brown ? toCount(line.contrast_od, kContrastStepOd) : std::uint8_t{0};
    inner.push_back(line.inner_od);
    if (brown && line.contrast_od >= options.width_minimum_contrast_od) {
      widths.push_back(fullWidthAtHalfMaximumUm(profile, layout, line, options.step_um));
    }
  }
  if (widths.size() >= kMinimumWidthSectors) result.width_um = medianOf(widths);
  result.inner_side_dab_od = medianOf(inner);
  return result;
}

}  // namespace herald
