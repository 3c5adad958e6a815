#include "segmentation/nuclei.h"

#include <algorithm>
#include <cmath>

#include "stain/dispatch.h"
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

HERALD_DISPATCH void subtractRows(const float* fine, const float* coarse, int width, float gain, float* response) {
  for (int x = 0; x < width; ++x) response[x] = (fine[x] - coarse[x]) * gain;
}

void responseAt(const Scales& scales, std::size_t scale, NucleusScratch& scratch) {
  const auto gain = static_cast<float>(1.0 / (scales.ratio - 1.0));
  scratch.response.resize(scratch.blob_signal.width(), scratch.blob_signal.height());
  for (int y = 0; y < scratch.response.height(); ++y) {
    subtractRows(scratch.smooth[scale].row(y), scratch.smooth[scale + 1U].row(y), scratch.response.width(), gain,
                 scratch.response.row(y));
  }
}

// peaks[x] = 1 where the row reaches the minimum and is no less than the neighbours left, right, above and below.
HERALD_DISPATCH void markPeaks(const float* above, const float* row, const float* below, int width, float minimum,
                               std::uint8_t* peaks) {
  for (int x = 1; x + 1 < width; ++x) {
    const float sides = std::max(row[x - 1], row[x + 1]);
    const float ends = std::max(above[x], below[x]);
    peaks[x] = row[x] >= std::max(minimum, std::max(sides, ends)) ? 1 : 0;
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

// Analysis pixel of the top of the parabola through three neighbouring blob pixels, the second the highest.
int topBetween(float before, float value, float after, int blob_pixel, int analysis_pixels) {
  const float bend = before - 2 * value + after;
  const float offset = bend < 0 ? std::clamp(0.5F * (before - after) / bend, -0.5F, 0.5F) : 0.0F;
  // The blob pixel's centre lies between its two analysis pixels.
  const int pixel = kBlobGridPx * blob_pixel + static_cast<int>(std::floor(1.0F + kBlobGridPx * offset));
  return std::clamp(pixel, 0, analysis_pixels - 1);
}

NucleusSeed seedAt(const NucleusScratch& scratch, int x, int y, double radius_um) {
  const Image<float>& response = scratch.response;
  const float value = response.at(x, y);
  const auto valueOr = [&](int px, int py) { return response.contains(px, py) ? response.at(px, py) : value; };
  return {topBetween(valueOr(x - 1, y), value, valueOr(x + 1, y), x, scratch.signal.width()),
          topBetween(valueOr(x, y - 1), value, valueOr(x, y + 1), y, scratch.signal.height()), value,
          static_cast<float>(radius_um)};
}

// Marks the seed's analysis pixel and the four beside it with the scale's bit.
void markAround(const NucleusSeed& seed, std::uint8_t bit, Image<std::uint8_t>& marks) {
  const auto mark = [&](int x, int y) {
    if (marks.contains(x, y)) marks.at(x, y) = static_cast<std::uint8_t>(marks.at(x, y) | bit);
  };
  mark(seed.x, seed.y);
  mark(seed.x - 1, seed.y);
  mark(seed.x + 1, seed.y);
  mark(seed.x, seed.y - 1);
  mark(seed.x, seed.y + 1);
}

void addLocalMaxima(std::size_t scale, double radius_um, float minimum_response_od, NucleusScratch& scratch,
                    std::vector<NucleusSeed>& candidates) {
  const Image<float>& response = scratch.response;
  const auto own_bit = static_cast<std::uint8_t>(1U << scale);
  const auto larger_bit = static_cast<std::uint8_t>(2U << scale);
  const int width = response.width();
  scratch.peaks.resize(static_cast<std::size_t>(width));
  for (int y = 0; y < response.height(); ++y) {
    const float* row = response.row(y);
    scratch.peaks.front() = scratch.peaks.back() = 1;  // left to the test below
    markPeaks(response.row(std::max(0, y - 1)), row, response.row(std::min(response.height() - 1, y + 1)), width,
              minimum_response_od, scratch.peaks.data());
    for (auto peak = std::find(scratch.peaks.begin(), scratch.peaks.end(), 1); peak != scratch.peaks.end();
         peak = std::find(peak + 1, scratch.peaks.end(), 1)) {
      const int x = static_cast<int>(peak - scratch.peaks.begin());
      if (row[x] < minimum_response_od || !isLocalMaximum(response, x, y)) continue;
      const NucleusSeed seed = seedAt(scratch, x, y, radius_um);
      if ((scratch.marks.at(seed.x, seed.y) & larger_bit) == 0) candidates.push_back(seed);
      markAround(seed, own_bit, scratch.marks);
    }
  }
}

HERALD_DISPATCH void signalRow(const std::int16_t* hematoxylin, const std::int16_t* dab, int width, float unit,
                               float dab_weight, float ceiling, float* out) {
  for (int x = 0; x < width; ++x) {
    const float brown = std::max(0.0F, static_cast<float>(dab[x])) * dab_weight;
    const float density = std::max(0.0F, static_cast<float>(hematoxylin[x]) * unit + brown);
    out[x] = ceiling * density / (ceiling + density);
  }
}

HERALD_DISPATCH void halveRows(const float* upper, const float* lower, int width, float* out) {
  for (int x = 0; x < width; ++x) {
    out[x] = 0.25F * ((upper[2 * x] + upper[2 * x + 1]) + (lower[2 * x] + lower[2 * x + 1]));
  }
}

// Means of 2 x 2 pixels; the last column and row of an odd size stand for themselves.
void halve(const Image<float>& in, Image<float>& out) {
  static_assert(kBlobGridPx == 2);
  out.resize((in.width() + 1) / 2, (in.height() + 1) / 2);
  const int pairs = in.width() / 2;
  for (int y = 0; y < out.height(); ++y) {
    const float* upper = in.row(2 * y);
    const float* lower = in.row(std::min(2 * y + 1, in.height() - 1));
    halveRows(upper, lower, pairs, out.row(y));
    if (pairs < out.width()) out.at(pairs, y) = 0.5F * (upper[2 * pairs] + lower[2 * pairs]);
  }
}

}  // namespace

double candidateReachUm(const NucleusOptions& options) {
  constexpr double kRoundingUm =
      4.0;  // kernels are rounded up to whole blob pixels; one more for neighbours, one for their means
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
  signal.resize(hematoxylin_milli_od.width, hematoxylin_milli_od.height);
  const auto unit = static_cast<float>(1.0 / kMilliOd);
  const double share = dab_coefficient > 0 ? -dab_coefficient : kNuclearMarkerDabShare;
  for (int y = 0; y < signal.height(); ++y) {
    signalRow(hematoxylin_milli_od.row(y), dab_milli_od.row(y), signal.width(), unit,
              static_cast<float>(share / kMilliOd), static_cast<float>(kSignalCeilingOd), signal.row(y));
  }
}

void findNucleusCandidates(ImageView<std::int16_t> hematoxylin, ImageView<std::int16_t> dab, double um_per_px,
                           const NucleusOptions& options, NucleusScratch& scratch,
                           std::vector<NucleusSeed>& candidates) {
  candidates.clear();
  nuclearSignal(hematoxylin, dab, options.dab_coefficient, scratch.signal);
  if (scratch.signal.empty()) return;
  halve(scratch.signal, scratch.blob_signal);
  const Scales scales = scalesOf(options);
  for (std::size_t s = 0; s < scratch.smooth.size(); ++s) {
    gaussianSmooth(scratch.blob_signal, scales.sigma_um[s] / (kBlobGridPx * um_per_px), scratch.smooth[s],
                   scratch.smoothing);
  }
  scratch.marks.reset(scratch.signal.width(), scratch.signal.height());
  for (std::size_t s = kNucleusScales; s-- > 0;) {
    responseAt(scales, s, scratch);
    addLocalMaxima(s, scales.radius_um[s], static_cast<float>(options.minimum_response_od), scratch, candidates);
  }
  std::sort(candidates.begin(), candidates.end(), [](const NucleusSeed& a, const NucleusSeed& b) {
    if (a.y != b.y) return a.y < b.y;
    return a.x != b.x ? a.x < b.x : a.radius_um < b.radius_um;
  });
}

}  // namespace herald
