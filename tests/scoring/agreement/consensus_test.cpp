#include "scoring/agreement/consensus.h"

#include <gtest/gtest.h>

#include <vector>

namespace herald {
namespace {

using enum Her2Score;
using enum ConsensusRule;
using Ratings = std::vector<std::optional<Her2Score>>;

TEST(Consensus, OfAMajorityIsTheScoreThatMostGave) {
  const Consensus consensus = consensusOf(Ratings{k3Plus, k0, std::nullopt, k3Plus}, kMajority);
  EXPECT_EQ(consensus.score, k3Plus);
  EXPECT_FALSE(consensus.tied);
}

TEST(Consensus, TiesAreSettledByTheMedianAndThenUpwards) {
  const Consensus three = consensusOf(Ratings{k1Plus, k3Plus, k2Plus}, kMajority);
  EXPECT_EQ(three.score, k2Plus);
  EXPECT_TRUE(three.tied);
  EXPECT_EQ(consensusOf(Ratings{k1Plus, k2Plus}, kMajority).score, k2Plus);
  EXPECT_EQ(consensusOf(Ratings{k0, k0, k1Plus, k2Plus, k2Plus}, kMajority).score, k1Plus);
}

TEST(Consensus, MedianIsTiedOnlyBetweenTwoScores) {
  EXPECT_EQ(consensusOf(Ratings{k0, k3Plus, k1Plus}, kMedian).score, k1Plus);
  EXPECT_FALSE(consensusOf(Ratings{k0, k3Plus, k1Plus}, kMedian).tied);
  EXPECT_FALSE(consensusOf(Ratings{k0, k1Plus, k1Plus, k3Plus}, kMedian).tied);
  EXPECT_TRUE(consensusOf(Ratings{k0, k1Plus, k2Plus, k3Plus}, kMedian).tied);
  EXPECT_EQ(consensusOf(Ratings{k0, k1Plus, k2Plus, k3Plus}, kMedian).score, k2Plus);
}

TEST(Consensus, UnanimousOrNone) {
  EXPECT_EQ(consensusOf(Ratings{k2Plus, std::nullopt, k2Plus}, kUnanimous).score, k2Plus);
  EXPECT_FALSE(consensusOf(Ratings{k2Plus, k3Plus}, kUnanimous).score);
}

TEST(Consensus, OfNobodyIsNone) {
  for (const auto rule : {kMajority, kMedian, kUnanimous}) EXPECT_FALSE(consensusOf(Ratings{std::nullopt}, rule).score);
}

}  // namespace
}  // namespace herald
