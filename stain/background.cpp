#include "stain/background.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <numeric>

#include "stain/option_range.h"

namespace herald {
namespace {

using Histogram = std::array<std::int64_t, 256>;
constexpr int kModeHalfWidth = 6;

int meanOf(Rgb8 p) {
  return (p.r + p.g + p.b) / 3;
}

// Calls visit(pixel) for every pixel that could be glass: bright, nearly grey and flat.
template <class Visit>
void forGlassLike(ImageView<Rgb8> picture, const BackgroundOptions& options, Visit&& visit) {
  for (int y = 0; y + 2 < picture.height; ++y) {
    for (int x = 0; x + 2 < picture.width; ++x) {
      const Rgb8 p = picture.at(x, y);
      const int mean = meanOf(p);
      const auto [low, high] = std::minmax({p.r, p.g, p.b});
      if (mean < options.darkest || high - low > options.largest_tint) continue;
      if (std::abs(meanOf(picture.at(x + 2, y)) - mean) > options.flatness) continue;
      if (std::abs(meanOf(picture.at(x, y + 2)) - mean) > options.flatness) continue;
      visit(p);
    }
  }
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

// Brightest mode that holds the minimum share on its own; the largest one where none does.
int brightestMode(const Histogram& means, std::int64_t minimum) {
  const auto mass = [&](int v) {
    std::int64_t sum = 0;
    for (int u = std::max(0, v - 3); u <= std::min(255, v + 3); ++u) sum += means[static_cast<std::size_t>(u)];
    return sum;
  };
  int best = 0;
  for (int v = 255; v >= 0; --v) {
    const bool peak =
        mass(v) >= minimum && mass(v) >= mass(std::min(255, v + 3)) && mass(v) >= mass(std::max(0, v - 3));
    if (peak && mass(v) * 4 >= mass(best)) return v;
    if (mass(v) > mass(best)) best = v;
  }
  return best;
}

BackgroundLight fallbackBackground(ImageView<Rgb8> picture) {
  BackgroundLight light;
  if (picture.empty()) return light;
  std::array<Histogram, 3> channels{};
  for (int y = 0; y < picture.height; ++y) {
    for (int x = 0; x < picture.width; ++x) {
      const Rgb8 p = picture.at(x, y);
      ++channels[0][p.r];
      ++channels[1][p.g];
      ++channels[2][p.b];
    }
  }
  for (std::size_t c = 0; c < 3; ++c) light.rgb[c] = std::clamp(quantile(channels[c], 0.995), 200.0, 255.0);
  return light;
}

}  // namespace

void validate(const BackgroundOptions& options) {
  const auto check = [](double value, double low, double high, const char* field) {
    requireInRange("background", field, value, low, high);
  };
  check(options.darkest, 0, 255, "darkest");
  check(options.largest_tint, 0, 255, "largest_tint");
  check(options.flatness, 0, 255, "flatness");
  check(options.minimum_share, 0, 1, "minimum_share");
}

BackgroundLight estimateBackground(ImageView<Rgb8> picture, const BackgroundOptions& options) {
  validate(options);
  Histogram means{};
  std::int64_t glass_like = 0;
  forGlassLike(picture, options, [&](Rgb8 p) {
    ++means[static_cast<std::size_t>(meanOf(p))];
    ++glass_like;
  });
  const auto minimum = static_cast<std::int64_t>(
      std::ceil(options.minimum_share * static_cast<double>(picture.width) * static_cast<double>(picture.height)));
  if (glass_like < std::max<std::int64_t>(minimum, 16)) return fallbackBackground(picture);

  const int mode = brightestMode(means, std::max<std::int64_t>(minimum, 16));
  std::array<Histogram, 3> channels{};
  std::int64_t taken = 0;
  forGlassLike(picture, options, [&](Rgb8 p) {
    if (std::abs(meanOf(p) - mode) > kModeHalfWidth) return;
    ++taken;
    ++channels[0][p.r];
    ++channels[1][p.g];
    ++channels[2][p.b];
  });
  if (taken < minimum) return fallbackBackground(picture);
  BackgroundLight light;
  light.source = "glass";
  for (std::size_t c = 0; c < 3; ++c) light.rgb[c] = std::clamp(quantile(channels[c], 0.5), 1.0, 255.0);
  return light;
}

}  // namespace herald
