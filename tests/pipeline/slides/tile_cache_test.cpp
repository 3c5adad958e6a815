#include "pipeline/slides/tile_cache.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>
#include <vector>

namespace herald {
namespace {

constexpr std::size_t kSlotPixels = 4;
constexpr std::size_t kSlotBytes = kSlotPixels * sizeof(Rgb8);

// Decodes tile i as its own number. True when it had to.
bool touch(TileCache& cache, std::size_t tile) {
  auto lease = cache.acquire(tile);
  const bool decodes = lease.mustDecode();
  if (decodes) {
    lease.pixels()[0].r = static_cast<std::uint8_t>(tile);
    lease.publish();
  }
  EXPECT_EQ(lease.pixels()[0].r, static_cast<std::uint8_t>(tile));
  return decodes;
}

TEST(TileCache, KeepsWhatFitsAndDropsTheLeastRecentlyUsed) {
  TileCache cache(10, kSlotPixels, 3 * kSlotBytes);
  EXPECT_TRUE(touch(cache, 0));
  EXPECT_TRUE(touch(cache, 1));
  EXPECT_TRUE(touch(cache, 2));
  EXPECT_FALSE(touch(cache, 0));
  EXPECT_TRUE(touch(cache, 3));  // in place of 1
  EXPECT_FALSE(touch(cache, 0));
  EXPECT_FALSE(touch(cache, 2));
  EXPECT_TRUE(touch(cache, 1));
}

TEST(TileCache, HoldsOneTileHoweverLittleMemoryItHas) {
  TileCache cache(10, kSlotPixels, 0);
  EXPECT_TRUE(touch(cache, 5));
  EXPECT_FALSE(touch(cache, 5));
  EXPECT_TRUE(touch(cache, 6));
}

TEST(TileCache, WithAPlanKeepsTilesThatAreStillToBeUsed) {
  TileCache cache(10, kSlotPixels, 2 * kSlotBytes);
  cache.plan({2, 1, 1, 1}, {9, 0, 0, 0});
  EXPECT_TRUE(touch(cache, 0));
  for (const std::size_t once : {1, 2, 3}) EXPECT_TRUE(touch(cache, once));
  EXPECT_FALSE(touch(cache, 0));
}

TEST(TileCache, WithAPlanDropsTheTileWhoseUseIsFarthest) {
  TileCache cache(10, kSlotPixels, 2 * kSlotBytes);
  cache.plan({2, 2, 2}, {5, 9, 6});
  EXPECT_TRUE(touch(cache, 0));
  EXPECT_TRUE(touch(cache, 1));
  EXPECT_TRUE(touch(cache, 2));
  EXPECT_FALSE(touch(cache, 0));
  EXPECT_FALSE(touch(cache, 2));
  EXPECT_TRUE(touch(cache, 1));
}

TEST(TileCache, HandsOutTheLastUseOnlyOfTilesThatAreAwaitedAndNotHere) {
  TileCache cache(4, kSlotPixels, 4 * kSlotBytes);
  EXPECT_FALSE(cache.takeLastUse(0)) << "no plan";
  cache.plan({1, 2, 1, 0}, {0, 0, 0, 0});
  EXPECT_TRUE(cache.takeLastUse(0));
  EXPECT_FALSE(cache.takeLastUse(0)) << "taken";
  EXPECT_FALSE(cache.takeLastUse(1)) << "another will come";
  EXPECT_TRUE(touch(cache, 2));
  cache.plan({1, 2, 1, 0}, {0, 0, 0, 0});
  EXPECT_FALSE(cache.takeLastUse(2)) << "decoded already";
  EXPECT_FALSE(cache.takeLastUse(3)) << "not in the plan";
}

TEST(TileCache, ATileThatCouldNotBeDecodedIsLeftToTheNextWhoAsks) {
  TileCache cache(4, kSlotPixels, kSlotBytes);
  { const auto lease = cache.acquire(1); }
  EXPECT_TRUE(touch(cache, 1));
}

TEST(TileCache, ThreadsThatWantOneTileDecodeItOnce) {
  TileCache cache(40, kSlotPixels, 40 * kSlotBytes);
  std::atomic<int> decoded = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&] {
      for (std::size_t tile = 0; tile < 40; ++tile) decoded += touch(cache, tile) ? 1 : 0;
    });
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(decoded, 40);
}

TEST(TileCache, MoreThreadsThanTilesItHoldsWaitForEachOther) {
  TileCache cache(40, kSlotPixels, kSlotBytes);
  std::vector<std::thread> threads;
  for (std::size_t t = 0; t < 4; ++t)
    threads.emplace_back([&cache, t] {
      for (std::size_t i = 0; i < 2000; ++i) touch(cache, (i * 7 + t * 3) % 40);
    });
  for (auto& thread : threads) thread.join();
}

}  // namespace
}  // namespace herald
