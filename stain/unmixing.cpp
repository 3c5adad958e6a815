#include "stain/unmixing.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <stdexcept>

#include "stain/dispatch.h"
#include "stain/optical_density.h"

namespace herald {
namespace {

constexpr int kFractionBits = 8;
constexpr std::int32_t kHalf = 1 << (kFractionBits - 1);
constexpr int kMostBlockPx = 8;
// Rows are done in stretches of so many pixels: their sums stay in the fastest cache.
constexpr int kStretchPx = 256;

// Four numbers of a table entry, or sums of them. A compiler extension: + works element by element.
using Entry = std::array<std::int32_t, 4>;
using FourSums = std::int32_t __attribute__((vector_size(sizeof(Entry))));

using Channels = std::array<const Entry*, 3>;

Channels channelsOf(const std::array<std::vector<Entry>, 3>& tables) {
  return {tables[0].data(), tables[1].data(), tables[2].data()};
}

std::int16_t toMilliOd(std::int32_t sum) {
  return static_cast<std::int16_t>(std::clamp((sum + kHalf) >> kFractionBits, -32768, 32767));
}

// The first `kCount` sums of three entries, to `sums`.
template <std::size_t kCount>
[[gnu::always_inline]] inline void addEntries(const Entry& red, const Entry& green, const Entry& blue,
                                              std::int32_t* sums) {
  FourSums r;
  FourSums g;
  FourSums b;
  std::memcpy(&r, &red, sizeof r);
  std::memcpy(&g, &green, sizeof g);
  std::memcpy(&b, &blue, sizeof b);
  r += g + b;
  std::memcpy(sums, &r, kCount * sizeof *sums);
}

HERALD_DISPATCH void unmixStretch(const Channels& tables, const Rgb8* rgb, int count, BrownPixel* out) {
  std::array<std::int32_t, std::size_t{2} * kStretchPx> sums;
  for (int i = 0; i < count; ++i) {
    addEntries<2>(tables[0][rgb[i].r], tables[1][rgb[i].g], tables[2][rgb[i].b], sums.data() + 2 * i);
  }
  for (int i = 0; i < count; ++i) {
    out[i].dab = toMilliOd(sums[static_cast<std::size_t>(2 * i)]);
    out[i].blue_minus_red = toMilliOd(sums[static_cast<std::size_t>(2 * i + 1)]);
  }
}

// Sums of intensities of blocks of k x k pixels that begin at any pixel of a stretch, red, green, blue ...
using BlockSums = std::array<std::uint16_t, std::size_t{3} * kStretchPx>;

// For a block size the compiler knows: all pixels of a block at once.
template <int kBlock>
[[gnu::always_inline]] inline void sumKnownBlocks(const std::uint8_t* bytes, std::ptrdiff_t stride, int count,
                                                  BlockSums& sums) {
  for (int i = 0; i < count; ++i) {
    int sum = 0;
    for (int dy = 0; dy < kBlock; ++dy) {
      for (int dx = 0; dx < kBlock; ++dx) sum += bytes[i + dy * stride + 3 * dx];
    }
    sums[static_cast<std::size_t>(i)] = static_cast<std::uint16_t>(sum);
  }
}

HERALD_DISPATCH void sumBlocks(const std::uint8_t* bytes, std::ptrdiff_t stride, int k, int count, BlockSums& sums) {
  if (k == 1) return sumKnownBlocks<1>(bytes, stride, count, sums);
  if (k == 2) return sumKnownBlocks<2>(bytes, stride, count, sums);
  for (int i = 0; i < count; ++i) sums[static_cast<std::size_t>(i)] = bytes[i];
  for (int j = 1; j < k * k; ++j) {
    const std::uint8_t* from = bytes + j / k * stride + 3 * (j % k);
    for (int i = 0; i < count; ++i) {
      auto& sum = sums[static_cast<std::size_t>(i)];
      sum = static_cast<std::uint16_t>(sum + from[i]);
    }
  }
}

struct AnalysisRows {
  std::int16_t* hematoxylin;
  std::int16_t* dab;
  std::int16_t* mean_od;
};

HERALD_DISPATCH void unmixBlocks(const Channels& tables, const BlockSums& blocks, int k, int count,
                                 const AnalysisRows& out) {
  std::array<std::int32_t, std::size_t{4} * kStretchPx> sums;
  for (int i = 0; i < count; ++i) {
    const std::uint16_t* block = blocks.data() + 3 * i * k;
    addEntries<4>(tables[0][block[0]], tables[1][block[1]], tables[2][block[2]], sums.data() + 4 * i);
  }
  for (int i = 0; i < count; ++i) {
    const std::int32_t* sum = sums.data() + 4 * i;
    out.hematoxylin[i] = toMilliOd(sum[0]);
    out.dab[i] = toMilliOd(sum[1]);
    out.mean_od[i] = toMilliOd(sum[2]);
  }
}

std::int32_t entryOf(double weight, double od) {
  return static_cast<std::int32_t>(std::lround(weight * od * kMilliOd * (1 << kFractionBits)));
}

}  // namespace

UnmixingTables::UnmixingTables(const BackgroundLight& background, const StainMatrix& stains, int downsample)
    : downsample_(downsample) {
  if (downsample < 1 || downsample > kMostBlockPx) throw std::invalid_argument("analysis downsample must be 1-8");
  constexpr std::array<double, 3> kBlueMinusRed{-1.0, 0.0, 1.0};
  const int block = downsample * downsample;
  for (std::size_t c = 0; c < 3; ++c) {
    const auto channel = static_cast<Eigen::Index>(c);
    const double hematoxylin = stains.unmixing()(0, channel);
    const double dab = stains.unmixing()(1, channel);
    for (int level = 0; level <= 255; ++level) {
      const double od = opticalDensity(level, background.rgb[c]);
      full_[c].push_back({entryOf(dab, od), entryOf(kBlueMinusRed[c], od), 0, 0});
    }
    for (int sum = 0; sum <= 255 * block; ++sum) {
      const double od = opticalDensity(static_cast<double>(sum) / block, background.rgb[c]);
      analysis_[c].push_back({entryOf(hematoxylin, od), entryOf(dab, od), entryOf(1.0 / 3, od), 0});
    }
  }
}

void FullResolutionPlanes::resize(int width, int height) {
  brown.resize(width, height);
}

void AnalysisPlanes::resize(int width, int height) {
  hematoxylin.resize(width, height);
  dab.resize(width, height);
  mean_od.resize(width, height);
}

void UnmixingTables::unmixFull(ImageView<Rgb8> rgb, FullResolutionPlanes& planes) const {
  planes.resize(rgb.width, rgb.height);
  unmixFull(rgb, 0, 0, planes);
}

void UnmixingTables::unmixAnalysis(ImageView<Rgb8> rgb, AnalysisPlanes& planes) const {
  planes.resize(rgb.width / downsample_, rgb.height / downsample_);
  unmixAnalysis(rgb, 0, 0, planes);
}

void UnmixingTables::unmixFull(ImageView<Rgb8> rgb, int x, int y, FullResolutionPlanes& planes) const {
  const auto tables = channelsOf(full_);
  for (int row = 0; row < rgb.height; ++row) {
    BrownPixel* brown = planes.brown.row(y + row) + x;
    for (int i = 0; i < rgb.width; i += kStretchPx)
      unmixStretch(tables, rgb.row(row) + i, std::min(kStretchPx, rgb.width - i), brown + i);
  }
}

void UnmixingTables::unmixAnalysis(ImageView<Rgb8> rgb, int x, int y, AnalysisPlanes& planes) const {
  const int k = downsample_;
  if (rgb.width % k != 0 || rgb.height % k != 0)
    throw std::invalid_argument("tile size must be a multiple of the analysis downsample");
  for (int row = 0; row < rgb.height / k; ++row)
    unmixBlockRow(rgb.row(row * k), rgb.stride_px, rgb.width / k, x, y + row, planes);
}

void UnmixingTables::unmixBlockRow(const Rgb8* rgb, std::ptrdiff_t stride_px, int count_of_blocks, int x, int y,
                                   AnalysisPlanes& planes) const {
  const auto tables = channelsOf(analysis_);
  const int k = downsample_;
  const int stretch = kStretchPx / k;
  BlockSums blocks;
  for (int i = 0; i < count_of_blocks; i += stretch) {
    const int count = std::min(stretch, count_of_blocks - i);
    // From the first block's first pixel to the last one's.
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(rgb + std::ptrdiff_t{i} * k);
    sumBlocks(bytes, stride_px * 3, k, 3 * ((count - 1) * k + 1), blocks);
    const int at = x + i;
    unmixBlocks(tables, blocks, k, count,
                {planes.hematoxylin.row(y) + at, planes.dab.row(y) + at, planes.mean_od.row(y) + at});
  }
}

}  // namespace herald
