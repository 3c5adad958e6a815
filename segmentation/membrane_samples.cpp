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

// Where samples read: shifted offset (x, y) is pixels[(y - top) * stride + x - left].
struct Window {
  int left = 0;
  int top = 0;
  int stride = 0;
  const BrownPixel* pixels = nullptr;
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

// A copy of the part of the plane that holds these offsets, of which some may lie outside it.
Window repeatBorders(ImageView<BrownPixel> plane, const NormalSampling& sampling, const Extent& columns,
                     const Extent& rows, std::vector<BrownPixel>& copy) {
  copy.resize(static_cast<std::size_t>(columns.count) * static_cast<std::size_t>(rows.count));
  BrownPixel* out = copy.data();
  for (int j = 0; j < rows.count; ++j) {
    const BrownPixel* row = plane.row(std::clamp(sampling.centre_y + rows.first - kShift + j, 0, plane.height - 1));
    for (int i = 0; i < columns.count; ++i) {
      *out++ = row[std::clamp(sampling.centre_x + columns.first - kShift + i, 0, plane.width - 1)];
    }
  }
  return {columns.first, rows.first, columns.count, copy.data()};
}

bool within(const Extent& extent, int shift, int size) {
  return extent.first + shift >= 0 && extent.first + shift + extent.count <= size;
}

// The plane itself where it holds all samples.
Window windowOf(ImageView<BrownPixel> plane, const NormalSampling& sampling, const Normals& normals, int count,
                std::vector<BrownPixel>& copy) {
  const Extent columns = extentOf(normals.x, normals.step_x, count);
  const Extent rows = extentOf(normals.y, normals.step_y, count);
  const int shift_x = sampling.centre_x - kShift;
  const int shift_y = sampling.centre_y - kShift;
  if (!within(columns, shift_x, plane.width) || !within(rows, shift_y, plane.height)) {
    return repeatBorders(plane, sampling, columns, rows, copy);
  }
  return {-shift_x, -shift_y, static_cast<int>(plane.stride_px), plane.row(0)};
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

// One sample of every normal: where it lies, and the four pixels round it.
struct Ring {
  std::array<std::int32_t, kSectors> position;  // in the window's pixels
  SectorValues fraction_x;
  SectorValues fraction_y;
  std::array<std::int32_t, 4 * kSectors> pixels;  // two of a row, two of the next
};

HERALD_DISPATCH void locate(const Window& window, const Normals& normals, int i, Ring& ring) {
  const auto step = static_cast<float>(i);
  for (std::size_t s = 0; s < kSectors; ++s) {
    const float x = normals.x[s] + step * normals.step_x[s];
    const float y = normals.y[s] + step * normals.step_y[s];
    const int column = static_cast<int>(x);
    const int row = static_cast<int>(y);
    ring.fraction_x[s] = x - static_cast<float>(column);
    ring.fraction_y[s] = y - static_cast<float>(row);
    ring.position[s] = (row - window.top) * window.stride + (column - window.left);
  }
}

// Not dispatched: with wider vectors the compiler would gather in them, which is slower.
void readPixels(const Window& window, Ring& ring) {
  for (std::size_t s = 0; s < kSectors; ++s) {
    const BrownPixel* upper = window.pixels + ring.position[s];
    std::memcpy(&ring.pixels[4 * s], upper, 2 * sizeof(BrownPixel));
    std::memcpy(&ring.pixels[4 * s + 2], upper + window.stride, 2 * sizeof(BrownPixel));
  }
}

HERALD_DISPATCH void interpolate(const Ring& ring, SectorValues& dab, SectorValues& brown) {
  RingOfSectors dab_ring;
  RingOfSectors brown_ring;
  for (std::size_t s = 0; s < kSectors; ++s) {
    const std::int32_t a = ring.pixels[4 * s];
    const std::int32_t b = ring.pixels[4 * s + 1];
    const std::int32_t c = ring.pixels[4 * s + 2];
    const std::int32_t d = ring.pixels[4 * s + 3];
    const float x = ring.fraction_x[s];
    const float y = ring.fraction_y[s];
    dab_ring[s + 1] = between(between(lowHalf(a), lowHalf(b), x), between(lowHalf(c), lowHalf(d), x), y);
    brown_ring[s + 1] = between(between(highHalf(a), highHalf(b), x), between(highHalf(c), highHalf(d), x), y);
  }
  averageWithNeighbours(dab_ring, dab);
  averageWithNeighbours(brown_ring, brown);
}

}  // namespace

void sampleNormals(ImageView<BrownPixel> brown, const CellOutline& outline, const NormalSampling& sampling,
                   NormalSamples& samples) {
  samples.count = 2 * sampling.half + 1;
  const Normals normals = normalsOf(outline, sampling);
  const Window window = windowOf(brown, sampling, normals, samples.count, samples.window);
  // One ring is read while the one before is still on its way.
  std::array<Ring, 2> rings;
  for (int i = 0; i <= samples.count; ++i) {
    if (i < samples.count) {
      Ring& ring = rings[static_cast<std::size_t>(i) % 2];
      locate(window, normals, i, ring);
      readPixels(window, ring);
    }
    if (i == 0) continue;
    const auto before = static_cast<std::size_t>(i - 1);
    interpolate(rings[before % 2], samples.dab[before], samples.blue_minus_red[before]);
  }
}

}  // namespace herald
