#include "scoring/cell_judgement.h"

#include <gtest/gtest.h>

#include <numeric>

#include "synthetic_cells.h"

namespace herald {
namespace {

using enum StainingPattern;

// A slide of 1000 cells, its first 200 a control: they count there alone.
struct Slide {
  std::vector<CellSummary> cells;
  std::vector<CellCall> calls;
  std::vector<ControlCells> controls;
  double hematoxylin_scale_od = 0.03;

  explicit Slide(StainingPattern pattern, int expected = 3) {
    auto slide = synthetic::slideOf(synthetic::perMille({{pattern, 900}}));
    cells = summariesOf(slide.cells);
    calls = synthetic::callsOf(slide);
    for (CellSummary& cell : cells) cell.nucleus_hematoxylin_od = 0.3F;
    controls = {{7, expected, std::vector<std::size_t>(200)}};
    std::iota(controls[0].members.begin(), controls[0].members.end(), std::size_t{0});
    for (const std::size_t member : controls[0].members) cells[member].excluded = Exclusion::kControl;
  }

  [[nodiscard]] CellJudgement judged(const CellJudgementOptions& options = {},
                                     const std::vector<std::string>& refusals = {}) const {
    JudgementRequest request;
    request.um_per_px = synthetic::kUmPerPx;
    request.options = options;
    request.rules = builtInRuleSet("asco-cap-2018");
    request.areas = {1, 0, 0};
    request.hematoxylin_scale_od = hematoxylin_scale_od;
    request.controls = controls;
    request.refusals = refusals;
    return judgeCells(cells, calls, request);
  }
};

TEST(CellJudgement, ScoresTheCellsThatCountAndTheControlApart) {
  const CellJudgement judgement = Slide(kCs).judged();
  EXPECT_EQ(judgement.score.score, Her2Score::k3Plus);
  EXPECT_EQ(judgement.score.counted_cells, 800);
  ASSERT_EQ(judgement.controls.size(), 1U);
  EXPECT_EQ(judgement.controls[0].measured.counted_cells, 200);
  EXPECT_EQ(judgement.controls[0].passed(), true);
  EXPECT_TRUE(judgement.reasons.empty());
  EXPECT_NEAR(judgement.assessment.counterstain_od, 0.3, 1e-6);
}

TEST(CellJudgement, AFailedControlTakesTheAnswerAndLeavesTheNumbers) {
  const CellJudgement judgement = Slide(kCs, 0).judged();
  EXPECT_EQ(judgement.score.score, std::nullopt);
  EXPECT_EQ(judgement.score.clause, "");
  EXPECT_EQ(judgement.score.table[static_cast<std::size_t>(kCs)], Slide(kCs).judged().score.table[6]);
  ASSERT_EQ(judgement.reasons.size(), 1U);
  EXPECT_TRUE(judgement.reasons[0].starts_with("control_failed: Control 0 (object 7)"));
  for (const ClauseAudit& clause : judgement.score.audit) EXPECT_FALSE(clause.fired || clause.borderline);
}

TEST(CellJudgement, AFailedControlThatIsNotRequiredIsAWarning) {
  CellJudgementOptions options;
  options.controls.required = false;
  const CellJudgement judgement = Slide(kCs, 0).judged(options);
  EXPECT_EQ(judgement.score.score, Her2Score::k3Plus);
  ASSERT_EQ(judgement.warnings.size(), 1U);
  EXPECT_TRUE(judgement.warnings[0].starts_with("control_failed"));
}

TEST(CellJudgement, ARefusalStandsInsteadOfWhatTheCellsSay) {
  Slide slide(kCs);
  slide.hematoxylin_scale_od = 0.005;
  EXPECT_TRUE(slide.judged().reasons.at(0).starts_with("no_counterstain"));
  const CellJudgement judgement = slide.judged({}, {"not_ihc: a test"});
  EXPECT_EQ(judgement.reasons, std::vector<std::string>{"not_ihc: a test"});
  EXPECT_EQ(judgement.score.score, std::nullopt);
}

// 300 cells with a complete strong membrane of 1000, the others cannot be judged.
struct MaskedSlide : Slide {
  explicit MaskedSlide(std::int64_t strong, StainingPattern hidden) : Slide(kCs) {
    controls.clear();
    for (std::size_t i = 0; i < cells.size(); ++i) {
      cells[i].excluded = Exclusion::kNone;
      calls[i] = static_cast<std::int64_t>(i) < strong ? CellCall{kCs, kNone} : CellCall{kIw, hidden};
    }
  }
};

TEST(CellJudgement, MaskedCellsStayInTheDenominatorAsAClassOfTheirOwn) {
  const CellJudgement judgement = MaskedSlide(300, kCs).judged();
  EXPECT_EQ(judgement.score.score, std::nullopt) << "most cells are masked";
  EXPECT_EQ(judgement.reasons[0],
            "membranes_masked: in 70 % of the tumour cells DAB beside the membrane hides it, at most 50 % may be");
  EXPECT_EQ(MaskedSlide(550, kCs).judged().score.score, Her2Score::k3Plus) << "whatever the others are";
  EXPECT_EQ(judgement.score.counted_cells, 1000);
  EXPECT_EQ(judgement.score.masked_cells, 700);
  EXPECT_DOUBLE_EQ(judgement.score.percent[3].value, 30);
  EXPECT_DOUBLE_EQ(judgement.score.percent[0].value + judgement.score.percent[1].value, 0);
  EXPECT_DOUBLE_EQ(judgement.score.percent_masked.value, 70);
  EXPECT_DOUBLE_EQ(judgement.score.h_score.value, 300) << "of the cells that can be judged";
  EXPECT_DOUBLE_EQ(judgement.assessment.masked_share, 0.7);
}

TEST(CellJudgement, ThereIsNoAnswerWhereMaskedCellsCouldMakeItAnother) {
  CellJudgementOptions patient;
  patient.quality.largest_masked_share = 1;
  const CellJudgement none = MaskedSlide(0, kCm).judged(patient);
  EXPECT_EQ(none.score.score, std::nullopt);
  ASSERT_EQ(none.reasons.size(), 1U);
  EXPECT_EQ(none.reasons[0],
            "membranes_masked: in 100 % of the tumour cells DAB beside the membrane hides it; without membranes there "
            "the score is 0, with the strongest that could be hidden 2+");
  Slide few(kCs);
  few.controls.clear();
  for (std::size_t i = 0; i < few.cells.size(); ++i) {
    few.cells[i].excluded = Exclusion::kNone;
    few.calls[i] = i < 8 ? CellCall{kNone, kCs} : CellCall{kNone, kNone};
  }
  EXPECT_EQ(few.judged().score.score, Her2Score::k0) << "fewer than the noise floor change nothing";
}

TEST(CellJudgement, TooFewCellsComeAfterOtherReasonsAndOnce) {
  CellJudgementOptions options;
  options.score.minimum_tumour_cells = 900;
  const CellJudgement judgement = Slide(kCs).judged(options, {"not_ihc: a test"});
  ASSERT_EQ(judgement.reasons.size(), 2U);
  EXPECT_TRUE(judgement.reasons[1].starts_with("too_few_tumour_cells: 800 counted"));
  EXPECT_EQ(Slide(kCs).judged(options).reasons.size(), 1U);
}

}  // namespace
}  // namespace herald
