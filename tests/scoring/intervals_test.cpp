#include "scoring/intervals.h"

#include <gtest/gtest.h>

#include <cmath>
#include <stdexcept>

#include "tests/scoring/synthetic_cells.h"

namespace herald {
namespace {

using synthetic::kUmPerPx;
using synthetic::Random;

// Positive agreement 72 / 78 in the worked example of PMC3828190.
TEST(WilsonPercent, MatchesThePublishedVector) {
  const Estimate estimate = wilsonPercent(72, 78);
  EXPECT_NEAR(estimate.low, 84.22, 0.005);
  EXPECT_NEAR(estimate.high, 96.43, 0.005);
}

// Rates of 81 / 263, 15 / 148, 0 / 20 and 1 / 29: method 3 of table I, Newcombe RG, Stat Med 1998;17:857.
TEST(WilsonPercent, MatchesNewcombesTable) {
  const struct {
    std::int64_t count, total;
    double low, high;
  } rows[] = {{81, 263, 25.53, 36.62}, {15, 148, 6.24, 16.05}, {0, 20, 0, 16.11}, {1, 29, 0.61, 17.18}};
  for (const auto& row : rows) {
    EXPECT_NEAR(wilsonPercent(row.count, row.total).low, row.low, 0.006);
    EXPECT_NEAR(wilsonPercent(row.count, row.total).high, row.high, 0.006);
  }
}

TEST(WilsonPercent, HoldsItsValueAndStaysWithinZeroAndHundred) {
  for (std::int64_t total = 1; total < 200; ++total)
    for (std::int64_t count = 0; count <= total; ++count) {
      const Estimate estimate = wilsonPercent(count, total);
      EXPECT_LE(0, estimate.low);
      EXPECT_LE(estimate.low, estimate.value);
      EXPECT_LE(estimate.value, estimate.high);
      EXPECT_LE(estimate.high, 100);
    }
}

TEST(WilsonPercent, IsMirroredByTheComplement) {
  const Estimate share = wilsonPercent(13, 90);
  const Estimate rest = wilsonPercent(77, 90);
  EXPECT_NEAR(share.low, 100 - rest.high, 1e-9);
  EXPECT_NEAR(share.high, 100 - rest.low, 1e-9);
}

TEST(WilsonPercent, KnowsNothingWithoutCells) {
  EXPECT_EQ(wilsonPercent(0, 0), (Estimate{0, 0, 100}));
}

TEST(WilsonPercent, RejectsACountOutsideTheTotal) {
  EXPECT_THROW((void)wilsonPercent(-1, 10), std::invalid_argument);
  try {
    (void)wilsonPercent(11, 10);
    FAIL();
  } catch (const std::invalid_argument& error) {
    EXPECT_STREQ(error.what(), "count 11 is outside 0 to 10");
  }
}

synthetic::Slide slideWithSeeds(const std::vector<Level0Pixel>& seeds) {
  synthetic::Slide slide;
  for (const Level0Pixel& seed : seeds) {
    slide.cells.push_back(synthetic::cellOf(StainingPattern::kCs));
    slide.cells.back().seed = seed;
  }
  synthetic::classify(slide);
  return slide;
}

TEST(BlockTallies, PutCellsIntoSquaresInRowMajorOrder) {
  // 250 um at 0.25 um/px: 1000 px.
  const auto slide =
      slideWithSeeds({{1000, 1000}, {999, 0}, {0, 0}, {1000, 999}, {-1, 0}, {500, 1500}, {1500, 1500}, {1999, 1999}});
  const auto blocks = blockTallies(summariesOf(slide.cells), synthetic::callsOf(slide), kUmPerPx, 250);
  ASSERT_EQ(blocks.size(), 5U);
  const auto strong = static_cast<std::size_t>(StainingPattern::kCs);
  const std::int64_t expected[] = {1, 2, 1, 1, 3};  // (-1, 0), (0, 0), (1, 0), (0, 1), (1, 1)
  for (std::size_t i = 0; i < 5; ++i) EXPECT_EQ(blocks[i].table[strong], expected[i]) << "block " << i;
}

TEST(BlockTallies, LeaveOutCellsThatDoNotCount) {
  auto slide = slideWithSeeds({{0, 0}, {5000, 0}});
  slide.cells[1].excluded = Exclusion::kOutOfFocus;
  EXPECT_EQ(blockTallies(summariesOf(slide.cells), synthetic::callsOf(slide), kUmPerPx, 250).size(), 1U);
}

TEST(BlockTallies, KeepMaskedCellsApart) {
  const auto slide = slideWithSeeds({{0, 0}, {1, 0}, {5000, 0}});
  std::vector<CellCall> calls = synthetic::callsOf(slide);
  calls[1].hidden = StainingPattern::kCm;
  const auto blocks = blockTallies(summariesOf(slide.cells), calls, kUmPerPx, 250);
  ASSERT_EQ(blocks.size(), 2U);
  EXPECT_EQ(blocks[0].judged(), 1);
  EXPECT_EQ(blocks[0].masked, 1);
  EXPECT_EQ(blocks[0].cells(), 2);
  EXPECT_EQ(blocks[1].masked, 0);
}

TEST(BlockTallies, RejectBadInput) {
  const auto slide = slideWithSeeds({{0, 0}});
  EXPECT_THROW((void)blockTallies(summariesOf(slide.cells), {}, kUmPerPx, 250), std::invalid_argument);
  EXPECT_THROW((void)blockTallies(summariesOf(slide.cells), synthetic::callsOf(slide), 0, 250), std::invalid_argument);
  EXPECT_THROW((void)blockTallies(summariesOf(slide.cells), synthetic::callsOf(slide), kUmPerPx, 0),
               std::invalid_argument);
}

TEST(ResampleBlocks, IsTheSameForTheSameSeed) {
  const std::vector<CellTally> blocks = {{{1}}, {{2}}, {{4}}, {{8}}};
  EXPECT_EQ(resampleBlocks(blocks, 50, 7), resampleBlocks(blocks, 50, 7));
  EXPECT_NE(resampleBlocks(blocks, 50, 7), resampleBlocks(blocks, 50, 8));
}

// splitmix64 from seed 0 starts with e220a839... 6e789e6a... 06c45d18... f88bb8a8... 1b39896a... 53cb9f0c...: blocks
// 2 1 0, then 2 0 0. The draws are part of every result: a change here changes each result.json.
TEST(ResampleBlocks, DrawsWithThePublishedGenerator) {
  const std::vector<CellTally> blocks = {{{1}, 2}, {{10}, 0}, {{100}, 0}};
  const auto slides = resampleBlocks(blocks, 2, 0);
  EXPECT_EQ(slides[0].table[0], 111);
  EXPECT_EQ(slides[0].masked, 2);
  EXPECT_EQ(slides[1].table[0], 102);
  EXPECT_EQ(slides[1].masked, 4);
}

TEST(ResampleBlocks, OfNoBlocksGivesEmptySlides) {
  const auto slides = resampleBlocks({}, 3, 1);
  EXPECT_EQ(slides, std::vector<CellTally>(3));
}

TEST(ResampleBlocks, SpreadsAsTheBinomialWhereEachBlockIsOneCell) {
  std::vector<CellTally> blocks(400, CellTally{{1, 0}, 0});
  for (std::size_t i = 0; i < 100; ++i) blocks[i] = CellTally{{0, 1}, 0};
  double sum = 0;
  double sum_of_squares = 0;
  const auto slides = resampleBlocks(blocks, 4000, 11);
  for (const CellTally& slide : slides) {
    const double share = static_cast<double>(slide.table[1]) / 400;
    sum += share;
    sum_of_squares += share * share;
  }
  const double mean = sum / 4000;
  EXPECT_NEAR(mean, 0.25, 0.002);
  EXPECT_NEAR(std::sqrt(sum_of_squares / 4000 - mean * mean), std::sqrt(0.25 * 0.75 / 400), 0.001);
}

TEST(PercentileInterval, InterpolatesBetweenOrderStatistics) {
  std::vector<double> values;
  for (int i = 100; i >= 0; --i) values.push_back(i);
  EXPECT_EQ(percentileInterval(40, values), (Estimate{40, 2.5, 97.5}));
}

TEST(PercentileInterval, AlwaysHoldsTheValue) {
  EXPECT_EQ(percentileInterval(0, {1, 2}).low, 0);
  EXPECT_EQ(percentileInterval(3, {}), (Estimate{3, 3, 3}));
}

}  // namespace
}  // namespace herald
