// How near to a cut a slide has to be to be called borderline, from slides that readers score differently.
//
// The distance with the largest share of discordant slides caught less the share of concordant slides flagged (Youden
// WJ, Cancer 1950;3:32). Slides that are borderline by their intervals are so at any distance. Pure; thread-safe.
#pragma once

#include <optional>
#include <span>
#include <vector>

namespace herald {

struct JudgedSlide {
  bool discordant = false;                // the score is not the reference
  bool borderline = false;                // by its intervals
  std::optional<double> deciding_points;  // SlideScore::deciding_points
};

struct BorderlinePoint {
  double points = 0;
  double caught = 0;   // share of the discordant slides that are borderline, 0-1; 0 without any
  double flagged = 0;  // ... of the concordant ones
  [[nodiscard]] double youden() const { return caught - flagged; }
};

struct BorderlineChoice {
  std::vector<BorderlinePoint> curve;  // 0 to 20 percentage points in steps of 0.5
  double points = 0;                   // the best; the smallest of equals, and 0 where no distance is better than none
  std::size_t discordant = 0;          // slides
  std::size_t concordant = 0;
};

[[nodiscard]] BorderlineChoice chooseBorderline(std::span<const JudgedSlide> slides);

}  // namespace herald
