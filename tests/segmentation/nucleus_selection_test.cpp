#include "segmentation/nucleus_selection.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "synthetic_planes.h"

namespace herald {
namespace {

constexpr double kUmPerPx = 0.5;

struct Candidates {
  std::vector<NucleusSeed> seeds;
  std::vector<OutlinedNucleus> outlined;
  void add(int x, int y, double radius_um, double score_od) {
    seeds.push_back({x, y, 0.1F, static_cast<float>(radius_um)});
    outlined.push_back({roundNucleus(radius_um), static_cast<float>(score_od)});
  }
  // In signal that dips between any two seeds.
  [[nodiscard]] std::vector<std::uint32_t> select(const NucleusOptions& options = {}) const {
    Image<float> signal(420, 420, 0.1F);
    for (const NucleusSeed& seed : seeds) signal.at(seed.x, seed.y) = 0.3F;
    return selectIn(signal, options);
  }
  [[nodiscard]] std::vector<std::uint32_t> selectIn(const Image<float>& signal, const NucleusOptions& options) const {
    const OutlinePlane plane = packed(signal, Image<std::uint8_t>(signal.width(), signal.height()), 0);
    SelectionScratch scratch;
    std::vector<std::uint32_t> nuclei;
    selectNuclei(plane, seeds, outlined, kUmPerPx, options, scratch, nuclei);
    return nuclei;
  }
};

using Indices = std::vector<std::uint32_t>;

TEST(NucleusSelection, OfTwoThatClaimOnePlaceTheBetterIsTheNucleus) {
  Candidates candidates;
  candidates.add(40, 40, 4, 0.05);
  candidates.add(42, 40, 3, 0.06);
  EXPECT_EQ(candidates.select(), Indices{1});
}

TEST(NucleusSelection, TouchingAndSlightlyOverlappingNucleiAreBothKept) {
  Candidates candidates;
  candidates.add(40, 40, 4, 0.05);
  candidates.add(53, 40, 4, 0.06);  // 6.5 um apart: they share less than a fifth
  EXPECT_EQ(candidates.select(), (Indices{0, 1}));
  NucleusOptions strict;
  strict.largest_overlap = 0.02;
  EXPECT_EQ(candidates.select(strict), Indices{1});
}

TEST(NucleusSelection, TwoNucleiReplaceOneOutlineRoundBothWhenTheyAreWorthMore) {
  for (const bool worth_it : {true, false}) {
    Candidates candidates;
    candidates.add(34, 40, 2.6, worth_it ? 0.07 : 0.05);
    candidates.add(40, 40, 5, 0.1);
    candidates.add(46, 40, 2.6, worth_it ? 0.07 : 0.05);
    EXPECT_EQ(candidates.select(), worth_it ? (Indices{0, 2}) : Indices{1});
  }
}

TEST(NucleusSelection, WithoutADipBetweenThemTwoHalvesDoNotReplaceTheWhole) {
  Candidates candidates;
  candidates.add(34, 40, 2.6, 0.07);
  candidates.add(40, 40, 5, 0.1);
  candidates.add(46, 40, 2.6, 0.07);
  const auto select = [&](float between) {
    Image<float> signal(80, 80, 0.3F);
    for (int y = 0; y < 80; ++y) signal.at(39, y) = between;
    return candidates.selectIn(signal, {});
  };
  EXPECT_EQ(select(0.29F), Indices{1});
  EXPECT_EQ(select(0.2F), (Indices{0, 2}));
}

TEST(NucleusSelection, TwoOutlinesOfOneNucleusDoNotSplitIt) {
  Candidates candidates;
  candidates.add(39, 40, 3, 0.08);
  candidates.add(40, 40, 4, 0.1);
  candidates.add(41, 40, 3, 0.08);  // rivals of each other: no pair
  EXPECT_EQ(candidates.select(), Indices{1});
}

TEST(NucleusSelection, ACandidateBeatenOnlyByADroppedOneComesBackInTheSecondRound) {
  Candidates candidates;
  candidates.add(40, 40, 3, 0.05);
  candidates.add(47, 40, 3, 0.06);
  candidates.add(54, 40, 3, 0.07);
  NucleusOptions options;
  options.split_gain = 10;
  EXPECT_EQ(candidates.select(options), (Indices{0, 2}));
}

TEST(NucleusSelection, ScoresBelowTheMinimumAreNoNuclei) {
  Candidates candidates;
  candidates.add(40, 40, 4, NucleusOptions{}.minimum_score_od * 0.99);
  candidates.add(80, 40, 4, NucleusOptions{}.minimum_score_od * 1.01);
  EXPECT_EQ(candidates.select(), Indices{1});
}

TEST(NucleusSelection, ATieGoesToTheSmallerRowThenColumnThenScale) {
  Candidates candidates;
  candidates.add(40, 40, 3, 0.05);
  candidates.add(40, 40, 4, 0.05);
  candidates.add(41, 40, 3, 0.05);
  candidates.add(39, 41, 3, 0.05);
  NucleusOptions options;
  options.split_gain = 10;
  EXPECT_EQ(candidates.select(options), Indices{0});
}

TEST(NucleusSelection, NoCandidatesNoNuclei) {
  EXPECT_TRUE(Candidates{}.select().empty());
}

// A crowd of rivals: whoever is selected depends on nobody beyond the reach.
TEST(NucleusSelection, DependsOnlyOnCandidatesWithinReach) {
  SeededRandom random(3);
  Candidates crowd;
  for (int y = 0; y < 400; y += 4) {
    for (int x = 0; x < 400; x += 4) crowd.add(x, y, random.between(2, 5), random.between(0.01, 0.1));
  }
  const auto whole = crowd.select();
  Candidates part;
  Indices part_index;
  for (std::uint32_t i = 0; i < crowd.seeds.size(); ++i) {
    if (crowd.seeds[i].x < 130 || crowd.seeds[i].x > 290 || crowd.seeds[i].y < 120 || crowd.seeds[i].y > 300) continue;
    part.seeds.push_back(crowd.seeds[i]);
    part.outlined.push_back(crowd.outlined[i]);
    part_index.push_back(i);
  }
  Indices selected;
  for (const std::uint32_t i : part.select()) selected.push_back(part_index[i]);
  const int reach = static_cast<int>(std::ceil(selectionReachUm() / kUmPerPx));
  const auto inner = [&](Indices indices) {
    std::erase_if(indices, [&](std::uint32_t i) {
      const NucleusSeed& s = crowd.seeds[i];
      return s.x < 130 + reach || s.x > 290 - reach || s.y < 120 + reach || s.y > 300 - reach;
    });
    return indices;
  };
  EXPECT_GE(inner(whole).size(), 4U);
  EXPECT_EQ(inner(selected), inner(whole));
}

}  // namespace
}  // namespace herald
