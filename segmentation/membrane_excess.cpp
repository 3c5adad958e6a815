#include "segmentation/membrane_excess.h"

#include <algorithm>
#include <array>

#include "segmentation/membrane_samples.h"

namespace herald {
namespace {

// Another line begins where the profile rises again by this share of the peak's rise, and by more than noise does.
constexpr float kRiseShare = 0.15F;
constexpr float kLeastRiseOd = 0.02F;
// The sides are looked for this far away at least, and farther the wider the line is: a Gaussian has fallen to a
// hundredth of its crest at 2.6 times its half width at half maximum.
constexpr float kLeastReachUm = 1.25F;
constexpr float kReachPerHalfWidth = 2.7F;
constexpr int kRounds = 3;
// The line itself ends where it has fallen to this share of its rise.
constexpr float kFootShare = 0.05F;
constexpr float kSmallestOd = 1e-6F;

// A profile and its means of three samples, from the peak in direction `step`, 1 or -1.
class Half {
 public:
  Half(std::span<const float> profile, int peak, int step, float level_od)
      : values_(profile),
        peak_(peak),
        step_(step),
        count_(step > 0 ? static_cast<int>(profile.size()) - 1 - peak : peak),
        top_(profile[static_cast<std::size_t>(peak)]),
        level_(std::min(level_od, top_)) {
    for (int i = 0; i <= count_; ++i) means_[static_cast<std::size_t>(i)] = (at(i - 1) + at(i) + at(i + 1)) / 3;
  }

  // Looks for the side within so many samples of the peak.
  void findSide(int reach) {
    side_ = mean(1);
    end_ = 1;
    for (int i = 2; i <= std::min(reach, count_); ++i) {
      if (mean(i) < side_) {
        side_ = mean(i);
        end_ = i;
      } else if (mean(i) > side_ + std::max(kLeastRiseOd, kRiseShare * (top_ - side_))) {
        break;
      }
    }
    side_ = std::max(side_, level_);
    if (top_ >= kClippedOd) side_ = std::min(side_, top_ / 2);
  }

  // Samples from the peak to half of its rise above the side; none where the profile ends first.
  [[nodiscard]] float halfWidth() const {
    const float half = (top_ + side_) / 2;
    float before = top_;
    for (int i = 1; i <= count_; ++i) {
      if (mean(i) < half) return static_cast<float>(i - 1) + (before - half) / std::max(kSmallestOd, before - mean(i));
      before = mean(i);
    }
    return static_cast<float>(count_);
  }

  // Sum of the line's samples above its side, half of the peak included.
  [[nodiscard]] float sum() const {
    const float rise = top_ - side_;
    float sum = 0.5F * rise;
    for (int i = 1; i <= end_; ++i) {
      const float above = at(i) - side_;
      if (above < kFootShare * rise) break;
      sum += above;
    }
    return sum;
  }

  [[nodiscard]] float side() const { return side_; }
  [[nodiscard]] float rise() const { return top_ - side_; }

 private:
  // Beyond either end its last sample.
  [[nodiscard]] float at(int i) const {
    const int place = std::clamp(peak_ + step_ * i, 0, static_cast<int>(values_.size()) - 1);
    return values_[static_cast<std::size_t>(place)];
  }
  [[nodiscard]] float mean(int i) const { return means_[static_cast<std::size_t>(std::min(i, count_))]; }

  std::span<const float> values_;
  int peak_;
  int step_;
  int count_;  // samples there are in this direction
  float top_;
  float level_;                                  // no side lies below it
  std::array<float, kMostNormalSamples> means_;  // as many as there are samples
  float side_ = 0;
  int end_ = 1;
};

}  // namespace

float lineExcess(std::span<const float> profile, int peak, int reach, float step_um, float level_od) {
  Half inner(profile, peak, -1, level_od);
  Half outer(profile, peak, 1, level_od);
  int within = std::min(reach, static_cast<int>(kLeastReachUm / step_um + 0.5F));
  for (int round = 0; round < kRounds; ++round) {
    inner.findSide(within);
    outer.findSide(within);
    const float half_width = std::min(inner.halfWidth(), outer.halfWidth());
    within = std::clamp(static_cast<int>(kReachPerHalfWidth * half_width + 0.5F), within, reach);
  }
  inner.findSide(within);
  outer.findSide(within);
  const bool inner_is_darker = inner.side() > outer.side();
  const Half& darker = inner_is_darker ? inner : outer;
  const Half& lighter = inner_is_darker ? outer : inner;
  const float step = (darker.side() - lighter.side()) / std::max(kSmallestOd, lighter.rise());
  const float share = 0.5F + 0.5F * std::min(1.0F, step);
  const float od = 2 * (share * darker.sum() + (1 - share) * lighter.sum());
  return std::max(0.0F, od) * step_um;
}

}  // namespace herald
