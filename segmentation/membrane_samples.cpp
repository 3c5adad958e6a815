#include "segmentation/membrane_samples.h"

#include <algorithm>
#include <cstring>

#include "stain/dispatch.h"

namespace herald {
namespace {

constexpr std::size_t kSectors = kMembraneSectors;
// Added to every offset, so that it is positive and the whole part is what a conversion cuts off.
constexpr int kShift = 1024;
constexpr auto kOdPerCount = static_cast<float>(1 / kMilliOd);

// Normals in pixels of the planes: first sample (shifted) and step from sample to sample.
struct Normals {
  SectorValues x;
  SectorValues y;
  SectorValues step_x;
  SectorValues step_y;
};

// The part of the planes that samples read, in shifted offsets.
struct Window {
  int left = 0;
  int top = 0;
  int width = 0;
  int height = 0;
  const std::int32_t* pixels = nullptr;
};

HERALD_DISPATCH Normals normalsOf(const CellOutline& outline, const NormalSampling& sampling) {
  const auto centre = static_cast<float>(kShift + (sampling.downsample - 1) / 2.0);
  const auto downsample = static_cast<float>(sampling.downsample);
  const auto half = static_cast<float>(sampling.half);
  Normals normals;
  for (std::size_t s = 0; s < kSectors; ++s) {
    const OutlinePoint& point = outline.points[s];
    normals.step_x[s] = point.normal_x * sampling.step_px;
    normals.step_y[s] = point.normal_y * sampling.step_px;
    normals.x[s] = (centre + point.x * downsample) - half * normals.step_x[s];
    normals.y[s] = (centre + point.y * downsample) - half * normals.step_y[s];
  }
  return normals;
}

struct Extent {
  int first = 0;
  int count = 0;
};

// The pixels that bilinear samples along one axis read.
HERALD_DISPATCH Extent extentOf(const SectorValues& starts, const SectorValues& steps, int count) {
  int first = 2 * kShift;
  int last = 0;
  for (std::size_t s = 0; s < kSectors; ++s) {
    const int inner = static_cast<int>(starts[s]);
    const int outer = static_cast<int>(starts[s] + static_cast<float>(count - 1) * steps[s]);
    first = std::min(first, std::min(inner, outer));
    last = std::max(last, std::max(inner, outer));
  }
  return {first, last + 2 - first};
}

std::int32_t packed(std::int16_t low, std::int16_t high) {
  return static_cast<std::int32_t>(static_cast<std::uint32_t>(static_cast<std::uint16_t>(low)) |
                                   static_cast<std::uint32_t>(static_cast<std::uint16_t>(high)) << 16U);
}

void packRow(const std::int16_t* low, const std::int16_t* high, int count, std::int32_t* out) {
  for (int i = 0; i < count; ++i) out[i] = packed(low[i], high[i]);
}

// Packs the window; (x, y) is its first pixel in the planes, of which some may lie outside.
HERALD_DISPATCH void packWindow(const FullResolutionPlanes& planes, int x, int y, const Window& window,
                                std::int32_t* out) {
  const int last_x = planes.dab.width() - 1;
  const int last_y = planes.dab.height() - 1;
  const bool inside = x >= 0 && x + window.width <= planes.dab.width();
  for (int j = 0; j < window.height; ++j, out += window.width) {
    const std::int16_t* dab = planes.dab.row(std::clamp(y + j, 0, last_y));
    const std::int16_t* brown = planes.blue_minus_red.row(std::clamp(y + j, 0, last_y));
    if (inside) {
      packRow(dab + x, brown + x, window.width, out);
      continue;
    }
    for (int i = 0; i < window.width; ++i) {
      const int column = std::clamp(x + i, 0, last_x);
      out[i] = packed(dab[column], brown[column]);
    }
  }
}

// One value of each sector, with the last one before the first and the first one after the last.
using RingOfSectors = std::array<float, kSectors + 2>;

void averageWithNeighbours(RingOfSectors& ring, SectorValues& out) {
  ring[0] = ring[kSectors];
  ring[kSectors + 1] = ring[1];
  for (std::size_t s = 0; s < kSectors; ++s) {
    out[s] = (0.25F * (ring[s] + ring[s + 2]) + 0.5F * ring[s + 1]) * kOdPerCount;
  }
}

float lowHalf(std::int32_t pair) {
  return static_cast<float>(static_cast<std::int16_t>(pair));
}
float highHalf(std::int32_t pair) {
  return static_cast<float>(pair >> 16);
}
float between(float a, float b, float fraction) {
  return a + (b - a) * fraction;
}

// Sample `i` of all normals.
HERALD_DISPATCH void sampleOnce(const Window& window, const Normals& normals, int i, SectorValues& dab,
                                SectorValues& brown) {
  std::array<std::int32_t, kSectors> position;
  SectorValues fx;
  SectorValues fy;
  const auto step = static_cast<float>(i);
  for (std::size_t s = 0; s < kSectors; ++s) {
    const float x = normals.x[s] + step * normals.step_x[s];
    const float y = normals.y[s] + step * normals.step_y[s];
    const int column = static_cast<int>(x);
    const int row = static_cast<int>(y);
    fx[s] = x - static_cast<float>(column);
    fy[s] = y - static_cast<float>(row);
    position[s] = (row - window.top) * window.width + (column - window.left);
  }
  std::array<std::int32_t, 2 * kSectors> upper;
  std::array<std::int32_t, 2 * kSectors> lower;
  for (std::size_t s = 0; s < kSectors; ++s) {
    std::memcpy(&upper[2 * s], window.pixels + position[s], 2 * sizeof(std::int32_t));
    std::memcpy(&lower[2 * s], window.pixels + position[s] + window.width, 2 * sizeof(std::int32_t));
  }
  RingOfSectors dab_ring;
  RingOfSectors brown_ring;
  for (std::size_t s = 0; s < kSectors; ++s) {
    const std::int32_t a = upper[2 * s];
    const std::int32_t b = upper[2 * s + 1];
    const std::int32_t c = lower[2 * s];
    const std::int32_t d = lower[2 * s + 1];
    dab_ring[s + 1] = between(between(lowHalf(a), lowHalf(b), fx[s]), between(lowHalf(c), lowHalf(d), fx[s]), fy[s]);
    brown_ring[s + 1] =
        between(between(highHalf(a), highHalf(b), fx[s]), between(highHalf(c), highHalf(d), fx[s]), fy[s]);
  }
  averageWithNeighbours(dab_ring, dab);
  averageWithNeighbours(brown_ring, brown);
}

}  // namespace

void sampleNormals(const FullResolutionPlanes& planes, const CellOutline& outline, const NormalSampling& sampling,
                   NormalSamples& samples) {
  samples.count = 2 * sampling.half + 1;
  const Normals normals = normalsOf(outline, sampling);
  const Extent columns = extentOf(normals.x, normals.step_x, samples.count);
  const Extent rows = extentOf(normals.y, normals.step_y, samples.count);
  samples.window.resize(static_cast<std::size_t>(columns.count) * static_cast<std::size_t>(rows.count));
  const Window window{columns.first, rows.first, columns.count, rows.count, samples.window.data()};
  packWindow(planes, sampling.centre_x + columns.first - kShift, sampling.centre_y + rows.first - kShift, window,
             samples.window.data());
  for (int i = 0; i < samples.count; ++i) {
    const auto row = static_cast<std::size_t>(i);
    sampleOnce(window, normals, i, samples.dab[row], samples.blue_minus_red[row]);
  }
}

}  // namespace herald
