#include "segmentation/nuclei.h"

#include <algorithm>
#include <cmath>

#include "segmentation/local_maximum.h"
#include "stain/dispatch.h"
#include "stain/unmixing.h"

namespace herald {
namespace {

constexpr double kLeastRadiusRatio = 1.1;  // of the largest and the smallest blob: scales too close tell nothing apart

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

// peaks[x] = 1 where the row reaches the minimum and is no less than the neighbours left, right, above and below.
HERALD_DISPATCH void markPeaks(const float* above, const float* row, const float* below, int width, float minimum,
                               std::uint8_t* peaks) {
  for (int x = 1; x + 1 < width; ++x) {
    const float sides = std::max(row[x - 1], row[x + 1]);
    const float ends = std::max(above[x], below[x]);
    peaks[x] = row[x] >= std::max(minimum, std::max(sides, ends)) ? 1 : 0;
  }
}

// Analysis pixel of the top of the parabola through three neighbouring blob pixels, the second the highest.
int topBetween(float before, float value, float after, int blob_pixel, int analysis_pixels) {
  const float bend = before - 2 * value + after;
  const float offset = bend < 0 ? std::clamp(0.5F * (before - after) / bend, -0.5F, 0.5F) : 0.0F;
  // The blob pixel's centre lies between its two analysis pixels.
  const int pixel = kBlobGridPx * blob_pixel + static_cast<int>(std::floor(1.0F + kBlobGridPx * offset));
  return std::clamp(pixel, 0, analysis_pixels - 1);
}

// Puts those from `first` on in order and keeps of each pixel the largest scale.
void arrange(std::vector<NucleusSeed>::iterator first, std::vector<NucleusSeed>& candidates) {
  std::sort(first, candidates.end(), [](const NucleusSeed& a, const NucleusSeed& b) {
    if (a.y != b.y) return a.y < b.y;
    return a.x != b.x ? a.x < b.x : a.radius_um > b.radius_um;
  });
  const auto same = [](const NucleusSeed& a, const NucleusSeed& b) { return a.x == b.x && a.y == b.y; };
  candidates.erase(std::unique(first, candidates.end(), same), candidates.end());
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

}  // namespace

double candidateReachUm(const NucleusOptions& options) {
  constexpr double kRoundingUm =
      4.0;  // kernels are rounded up to whole blob pixels; one more for neighbours, one for their means
  return 3.0 * scalesOf(options).sigma_um.back() + kRoundingUm;
}

void validate(const NucleusOptions& options) {
  requireInRanges(options);
  constexpr const auto& kLargest = descriptorOf(&NucleusOptions::largest_radius_um);
  requireInRange(kLargest.key, options.largest_radius_um,
                 {kLeastRadiusRatio * options.smallest_radius_um, kLargest.range.high});
}

void nuclearSignal(ImageView<std::int16_t> hematoxylin_milli_od, ImageView<std::int16_t> dab_milli_od,
                   double dab_coefficient, double hematoxylin_scale_od, Image<float>& signal) {
  signal.resize(hematoxylin_milli_od.width, hematoxylin_milli_od.height);
  const double gain = hematoxylin_scale_od > 0 ? kReferenceScaleOd / hematoxylin_scale_od : 1.0;
  const auto unit = static_cast<float>(gain / kMilliOd);
  const double share = dab_coefficient > 0 ? -gain * dab_coefficient : kNuclearMarkerDabShare;
  for (int y = 0; y < signal.height(); ++y) {
    signalRow(hematoxylin_milli_od.row(y), dab_milli_od.row(y), signal.width(), unit,
              static_cast<float>(share / kMilliOd), static_cast<float>(kSignalCeilingOd), signal.row(y));
  }
}

void halveSignal(ImageView<float> signal, Image<float>& blob_signal) {
  static_assert(kBlobGridPx == 2);
  blob_signal.resize((signal.width + 1) / 2, (signal.height + 1) / 2);
  const int pairs = signal.width / 2;
  for (int y = 0; y < blob_signal.height(); ++y) {
    const float* upper = signal.row(2 * y);
    const float* lower = signal.row(std::min(2 * y + 1, signal.height - 1));
    halveRows(upper, lower, pairs, blob_signal.row(y));
    if (pairs < blob_signal.width()) blob_signal.at(pairs, y) = 0.5F * (upper[2 * pairs] + lower[2 * pairs]);
  }
}

void CandidateFinder::begin(int width, double um_per_px, const NucleusOptions& options) {
  const Scales scales = scalesOf(options);
  width_ = width;
  blob_width_ = (width + 1) / kBlobGridPx;
  responded_ = looked_ = 0;
  minimum_response_od_ = static_cast<float>(options.minimum_response_od);
  gain_ = static_cast<float>(1.0 / (scales.ratio - 1.0));
  radius_um_ = scales.radius_um;
  const auto sigmaPx = [&](std::size_t s) { return scales.sigma_um[s] / (kBlobGridPx * um_per_px); };
  const int reach_px = kernelRadiusPx(sigmaPx(kNucleusScales));
  for (std::size_t s = 0; s < smoothing_.size(); ++s) smoothing_[s].begin(blob_width_, sigmaPx(s), reach_px);
  responses_.resize(static_cast<std::size_t>(blob_width_) * kNucleusScales * kKeptRows);
  peaks_.resize(static_cast<std::size_t>(blob_width_));
}

float* CandidateFinder::response(std::size_t scale, int y) {
  const auto row = static_cast<std::size_t>(y % kKeptRows) * kNucleusScales + scale;
  return responses_.data() + row * static_cast<std::size_t>(blob_width_);
}

// The responses of the next row.
void CandidateFinder::respond(const HeldRows<float>& blob_signal) {
  const float* fine = smoothing_[0].nextRow(blob_signal);
  for (std::size_t scale = 0; scale < kNucleusScales; ++scale) {
    const float* coarse = smoothing_[scale + 1].nextRow(blob_signal);
    subtractRows(fine, coarse, blob_width_, gain_, response(scale, responded_));
    fine = coarse;
  }
  ++responded_;
}

// Candidates of one scale in the next row to be searched.
void CandidateFinder::addMaxima(std::size_t scale, int height, std::vector<NucleusSeed>& candidates) {
  const float* row = response(scale, looked_);
  const RowAndNeighbours around{{looked_ > 0 ? response(scale, looked_ - 1) : nullptr, row,
                                 looked_ + 1 < responded_ ? response(scale, looked_ + 1) : nullptr},
                                blob_width_};
  const auto orOwn = [&](const float* other) { return other != nullptr ? other : row; };
  const float* above = orOwn(around.rows[0]);
  const float* below = orOwn(around.rows[2]);
  peaks_.front() = peaks_.back() = 1;  // left to the test below
  markPeaks(above, row, below, blob_width_, minimum_response_od_, peaks_.data());
  for (auto peak = std::find(peaks_.begin(), peaks_.end(), 1); peak != peaks_.end();
       peak = std::find(peak + 1, peaks_.end(), 1)) {
    const int x = static_cast<int>(peak - peaks_.begin());
    if (row[x] < minimum_response_od_ || !isLocalMaximum(around, x)) continue;
    const float left = row[std::max(0, x - 1)];
    const float right = row[std::min(blob_width_ - 1, x + 1)];
    candidates.push_back({topBetween(left, row[x], right, x, width_),
                          topBetween(above[x], row[x], below[x], looked_, height), row[x],
                          static_cast<float>(radius_um_[scale])});
  }
}

void CandidateFinder::find(const HeldRows<float>& blob_signal, int height, std::vector<NucleusSeed>& candidates) {
  if (blob_width_ == 0) return;
  // Those of the row above may lie in the same analysis row as the next ones.
  const auto unsettled = std::find_if(candidates.rbegin(), candidates.rend(),
                                      [&](const NucleusSeed& seed) { return seed.y < settledRow(); })
                             .base() -
                         candidates.begin();
  for (GaussianRows& smoothing : smoothing_) smoothing.take(blob_signal);
  const int makeable = blob_signal.makeable(smoothing_.back().reachPx());
  const auto lookAtNext = [&] {
    for (std::size_t scale = 0; scale < kNucleusScales; ++scale) addMaxima(scale, height, candidates);
    ++looked_;
  };
  while (responded_ < makeable) {
    respond(blob_signal);
    if (responded_ >= 2) lookAtNext();
  }
  if (blob_signal.ends && looked_ < responded_) lookAtNext();
  arrange(candidates.begin() + unsettled, candidates);
}

}  // namespace herald
