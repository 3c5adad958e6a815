#include "segmentation/nucleus_mask.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdlib>
#include <stdexcept>

#include "stain/dispatch.h"

namespace herald {
namespace {

constexpr int kReach = NucleusMask::kReachPx;
constexpr std::uint64_t kAll = ~std::uint64_t{0};

// Bits from `first` up; `first` may lie outside 0-63.
std::uint64_t bitsFrom(int first) {
  if (first <= 0) return kAll;
  return first > 63 ? 0 : kAll << first;
}

struct Corner {
  float x;
  float y;
};

// Flips all pixels to the right of the edge in the rows it crosses; those on it count as inside. Outlines run clockwise
// round their seed, so an edge that goes down ends the pixels of its rows. A row belongs to the edge's upper end, not
// its lower one.
void flipRightOf(Corner a, Corner b, NucleusMask& mask) {
  const bool ends = a.y < b.y;
  if (!ends) std::swap(a, b);
  const int first = static_cast<int>(std::ceil(a.y));
  const int end = static_cast<int>(std::ceil(b.y));
  if (first == end) return;
  const float slope = (b.x - a.x) / (b.y - a.y);
  for (int y = first; y < end; ++y) {
    const float x = a.x + (static_cast<float>(y) - a.y) * slope;
    const int flipped = ends ? static_cast<int>(std::floor(x)) + 1 : static_cast<int>(std::ceil(x));
    mask.rows[static_cast<std::size_t>(y + kReach)] ^= bitsFrom(flipped + kReach);
  }
}

}  // namespace

void rasterise(const NucleusOutline& outline, double um_per_px, NucleusMask& mask) {
  const auto px_per_um = static_cast<float>(1.0 / um_per_px);
  std::array<Corner, kNucleusOutlinePoints> corners;
  float top = 0;
  float bottom = 0;
  for (std::size_t i = 0; i < corners.size(); ++i) {
    const float radius_px = outline.radius_um[i] * px_per_um;
    if (!(radius_px < kReach)) throw std::invalid_argument("nucleus outline is too large for a mask");
    corners[i] = {static_cast<float>(kNucleusRays[i].x) * radius_px, static_cast<float>(kNucleusRays[i].y) * radius_px};
    top = std::min(top, corners[i].y);
    bottom = std::max(bottom, corners[i].y);
  }
  mask.first_row = kReach + static_cast<int>(std::ceil(top));
  mask.last_row = kReach + static_cast<int>(std::ceil(bottom)) - 1;
  std::fill(mask.rows.begin() + mask.first_row, mask.rows.begin() + mask.last_row + 1, std::uint64_t{0});
  for (std::size_t i = 0; i < corners.size(); ++i) flipRightOf(corners[i], corners[(i + 1) % corners.size()], mask);
  mask.area_px = sharedPx(mask, mask, 0, 0);
}

HERALD_DISPATCH int sharedPx(const NucleusMask& a, const NucleusMask& b, int dx, int dy) {
  if (std::abs(dx) > 63) return 0;
  const int first = std::max(a.first_row, b.first_row + dy);
  const int last = std::min(a.last_row, b.last_row + dy);
  int shared = 0;
  for (int j = first; j <= last; ++j) {
    const std::uint64_t other = b.rows[static_cast<std::size_t>(j - dy)];
    const std::uint64_t moved = dx >= 0 ? other << dx : other >> -dx;
    shared += std::popcount(a.rows[static_cast<std::size_t>(j)] & moved);
  }
  return shared;
}

}  // namespace herald
