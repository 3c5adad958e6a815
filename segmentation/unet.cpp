#include "segmentation/unet.h"

#include <algorithm>
#include <stdexcept>
#include <string>

#include "segmentation/lanes.h"

namespace herald {
namespace {

// Rows of floats with margins of zeros, of several channels, and one row that is nothing but zeros.
class PaddedRows {
 public:
  PaddedRows(std::vector<float>& values, int rows, int width)
      : values_(values), rows_(rows), stride_(wholeLanes(width) + 2 * kLanes) {
    values.assign(static_cast<std::size_t>(rows + 1) * static_cast<std::size_t>(stride_), 0.0F);
  }
  [[nodiscard]] float* row(int row) const {
    return values_.data() + static_cast<std::ptrdiff_t>(row) * stride_ + kLanes;
  }
  [[nodiscard]] const float* zeros() const { return row(rows_); }

 private:
  std::vector<float>& values_;
  int rows_;
  int stride_;
};

// Of each channel the rows above, at and below the one that is made.
class ChannelRing {
 public:
  ChannelRing(std::vector<float>& values, int channels, int width, int height)
      : rows_(values, kRows * channels, width), channels_(channels), height_(height) {}
  // Row y of the plane; zeros beyond it.
  [[nodiscard]] const float* row(int channel, int y) const {
    return y < 0 || y >= height_ ? rows_.zeros() : slot(channel, y);
  }
  [[nodiscard]] float* slot(int channel, int y) const { return rows_.row((y % kRows) * channels_ + channel); }

