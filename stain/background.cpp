#include "stain/background.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <functional>
#include <numeric>
#include <vector>

#include "stain/box_mean.h"
#include "stain/dispatch.h"

namespace herald {
namespace {

using Histogram = std::array<std::int64_t, 256>;
constexpr int kModeHalfWidth = 6;
constexpr int kFlatDistancePx = 2;

// Mean of the channels and largest less smallest of them, for each pixel of a row.
struct RowLight {
  std::vector<std::uint8_t> mean;
  std::vector<std::uint8_t> tint;
};

HERALD_DISPATCH void measureRow(const Rgb8* row, int width, std::uint8_t* mean, std::uint8_t* tint) {
  for (int x = 0; x < width; ++x) {
    const std::uint8_t r = row[x].r;
    const std::uint8_t g = row[x].g;
    const std::uint8_t b = row[x].b;
    mean[x] = static_cast<std::uint8_t>((r + g + b) / 3);
    tint[x] = static_cast<std::uint8_t>(std::max({r, g, b}) - std::min({r, g, b}));
  }
}

// The limits of the options, for whole intensities.
struct GlassLimits {
  int darkest = 0;
  int tint = 0;
  int flatness = 0;
};

// 1 for the pixels of a row that could be glass: bright, nearly grey and flat, against the row two below.
HERALD_DISPATCH void markGlassLike(const std::uint8_t* mean, const std::uint8_t* tint, const std::uint8_t* mean_below,
                                   int width, const GlassLimits& limits, std::uint8_t* glass_like) {
  const int darkest = limits.darkest;
  const int largest_tint = limits.tint;
  const int flatness = limits.flatness;
  for (int x = 0; x < width; ++x) {
    const int bright = mean[x] >= darkest ? 1 : 0;
    const int grey = tint[x] <= largest_tint ? 1 : 0;
    const int flat_right = std::abs(mean[x + 2] - mean[x]) <= flatness ? 1 : 0;
    const int flat_below = std::abs(mean_below[x] - mean[x]) <= flatness ? 1 : 0;
    glass_like[x] = static_cast<std::uint8_t>(bright & grey & flat_right & flat_below);
  }
}

// Histograms of the glass-like pixels: of their means, and of each channel for each mean.
struct GlassHistograms {
  Histogram means{};
  std::array<std::vector<Histogram>, 3> channels;
  std::int64_t pixels = 0;
};

GlassHistograms glassHistograms(ImageView<Rgb8> picture, const BackgroundOptions& options) {
  GlassHistograms result;
  for (auto& channel : result.channels) channel.resize(256);
  const auto width = static_cast<std::size_t>(picture.width);
  if (picture.width < kFlatDistancePx + 1 || picture.height < kFlatDistancePx + 1) return result;
  const GlassLimits limits{static_cast<int>(std::ceil(options.darkest)),
                           static_cast<int>(std::floor(options.largest_tint)),
                           static_cast<int>(std::floor(options.flatness))};
  std::array<RowLight, kFlatDistancePx + 1> rows;
  for (RowLight& row : rows) row = {std::vector<std::uint8_t>(width), std::vector<std::uint8_t>(width)};
  std::vector<std::uint8_t> glass_like(width);
  for (int y = 0; y < picture.height; ++y) {
    RowLight& below = rows[static_cast<std::size_t>(y) % rows.size()];
    measureRow(picture.row(y), picture.width, below.mean.data(), below.tint.data());
    if (y < kFlatDistancePx) continue;
    const RowLight& row = rows[static_cast<std::size_t>(y - kFlatDistancePx) % rows.size()];
    markGlassLike(row.mean.data(), row.tint.data(), below.mean.data(), picture.width - kFlatDistancePx, limits,
                  glass_like.data());
    const Rgb8* colours = picture.row(y - kFlatDistancePx);
    for (std::size_t x = 0; x + kFlatDistancePx < width; ++x) {
      if (glass_like[x] == 0) continue;
      const std::size_t mean = row.mean[x];
      ++result.means[mean];
      ++result.channels[0][mean][colours[x].r];
      ++result.channels[1][mean][colours[x].g];
      ++result.channels[2][mean][colours[x].b];
    }
  }
  result.pixels = std::accumulate(result.means.begin(), result.means.end(), std::int64_t{0});
  return result;
}

void add(const Histogram& histogram, Histogram& sum) {
  std::transform(histogram.begin(), histogram.end(), sum.begin(), sum.begin(), std::plus<>());
}

double quantile(const Histogram& histogram, double fraction) {
  const auto total = std::accumulate(histogram.begin(), histogram.end(), std::int64_t{0});
  const auto target = static_cast<std::int64_t>(fraction * static_cast<double>(total));
  std::int64_t below = 0;
  for (std::size_t v = 0; v < histogram.size(); ++v) {
    if (below + histogram[v] > target) {
      const double inside = static_cast<double>(target - below) / static_cast<double>(histogram[v]);
      return static_cast<double>(v) - 0.5 + inside;
    }
    below += histogram[v];
  }
  return 255;
}

// Brightest mode of up to `brightest` that holds the minimum share on its own; the largest one where none does.
int brightestMode(const Histogram& means, std::int64_t minimum, int brightest) {
  const auto mass = [&](int v) {
    std::int64_t sum = 0;
    for (int u = std::max(0, v - 3); u <= std::min(255, v + 3); ++u) sum += means[static_cast<std::size_t>(u)];
    return sum;
  };
  int best = 0;
  for (int v = brightest; v >= 0; --v) {
    const bool peak =
        mass(v) >= minimum && mass(v) >= mass(std::min(255, v + 3)) && mass(v) >= mass(std::max(0, v - 3));
    if (peak && mass(v) * 4 >= mass(best)) return v;
    if (mass(v) > mass(best)) best = v;
  }
  return best;
}

constexpr double kSmoothingUm = 4;        // lumina and gaps are wider, noise is not
constexpr double kBrightestShare = 0.01;  // of the picture
constexpr double kTopShare = 0.002;
constexpr double kDarkestFallback = 200;  // scanners white-balance to 200-250
constexpr int kCountsPerStep = 16;        // of smoothed light

// Light averaged over a cell's lumen, row by row, in kCountsPerStep.
RunningBoxMean smoothedLight(ImageView<Rgb8> picture, double um_per_px) {
  const int radius = std::max(0, static_cast<int>(std::lround(kSmoothingUm / um_per_px / 2)));
  return {picture.width, picture.height, radius, [picture](int y, std::int32_t* sums) {
            const Rgb8* row = picture.row(y);
            for (int x = 0; x < picture.width; ++x) sums[x] = (row[x].r + row[x].g + row[x].b) * kCountsPerStep / 3;
          }};
}

// From which smoothed light on a place belongs to the brightest ones, whatever they show; in kCountsPerStep.
struct BrightestPlaces {
  std::size_t least = 0;  // kBrightestShare of the picture
  std::size_t top = 0;    // kTopShare
};

BrightestPlaces brightestPlaces(ImageView<Rgb8> picture, double um_per_px) {
  std::vector<float> row(static_cast<std::size_t>(picture.width));
  std::vector<std::int64_t> histogram(256 * kCountsPerStep);
  RunningBoxMean light = smoothedLight(picture, um_per_px);
  for (int y = 0; y < picture.height; ++y) {
    light.nextRow(row.data());
    for (const float value : row) ++histogram[static_cast<std::size_t>(value)];
  }
  const auto levelOfShare = [&](double share) {
    const auto wanted = static_cast<std::int64_t>(
        std::ceil(share * static_cast<double>(picture.width) * static_cast<double>(picture.height)));
    std::size_t least = histogram.size();
    for (std::int64_t above = 0; above < wanted && least > 0;) above += histogram[--least];
    return least;
  };
  return {levelOfShare(kBrightestShare), levelOfShare(kTopShare)};
}

// The median colour of the brightest places, for a picture without glass.
BackgroundLight fallbackBackground(ImageView<Rgb8> picture, double um_per_px, const BrightestPlaces& brightest) {
  BackgroundLight light;
  if (picture.empty()) return light;
  std::vector<float> row(static_cast<std::size_t>(picture.width));
  std::array<Histogram, 3> channels{};
  RunningBoxMean smooth = smoothedLight(picture, um_per_px);
  for (int y = 0; y < picture.height; ++y) {
    smooth.nextRow(row.data());
    for (int x = 0; x < picture.width; ++x) {
      if (static_cast<std::size_t>(row[static_cast<std::size_t>(x)]) < brightest.least) continue;
      const Rgb8 p = picture.at(x, y);
      ++channels[0][p.r];
      ++channels[1][p.g];
      ++channels[2][p.b];
    }
  }
  for (std::size_t c = 0; c < 3; ++c) light.rgb[c] = std::clamp(quantile(channels[c], 0.5), kDarkestFallback, 255.0);
  return light;
}

}  // namespace

void validate(const BackgroundOptions& options) {
  requireInRanges(options);
}

BackgroundLight estimateBackground(ImageView<Rgb8> picture, double um_per_px, const BackgroundOptions& options) {
  constexpr double kBrighterThanGlass = 3;  // counts; noise and optics make 1-2.8 of the brightest places of glass
  validate(options);
  const GlassHistograms glass = glassHistograms(picture, options);
  const BrightestPlaces brightest = brightestPlaces(picture, um_per_px);
  const auto fallback = [&] { return fallbackBackground(picture, um_per_px, brightest); };
  const auto minimum = static_cast<std::int64_t>(
      std::ceil(options.minimum_share * static_cast<double>(picture.width) * static_cast<double>(picture.height)));
  if (glass.pixels < std::max<std::int64_t>(minimum, 16)) return fallback();

  // Seams of sharpening are brighter than glass and may be as flat, but they are narrow.
  const int highest =
      std::min(255, static_cast<int>(static_cast<double>(brightest.top) / kCountsPerStep + kBrighterThanGlass));
  const int mode = brightestMode(glass.means, std::max<std::int64_t>(minimum, 16), highest);
  std::array<Histogram, 3> channels{};
  std::int64_t taken = 0;
  for (int mean = std::max(0, mode - kModeHalfWidth); mean <= std::min(255, mode + kModeHalfWidth); ++mean) {
    taken += glass.means[static_cast<std::size_t>(mean)];
    for (std::size_t c = 0; c < 3; ++c) add(glass.channels[c][static_cast<std::size_t>(mean)], channels[c]);
  }
  if (taken < minimum) return fallback();
  BackgroundLight light;
  for (std::size_t c = 0; c < 3; ++c) light.rgb[c] = std::clamp(quantile(channels[c], 0.5), 1.0, 255.0);
  const double mean = (light.rgb[0] + light.rgb[1] + light.rgb[2]) / 3;
  if (static_cast<double>(brightest.least) / kCountsPerStep - mean > kBrighterThanGlass) return fallback();
  light.source = "glass";
  return light;
}

}  // namespace herald
