// On-slide controls: tissue of known score, scored apart by the rule set of the slide.
//
// A control that does not give its score shows that the staining failed, and ASCO/CAP then calls the test indeterminate
// (Wolff, J Clin Oncol 2018;36:2105). A control with too few cells gives no verdict. Pure functions; thread-safe.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "scoring/slide_score.h"
#include "stain/option_descriptor.h"

namespace herald {

// [controls] in the configuration.
struct ControlOptions {
  bool required = true;
  std::int64_t minimum_cells = 50;
};

template <>
struct Described<ControlOptions> : OptionTable<ControlOptions> {
  static constexpr std::array kOptions = {
      // clang-format off
      onOrOff("controls.required", kJudged, &Options::required,
              "A control on the slide that fails makes it indeterminate; otherwise it is a warning.",
              "a stain whose control fails proves nothing"),
      number("controls.minimum_cells", kJudged, &Options::minimum_cells, {1, 1e9}, "cells",
             "Controls with fewer cells are not assessable.",
             "half of what a slide needs"),
      // clang-format on
  };
};

// Throws std::invalid_argument naming field, value and range.
void validate(const ControlOptions& options);

struct ControlResult {
  std::int64_t object = 0;  // number of the annotation's object
  Her2Score expected = Her2Score::k0;
  // By the rule set; nothing when there are too few cells.
  SlideScore measured;
  // Nothing: not assessable.
  [[nodiscard]] std::optional<bool> passed() const {
    return measured.score ? std::optional(*measured.score == expected) : std::nullopt;
  }
  [[nodiscard]] std::string name() const { return "Control " + std::string(her2ScoreName(expected)); }
};

// Scores the cells of one control, `members` of `cells` and `calls`, which run in parallel. Every member counts. Throws
// std::invalid_argument as scoreSlide, and for an `expected` outside 0-3.
[[nodiscard]] ControlResult scoreControl(std::int64_t object, int expected, std::span<const std::size_t> members,
                                         std::span<const CellSummary> cells, std::span<const CellCall> calls,
                                         const RuleSet& rules, double um_per_px, const SlideScoreOptions& score,
                                         const ControlOptions& options);

// "control_failed: Control 3+ (object 4) is 1+ by 212 cells" for a failed one; "control_not_assessable: Control 0
// (object 2) has 12 cells, 50 needed"; nothing for one that passed.
[[nodiscard]] std::optional<std::string> complaintOf(const ControlResult& control, const ControlOptions& options);

}  // namespace herald
