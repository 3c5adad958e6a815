#include "segmentation/cell_outline.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <numeric>
#include <utility>

#include "stain/dispatch.h"

namespace herald {
namespace {

constexpr int kSmallestPiecePx = 12;
constexpr int kCornerPx = 2;  // steps in which the corners a disc cannot reach are given back
constexpr std::size_t kSectors = kMembraneSectors;
constexpr std::size_t kSmoothingRadius = 4;

// The piece without what hangs on it by a neck: eroded by the disc, of that the part with the seed, grown back by the
// disc and by kCornerPx steps within the piece. Left alone when the seed itself lies in a narrow place.
void cutNecks(int seed_x, int seed_y, CellOutlineScratch& scratch) {
  erodeByDisc(scratch.piece, scratch.kept, scratch.morphology);
  if (!scratch.kept.at(seed_x, seed_y)) return;
  fillPiece(scratch.kept, seed_x, seed_y, scratch.deep);
  dilateByDisc(scratch.deep, scratch.piece, scratch.kept, scratch.morphology);
  for (int round = 0; round < kCornerPx; ++round) growByOne(scratch.piece, scratch.kept, scratch.deep);
  std::swap(scratch.piece, scratch.kept);
}

struct Corner {
  int x;
  int y;
};

// The top left corner of the first pixel, row by row.
Corner firstCorner(const BitMask& piece) {
  const BitMask::Word* words = piece.row(0);
  int i = 0;
  while (words[i] == 0) ++i;
  return {i % piece.rowWords() * BitMask::kWordPx + std::countr_zero(words[i]), i / piece.rowWords()};
}

// Follows the outer border clockwise along pixel edges, the piece on the right hand; stores the middle of each edge.
void followBorder(const BitMask& piece, int seed_x, int seed_y, Curve& border) {
  constexpr std::array<Corner, 4> kDirections{{{1, 0}, {0, 1}, {-1, 0}, {0, -1}}};  // right, down, left, up
  // Pixels ahead of a corner (x, y), on the left and on the right hand, by direction.
  constexpr std::array<Corner, 4> kLeftAhead{{{0, -1}, {0, 0}, {-1, 0}, {-1, -1}}};
  constexpr std::array<Corner, 4> kRightAhead{{{0, 0}, {-1, 0}, {-1, -1}, {0, -1}}};
  const auto pixels = static_cast<std::size_t>((piece.width() + 1) * (piece.height() + 1));
  border.reserve(2 * pixels + 2 * kSmoothingRadius);  // no more edges than that
  float* x = border.x.data();
  float* y = border.y.data();
  const Corner start = firstCorner(piece);
  Corner at = start;
  std::size_t direction = 0;
  do {
    const Corner step = kDirections[direction];
    // From corner coordinates to offsets from the seed pixel's centre, in halves of a pixel.
    *x++ = static_cast<float>(2 * (at.x - seed_x) + step.x - 1) * 0.5F;
    *y++ = static_cast<float>(2 * (at.y - seed_y) + step.y - 1) * 0.5F;
    at = {at.x + step.x, at.y + step.y};
    const bool right = piece.at(at.x + kRightAhead[direction].x, at.y + kRightAhead[direction].y);
    const bool left = piece.at(at.x + kLeftAhead[direction].x, at.y + kLeftAhead[direction].y);
    direction = (direction + (right ? (left ? 3U : 0U) : 1U)) % 4;
  } while (at.x != start.x || at.y != start.y || direction != 0);
  border.count = static_cast<std::size_t>(x - border.x.data());
}

std::array<float, kSmoothingRadius + 1> smoothingKernel() {
  std::array<double, kSmoothingRadius + 1> weights{};
  double sum = 0;
  for (std::size_t i = 0; i <= kSmoothingRadius; ++i) {
    const auto distance = static_cast<double>(i);
    weights[i] = std::exp(-0.5 * distance * distance / (kOutlineSmoothingPx * kOutlineSmoothingPx));
    sum += i == 0 ? weights[i] : 2 * weights[i];
  }
  std::array<float, kSmoothingRadius + 1> kernel{};
  for (std::size_t i = 0; i <= kSmoothingRadius; ++i) {
    kernel[i] = static_cast<float>(std::round(weights[i] / sum * 1e6) / 1e6);
  }
  return kernel;
}

// One coordinate of the border round the closed curve. `border` is lengthened by what wraps round on either side.
void smoothCoordinate(std::vector<float>& border, std::size_t count, std::vector<float>& smooth) {
  static const std::array<float, kSmoothingRadius + 1> kernel = smoothingKernel();
  for (std::size_t i = 0; i < 2 * kSmoothingRadius; ++i) border[count + i] = border[i];
  float* out = smooth.data();
  for (std::size_t i = 0; i < count; ++i) {
    const float* in = border.data() + i;
    float sum = kernel[0] * in[kSmoothingRadius];
    for (std::size_t d = 1; d <= kSmoothingRadius; ++d)
      sum += kernel[d] * (in[kSmoothingRadius + d] + in[kSmoothingRadius - d]);
    out[i] = sum;
  }
  out[count] = out[0];
}

// The smoothed border, its first point again at its end. Points stand kSmoothingRadius on from those of the border.
HERALD_DISPATCH void smoothBorder(Curve& border, Curve& smooth) {
  const std::size_t count = border.count;
  smooth.reserve(count + 1);
  smooth.count = count;
  smoothCoordinate(border.x, count, smooth.x);
  smoothCoordinate(border.y, count, smooth.y);
  const float* x = smooth.x.data();
  const float* y = smooth.y.data();
  float* length = smooth.length.data();
  for (std::size_t i = 0; i < count; ++i) {
    const float dx = x[i + 1] - x[i];
    const float dy = y[i + 1] - y[i];
    length[i] = std::sqrt(dx * dx + dy * dy);
  }
}

struct CurvePosition {
  std::size_t segment = 0;  // from point `segment` to the next
  float fraction = 0;
};

// Where the curve crosses the upward ray from the seed, the highest crossing; its highest point where it never does.
CurvePosition straightAbove(const Curve& curve) {
  CurvePosition best;
  float best_y = 0;
  for (std::size_t i = 0; i < curve.count; ++i) {
    if (curve.x[i] > 0 || curve.x[i + 1] <= 0) continue;  // clockwise: from left to right above the seed
    const float fraction = -curve.x[i] / (curve.x[i + 1] - curve.x[i]);
    const float y = curve.y[i] + fraction * (curve.y[i + 1] - curve.y[i]);
    if (y < best_y) {
      best_y = y;
      best = {i, fraction};
    }
  }
  if (best_y < 0) return best;
  const float* y = curve.y.data();
  return {static_cast<std::size_t>(std::min_element(y, y + curve.count) - y), 0};
}

// Points in equal steps of arc length from `start`.
void resample(const Curve& curve, const CurvePosition& start, CellOutline& outline) {
  const float* length = curve.length.data();
  outline.length_px = std::accumulate(length, length + curve.count, 0.0F);
  const float step = outline.length_px / kMembraneSectors;
  std::size_t segment = start.segment;
  float at = start.fraction * length[segment];
  for (OutlinePoint& point : outline.points) {
    while (at > length[segment]) {
      at -= length[segment];
      segment = segment + 1 == curve.count ? 0 : segment + 1;
    }
    const float fraction = length[segment] > 0 ? at / length[segment] : 0;
    point.x = curve.x[segment] + fraction * (curve.x[segment + 1] - curve.x[segment]);
    point.y = curve.y[segment] + fraction * (curve.y[segment + 1] - curve.y[segment]);
    at += step;
  }
}

void measureNormals(CellOutline& outline) {
  for (std::size_t i = 0; i < kSectors; ++i) {
    const OutlinePoint& before = outline.points[(i + kSectors - 1) % kSectors];
    const OutlinePoint& after = outline.points[(i + 1) % kSectors];
    const float dx = after.x - before.x;
    const float dy = after.y - before.y;
    const float length = std::sqrt(dx * dx + dy * dy);
    // Clockwise with y down: the outward normal is the tangent turned left.
    outline.points[i].normal_x = length > 0 ? dy / length : 0;
    outline.points[i].normal_y = length > 0 ? -dx / length : -1;
  }
}

}  // namespace

std::optional<CellOutline> traceCell(ImageView<std::int32_t> cell, std::int32_t index, int seed_x, int seed_y,
                                     int reach_px, CellOutlineScratch& scratch) {
  cutOut(cell, index, seed_x, seed_y, reach_px, scratch.window);
  if (scratch.window.mask.height() == 0) return std::nullopt;
  const int x = seed_x - scratch.window.left;
  const int y = seed_y - scratch.window.top;
  fillPiece(scratch.window.mask, x, y, scratch.piece);
  if (countPixels(scratch.piece) < kSmallestPiecePx) return std::nullopt;
  cutNecks(x, y, scratch);
  followBorder(scratch.piece, x, y, scratch.border);
  smoothBorder(scratch.border, scratch.smooth);
  CellOutline outline;
  outline.area_px = static_cast<float>(countPixels(scratch.piece));
  resample(scratch.smooth, straightAbove(scratch.smooth), outline);
  measureNormals(outline);
  return outline;
}

}  // namespace herald
