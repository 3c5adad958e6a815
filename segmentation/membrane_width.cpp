#include "segmentation/membrane_width.h"

#include <algorithm>
#include <cstddef>

#include "segmentation/order_statistics.h"

namespace herald {
namespace {

constexpr float kCrestReachUm = 0.75F;
constexpr float kSideNearUm = 1.25F;
constexpr float kFaintestRiseOd = 0.015F;  // below it the half level lies in the noise
constexpr std::size_t kFewestLines = 4;

// Mean of samples [first, last] as far as they lie in the profile.
std::optional<float> meanWithin(std::span<const float> profile, int first, int last) {
  first = std::max(first, 0);
  last = std::min(last, static_cast<int>(profile.size()) - 1);
  if (first > last) return std::nullopt;
  float sum = 0;
  for (int i = first; i <= last; ++i) sum += profile[static_cast<std::size_t>(i)];
  return sum / static_cast<float>(last - first + 1);
}

// The highest sample within `reach` of `at`; of equal ones the nearest, then the inner.
int crestNear(std::span<const float> profile, int at, int reach) {
  const int last = static_cast<int>(profile.size()) - 1;
  int crest = at;
  for (int d = 1; d <= reach; ++d) {
    for (const int i : {at - d, at + d}) {
      if (i < 0 || i > last) continue;
      if (profile[static_cast<std::size_t>(i)] > profile[static_cast<std::size_t>(crest)]) crest = i;
    }
  }
  return crest;
}

// Samples from the crest to where the profile first falls to `level`, by linear interpolation; its end if never.
float reachOf(std::span<const float> profile, int crest, int direction, float level) {
  float before = profile[static_cast<std::size_t>(crest)];
  for (int d = 1;; ++d) {
    const int i = crest + direction * d;
    if (i < 0 || i >= static_cast<int>(profile.size())) return static_cast<float>(d - 1);
    const float value = profile[static_cast<std::size_t>(i)];
    if (value <= level) return static_cast<float>(d - 1) + (before - level) / (before - value);
    before = value;
  }
}

}  // namespace

std::optional<float> lineWidthUm(std::span<const float> profile, int at, float step_um, float side_far_um) {
  const auto steps = [&](float um) { return static_cast<int>(um / step_um + 0.5F); };
  const int far = std::max(1, steps(side_far_um));
  const int near = std::clamp(steps(kSideNearUm), 1, far);
  const int crest = crestNear(profile, at, steps(kCrestReachUm));
  const std::optional<float> inner = meanWithin(profile, crest - far, crest - near);
  const std::optional<float> outer = meanWithin(profile, crest + near, crest + far);
  if (!inner || !outer) return std::nullopt;
  const float side = std::max(*inner, *outer);
  const float rise = profile[static_cast<std::size_t>(crest)] - side;
  if (rise < kFaintestRiseOd) return std::nullopt;
  const float level = side + rise / 2;
  return (reachOf(profile, crest, -1, level) + reachOf(profile, crest, 1, level)) * step_um;
}

std::int16_t widthStepsOf(float width_um) {
  return static_cast<std::int16_t>(std::min(width_um / kWidthStepUm + 0.5F, 32767.0F));
}

std::optional<float> membraneWidthUm(std::span<const std::int16_t> line_width_steps) {
  const std::size_t count = line_width_steps.size();
  if (count < kFewestLines) return std::nullopt;
  const std::size_t first = count / 8;
  const std::size_t last = count - count / 4;
  const auto sum = sumOfSmallest(line_width_steps, last) - sumOfSmallest(line_width_steps, first);
  return static_cast<float>(sum) * kWidthStepUm / static_cast<float>(last - first);
}

}  // namespace herald
