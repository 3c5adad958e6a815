#include "segmentation/scale_space.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <type_traits>

#include "segmentation/lanes.h"
#include "stain/dispatch.h"

namespace herald {
namespace {

// `target` = `centre` and the pairs of lanes to either side of it, weighted: pairOf(i, x, a, b) loads those i away.
template <class PairOf>
[[gnu::always_inline]] inline void weigh(const float* centre, const float* kernel, int radius, int width, float* target,
                                         const PairOf& pairOf) {
  for (int x = 0; x < width; x += kLanes) {
    Lanes sum;
    loadLanes(centre + x, sum);
    sum *= kernel[0];
    for (int i = 1; i <= radius; ++i) {
      Lanes a;
      Lanes b;
      pairOf(i, x, a, b);
      sum += kernel[i] * (a + b);
    }
    storeLanes(sum, target + x);
  }
}

// `target` = `centre` filtered along x; both are rows of whole lanes, `centre` with margins of `radius`.
HERALD_DISPATCH void filterRow(const float* centre, const float* kernel, int radius, int width, float* target) {
  weigh(
      centre, kernel, radius, width,
      target, [centre](int i, int x, Lanes& left, Lanes& right) __attribute__((always_inline)) {
        loadLanes(centre + x - i, left);
        loadLanes(centre + x + i, right);
      });
}

// `target` = rows above and below `centre`, weighted; `above[i]` and `below[i]` are i rows away.
HERALD_DISPATCH void filterColumns(const float* centre, const float* const* above, const float* const* below,
                                   const float* kernel, int radius, int width, float* target) {
  weigh(
      centre, kernel, radius, width, target,
      [ above, below ](int i, int x, Lanes& upper, Lanes& lower) __attribute__((always_inline)) {
        loadLanes(above[i] + x, upper);
        loadLanes(below[i] + x, lower);
      });
}

HERALD_DISPATCH void toFloatRow(const std::int16_t* in, int width, float* out) {
  for (int x = 0; x < width; ++x) out[x] = static_cast<float>(in[x]);
}

HERALD_DISPATCH void roundRow(const float* in, int width, std::int16_t* out) {
  for (int x = 0; x < width; ++x) {
    const float rounded_up = std::min(std::max(in[x] + 0.5F, -32768.0F), 32767.0F);
    const auto towards_zero = static_cast<std::int32_t>(rounded_up);
    out[x] = static_cast<std::int16_t>(towards_zero - (static_cast<float>(towards_zero) > rounded_up ? 1 : 0));
  }
}

HERALD_DISPATCH void addRow(const std::int16_t* row, int width, std::int32_t* columns) {
  for (int x = 0; x < width; ++x) columns[x] += row[x];
}
HERALD_DISPATCH void subtractRow(const std::int16_t* row, int width, std::int32_t* columns) {
  for (int x = 0; x < width; ++x) columns[x] -= row[x];
}

// out[x] = (totals[x + span] - totals[x]) * scale
HERALD_DISPATCH void scaleDifferences(const std::uint32_t* totals, int count, int span, float scale, float* out) {
  for (int x = 0; x < count; ++x)
    out[x] = static_cast<float>(static_cast<std::int32_t>(totals[x + span] - totals[x])) * scale;
}

}  // namespace

int kernelRadiusPx(double sigma_px) {
  return std::max(1, static_cast<int>(std::ceil(3.0 * sigma_px)));
}

std::vector<float> gaussianHalfKernel(double sigma_px) {
  if (!(sigma_px > 0)) throw std::invalid_argument("sigma of a Gaussian must be positive");
  const int radius = kernelRadiusPx(sigma_px);
  std::vector<double> weights(static_cast<std::size_t>(radius) + 1);
  double sum = 0;
  for (int i = 0; i <= radius; ++i) {
    const double w = std::exp(-0.5 * i * i / (sigma_px * sigma_px));
    weights[static_cast<std::size_t>(i)] = w;
    sum += i == 0 ? w : 2 * w;
  }
  std::vector<float> kernel(weights.size());
  std::transform(weights.begin(), weights.end(), kernel.begin(), [&](double w) { return static_cast<float>(w / sum); });
  return kernel;
}

void GaussianRows::begin(int width, double sigma_px, int at_least_px) {
  kernel_ = gaussianHalfKernel(sigma_px);
  radius_px_ = static_cast<int>(kernel_.size()) - 1;
  reach_px_ = std::max(radius_px_, at_least_px);
  width_ = width;
  lanes_ = wholeLanes(width);
  y_ = ready_ = 0;
  padded_.resize(static_cast<std::size_t>(lanes_ + 2 * radius_px_ + kLanes));
  rows_.resize(static_cast<std::size_t>(lanes_) * static_cast<std::size_t>(radius_px_ + reach_px_ + 1));
  result_.resize(static_cast<std::size_t>(lanes_));
  above_.resize(kernel_.size());
  below_.resize(kernel_.size());
}

float* GaussianRows::filtered(int y) {
  return rows_.data() + static_cast<std::ptrdiff_t>(y % (radius_px_ + reach_px_ + 1)) * lanes_;
}

template <class T>
void GaussianRows::filter(const T* row) {
  float* centre = padded_.data() + radius_px_;
  if constexpr (std::is_same_v<T, float>) {
    std::copy_n(row, width_, centre);
  } else {
    toFloatRow(row, width_, centre);
  }
  std::fill_n(padded_.data(), radius_px_, centre[0]);
  std::fill_n(centre + width_, radius_px_, centre[width_ - 1]);
  filterRow(centre, kernel_.data(), radius_px_, lanes_, filtered(ready_));
  ++ready_;
}

template <class T>
void GaussianRows::takeRows(const HeldRows<T>& in) {
  while (ready_ < std::min(in.end(), y_ + reach_px_ + 1)) filter(in.row(ready_));
}

void GaussianRows::take(const HeldRows<float>& in) {
  takeRows(in);
}

template <class T>
const float* GaussianRows::next(const HeldRows<T>& in) {
  takeRows(in);
  const int last = in.end() - 1;
  for (int i = 1; i <= radius_px_; ++i) {
    above_[static_cast<std::size_t>(i)] = filtered(std::max(0, y_ - i));
    below_[static_cast<std::size_t>(i)] = filtered(std::min(last, y_ + i));
  }
  filterColumns(filtered(y_), above_.data(), below_.data(), kernel_.data(), radius_px_, lanes_, result_.data());
  ++y_;
  return result_.data();
}

const float* GaussianRows::nextRow(const HeldRows<float>& in) {
  return next(in);
}
const float* GaussianRows::nextRow(const HeldRows<std::int16_t>& in) {
  return next(in);
}

void gaussianSmooth(ImageView<std::int16_t> in, double sigma_px, Image<std::int16_t>& out, GaussianRows& rows) {
  out.resize(in.width, in.height);
  rows.begin(in.width, sigma_px);
  for (int y = 0; y < in.height; ++y) roundToMilliOd(rows.nextRow(HeldRows<std::int16_t>{in}), in.width, out.row(y));
}

void roundToMilliOd(const float* row, int width, std::int16_t* rounded) {
  roundRow(row, width, rounded);
}

void BoxMeans::begin(int width, int radius_px) {
  width_ = width;
  radius_px_ = radius_px;
  y_ = added_ = 0;
  columns_.assign(static_cast<std::size_t>(width), 0);
  totals_.resize(static_cast<std::size_t>(width) + 1);
  means_.resize(static_cast<std::size_t>(width));
}

const float* BoxMeans::nextRow(const HeldRows<std::int16_t>& in) {
  const int w = width_;
  for (; added_ < std::min(in.end(), y_ + radius_px_ + 1); ++added_) addRow(in.row(added_), w, columns_.data());
  if (y_ - radius_px_ - 1 >= 0) subtractRow(in.row(y_ - radius_px_ - 1), w, columns_.data());
  std::uint32_t total = 0;
  totals_[0] = 0;
  for (int x = 0; x < w; ++x) {
    total += static_cast<std::uint32_t>(columns_[static_cast<std::size_t>(x)]);
    totals_[static_cast<std::size_t>(x) + 1] = total;
  }
  const int rows = added_ - std::max(0, y_ - radius_px_);
  ++y_;
  const auto meansFrom = [&](int x, int count, int first, int span) {
    const auto scale = static_cast<float>(1.0 / (static_cast<double>(span) * rows));
    scaleDifferences(totals_.data() + first, count, span, scale, means_.data() + x);
  };
  const int inner = std::max(0, w - 2 * radius_px_);  // columns whose square is not clipped at the sides
  const int margin = inner > 0 ? radius_px_ : w;
  const auto clipped = [&](int x) {
    const int first = std::max(0, x - radius_px_);
    meansFrom(x, 1, first, std::min(w, x + radius_px_ + 1) - first);
  };
  for (int x = 0; x < margin; ++x) clipped(x);
  if (inner > 0) meansFrom(radius_px_, inner, 0, 2 * radius_px_ + 1);
  for (int x = margin + inner; x < w; ++x) clipped(x);
  return means_.data();
}

}  // namespace herald
