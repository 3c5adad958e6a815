#include "stain/unmixing.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "stain/optical_density.h"

namespace herald {
namespace {

constexpr int kFractionBits = 8;
constexpr std::int32_t kHalf = 1 << (kFractionBits - 1);

std::int16_t toMilliOd(std::int32_t r, std::int32_t g, std::int32_t b) {
  return static_cast<std::int16_t>(std::clamp((r + g + b + kHalf) >> kFractionBits, -32768, 32767));
}

}  // namespace

UnmixingTables::UnmixingTables(const BackgroundLight& background, const StainMatrix& stains, int downsample)
    : downsample_(downsample) {
  if (downsample < 1 || downsample > 8) throw std::invalid_argument("analysis downsample must be 1-8");
  const auto row = [&](int stain) {
    return std::array{stains.unmixing()(stain, 0), stains.unmixing()(stain, 1), stains.unmixing()(stain, 2)};
  };
  const int block = downsample * downsample;
  full_dab_ = makeTable(background, row(1), 1);
  full_blue_minus_red_ = makeTable(background, {-1.0, 0.0, 1.0}, 1);
  block_hematoxylin_ = makeTable(background, row(0), block);
  block_dab_ = makeTable(background, row(1), block);
  block_mean_od_ = makeTable(background, {1.0 / 3, 1.0 / 3, 1.0 / 3}, block);
}

UnmixingTables::Table UnmixingTables::makeTable(const BackgroundLight& background, const std::array<double, 3>& weights,
                                                int block) const {
  Table table;
  for (std::size_t c = 0; c < 3; ++c) {
    table[c].resize(static_cast<std::size_t>(255 * block + 1));
    for (std::size_t sum = 0; sum < table[c].size(); ++sum) {
      const double od = opticalDensity(static_cast<double>(sum) / block, background.rgb[c]);
      table[c][sum] = static_cast<std::int32_t>(std::lround(weights[c] * od * kMilliOd * (1 << kFractionBits)));
    }
  }
  return table;
}

void FullResolutionPlanes::resize(int width, int height) {
  dab.resize(width, height);
  blue_minus_red.resize(width, height);
  green.resize(width, height);
}

void AnalysisPlanes::resize(int width, int height) {
  hematoxylin.resize(width, height);
  dab.resize(width, height);
  mean_od.resize(width, height);
}

void UnmixingTables::unmixFull(ImageView<Rgb8> rgb, FullResolutionPlanes& planes) const {
  planes.resize(rgb.width, rgb.height);
  for (int y = 0; y < rgb.height; ++y) unmixFullRow(rgb.row(y), rgb.width, y, planes);
}

void UnmixingTables::unmixAnalysis(ImageView<Rgb8> rgb, AnalysisPlanes& planes) const {
  const int k = downsample_;
  if (rgb.width % k != 0 || rgb.height % k != 0) {
    throw std::invalid_argument("tile size must be a multiple of the analysis downsample");
  }
  planes.resize(rgb.width / k, rgb.height / k);
  for (int y = 0; y < rgb.height / k; ++y) unmixAnalysisRow(rgb.row(y * k), rgb.stride_px, y, planes);
}

void UnmixingTables::unmixFullRow(const Rgb8* rgb, int width, int y, FullResolutionPlanes& planes) const {
  std::int16_t* dab = planes.dab.row(y);
  std::int16_t* brown = planes.blue_minus_red.row(y);
  std::uint8_t* green = planes.green.row(y);
  for (int x = 0; x < width; ++x) {
    dab[x] = toMilliOd(full_dab_[0][rgb[x].r], full_dab_[1][rgb[x].g], full_dab_[2][rgb[x].b]);
    brown[x] = toMilliOd(full_blue_minus_red_[0][rgb[x].r], 0, full_blue_minus_red_[2][rgb[x].b]);
    green[x] = rgb[x].g;
  }
}

void UnmixingTables::unmixAnalysisRow(const Rgb8* rgb, std::ptrdiff_t stride_px, int y, AnalysisPlanes& planes) const {
  const int k = downsample_;
  for (int x = 0; x < planes.dab.width(); ++x) {
    std::size_t r = 0;
    std::size_t g = 0;
    std::size_t b = 0;
    for (int dy = 0; dy < k; ++dy) {
      const Rgb8* in = rgb + dy * stride_px + static_cast<std::ptrdiff_t>(x) * k;
      for (int dx = 0; dx < k; ++dx) {
        r += in[dx].r;
        g += in[dx].g;
        b += in[dx].b;
      }
    }
    planes.hematoxylin.at(x, y) =
        toMilliOd(block_hematoxylin_[0][r], block_hematoxylin_[1][g], block_hematoxylin_[2][b]);
    planes.dab.at(x, y) = toMilliOd(block_dab_[0][r], block_dab_[1][g], block_dab_[2][b]);
    planes.mean_od.at(x, y) = toMilliOd(block_mean_od_[0][r], block_mean_od_[1][g], block_mean_od_[2][b]);
  }
}

}  // namespace herald
