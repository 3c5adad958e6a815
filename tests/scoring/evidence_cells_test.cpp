#include "scoring/evidence_cells.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "synthetic_cells.h"

namespace herald {
namespace {

using enum StainingPattern;

const CellClassOptions kCuts = {.moderate_od_um = 0.22, .strong_od_um = 0.48};

EvidenceCandidate candidate(std::uint32_t row, int sectors, int mean_peak) {
  EvidenceCandidate cell{row, static_cast<std::uint16_t>(sectors * mean_peak), static_cast<std::uint8_t>(sectors),
                         kNone};
  cell.pattern = patternOf({sectors, sectors * mean_peak}, kCuts);
  return cell;
}

// 1000 cells: the first `strong` strong and complete, rising from just above the cut; the rest weak and complete,
// rising towards the cut of moderate.
std::vector<EvidenceCandidate> slideOf(std::uint32_t strong) {
  std::vector<EvidenceCandidate> cells;
  for (std::uint32_t i = 0; i < 1000; ++i)
    cells.push_back(i < strong ? candidate(i, 60, 48 + static_cast<int>(i) / 4)
                               : candidate(i, 60, 5 + static_cast<int>(i) % 16));
  return cells;
}

SlideScore scoreOf(const std::vector<EvidenceCandidate>& cells, const RuleSet& rules) {
  std::vector<CellSummary> summaries(cells.size());
  std::vector<CellCall> calls;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    summaries[i].seed = {static_cast<std::int32_t>(40 * (i % 40)), static_cast<std::int32_t>(40 * (i / 40))};
    calls.push_back({cells[i].pattern, kNone});
  }
  return scoreSlide(summaries, calls, rules, 0.25, {});
}

std::vector<EvidenceGroup> evidenceOf(const std::vector<EvidenceCandidate>& cells,
                                      const EvidenceOptions& options = {}) {
  const RuleSet rules = builtInRuleSet("asco-cap-2018");
  return chooseEvidence(cells, kCuts, rules, scoreOf(cells, rules), options);
}

const EvidenceGroup* groupOf(const std::vector<EvidenceGroup>& groups, EvidenceKind kind, std::string_view subject) {
  const auto found =
      std::find_if(groups.begin(), groups.end(), [&](const auto& g) { return g.kind == kind && g.subject == subject; });
  return found == groups.end() ? nullptr : &*found;
}

TEST(EvidenceCells, TypicalOnesStandAtEqualRanksFromFaintToStrong) {
  const auto cells = slideOf(120);
  const auto groups = evidenceOf(cells);
  const EvidenceGroup* strong = groupOf(groups, EvidenceKind::kTypical, "3+");
  ASSERT_NE(strong, nullptr);
  EXPECT_EQ(strong->cells, 120U);
  ASSERT_EQ(strong->rows.size(), 6U);
  for (std::size_t i = 0; i < 6; ++i)
    EXPECT_NEAR(cells[strong->rows[i]].excessOdUm(), 0.48 + 0.01 * static_cast<double>((20 * i + 10) / 4), 0.0101);
  EXPECT_EQ(groupOf(groups, EvidenceKind::kTypical, "1+"), nullptr);  // no cell of it, no group
}

TEST(EvidenceCells, NearestToACutLieOnBothItsSidesFromBelowToAbove) {
  std::vector<EvidenceCandidate> cells;  // ten of each 0.30, 0.32 ... 0.68
  for (std::uint32_t i = 0; i < 200; ++i) cells.push_back(candidate(i, 60, 30 + 2 * (static_cast<int>(i) % 20)));
  const auto groups = evidenceOf(cells);
  const EvidenceGroup* near = groupOf(groups, EvidenceKind::kNearCut, "strong_od_um");
  ASSERT_NE(near, nullptr);
  ASSERT_EQ(near->rows.size(), 6U);
  EXPECT_EQ(near->cells, 50U) << "0.44 to 0.52";
  for (std::size_t i = 0; i < 3; ++i) EXPECT_NEAR(cells[near->rows[i]].excessOdUm(), 0.46, 1e-9);
  for (std::size_t i = 3; i < 6; ++i)
    EXPECT_NEAR(cells[near->rows[i]].excessOdUm(), 0.48, 1e-9);  // a cut is above itself
}

TEST(EvidenceCells, CellsFarFromACutAreNotShownAsNearIt) {
  std::vector<EvidenceCandidate> cells;
  for (std::uint32_t i = 0; i < 200; ++i) cells.push_back(candidate(i, 60, i % 2 == 0 ? 35 : 70));
  const auto groups = evidenceOf(cells);
  for (const std::string_view cut : {"moderate_od_um", "strong_od_um", "none_fraction", "complete_fraction"})
    EXPECT_EQ(groupOf(groups, EvidenceKind::kNearCut, cut), nullptr) << cut;
}

TEST(EvidenceCells, AChangeToAClauseWithAnUpperBoundTakesAsManyCellsAsReachIt) {
  // 0.9 % strong and complete: 101 more are above 1 %, thousands above 10 %. 5 % strong and nearly complete.
  std::vector<EvidenceCandidate> cells;
  for (std::uint32_t i = 0; i < 100'000; ++i) cells.push_back(candidate(i, i < 900 ? 60 : i < 5900 ? 40 : 5, 60));
  const auto groups = evidenceOf(cells);
  const auto up = std::find_if(groups.begin(), groups.end(), [](const EvidenceGroup& group) {
    return group.kind == EvidenceKind::kWouldFlip && group.new_score == Her2Score::k2Plus;
  });
  ASSERT_NE(up, groups.end());
  EXPECT_EQ(up->to_change, 101U) << up->subject;
}

TEST(EvidenceCells, ThoseThatWouldFlipAreTheClosestAndAsManyAsTheClauseLacks) {
  const auto cells = slideOf(120);  // 12 % strong: 3+, and 20 of them leaving make it 10 %
  const auto groups = evidenceOf(cells);
  const EvidenceGroup* down = groupOf(groups, EvidenceKind::kWouldFlip, "asco-cap-2018/3+");
  ASSERT_NE(down, nullptr);
  EXPECT_EQ(down->to_change, 20U);
  EXPECT_EQ(down->new_score, Her2Score::k2Plus);
  for (const std::uint32_t row : down->rows) EXPECT_LE(cells[row].excessOdUm(), 0.50) << "the faintest of the strong";

  const auto fewer = slideOf(80);  // 8 %: 2+, and 21 joining make it more than 10 %
  const auto other = evidenceOf(fewer);
  const EvidenceGroup* up = groupOf(other, EvidenceKind::kWouldFlip, "asco-cap-2018/3+");
  ASSERT_NE(up, nullptr);
  EXPECT_EQ(up->to_change, 21U);
  EXPECT_EQ(up->new_score, Her2Score::k3Plus);
}

TEST(EvidenceCells, AreTheSameWhateverTheOrderOfCells) {
  auto cells = slideOf(120);
  const auto groups = evidenceOf(cells);
  std::reverse(cells.begin(), cells.end());
  const auto reversed = chooseEvidence(cells, kCuts, builtInRuleSet("asco-cap-2018"),
                                       scoreOf(slideOf(120), builtInRuleSet("asco-cap-2018")), {});
  ASSERT_EQ(groups.size(), reversed.size());
  for (std::size_t i = 0; i < groups.size(); ++i) EXPECT_EQ(groups[i].rows, reversed[i].rows) << groups[i].subject;
}

TEST(EvidenceCells, EqualCellsComeFromAllOverTheSlide) {
  std::vector<EvidenceCandidate> cells;
  for (std::uint32_t i = 0; i < 1000; ++i) cells.push_back(candidate(i, 60, 60));
  const auto groups = evidenceOf(cells);
  const EvidenceGroup* typical = groupOf(groups, EvidenceKind::kTypical, "3+");
  ASSERT_NE(typical, nullptr);
  const auto [least, most] = std::minmax_element(typical->rows.begin(), typical->rows.end());
  EXPECT_GT(*most - *least, 300U);
}

TEST(EvidenceCells, NoCellsGiveNoGroupsAndFewGiveWhatThereIs) {
  EXPECT_TRUE(chooseEvidence({}, kCuts, builtInRuleSet("asco-cap-2018"), SlideScore{}, {}).empty());
  const std::vector<EvidenceCandidate> one = {candidate(7, 64, 60)};
  for (const EvidenceGroup& group : evidenceOf(one)) EXPECT_EQ(group.rows, std::vector<std::uint32_t>{7});
}

TEST(EvidenceCells, ACandidateSaysWhatClassifyCellSays) {
  const auto slide = synthetic::slideOf(synthetic::perMille({{kIw, 200}, {kIm, 100}, {kCm, 300}, {kCs, 200}}));
  for (std::size_t i = 0; i < slide.cells.size(); ++i) {
    const EvidenceCandidate cell = evidenceCandidate(i, slide.cells[i], kCuts);
    const CellStaining staining = classifyCell(slide.cells[i], kCuts);
    EXPECT_EQ(cell.pattern, staining.pattern);
    EXPECT_EQ(cell.completeness(), staining.completeness);
    EXPECT_NEAR(cell.excessOdUm(), staining.dab_od, 1e-12);
    EXPECT_EQ(cell.row, i);
  }
}

}  // namespace
}  // namespace herald
