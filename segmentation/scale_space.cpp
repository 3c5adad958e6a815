#include "segmentation/scale_space.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "segmentation/lanes.h"
#include "stain/dispatch.h"

namespace herald {
namespace {

// `target` = `centre` filtered along x; both are rows of whole lanes, `centre` with margins of `radius`.
HERALD_DISPATCH void filterRow(const float* centre, const float* kernel, int radius, int width, float* target) {
  for (int x = 0; x < width; x += kLanes) {
    Lanes sum;
    loadLanes(centre + x, sum);
    sum *= kernel[0];
    for (int i = 1; i <= radius; ++i) {
      Lanes left;
      Lanes right;
      loadLanes(centre + x - i, left);
      loadLanes(centre + x + i, right);
      sum += kernel[i] * (left + right);
    }
    storeLanes(sum, target + x);
  }
}

// `target` = rows above and below `centre`, weighted; `above[i]` and `below[i]` are i rows away.
HERALD_DISPATCH void filterColumns(const float* centre, const float* const* above, const float* const* below,
                                   const float* kernel, int radius, int width, float* target) {
  for (int x = 0; x < width; x += kLanes) {
    Lanes sum;
    loadLanes(centre + x, sum);
    sum *= kernel[0];
    for (int i = 1; i <= radius; ++i) {
      Lanes upper;
      Lanes lower;
      loadLanes(above[i] + x, upper);
      loadLanes(below[i] + x, lower);
      sum += kernel[i] * (upper + lower);
    }
    storeLanes(sum, target + x);
  }
}

HERALD_DISPATCH void toFloatRow(const std::int16_t* in, int width, float* out) {
  for (int x = 0; x < width; ++x) out[x] = static_cast<float>(in[x]);
}
void toFloatRow(const float* in, int width, float* out) {
  std::copy_n(in, width, out);
}

HERALD_DISPATCH void fromFloatRow(const float* in, int width, std::int16_t* out) {
  for (int x = 0; x < width; ++x) {
    const float rounded_up = std::min(std::max(in[x] + 0.5F, -32768.0F), 32767.0F);
    const auto towards_zero = static_cast<std::int32_t>(rounded_up);
    out[x] = static_cast<std::int16_t>(towards_zero - (static_cast<float>(towards_zero) > rounded_up ? 1 : 0));
  }
}
void fromFloatRow(const float* in, int width, float* out) {
  std::copy_n(in, width, out);
}

template <class In, class Out>
void smooth(ImageView<In> in, double sigma_px, Image<Out>& out, SmoothingScratch& scratch) {
  const std::vector<float> kernel = gaussianHalfKernel(sigma_px);
  const int radius = static_cast<int>(kernel.size()) - 1;
  const int height = in.height;
  out.resize(in.width, height);
  if (in.empty()) return;
  const int lanes = wholeLanes(in.width);
  const int kept = 2 * radius + 1;
  scratch.padded.resize(static_cast<std::size_t>(lanes + 2 * radius + kLanes));
  scratch.rows.resize(static_cast<std::size_t>(lanes) * static_cast<std::size_t>(kept));
  scratch.result.resize(static_cast<std::size_t>(lanes));
  scratch.above.resize(kernel.size());
  scratch.below.resize(kernel.size());
  const auto filtered = [&](int y) {
    return scratch.rows.data() + static_cast<std::ptrdiff_t>(std::clamp(y, 0, height - 1) % kept) * lanes;
  };
  int ready = 0;
  for (int y = 0; y < height; ++y) {
    for (; ready <= std::min(height - 1, y + radius); ++ready) {
      float* centre = scratch.padded.data() + radius;
      toFloatRow(in.row(ready), in.width, centre);
      std::fill_n(scratch.padded.data(), radius, centre[0]);
      std::fill_n(centre + in.width, radius, centre[in.width - 1]);
      filterRow(centre, kernel.data(), radius, lanes, filtered(ready));
    }
    for (int i = 1; i <= radius; ++i) {
      scratch.above[static_cast<std::size_t>(i)] = filtered(y - i);
      scratch.below[static_cast<std::size_t>(i)] = filtered(y + i);
    }
    filterColumns(filtered(y), scratch.above.data(), scratch.below.data(), kernel.data(), radius, lanes,
                  scratch.result.data());
    fromFloatRow(scratch.result.data(), in.width, out.row(y));
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
  for (int x = 0; x < count; ++x) out[x] = static_cast<float>(static_cast<std::int32_t>(totals[x + span] - totals[x])) * scale;
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

void gaussianSmooth(ImageView<float> in, double sigma_px, Image<float>& out, SmoothingScratch& scratch) {
  smooth(in, sigma_px, out, scratch);
}
void gaussianSmooth(ImageView<float> in, double sigma_px, Image<std::int16_t>& out, SmoothingScratch& scratch) {
  smooth(in, sigma_px, out, scratch);
}
void gaussianSmooth(ImageView<std::int16_t> in, double sigma_px, Image<std::int16_t>& out, SmoothingScratch& scratch) {
  smooth(in, sigma_px, out, scratch);
}

void boxMean(ImageView<std::int16_t> in, int radius_px, Image<float>& out, BoxScratch& scratch) {
  const int w = in.width;
  const int h = in.height;
  out.resize(w, h);
  if (in.empty()) return;
  scratch.columns.assign(static_cast<std::size_t>(w), 0);
  scratch.totals.resize(static_cast<std::size_t>(w) + 1);
  const int span = 2 * radius_px + 1;
  for (int y = 0; y < std::min(h, radius_px); ++y) addRow(in.row(y), w, scratch.columns.data());
  for (int y = 0; y < h; ++y) {
    if (y + radius_px < h) addRow(in.row(y + radius_px), w, scratch.columns.data());
    if (y - radius_px - 1 >= 0) subtractRow(in.row(y - radius_px - 1), w, scratch.columns.data());
    std::uint32_t total = 0;
    scratch.totals[0] = 0;
    for (int x = 0; x < w; ++x) {
      total += static_cast<std::uint32_t>(scratch.columns[static_cast<std::size_t>(x)]);
      scratch.totals[static_cast<std::size_t>(x) + 1] = total;
    }
    const int rows = std::min(h, y + radius_px + 1) - std::max(0, y - radius_px);
    const auto scaleOf = [&](int columns) { return static_cast<float>(1.0 / (static_cast<double>(columns) * rows)); };
    const auto meanAt = [&](int x) {
      const int first = std::max(0, x - radius_px);
      const int last = std::min(w, x + radius_px + 1);
      scaleDifferences(scratch.totals.data() + first, 1, last - first, scaleOf(last - first), out.row(y) + x);
    };
    const int inner = std::max(0, w - 2 * radius_px);  // columns whose square is not clipped at the sides
    const int margin = inner > 0 ? radius_px : w;
    for (int x = 0; x < margin; ++x) meanAt(x);
    scaleDifferences(scratch.totals.data(), inner, span, scaleOf(span), out.row(y) + (inner > 0 ? radius_px : 0));
    for (int x = margin + inner; x < w; ++x) meanAt(x);
  }
}

}  // namespace herald
