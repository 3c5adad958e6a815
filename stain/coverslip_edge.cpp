#include "stain/coverslip_edge.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>

namespace herald {
namespace {

constexpr double kPixelUm = 4;  // lines are looked for at about this pixel size or coarser: cells do not matter there
constexpr double kShortestUm = 2000;  // shorter pictures show too little of an edge to tell it from a gland or a crack
constexpr int kLongestSidePx = 1024;  // lines are looked for at this size; finer pictures are averaged
constexpr int kSmallestSidePx = 48;   // a line across less is any line
constexpr int kSidePx = 5;            // a line is darker than what lies this far on both its sides ...
constexpr float kLineContrastOd = 0.02F;  // ... by this much: ten times the noise of glass
constexpr int kBesideFirstPx = 12;        // lines beside it, to compare with
constexpr int kBesideLastPx = 40;
constexpr int kMostLines = 4;  // for each direction: the coverslip has two sides, and so has the slide
constexpr int kAlongPx = 7;
constexpr double kSteepest = 0.1;
constexpr double kExtraHalfWidthPx = 2;

struct Votes {
  int offset = 0;  // position at the line's start (x = 0), may lie outside the picture
  int steps = 0;   // change of position over the whole length, pixels
  int count = 0;
};

// Mean of factor x factor pixels; the rest at the right and lower border is left out.
Image<float> shrunk(const Image<float>& in, int factor) {
  Image<float> out(in.width() / factor, in.height() / factor);
  for (int y = 0; y < out.height(); ++y) {
    for (int x = 0; x < out.width(); ++x) {
      double sum = 0;
      for (int j = 0; j < factor; ++j)
        for (int i = 0; i < factor; ++i) sum += static_cast<double>(in.at(x * factor + i, y * factor + j));
      out.at(x, y) = static_cast<float>(sum / (factor * factor));
    }
  }
  return out;
}

Image<float> transposed(const Image<float>& in) {
  Image<float> out(in.height(), in.width());
  for (int y = 0; y < in.height(); ++y)
    for (int x = 0; x < in.width(); ++x) out.at(y, x) = in.at(x, y);
  return out;
}

// Mean along each row over 2 kAlongPx + 1 pixels: lines stay, texture goes.
Image<float> smoothedAlong(const Image<float>& od) {
  Image<float> out(od.width(), od.height());
  for (int y = 0; y < od.height(); ++y) {
    const float* in = od.row(y);
    double sum = 0;
    int pixels = 0;
    const auto add = [&](int x, int sign) {
      if (x < 0 || x >= od.width()) return;
      sum += sign * static_cast<double>(in[x]);
      pixels += sign;
    };
    for (int x = 0; x < kAlongPx; ++x) add(x, 1);
    for (int x = 0; x < od.width(); ++x) {
      add(x + kAlongPx, 1);
      add(x - kAlongPx - 1, -1);
      out.at(x, y) = static_cast<float>(sum / pixels);
    }
  }
  return out;
}

// 1 where the pixel, or one above or below it, is darker than both its sides.
Image<std::uint8_t> linePixels(const Image<float>& od) {
  Image<std::uint8_t> line(od.width(), od.height());
  for (int y = kSidePx; y < od.height() - kSidePx; ++y) {
    for (int x = 0; x < od.width(); ++x) {
      const float sides = std::max(od.at(x, y - kSidePx), od.at(x, y + kSidePx));
      if (od.at(x, y) - sides < kLineContrastOd) continue;
      for (int dy = -1; dy <= 1; ++dy) line.at(x, y + dy) = 1;
    }
  }
  return line;
}

// Pixels on the straight line from (0, offset) to (width, offset + steps).
int votesFor(const Image<std::uint8_t>& line, int offset, int steps) {
  int count = 0;
  for (int x = 0; x < line.width(); ++x) {
    const int y = offset + steps * x / line.width();
    if (y >= 0 && y < line.height()) count += line.at(x, y);
  }
  return count;
}

// The line with most pixels on it, of all nearly horizontal ones.
Votes mostVotes(const Image<std::uint8_t>& line) {
  const auto width = static_cast<std::size_t>(line.width());
  std::vector<int> voters;                          // their y, by x
  std::vector<std::size_t> first_voter(width + 1);  // of each x
  for (std::size_t x = 0; x < width; ++x) {
    for (int y = 0; y < line.height(); ++y)
      if (line.at(static_cast<int>(x), y) != 0) voters.push_back(y);
    first_voter[x + 1] = voters.size();
  }
  const int steepest = static_cast<int>(kSteepest * line.width());
  std::vector<int> count;  // by offset + steepest
  Votes best;
  for (int steps = -steepest; steps <= steepest; steps += 2) {
    count.assign(static_cast<std::size_t>(line.height() + 2 * steepest + 1), 0);
    for (std::size_t x = 0; x < width; ++x) {
      const int shift = steepest - steps * static_cast<int>(x) / line.width();
      for (std::size_t i = first_voter[x]; i < first_voter[x + 1]; ++i)
        ++count[static_cast<std::size_t>(voters[i] + shift)];
    }
    const auto most = std::max_element(count.begin(), count.end());
    if (*most > best.count) best = {static_cast<int>(most - count.begin()) - steepest, steps, *most};
  }
  return best;
}

// Mean votes of the lines on this one's one or other side, the larger: what texture alone gives.
double usualVotes(const Image<std::uint8_t>& line, const Votes& best) {
  double most = 0;
  for (const int sign : {-1, 1}) {
    double sum = 0;
    int lines = 0;
    for (int distance = kBesideFirstPx; distance <= kBesideLastPx; ++distance) {
      const int offset = best.offset + sign * distance;
      if (std::min(offset, offset + best.steps) < kSidePx) continue;
      if (std::max(offset, offset + best.steps) >= line.height() - kSidePx) continue;
      sum += votesFor(line, offset, best.steps);
      ++lines;
    }
    if (lines > 0) most = std::max(most, sum / lines);
  }
  return most;
}

// Forgets the voters of a line that was looked at.
void erase(Image<std::uint8_t>& line, const Votes& votes) {
  for (int x = 0; x < line.width(); ++x) {
    const int middle = votes.offset + votes.steps * x / line.width();
    for (int y = std::max(0, middle - kBesideFirstPx); y <= std::min(line.height() - 1, middle + kBesideFirstPx); ++y)
      line.at(x, y) = 0;
  }
}

// Adds nearly horizontal lines, the clearest first, in pixels of the full picture.
void addLines(const Image<float>& od, double share, int factor, bool horizontal, std::vector<CoverslipLine>& lines) {
  const Image<std::uint8_t> all = linePixels(smoothedAlong(od));
  Image<std::uint8_t> line = all;
  for (int i = 0; i < kMostLines; ++i) {
    const Votes best = mostVotes(line);
    if (best.count < share * od.width()) return;
    erase(line, best);
    if (best.count < 2 * usualVotes(all, best)) continue;  // texture votes for any line
    // The edge is several lines side by side: the band of all that are seen half as clearly.
    int first = best.offset;
    int last = best.offset;
    for (int distance = 1; distance <= 2 * kSidePx; ++distance) {
      if (votesFor(all, best.offset - distance, best.steps) * 2 >= best.count) first = best.offset - distance;
      if (votesFor(all, best.offset + distance, best.steps) * 2 >= best.count) last = best.offset + distance;
    }
    CoverslipLine found;
    found.horizontal = horizontal;
    found.position_px = factor * ((first + last + 1) / 2.0 + best.steps / 2.0);
    found.slope = static_cast<double>(best.steps) / od.width();
    found.half_width_px = factor * ((last - first + 1) / 2.0 + kExtraHalfWidthPx);
    lines.push_back(found);
  }
}

}  // namespace

std::vector<CoverslipLine> findCoverslipLines(const Image<float>& mean_od, double um_per_px, double share) {
  std::vector<CoverslipLine> lines;
  const int longest = std::max(mean_od.width(), mean_od.height());
  const int factor = std::max(
      {1, (longest + kLongestSidePx - 1) / kLongestSidePx, static_cast<int>(std::lround(kPixelUm / um_per_px))});
  const Image<float> od = factor == 1 ? mean_od : shrunk(mean_od, factor);
  if (std::min(od.width(), od.height()) < kSmallestSidePx) return lines;
  if (mean_od.width() * um_per_px >= kShortestUm) addLines(od, share, factor, true, lines);
  if (mean_od.height() * um_per_px >= kShortestUm) addLines(transposed(od), share, factor, false, lines);
  return lines;
}

}  // namespace herald
