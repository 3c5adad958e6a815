#include "segmentation/nuclei.h"

#include <algorithm>
#include <cmath>

#include "stain/option_range.h"
#include "stain/unmixing.h"

namespace herald {
namespace {

// Dark membranes go no deeper than this below glass: the deeper they are, the more an island of cytoplasm between them
// looks like a nucleus.
constexpr float kDeepestSignalOd = -0.05F;

// A disc of radius r answers most to a Laplacian of Gaussian of sigma r / sqrt(2).
double sigmaOfRadius(double radius) {
  return radius / std::sqrt(2.0);
}

// The difference of Gaussians at sigma and ratio * sigma approximates (ratio - 1) * sigma^2 * Laplacian; it answers
// most to a blob whose own sigma lies between them.
struct Scales {
  std::array<double, kNucleusScales + 1> sigma_um{};
  std::array<double, kNucleusScales> radius_um{};
  double ratio = 1;
};

Scales scalesOf(const NucleusOptions& options) {
  Scales scales;
  scales.ratio = std::pow(options.largest_radius_um / options.smallest_radius_um, 1.0 / (kNucleusScales - 1));
  const double first = sigmaOfRadius(options.smallest_radius_um) / std::sqrt(scales.ratio);
  for (std::size_t s = 0; s < scales.sigma_um.size(); ++s) {
    scales.sigma_um[s] = first * std::pow(scales.ratio, static_cast<double>(s));
  }
  for (std::size_t s = 0; s < scales.radius_um.size(); ++s) {
    scales.radius_um[s] = options.smallest_radius_um * std::pow(scales.ratio, static_cast<double>(s));
  }
  return scales;
}

void strongestResponse(const Scales& scales, double scale_preference, NucleusScratch& scratch) {
  const int w = scratch.signal.width();
  const int h = scratch.signal.height();
  scratch.response.reset(w, h, -1e9F);
  scratch.scale.reset(w, h, 0);
  for (std::uint8_t s = 0; s < kNucleusScales; ++s) {
    const double preference = std::pow(scales.radius_um[s] / scales.radius_um.back(), scale_preference);
    const auto gain = static_cast<float>(preference / (scales.ratio - 1.0));
    for (int y = 0; y < h; ++y) {
      const float* fine = scratch.smooth[s].row(y);
      const float* coarse = scratch.smooth[s + 1U].row(y);
      float* best = scratch.response.row(y);
      std::uint8_t* scale = scratch.scale.row(y);
      for (int x = 0; x < w; ++x) {
        const float response = (fine[x] - coarse[x]) * gain;
        if (response > best[x]) {
          best[x] = response;
          scale[x] = s;
        }
      }
    }
  }
}

// Greater than all eight neighbours; equal ones lose to the smaller (y, x).
bool isLocalMaximum(const Image<float>& response, int x, int y) {
  const float value = response.at(x, y);
  for (int dy = -1; dy <= 1; ++dy) {
    for (int dx = -1; dx <= 1; ++dx) {
      if (!response.contains(x + dx, y + dy)) continue;
      const float other = response.at(x + dx, y + dy);
      const bool before = dy < 0 || (dy == 0 && dx < 0);
      if (other > value || (before && other == value)) return false;
    }
  }
  return true;
}

std::vector<NucleusSeed> localMaxima(const Scales& scales, double minimum_response_od, const NucleusScratch& scratch) {
  std::vector<NucleusSeed> maxima;
  for (int y = 0; y < scratch.response.height(); ++y) {
    const float* row = scratch.response.row(y);
    for (int x = 0; x < scratch.response.width(); ++x) {
      if (row[x] < minimum_response_od || !isLocalMaximum(scratch.response, x, y)) continue;
      maxima.push_back({x, y, row[x], static_cast<float>(scales.radius_um[scratch.scale.at(x, y)])});
    }
  }
  return maxima;
}

bool stronger(const NucleusSeed& a, const NucleusSeed& b) {
  if (a.response_od != b.response_od) return a.response_od > b.response_od;
  return a.y != b.y ? a.y < b.y : a.x < b.x;
}

// Keeps a maximum unless a stronger one lies within `separation` of the larger of their radii. `maxima` is row-major.
std::vector<NucleusSeed> separate(const std::vector<NucleusSeed>& maxima, double um_per_px,
                                  const NucleusOptions& options) {
  const double reach_px = options.separation * options.largest_radius_um / um_per_px;
  std::vector<NucleusSeed> kept;
  std::size_t window_start = 0;
  for (const NucleusSeed& seed : maxima) {
    while (maxima[window_start].y < seed.y - reach_px) ++window_start;
    bool beaten = false;
    for (std::size_t i = window_start; i < maxima.size() && maxima[i].y <= seed.y + reach_px && !beaten; ++i) {
      const NucleusSeed& other = maxima[i];
      if (!stronger(other, seed)) continue;
      const int dx = other.x - seed.x;
      const int dy = other.y - seed.y;
      const double distance_um = std::sqrt(static_cast<double>(dx * dx + dy * dy)) * um_per_px;
      beaten = distance_um < options.separation * static_cast<double>(std::max(seed.radius_um, other.radius_um));
    }
    if (!beaten) kept.push_back(seed);
  }
  return kept;
}

}  // namespace

double NucleusOptions::reachUm() const {
  const Scales scales = scalesOf(*this);
  constexpr double kRoundingUm = 2.0;  // kernels and distances are rounded up to whole pixels
  return 3.0 * scales.sigma_um.back() + separation * largest_radius_um + kRoundingUm;
}

void validate(const NucleusOptions& options) {
  const auto check = [](double value, double low, double high, const char* field) {
    requireInRange("nucleus", field, value, low, high);
  };
  check(options.dab_coefficient, -1, 1, "dab_coefficient");
  check(options.smallest_radius_um, 1, 10, "smallest_radius_um");
  check(options.largest_radius_um, options.smallest_radius_um * 1.1, 12, "largest_radius_um");
  check(options.minimum_response_od, 0.001, 2, "minimum_response_od");
  check(options.scale_preference, 0, 3, "scale_preference");
  check(options.separation, 0.2, 2, "separation");
  check(options.largest_outline_um, 2, 12, "largest_outline_um");
  check(options.outline_step_um, 0.1, 2, "outline_step_um");
}

void nuclearSignal(ImageView<std::int16_t> hematoxylin_milli_od, ImageView<std::int16_t> dab_milli_od,
                   double dab_coefficient, Image<float>& signal) {
  signal.reset(hematoxylin_milli_od.width, hematoxylin_milli_od.height);
  const auto unit = static_cast<float>(1.0 / kMilliOd);
  const auto coefficient = static_cast<float>(dab_coefficient / kMilliOd);
  for (int y = 0; y < signal.height(); ++y) {
    const std::int16_t* h = hematoxylin_milli_od.row(y);
    const std::int16_t* d = dab_milli_od.row(y);
    float* out = signal.row(y);
    for (int x = 0; x < signal.width(); ++x) {
      const float signal_od =
          static_cast<float>(h[x]) * unit - static_cast<float>(std::max<std::int16_t>(0, d[x])) * coefficient;
      out[x] = std::max(kDeepestSignalOd, signal_od);
    }
  }
}

std::vector<NucleusSeed> findNuclei(ImageView<std::int16_t> hematoxylin, ImageView<std::int16_t> dab, double um_per_px,
                                    const NucleusOptions& options, NucleusScratch& scratch) {
  const Scales scales = scalesOf(options);
  nuclearSignal(hematoxylin, dab, options.dab_coefficient, scratch.signal);
  for (std::size_t s = 0; s < scratch.smooth.size(); ++s) {
    gaussianSmooth(scratch.signal, scales.sigma_um[s] / um_per_px, scratch.smooth[s], scratch.smoothing);
  }
  strongestResponse(scales, options.scale_preference, scratch);
  return separate(localMaxima(scales, options.minimum_response_od, scratch), um_per_px, options);
}

}  // namespace herald
