#include "pipeline/analysis/memory_plan.h"

#include <algorithm>
#include <stdexcept>
#include <string>

#include "pipeline/analysis/pass_two.h"
#include "pipeline/slides/jpeg_tiff_source.h"

namespace herald {
namespace {

constexpr int kSmallestPlannedPx = 512;
constexpr int kLargestPlannedPx = 4096;
constexpr int kTileStepPx = 256;
constexpr std::uint64_t kMegabyte = std::uint64_t{1} << 20;

MemoryPlan planWith(int tile_px, int threads, std::uint64_t cell_bytes, PixelSize pixel_size,
                    const SegmentationOptions& options) {
  MemoryPlan plan;
  plan.tile_px = tile_px;
  plan.tokens = threads;
  plan.tile_bytes = tileBytes(tile_px, pixel_size, options);
  plan.reader_cache_bytes = kReaderCacheBytes;
  plan.cell_bytes = cell_bytes;
  plan.total_bytes =
      kProgramBytes + static_cast<std::uint64_t>(threads) * plan.tile_bytes + plan.reader_cache_bytes + plan.cell_bytes;
  return plan;
}

}  // namespace

std::uint64_t tileBytes(int tile_px, PixelSize level0_pixel_size, const SegmentationOptions& options) {
  const double width_px = tile_px + 2 * level0_pixel_size.toPx(requiredHaloUm(options, level0_pixel_size));
  const double height_px =
      rowsAtATimePx(tile_px) + kLargestBandPx +
      level0_pixel_size.toPx(requiredHaloUm(options, level0_pixel_size) + consultedReachUm(options));
  return static_cast<std::uint64_t>(kBytesPerRegionPx * width_px * height_px);
}

MemoryPlan planMemory(std::optional<std::uint64_t> memory_bytes, int threads, double slide_mm2,
                      PixelSize level0_pixel_size, const SegmentationOptions& options) {
  if (threads < 1) throw std::invalid_argument("threads must be at least 1");
  const auto cell_bytes = static_cast<std::uint64_t>(slide_mm2 * kCellsPerMm2) * kBytesPerCell;
  const std::uint64_t bytes =
      memory_bytes.value_or(kDefaultBytes + static_cast<std::uint64_t>(threads) * kDefaultBytesPerThread);
  for (int tile_px = kLargestPlannedPx; tile_px > kSmallestPlannedPx; tile_px -= kTileStepPx) {
    const MemoryPlan plan = planWith(tile_px, threads, cell_bytes, level0_pixel_size, options);
    if (plan.total_bytes <= bytes) return plan;
  }
  const MemoryPlan smallest = planWith(kSmallestPlannedPx, threads, cell_bytes, level0_pixel_size, options);
  if (memory_bytes && smallest.total_bytes > bytes)
    throw std::invalid_argument("--memory: " + std::to_string(bytes / kMegabyte) + "M is too little, " +
                                std::to_string(threads) + (threads == 1 ? " thread needs " : " threads need ") +
                                std::to_string(smallest.total_bytes / kMegabyte + 1) +
                                "M at least; give more memory or fewer threads");
  return smallest;
}

}  // namespace herald
