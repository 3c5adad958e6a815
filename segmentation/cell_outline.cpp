#include "segmentation/cell_outline.h"

#include <algorithm>
#include <cmath>

namespace herald {
namespace {

constexpr int kSmallestPiecePx = 12;
constexpr int kCornerPx = 2;  // steps in which the corners a disc cannot reach are given back

// A window round the seed: mask pixel (i, j) is image pixel (seed + i - reach, seed + j - reach), with one empty pixel
// all round.
struct Window {
  int reach;
  [[nodiscard]] int size() const { return 2 * reach + 3; }
  [[nodiscard]] int centre() const { return reach + 1; }
};

// Fills the seed's 4-connected piece into scratch.mask; returns its number of pixels.
int fillPiece(ImageView<std::int32_t> cell, std::int32_t index, int seed_x, int seed_y, Window window,
              CellOutlineScratch& scratch) {
  const int size = window.size();
  scratch.mask.reset(size, size, 0);
  const auto belongs = [&](int i, int j) {
    const int x = seed_x + i - window.centre();
    const int y = seed_y + j - window.centre();
    return i > 0 && j > 0 && i < size - 1 && j < size - 1 && cell.contains(x, y) && cell.at(x, y) == index;
  };
  if (!belongs(window.centre(), window.centre())) return 0;
  scratch.stack.assign(1, window.centre() * size + window.centre());
  scratch.mask.at(window.centre(), window.centre()) = 1;
  scratch.piece.clear();
  while (!scratch.stack.empty()) {
    const int position = scratch.stack.back();
    scratch.stack.pop_back();
    scratch.piece.push_back(position);
    const int i = position % size;
    const int j = position / size;
    const auto visit = [&](int ni, int nj) {
      if (!belongs(ni, nj) || scratch.mask.at(ni, nj) != 0) return;
      scratch.mask.at(ni, nj) = 1;
      scratch.stack.push_back(nj * size + ni);
    };
    visit(i + 1, j);
    visit(i - 1, j);
    visit(i, j + 1);
    visit(i, j - 1);
  }
  return static_cast<int>(scratch.piece.size());
}

// Pixels of a disc of kNeckRadiusPx about the origin.
const std::vector<std::array<int, 2>>& neckDisc() {
  static const std::vector<std::array<int, 2>> disc = [] {
    std::vector<std::array<int, 2>> pixels;
    for (int j = -kNeckRadiusPx; j <= kNeckRadiusPx; ++j) {
      for (int i = -kNeckRadiusPx; i <= kNeckRadiusPx; ++i) {
        if (i * i + j * j <= kNeckRadiusPx * kNeckRadiusPx + 1) pixels.push_back({i, j});
      }
    }
    return pixels;
  }();
  return disc;
}

// The piece without what hangs on it by a neck: eroded by the disc, of that the part with the seed, grown back by the
// disc and by kCornerPx steps within the piece. Left alone when the seed itself lies in a narrow place. Returns the
// number of pixels left.
int cutNecks(Window window, CellOutlineScratch& scratch) {
  constexpr std::uint8_t kPiece = 1;
  constexpr std::uint8_t kKept = 2;
  constexpr std::uint8_t kDeep = 3;  // the whole disc fits
  Image<std::uint8_t>& mask = scratch.mask;
  const int size = window.size();
  const auto fits = [&](int position) {
    return std::all_of(neckDisc().begin(), neckDisc().end(), [&](const auto& d) {
      const int x = position % size + d[0];
      const int y = position / size + d[1];
      return mask.contains(x, y) && mask.at(x, y) != 0;
    });
  };
  std::vector<std::uint8_t>& pixels = mask.pixels();
  const int seed = window.centre() * size + window.centre();
  if (!fits(seed)) return static_cast<int>(scratch.piece.size());
  scratch.deep.assign(1, seed);
  pixels[static_cast<std::size_t>(seed)] = kDeep;
  for (std::size_t next = 0; next < scratch.deep.size(); ++next) {
    const int position = scratch.deep[next];
    for (const int neighbour : {position + 1, position - 1, position + size, position - size}) {
      std::uint8_t& value = pixels[static_cast<std::size_t>(neighbour)];
      if (value != kPiece || !fits(neighbour)) continue;
      value = kDeep;
      scratch.deep.push_back(neighbour);
    }
  }
  for (const int position : scratch.deep) {
    for (const auto& d : neckDisc()) {
      std::uint8_t& value = pixels[static_cast<std::size_t>(position + d[1] * size + d[0])];
      if (value == kPiece) value = kKept;
    }
  }
  for (int round = 0; round < kCornerPx; ++round) {
    scratch.deep.clear();
    for (const int position : scratch.piece) {
      if (pixels[static_cast<std::size_t>(position)] != kPiece) continue;
      for (const int neighbour : {position + 1, position - 1, position + size, position - size}) {
        if (pixels[static_cast<std::size_t>(neighbour)] < kKept) continue;
        scratch.deep.push_back(position);
        break;
      }
    }
    for (const int position : scratch.deep) pixels[static_cast<std::size_t>(position)] = kKept;
  }
  int count = 0;
  for (const int position : scratch.piece) {
    std::uint8_t& value = pixels[static_cast<std::size_t>(position)];
    value = value >= kKept ? 1 : 0;
    count += value;
  }
  return count;
}

// Follows the outer border clockwise along pixel edges, the piece on the right hand; stores the middle of each edge.
void followBorder(Window window, CellOutlineScratch& scratch) {
  const Image<std::uint8_t>& mask = scratch.mask;
  const auto first = std::find(mask.pixels().begin(), mask.pixels().end(), std::uint8_t{1}) - mask.pixels().begin();
  const int start_x = static_cast<int>(first) % mask.width();  // corner at the top left of the first pixel
  const int start_y = static_cast<int>(first) / mask.width();
  constexpr std::array<std::array<int, 2>, 4> kDirections{{{1, 0}, {0, 1}, {-1, 0}, {0, -1}}};  // right, down, left, up
  // Pixels ahead of a corner (x, y), on the left and on the right hand, by direction.
  constexpr std::array<std::array<int, 2>, 4> kLeftAhead{{{0, -1}, {0, 0}, {-1, 0}, {-1, -1}}};
  constexpr std::array<std::array<int, 2>, 4> kRightAhead{{{0, 0}, {-1, 0}, {-1, -1}, {0, -1}}};
  const auto inside = [&](int x, int y) { return mask.contains(x, y) && mask.at(x, y) != 0; };
  const double shift = window.centre() + 0.5;  // corner coordinates to offsets from the seed pixel's centre

  scratch.border.clear();
  int x = start_x;
  int y = start_y;
  std::size_t direction = 0;
  do {
    const int nx = x + kDirections[direction][0];
    const int ny = y + kDirections[direction][1];
    scratch.border.push_back({(x + nx) / 2.0 - shift, (y + ny) / 2.0 - shift, 0, 0});
    x = nx;
    y = ny;
    if (!inside(x + kRightAhead[direction][0], y + kRightAhead[direction][1])) {
      direction = (direction + 1) % 4;
    } else if (inside(x + kLeftAhead[direction][0], y + kLeftAhead[direction][1])) {
      direction = (direction + 3) % 4;
    }
  } while (x != start_x || y != start_y || direction != 0);
}

void smoothBorder(CellOutlineScratch& scratch) {
  constexpr int kRadius = 4;
  static const std::array<double, kRadius + 1> kernel = [] {
    std::array<double, kRadius + 1> weights{};
    double sum = 0;
    for (int i = 0; i <= kRadius; ++i) {
      const double w = std::exp(-0.5 * i * i / (kOutlineSmoothingPx * kOutlineSmoothingPx));
      weights[static_cast<std::size_t>(i)] = w;
      sum += i == 0 ? w : 2 * w;
    }
    for (double& w : weights) w = std::round(w / sum * 1e9) / 1e9;
    return weights;
  }();
  const auto n = scratch.border.size();
  scratch.smooth.resize(n);
  for (std::size_t i = 0; i < n; ++i) {
    double x = kernel[0] * scratch.border[i].x;
    double y = kernel[0] * scratch.border[i].y;
    for (std::size_t d = 1; d <= kRadius; ++d) {
      const OutlinePoint& before = scratch.border[(i + n * kRadius - d) % n];
      const OutlinePoint& after = scratch.border[(i + d) % n];
      x += kernel[d] * (before.x + after.x);
      y += kernel[d] * (before.y + after.y);
    }
    scratch.smooth[i] = {x, y, 0, 0};
  }
}

struct CurvePosition {
  std::size_t segment = 0;  // from point `segment` to the next
  double fraction = 0;
};

// Where the curve crosses the upward ray from the seed, the highest crossing; its highest point where it never does.
CurvePosition straightAbove(const std::vector<OutlinePoint>& curve) {
  CurvePosition best;
  double best_y = 0;
  for (std::size_t i = 0; i < curve.size(); ++i) {
    const OutlinePoint& a = curve[i];
    const OutlinePoint& b = curve[(i + 1) % curve.size()];
    if (a.x > 0 || b.x <= 0) continue;  // clockwise: from left to right above the seed
    const double fraction = -a.x / (b.x - a.x);
    const double y = a.y + fraction * (b.y - a.y);
    if (y < best_y) {
      best_y = y;
      best = {i, fraction};
    }
  }
  if (best_y < 0) return best;
  const auto highest =
      std::min_element(curve.begin(), curve.end(), [](const auto& a, const auto& b) { return a.y < b.y; });
  return {static_cast<std::size_t>(highest - curve.begin()), 0};
}

double segmentLength(const OutlinePoint& a, const OutlinePoint& b) {
  return std::sqrt((b.x - a.x) * (b.x - a.x) + (b.y - a.y) * (b.y - a.y));
}

void resample(const std::vector<OutlinePoint>& curve, CellOutline& outline) {
  const std::size_t n = curve.size();
  outline.length_px = 0;
  for (std::size_t i = 0; i < n; ++i) outline.length_px += segmentLength(curve[i], curve[(i + 1) % n]);
  const double step = outline.length_px / kMembraneSectors;
  const CurvePosition start = straightAbove(curve);
  std::size_t segment = start.segment;
  double at = start.fraction * segmentLength(curve[segment], curve[(segment + 1) % n]);
  for (OutlinePoint& point : outline.points) {
    double length = segmentLength(curve[segment], curve[(segment + 1) % n]);
    while (at > length) {
      at -= length;
      segment = (segment + 1) % n;
      length = segmentLength(curve[segment], curve[(segment + 1) % n]);
    }
    const double fraction = length > 0 ? at / length : 0;
    const OutlinePoint& a = curve[segment];
    const OutlinePoint& b = curve[(segment + 1) % n];
    point.x = a.x + fraction * (b.x - a.x);
    point.y = a.y + fraction * (b.y - a.y);
    at += step;
  }
}

void measureNormals(CellOutline& outline) {
  constexpr auto kCount = static_cast<std::size_t>(kMembraneSectors);
  for (std::size_t i = 0; i < kCount; ++i) {
    const OutlinePoint& before = outline.points[(i + kCount - 1) % kCount];
    const OutlinePoint& after = outline.points[(i + 1) % kCount];
    const double length = segmentLength(before, after);
    // Clockwise with y down: the outward normal is the tangent turned left.
    outline.points[i].normal_x = length > 0 ? (after.y - before.y) / length : 0;
    outline.points[i].normal_y = length > 0 ? -(after.x - before.x) / length : -1;
  }
}

}  // namespace

std::optional<CellOutline> traceCell(ImageView<std::int32_t> cell, std::int32_t index, int seed_x, int seed_y,
                                     int reach_px, CellOutlineScratch& scratch) {
  const Window window{reach_px};
  if (fillPiece(cell, index, seed_x, seed_y, window, scratch) < kSmallestPiecePx) return std::nullopt;
  const int area_px = cutNecks(window, scratch);
  followBorder(window, scratch);
  smoothBorder(scratch);
  CellOutline outline;
  outline.area_px = area_px;
  resample(scratch.smooth, outline);
  measureNormals(outline);
  return outline;
}

}  // namespace herald
