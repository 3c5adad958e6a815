#include "stain/pieces.h"

#include <algorithm>
#include <numeric>

#include "stain/disjoint_sets.h"

namespace herald {
namespace {

// Joins each run with those of the row above that it touches.
void joinTouching(const std::vector<PixelRun>& runs, int corner, DisjointSets& sets) {
  std::size_t above = 0;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    const PixelRun& run = runs[i];
    while (runs[above].y < run.y - 1 || (runs[above].y == run.y - 1 && runs[above].x1 + corner <= run.x0)) ++above;
    for (std::size_t j = above; runs[j].y == run.y - 1 && runs[j].x0 < run.x1 + corner; ++j) sets.join(j, i);
  }
}

}  // namespace

Pieces::Pieces(const std::vector<PixelRun>& runs, Connectivity connectivity) {
  DisjointSets sets(runs.size());
  joinTouching(runs, connectivity == Connectivity::kEight ? 1 : 0, sets);
  std::vector<std::size_t> piece(runs.size());
  first_run_.assign(1, 0);
  for (std::size_t i = 0; i < runs.size(); ++i) {
    const std::size_t root = sets.rootOf(i);
    if (root == i) {
      piece[i] = first_run_.size() - 1;
      first_run_.push_back(0);
    } else {
      piece[i] = piece[root];
    }
    ++first_run_[piece[i] + 1];
  }
  std::partial_sum(first_run_.begin(), first_run_.end(), first_run_.begin());
  runs_.resize(runs.size());
  std::vector<std::size_t> next = first_run_;
  for (std::size_t i = 0; i < runs.size(); ++i) runs_[next[piece[i]]++] = runs[i];
}

std::int64_t areaOf(std::span<const PixelRun> runs) {
  std::int64_t area = 0;
  for (const PixelRun& run : runs) area += run.length();
  return area;
}

bool touchesBorder(std::span<const PixelRun> runs, int width, int height) {
  return std::any_of(runs.begin(), runs.end(), [&](const PixelRun& run) {
    return run.y == 0 || run.y == height - 1 || run.x0 == 0 || run.x1 == width;
  });
}

}  // namespace herald