 private:
  static constexpr int kRows = 3;
  PaddedRows rows_;
  int channels_;
  int height_;
};

using Planes = UNetScratch::Planes;

void begin(Planes& planes, int channels, int width, int height) {
  planes.channels = channels;
  planes.width = width;
  planes.height = height;
  planes.stride = wholeLanes(width);
  planes.bytes.resize(static_cast<std::size_t>(channels) * static_cast<std::size_t>(height) *
                      static_cast<std::size_t>(planes.stride));
}

// Rows of all channels lie together: a layer goes down the planes once.
std::ptrdiff_t offsetOf(const Planes& planes, int channel, int y) {
  return (static_cast<std::ptrdiff_t>(y) * planes.channels + channel) * planes.stride;
}
std::uint8_t* rowOf(Planes& planes, int channel, int y) {
  return planes.bytes.data() + offsetOf(planes, channel, y);
}
const std::uint8_t* rowOf(const Planes& planes, int channel, int y) {
  return planes.bytes.data() + offsetOf(planes, channel, y);
}

// A row with zeros beyond its width.
void widen(const Planes& planes, int channel, int y, float* out) {
  widenRow(rowOf(planes, channel, y), planes.stride, out);
  std::fill(out + planes.width, out + planes.stride, 0.0F);
}

// Rows of `sums`, one of each output.
float* sumsOf(std::vector<float>& sums, int outputs, int stride) {
  sums.resize(static_cast<std::size_t>(outputs) * static_cast<std::size_t>(stride));
  return sums.data();
}

// Rows of a plane of bytes, folded: fold x fold rows of floats, even more than `width` of them when lanes ask for it.
void foldRows(const Image<std::int8_t>& plane, int fold, int y, int width, const ChannelRing& ring, int first) {
  for (int dy = 0; dy < fold; ++dy) {
    const std::int8_t* row = plane.row(fold * y + dy);
    const int channel = first + fold * dy;
    if (fold == 2)
      splitRow(row, width, ring.slot(channel, y), ring.slot(channel + 1, y));
    else
      splitRowInFour(
          row, width,
          {ring.slot(channel, y), ring.slot(channel + 1, y), ring.slot(channel + 2, y), ring.slot(channel + 3, y)});
  }
}

}  // namespace

void UNet::stem(const Layer& layer, std::span<const Image<std::int8_t>* const> planes, UNetScratch& scratch,
                Planes& out) const {
  constexpr int kKernel = 3;
  const int channels = layer.inputs / (kKernel * kKernel);
  const int width = planes[0]->width() / architecture_.folds[0];
  const int height = planes[0]->height() / architecture_.folds[0];
  begin(out, layer.outputs, width, height);
  const ChannelRing ring(scratch.ring, channels, width, height);
  const auto load = [&](int y) {
    if (y >= height) return;
    int first = 0;
    for (std::size_t i = 0; i < planes.size(); ++i) {
      const int fold = architecture_.folds[i];
      foldRows(*planes[i], fold, y, width, ring, first);
      first += fold * fold;
    }
  };
  float* sums = sumsOf(scratch.sums, out.channels, out.stride);
  load(0);
  for (int y = 0; y < height; ++y) {
    load(y + 1);
    scratch.rows.clear();
    for (int c = 0; c < channels; ++c) {
      for (int tap = 0; tap < kKernel * kKernel; ++tap) {
        scratch.rows.push_back(ring.row(c, y + tap / kKernel - 1) + tap % kKernel - 1);
      }
    }
    weighRows(scratch.rows.data(), layer.inputs, layer.weights.data(), layer.outputs, out.stride, sums, out.stride);
    for (int c = 0; c < out.channels; ++c) {
      requantise(sums + c * out.stride, layer.to[static_cast<std::size_t>(c)], out.stride, rowOf(out, c, y));
    }
  }
}

void UNet::block(const Layer& alone, const Layer& across, const Planes& in, UNetScratch& scratch, Planes& out) {
  constexpr int kTaps = 9;
  const int channels = in.channels;
  begin(out, channels, in.width, in.height);
  const ChannelRing ring(scratch.ring, channels, in.width, in.height);
  const PaddedRows between(scratch.between, channels, in.width);
  float* sums = sumsOf(scratch.sums, channels, in.stride);
  scratch.rows.clear();
  for (int c = 0; c < channels; ++c) scratch.rows.push_back(between.row(c));
  for (int c = 0; c < channels; ++c) widen(in, c, 0, ring.slot(c, 0));
  for (int y = 0; y < in.height; ++y) {
    for (int c = 0; c < channels; ++c) {
      if (y + 1 < in.height) widen(in, c, y + 1, ring.slot(c, y + 1));
      weighNeighbours(ring.row(c, y - 1), ring.row(c, y), ring.row(c, y + 1), alone.weights.data() + kTaps * c,
                      in.stride, sums);
      requantise(sums, alone.to[static_cast<std::size_t>(c)], in.stride, between.row(c));
    }
    weighRows(scratch.rows.data(), across.inputs, across.weights.data(), channels, in.stride, sums, in.stride);
    for (int c = 0; c < channels; ++c) {
      requantise(sums + c * in.stride, rowOf(in, c, y), across.to[static_cast<std::size_t>(c)], in.stride,
                 rowOf(out, c, y));
    }
  }
}

void UNet::down(const Layer& layer, const Planes& in, UNetScratch& scratch, Planes& out) {
  begin(out, layer.outputs, in.width / 2, in.height / 2);
  const PaddedRows rows(scratch.ring, layer.inputs, out.width);
  float* sums = sumsOf(scratch.sums, out.channels, out.stride);
  scratch.rows.clear();
  for (int i = 0; i < layer.inputs; ++i) scratch.rows.push_back(rows.row(i));
  for (int y = 0; y < out.height; ++y) {
    for (int c = 0; c < in.channels; ++c) {
      for (int upper_lower = 0; upper_lower < 2; ++upper_lower) {
        const int i = 2 * (2 * c + upper_lower);
        splitRow(rowOf(in, c, 2 * y + upper_lower), out.width, rows.row(i), rows.row(i + 1));
      }
    }
    weighRows(scratch.rows.data(), layer.inputs, layer.weights.data(), out.channels, out.stride, sums, out.stride);
    for (int c = 0; c < out.channels; ++c) {
      requantise(sums + c * out.stride, layer.to[static_cast<std::size_t>(c)], out.stride, rowOf(out, c, y));
    }
  }
}

void UNet::up(const Layer& layer, const Planes& in, const Planes& skipped, UNetScratch& scratch, Planes& out) {
  begin(out, layer.outputs, skipped.width, skipped.height);
  const PaddedRows rows(scratch.ring, in.channels, in.width);
  float* sums = sumsOf(scratch.sums, out.channels, in.stride);
  float* doubled = sumsOf(scratch.doubled, 1, out.stride);
  scratch.rows.clear();
  for (int c = 0; c < in.channels; ++c) scratch.rows.push_back(rows.row(c));
  for (int y = 0; y < in.height; ++y) {
    for (int c = 0; c < in.channels; ++c) widen(in, c, y, rows.row(c));
    weighRows(scratch.rows.data(), layer.inputs, layer.weights.data(), out.channels, in.stride, sums, in.stride);
    for (int c = 0; c < out.channels; ++c) {
      doubleRow(sums + c * in.stride, out.stride / 2, doubled);
      for (const int wide_y : {2 * y, 2 * y + 1}) {
        requantise(doubled, rowOf(skipped, c, wide_y), layer.to[static_cast<std::size_t>(c)], out.stride,
                   rowOf(out, c, wide_y));
      }
    }
  }
}

void UNet::head(const Layer& layer, const Planes& in, UNetScratch& scratch, std::span<Image<std::int8_t>> maps) const {
  const PaddedRows rows(scratch.ring, in.channels, in.width);
  const int outputs = wholeGroups(layer.outputs);
  float* sums = sumsOf(scratch.sums, outputs, in.stride);
  scratch.rows.clear();
  for (int c = 0; c < in.channels; ++c) scratch.rows.push_back(rows.row(c));
  const int unfold = architecture_.unfold;
  for (int y = 0; y < in.height; ++y) {
    for (int c = 0; c < in.channels; ++c) widen(in, c, y, rows.row(c));
    weighRows(scratch.rows.data(), layer.inputs, layer.weights.data(), outputs, in.stride, sums, in.stride);
    for (int o = 0; o < layer.outputs; o += unfold) {
      const auto output = static_cast<std::size_t>(o);
      Image<std::int8_t>& map = maps[output / static_cast<std::size_t>(unfold * unfold)];
      std::int8_t* out = map.row(unfold * y + o / unfold % unfold);
      const float* own = sums + static_cast<std::ptrdiff_t>(o) * in.stride;
      if (unfold == 2)
        requantisePairs(own, own + in.stride, layer.to[output], layer.to[output + 1], in.width, out);
      else
        requantise(own, layer.to[output], in.width, out);
    }
  }
}

void UNet::evaluate(std::span<const Image<std::int8_t>* const> planes, UNetScratch& scratch,
                    std::span<Image<std::int8_t>> maps) const {
  const int grid = architecture_.gridPx();
  const auto complain = [&](const std::string& what) {
    throw std::invalid_argument(what + " of the " + std::string(architecture_.name));
  };
  if (planes.size() != architecture_.folds.size() || maps.size() != static_cast<std::size_t>(architecture_.maps))
    complain("another number of planes or maps than that");
  const int width = planes[0]->width() / architecture_.folds[0];
  const int height = planes[0]->height() / architecture_.folds[0];
  for (std::size_t i = 0; i < planes.size(); ++i) {
    const int fold = architecture_.folds[i];
    if (planes[i]->width() != fold * width || planes[i]->height() != fold * height || width % grid != 0 ||
        height % grid != 0)
      complain("planes must have one size, a multiple of " + std::to_string(grid * fold) + " pixels, as those");
  }
  for (Image<std::int8_t>& map : maps) map.resize(architecture_.unfold * width, architecture_.unfold * height);
  if (width == 0 || height == 0) return;

  const std::span<const UNetLevel> levels = architecture_.levels;
  scratch.levels.resize(levels.size());
  auto next = layers_.begin();
  // A level's activations are in its first planes when a step begins and ends.
  const auto blocks = [&](std::size_t level, int count) {
    auto& [now, other] = scratch.levels[level];
    for (int n = 0; n < count; ++n) {
      block(next[0], next[1], now, scratch, other);
      next += 2;
      std::swap(now, other);
    }
  };
  for (std::size_t i = 0; i < levels.size(); ++i) {
    Planes& now = scratch.levels[i][0];
    if (i == 0)
      stem(*next++, planes, scratch, now);
    else
      down(*next++, scratch.levels[i - 1][0], scratch, now);
    blocks(i, levels[i].blocks);
  }
  for (std::size_t i = levels.size() - 1; i-- > 0;) {
    auto& [now, other] = scratch.levels[i];
    up(*next++, scratch.levels[i + 1][0], now, scratch, other);
    std::swap(now, other);
    blocks(i, 1);
  }
  head(*next, scratch.levels[0][0], scratch, maps);
}

}  // namespace herald
