#include "segmentation/hematoxylin_scale.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>

#include "segmentation/local_maximum.h"
#include "segmentation/nuclei.h"
#include "stain/unmixing.h"

namespace herald {
namespace {

constexpr double kBlobRadiusUm = 3.5;   // of a small tumour nucleus; larger ones answer it as well
constexpr double kSigmaRatio = 1.27;    // of the two Gaussians: close enough for a Laplacian
constexpr float kFaintest = 1e-4F;      // of a maximum, optical density: below there is only rounding
constexpr float kFloor = 0.002F;        // fainter ones are all texture
constexpr double kBinRatio = 1.08;      // of the edges of a bin of the histogram
constexpr std::size_t kBins = 96;       // up to 0.002 x 1.08^96 = 3.2
constexpr double kClippedShare = 0.05;  // the strongest: pigment and folds
constexpr double kStepsPerOd = 1e4;

double fineSigmaUm() {
  return kBlobRadiusUm / std::sqrt(2.0 * kSigmaRatio);
}

// Mean of each 2 x 2 analysis pixels of what is nuclear.
void makeBlobDensity(ImageView<std::int16_t> hematoxylin, ImageView<std::int16_t> dab, double dab_coefficient,
                     Image<float>& out) {
  const auto share = static_cast<float>(dab_coefficient > 0 ? -dab_coefficient : kNuclearMarkerDabShare);
  const auto density = [&](int x, int y) {
    const auto brown = static_cast<float>(std::max<std::int16_t>(0, dab.row(y)[x]));
    return std::max(0.0F, static_cast<float>(hematoxylin.row(y)[x]) + share * brown);
  };
  out.resize(hematoxylin.width / 2, hematoxylin.height / 2);
  for (int y = 0; y < out.height(); ++y)
    for (int x = 0; x < out.width(); ++x) {
      const float upper = density(2 * x, 2 * y) + density(2 * x + 1, 2 * y);
      const float lower = density(2 * x, 2 * y + 1) + density(2 * x + 1, 2 * y + 1);
      out.at(x, y) = (upper + lower) * static_cast<float>(0.25 / kMilliOd);
    }
}

void makeResponse(double um_per_px, BlobScratch& scratch) {
  const HeldRows<float> density{scratch.blob_density};
  const int width = scratch.blob_density.width();
  scratch.fine.begin(width, fineSigmaUm() / um_per_px);
  scratch.coarse.begin(width, fineSigmaUm() * kSigmaRatio / um_per_px);
  scratch.response.resize(width, scratch.blob_density.height());
  constexpr auto kGain = static_cast<float>(1.0 / (kSigmaRatio - 1.0));
  for (int y = 0; y < scratch.response.height(); ++y) {
    const float* fine = scratch.fine.nextRow(density);
    const float* coarse = scratch.coarse.nextRow(density);
    float* response = scratch.response.row(y);
    for (int x = 0; x < width; ++x) response[x] = (fine[x] - coarse[x]) * kGain;
  }
}

using Histogram = std::array<std::int64_t, kBins>;

// Lower edges of the bins, by multiplication alone: a logarithm differs from machine to machine.
const std::array<double, kBins>& binEdges() {
  static const auto kEdges = [] {
    std::array<double, kBins> edges{};
    double edge = static_cast<double>(kFloor);
    for (double& lower : edges) {
      lower = edge;
      edge *= kBinRatio;
    }
    return edges;
  }();
  return kEdges;
}

std::size_t binOf(float response) {
  const auto& edges = binEdges();
  const auto above = std::upper_bound(edges.begin() + 1, edges.end(), static_cast<double>(response));
  return static_cast<std::size_t>(above - edges.begin()) - 1;
}

// The first bin of the upper class. Otsu's measure is compared as (n m' - n' m)^2 / (n n'), in whole numbers but for
// the quotient.
std::size_t upperClass(const Histogram& histogram) {
  std::int64_t all = 0;
  std::int64_t all_sum = 0;
  for (std::size_t bin = 0; bin < kBins; ++bin) {
    all += histogram[bin];
    all_sum += histogram[bin] * static_cast<std::int64_t>(bin);
  }
  std::size_t best = 0;
  double best_measure = -1;
  std::int64_t below = 0;
  std::int64_t below_sum = 0;
  for (std::size_t bin = 0; bin + 1 < kBins; ++bin) {
    below += histogram[bin];
    below_sum += histogram[bin] * static_cast<std::int64_t>(bin);
    if (below == 0 || below == all) continue;
    const auto apart = static_cast<double>(all_sum * below - below_sum * all);
    const double measure = apart * apart / (static_cast<double>(below) * static_cast<double>(all - below));
    if (measure > best_measure) {
      best_measure = measure;
      best = bin + 1;
    }
  }
  return best;
}

}  // namespace

double blobReachUm() {
  constexpr double kKernelSigmas = 3.0;
  constexpr double kRoundingUm = 4.0;  // kernels are rounded up to whole blob pixels; one more for neighbours
  return kKernelSigmas * fineSigmaUm() * kSigmaRatio + kRoundingUm;
}

void addBlobResponses(ImageView<std::int16_t> hematoxylin, ImageView<std::int16_t> dab, ImageView<std::uint8_t> wanted,
                      double dab_coefficient, double um_per_px, BlobScratch& scratch, std::vector<float>& responses) {
  makeBlobDensity(hematoxylin, dab, dab_coefficient, scratch.blob_density);
  if (scratch.blob_density.width() == 0 || scratch.blob_density.height() == 0) return;
  makeResponse(2 * um_per_px, scratch);
  const Image<float>& response = scratch.response;
  for (int y = 0; y < response.height(); ++y) {
    const float* row = response.row(y);
    const RowAndNeighbours around{
        {y > 0 ? response.row(y - 1) : nullptr, row, y + 1 < response.height() ? response.row(y + 1) : nullptr},
        response.width()};
    for (int x = 0; x < response.width(); ++x)
      if (row[x] > kFaintest && wanted.row(2 * y)[2 * x] != 0 && isLocalMaximum(around, x)) responses.push_back(row[x]);
  }
}

std::optional<double> hematoxylinScale(std::span<const float> responses) {
  if (responses.size() < kFewestBlobs) return std::nullopt;
  std::vector<float> sorted(responses.begin(), responses.end());
  std::sort(sorted.begin(), sorted.end());
  const auto clipped = static_cast<std::size_t>(kClippedShare * static_cast<double>(sorted.size()));
  const float largest = sorted[sorted.size() - 1 - clipped];
  Histogram histogram{};
  for (const float response : sorted) ++histogram[binOf(std::min(response, largest))];
  const double threshold = binEdges()[upperClass(histogram)];
  const auto first = std::lower_bound(sorted.begin(), sorted.end(), threshold,
                                      [](float value, double limit) { return static_cast<double>(value) < limit; });
  if (first == sorted.end()) return std::nullopt;
  const auto median = static_cast<double>(*(first + (sorted.end() - first) / 2));
  return std::max(1.0, std::round(median * kStepsPerOd)) / kStepsPerOd;
}

}  // namespace herald
