#include "segmentation/nuclei.h"

#include <algorithm>
#include <cmath>

#include "stain/option_range.h"
#include "stain/unmixing.h"

namespace herald {
namespace {

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

void responseAt(const Scales& scales, std::size_t scale, NucleusScratch& scratch) {
  const auto gain = static_cast<float>(1.0 / (scales.ratio - 1.0));
  for (int y = 0; y < scratch.signal.height(); ++y) {
    const float* fine = scratch.smooth[scale].row(y);
    const float* coarse = scratch.smooth[scale + 1U].row(y);
    float* response = scratch.scale_response.row(y);
    float* strongest = scratch.response.row(y);
    for (int x = 0; x < scratch.signal.width(); ++x) {
      response[x] = (fine[x] - coarse[x]) * gain;
      strongest[x] = std::max(strongest[x], response[x]);
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

void addLocalMaxima(const Image<float>& response, double radius_um, double minimum_response_od,
                    std::vector<NucleusSeed>& candidates) {
  for (int y = 0; y < response.height(); ++y) {
    const float* row = response.row(y);
    for (int x = 0; x < response.width(); ++x) {
      if (row[x] < minimum_response_od || !isLocalMaximum(response, x, y)) continue;
      candidates.push_back({x, y, row[x], static_cast<float>(radius_um)});
    }
  }
}

}  // namespace

double candidateReachUm(const NucleusOptions& options) {
  constexpr double kRoundingUm = 1.5;  // kernels are rounded up to whole pixels; one more for the neighbours
  return 3.0 * scalesOf(options).sigma_um.back() + kRoundingUm;
}

void validate(const NucleusOptions& options) {
  const auto check = [](double value, double low, double high, const char* field) {
    requireInRange("nucleus", field, value, low, high);
  };
  check(options.dab_coefficient, 0, 1, "dab_coefficient");
  check(options.smallest_radius_um, 1, 10, "smallest_radius_um");
  check(options.largest_radius_um, options.smallest_radius_um * 1.1, 12, "largest_radius_um");
  check(options.minimum_response_od, 0.001, 2, "minimum_response_od");
  check(options.minimum_score_od, 0.0001, 1, "minimum_score_od");
  check(options.largest_overlap, 0, 1, "largest_overlap");
  check(options.split_gain, 0.5, 10, "split_gain");
  check(options.split_valley, 0, 2, "split_valley");
  check(options.largest_outline_um, 2, 12, "largest_outline_um");
  check(options.outline_step_um, 0.1, 2, "outline_step_um");
  check(options.membrane_price_od_per_um, 0, 10, "membrane_price_od_per_um");
  check(options.rim_um, 0, 3, "rim_um");
}

void nuclearSignal(ImageView<std::int16_t> hematoxylin_milli_od, ImageView<std::int16_t> dab_milli_od,
                   double dab_coefficient, Image<float>& signal) {
  signal.reset(hematoxylin_milli_od.width, hematoxylin_milli_od.height);
  const auto unit = static_cast<float>(1.0 / kMilliOd);
  const double share = dab_coefficient > 0 ? -dab_coefficient : kNuclearMarkerDabShare;
  const auto dab_weight = static_cast<float>(share / kMilliOd);
  const auto ceiling = static_cast<float>(kSignalCeilingOd);
  for (int y = 0; y < signal.height(); ++y) {
    const std::int16_t* h = hematoxylin_milli_od.row(y);
    const std::int16_t* d = dab_milli_od.row(y);
    float* out = signal.row(y);
    for (int x = 0; x < signal.width(); ++x) {
      const float brown = static_cast<float>(std::max<std::int16_t>(0, d[x])) * dab_weight;
      const float density = std::max(0.0F, static_cast<float>(h[x]) * unit + brown);
      out[x] = ceiling * density / (ceiling + density);
    }
  }
}

std::vector<NucleusSeed> findNucleusCandidates(ImageView<std::int16_t> hematoxylin, ImageView<std::int16_t> dab,
                                               double um_per_px, const NucleusOptions& options,
                                               NucleusScratch& scratch) {
  const Scales scales = scalesOf(options);
  nuclearSignal(hematoxylin, dab, options.dab_coefficient, scratch.signal);
  scratch.response.reset(hematoxylin.width, hematoxylin.height, -1e9F);
  scratch.scale_response.reset(hematoxylin.width, hematoxylin.height);
  for (std::size_t s = 0; s < scratch.smooth.size(); ++s) {
    gaussianSmooth(scratch.signal, scales.sigma_um[s] / um_per_px, scratch.smooth[s], scratch.smoothing);
  }
  std::vector<NucleusSeed> candidates;
  for (std::size_t s = 0; s < scales.radius_um.size(); ++s) {
    responseAt(scales, s, scratch);
    addLocalMaxima(scratch.scale_response, scales.radius_um[s], options.minimum_response_od, candidates);
  }
  std::stable_sort(candidates.begin(), candidates.end(),
                   [](const NucleusSeed& a, const NucleusSeed& b) { return a.y != b.y ? a.y < b.y : a.x < b.x; });
  return candidates;
}

}  // namespace herald
