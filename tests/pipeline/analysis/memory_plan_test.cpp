#include "pipeline/analysis/memory_plan.h"

#include <gtest/gtest.h>

#include "tests/support/temporary_folder.h"

namespace herald {
namespace {

constexpr std::uint64_t kGigabyte = std::uint64_t{1} << 30;
const PixelSize kPixelSize(0.25);

TEST(MemoryPlan, KeepsWhatItIsGivenAndUsesIt) {
  for (const int threads : {1, 2, 8})
    for (const double mm2 : {1.0, 30.0, 300.0}) {
      int tile_px = 0;
      for (const std::uint64_t bytes : {kGigabyte, 2 * kGigabyte, 64 * kGigabyte}) {
        const MemoryPlan plan = planMemory(bytes, threads, mm2, kPixelSize, {});
        EXPECT_LE(plan.total_bytes, bytes);
        EXPECT_GE(plan.tile_px, tile_px);
        EXPECT_EQ(plan.tokens, threads);
        EXPECT_EQ(plan.total_bytes, kProgramBytes + static_cast<std::uint64_t>(threads) * plan.tile_bytes +
                                        plan.reader_cache_bytes + plan.cell_bytes);
        tile_px = plan.tile_px;
      }
      EXPECT_EQ(tile_px, 4096);
    }
}

TEST(MemoryPlan, StaysBelow350MegabytesOnTwoThreadsByDefault) {
  EXPECT_LE(planMemory(std::nullopt, 2, 120, kPixelSize, {}).total_bytes, std::uint64_t{350} << 20);
}

TEST(MemoryPlan, TakesTheSmallestTilesWhenNothingIsAskedAndNoneFits) {
  EXPECT_EQ(planMemory(std::nullopt, 2, 4000, kPixelSize, {}).tile_px, 512);
}

TEST(MemoryPlan, SaysHowMuchWouldDo) {
  const std::uint64_t little = std::uint64_t{64} << 20;
  const std::string message =
      messageOf<std::invalid_argument>([&] { (void)planMemory(little, 4, 100, kPixelSize, {}); });
  EXPECT_TRUE(message.starts_with("--memory: 64M is too little, 4 threads need ")) << message;
  const auto needed = std::stoull(message.substr(message.find("need ") + 5));
  EXPECT_NO_THROW((void)planMemory(needed << 20, 4, 100, kPixelSize, {}));
  EXPECT_THROW((void)planMemory((needed - 2) << 20, 4, 100, kPixelSize, {}), std::invalid_argument);
}

TEST(MemoryPlan, NeedsAThread) {
  EXPECT_THROW((void)planMemory(std::nullopt, 0, 1, kPixelSize, {}), std::invalid_argument);
}

}  // namespace
}  // namespace herald
