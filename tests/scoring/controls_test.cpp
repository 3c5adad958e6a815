#include "scoring/controls.h"

#include <gtest/gtest.h>

#include <numeric>

#include "../support/expect_refusal.h"
#include "synthetic_cells.h"

namespace herald {
namespace {

using synthetic::kUmPerPx;
using enum StainingPattern;

ControlResult controlOf(const std::vector<std::pair<StainingPattern, std::int64_t>>& stained, int expected,
                        std::size_t cells = 1000, const ControlOptions& options = {}) {
  auto slide = synthetic::slideOf(synthetic::perMille(stained));
  for (CellRecord& cell : slide.cells) cell.excluded = Exclusion::kNotTumour;  // a control's cells count all the same
  std::vector<std::size_t> members(cells);
  std::iota(members.begin(), members.end(), std::size_t{0});
  return scoreControl(4, expected, members, summariesOf(slide.cells), callsOf(slide), builtInRuleSet("asco-cap-2018"),
                      kUmPerPx, {}, options);
}

TEST(Control, PassesWithTheScoreItShouldHave) {
  const ControlResult control = controlOf({{kCs, 900}}, 3);
  EXPECT_EQ(control.passed(), true);
  EXPECT_EQ(control.name(), "Control 3+");
  EXPECT_EQ(control.measured.counted_cells, 1000);
  EXPECT_EQ(complaintOf(control, {}), std::nullopt);
  EXPECT_EQ(controlOf({}, 0).passed(), true);
}

TEST(Control, FailsWithAnother) {
  const ControlResult control = controlOf({{kIw, 900}}, 3);
  EXPECT_EQ(control.passed(), false);
  EXPECT_EQ(complaintOf(control, {}), "control_failed: Control 3+ (object 4) is 1+ by 1000 cells");
  EXPECT_EQ(controlOf({{kCs, 900}}, 0).passed(), false);  // too much is as wrong
}

TEST(Control, SaysNothingWithTooFewCells) {
  EXPECT_EQ(controlOf({{kCs, 900}}, 0, 50).passed(), false);
  const ControlResult control = controlOf({{kCs, 900}}, 0, 49);
  EXPECT_EQ(control.passed(), std::nullopt);
  EXPECT_EQ(complaintOf(control, {}), "control_not_assessable: Control 0 (object 4) has 49 cells, 50 needed");
  EXPECT_EQ(controlOf({{kCs, 900}}, 3, 0).passed(), std::nullopt);
}

TEST(Control, OptionsAndScoresOutOfRangeAreRefused) {
  expectRefusal([] { validate(ControlOptions{.minimum_cells = 0}); }, {"controls.minimum_cells", "1"});
  expectRefusal([] { (void)controlOf({}, 4); }, {"score 4", "0-3"});
}

}  // namespace
}  // namespace herald
