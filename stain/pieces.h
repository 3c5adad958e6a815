// Connected pieces of a low-resolution picture, from runs of pixels in its rows that are joined where they touch
// (union-find over runs; Rosenfeld & Pfaltz, J ACM 1966;13:471). Pure functions; thread-safe.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "stain/image.h"

namespace herald {

// Pixels [x0, x1) of row y.
struct PixelRun {
  [[nodiscard]] int length() const { return x1 - x0; }
  int y = 0;
  int x0 = 0;
  int x1 = 0;
};

// Pixels touch along edges (four) or also at corners (eight).
enum class Connectivity { kFour, kEight };

// The runs of each piece, by row, then x; pieces by their first pixel in that order.
class Pieces {
 public:
  // `runs`: of one picture, by row, then x, no two touching in a row.
  Pieces(const std::vector<PixelRun>& runs, Connectivity connectivity);

  [[nodiscard]] std::size_t count() const { return first_run_.size() - 1; }
  [[nodiscard]] std::span<const PixelRun> runsOf(std::size_t piece) const {
    return std::span(runs_).subspan(first_run_[piece], first_run_[piece + 1] - first_run_[piece]);
  }

 private:
  std::vector<PixelRun> runs_;
  std::vector<std::size_t> first_run_;
};

[[nodiscard]] std::int64_t areaOf(std::span<const PixelRun> runs);
[[nodiscard]] bool touchesBorder(std::span<const PixelRun> runs, int width, int height);

// Runs of the pixels `belongs(value)` is true for, in the order Pieces wants.
template <class T, class Belongs>
[[nodiscard]] std::vector<PixelRun> runsWhere(const Image<T>& image, const Belongs& belongs) {
  std::vector<PixelRun> runs;
  for (int y = 0; y < image.height(); ++y) {
    const T* row = image.row(y);
    for (int x = 0; x < image.width();) {
      if (!belongs(row[x])) {
        ++x;
        continue;
      }
      const int x0 = x;
      while (x < image.width() && belongs(row[x])) ++x;
      runs.push_back({y, x0, x});
    }
  }
  return runs;
}

}  // namespace herald
