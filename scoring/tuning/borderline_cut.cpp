#include "scoring/tuning/borderline_cut.h"

#include <algorithm>

namespace herald {
namespace {

constexpr int kSteps = 40;
constexpr double kStepPoints = 0.5;

double shareBorderline(std::span<const JudgedSlide> slides, bool discordant, std::size_t total, double points) {
  if (total == 0) return 0;
  const auto count = std::count_if(slides.begin(), slides.end(), [&](const JudgedSlide& slide) {
    const bool is_near = slide.deciding_points && *slide.deciding_points < points;
    return slide.discordant == discordant && (slide.borderline || is_near);
  });
  return static_cast<double>(count) / static_cast<double>(total);
}

}  // namespace

BorderlineChoice chooseBorderline(std::span<const JudgedSlide> slides) {
  BorderlineChoice choice;
  choice.discordant = static_cast<std::size_t>(
      std::count_if(slides.begin(), slides.end(), [](const JudgedSlide& slide) { return slide.discordant; }));
  choice.concordant = slides.size() - choice.discordant;
  double best = 0;
  for (int step = 0; step <= kSteps; ++step) {
    const double points = step * kStepPoints;
    const BorderlinePoint point{points, shareBorderline(slides, true, choice.discordant, points),
                                shareBorderline(slides, false, choice.concordant, points)};
    if (step == 0) best = point.youden();
    if (point.youden() > best) {
      best = point.youden();
      choice.points = points;
    }
    choice.curve.push_back(point);
  }
  return choice;
}

}  // namespace herald
