#include "pipeline/analysis/tissue_strips.h"

#include <algorithm>
#include <cmath>

namespace herald {
namespace {

// Level-0 columns of one row of the mask that hold tissue within a strip; none: right <= left.
struct Stretch {
  std::int64_t left = 0;
  std::int64_t right = 0;
};

class Strips {
 public:
  Strips(const SlideLevel& level0, const TissueMask& tissue, const StripOptions& options)
      : level0_(level0), tissue_(tissue), options_(options) {}

  // The strips of one column of the slide, from top to bottom.
  void cutColumn(std::int64_t left, std::vector<PixelRect>& strips) {
    const std::int64_t right = std::min(level0_.width, left + options_.width_px);
    stretches_.clear();
    for (int y = 0; y < tissue_.classes.height(); ++y) stretches_.push_back(tissueIn(y, left, right));
    const auto rows = static_cast<int>(stretches_.size());
    for (int first = nextRow(0); first < rows;) {
      int last = first;
      for (int next = nextRow(last + 1); next < rows; next = nextRow(last + 1)) {
        if (topOf(next) - topOf(last + 1) >= options_.gap_px) break;
        last = next;
      }
      cutRun(first, last + 1, strips);
      first = nextRow(last + 1);
    }
  }

 private:
  // The first level-0 pixel of a mask pixel. Rounding may put it one off: strips are wider by that on all outer sides.
  [[nodiscard]] std::int64_t position(double origin, int index, std::int64_t size) const {
    return std::clamp<std::int64_t>(static_cast<std::int64_t>(std::ceil(origin + index * tissue_.downsample_px)), 0,
                                    size);
  }
  [[nodiscard]] std::int64_t topOf(int row) const { return position(tissue_.origin_in_level0.y, row, level0_.height); }
  [[nodiscard]] int nextRow(int from) const {
    while (from < static_cast<int>(stretches_.size()) &&
           stretches_[static_cast<std::size_t>(from)].right <= stretches_[static_cast<std::size_t>(from)].left)
      ++from;
    return from;
  }

  [[nodiscard]] Stretch tissueIn(int row, std::int64_t left, std::int64_t right) const {
    Stretch stretch{right, left};
    const double d = tissue_.downsample_px;
    const double origin = tissue_.origin_in_level0.x;
    const int first = std::max(0, static_cast<int>(std::floor((static_cast<double>(left) - origin) / d)));
    const int last = std::min(tissue_.classes.width() - 1,
                              static_cast<int>(std::floor((static_cast<double>(right - 1) - origin) / d)));
    for (int x = first; x <= last; ++x) {
      if (!isSearched(tissue_.classes.at(x, row))) continue;
      stretch.left = std::min(stretch.left, std::max(left, position(origin, x, level0_.width) - 1));
      stretch.right = std::max(stretch.right, std::min(right, position(origin, x + 1, level0_.width) + 1));
    }
    return stretch;
  }

  // Rows [first, end) of the mask, cut into parts none of which is too long.
  void cutRun(int first, int end, std::vector<PixelRect>& strips) const {
    const std::int64_t top = std::max<std::int64_t>(0, topOf(first) - 1);
    const std::int64_t bottom = std::min(level0_.height, topOf(end) + 1);
    const auto parts =
        static_cast<int>(std::max<std::int64_t>(1, (bottom - top + options_.longest_px - 1) / options_.longest_px));
    for (int part = 0; part < parts; ++part) {
      const int from = first + (end - first) * part / parts;
      const int to = first + (end - first) * (part + 1) / parts;
      addStrip(from, to, from == first ? top : topOf(from), to == end ? bottom : topOf(to), strips);
    }
  }

  void addStrip(int first, int end, std::int64_t top, std::int64_t bottom, std::vector<PixelRect>& strips) const {
    Stretch columns{level0_.width, 0};
    for (int row = first; row < end; ++row) {
      const Stretch& stretch = stretches_[static_cast<std::size_t>(row)];
      if (stretch.right <= stretch.left) continue;
      columns.left = std::min(columns.left, stretch.left);
      columns.right = std::max(columns.right, stretch.right);
    }
    if (columns.right > columns.left && bottom > top)
      strips.push_back({columns.left, top, columns.right - columns.left, bottom - top});
  }

  const SlideLevel& level0_;
  const TissueMask& tissue_;
  const StripOptions& options_;
  std::vector<Stretch> stretches_;  // by row of the mask
};

}  // namespace

std::vector<PixelRect> tissueStrips(const SlideLevel& level0, const TissueMask& tissue, const StripOptions& options) {
  std::vector<PixelRect> strips;
  Strips column(level0, tissue, options);
  for (std::int64_t left = 0; left < level0.width; left += options.width_px) column.cutColumn(left, strips);
  std::sort(strips.begin(), strips.end(), [&](const PixelRect& a, const PixelRect& b) {
    const std::int64_t band_a = a.y / options.longest_px;
    const std::int64_t band_b = b.y / options.longest_px;
    return band_a != band_b ? band_a < band_b : a.x != b.x ? a.x < b.x : a.y < b.y;
  });
  return strips;
}

}  // namespace herald
