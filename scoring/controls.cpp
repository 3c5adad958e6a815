#include "scoring/controls.h"

#include <stdexcept>

namespace herald {

void validate(const ControlOptions& options) {
  requireInRanges(options);
}

ControlResult scoreControl(std::int64_t object, int expected, std::span<const std::size_t> members,
                           std::span<const CellSummary> cells, std::span<const CellCall> calls, const RuleSet& rules,
                           double um_per_px, const SlideScoreOptions& score, const ControlOptions& options) {
  validate(options);
  if (expected < 0 || expected > 3)
    throw std::invalid_argument("a control of score " + std::to_string(expected) + ", which is outside 0-3");
  std::vector<CellSummary> own_cells;
  std::vector<CellCall> own_calls;
  for (const std::size_t member : members) {
    own_cells.push_back(cells[member]);
    own_cells.back().excluded = Exclusion::kNone;
    own_calls.push_back(calls[member]);
  }
  SlideScoreOptions control_score = score;
  control_score.minimum_tumour_cells = options.minimum_cells;
  return {object, static_cast<Her2Score>(expected), scoreSlide(own_cells, own_calls, rules, um_per_px, control_score)};
}

std::optional<std::string> complaintOf(const ControlResult& control, const ControlOptions& options) {
  const std::string who = control.name() + " (object " + std::to_string(control.object) + ")";
  const std::string cells = std::to_string(control.measured.counted_cells) + " cells";
  if (!control.passed())
    return "control_not_assessable: " + who + " has " + cells + ", " + std::to_string(options.minimum_cells) +
           " needed";
  if (*control.passed()) return std::nullopt;
  return "control_failed: " + who + " is " + std::string(her2ScoreName(*control.measured.score)) + " by " + cells;
}

}  // namespace herald
