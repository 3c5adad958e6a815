// Score of a slide from its cells: percentages with intervals, the table of completeness x intensity, the clause of the
// rule set that fired, H-score, borderline and what follows (ISH reflex, derived research categories).
//
// H-score as in h_score.h, classes as in cell_class.h: incomplete moderate and strong cells count as 2+ there and in
// percent[2].
//
// Masked cells (slide_quality.h) stay in every denominator and are in no clause's sum: a class of their own.
//
// Monotone: a cell whose pattern goes to a stronger one of the same or greater completeness never lowers the score.
// Pure functions; deterministic, whatever the order of cells; thread-safe. A million cells take about 0.1 s.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "scoring/cell_class.h"
#include "scoring/h_score.h"
#include "scoring/intervals.h"
#include "scoring/rule_set.h"
#include "segmentation/cell_record.h"
#include "stain/option_descriptor.h"

namespace herald {

// One sum of the rule set as it was evaluated, for the audit trail, whether or not its clause fired. A clause
// "otherwise" sums nothing: count and percent are 0.
struct ClauseAudit {
  std::string id;  // e.g. "asco-cap-2018/3+"
  std::string wording;
  Her2Score score = Her2Score::k0;  // what the clause gives
  std::int64_t count = 0;           // cells in the clause's sum
  Estimate percent;                 // of counted tumour cells; Wilson interval
  Estimate percent_bootstrap;       // the same, block bootstrap (see SlideScore::percent_bootstrap)
  std::string comparison;           // e.g. "> 10" (per cent)
  // Cells of the largest group of neighbours in the sum; only where the clause asks for the noise floor or a cluster.
  std::optional<std::int64_t> largest_group;
  bool fired = false;  // true for exactly one clause of a scored slide
  // Percentage points from the sum to the nearest of the clause's cuts: positive on the side where the clause holds,
  // negative on the other. 0 for "otherwise" and clusters, which have no percentage to reach.
  double margin_points = 0;
  // An interval covers a cut of this clause, or the cut is nearer than score.borderline_points, and the score would be
  // another one on the cut's other side. Of a cluster: one cell more or fewer in the largest group decides.
  bool borderline = false;
};

struct SlideScore {
  std::optional<Her2Score> score;  // nothing = not assessable
  std::string clause;              // id of the clause that fired; empty without a score
  std::vector<ClauseAudit> audit;  // every clause in order
  PatternTable table{};
  std::array<Estimate, 4> percent{};  // of counted cells, by class, 0-100, Wilson
  // The same, block bootstrap over tissue blocks. Where all cells lie in one block there is nothing to resample: then
  // Wilson's interval, and for the H-score the normal interval of a mean over cells.
  std::array<Estimate, 4> percent_bootstrap{};
  Estimate percent_complete;       // complete cells of any intensity, Wilson
  Estimate percent_masked;         // cells that cannot be judged, Wilson; with the four classes they are 100 %
  Estimate h_score;                // 0-300, of the cells that can be judged, block bootstrap
  std::int64_t counted_cells = 0;  // masked ones included
  std::int64_t masked_cells = 0;
  // A Wilson or bootstrap interval covers a cut that decides the score, the cut is nearer than
  // SlideScoreOptions::borderline_points, or one cell decides a cluster.
  bool borderline = false;
  // Percentage points from the deciding sums to the nearest cut beyond which the score would be another one. Nothing
  // without a score, or where no percentage decides.
  std::optional<double> deciding_points;
  std::vector<std::string> flags;    // e.g. "unusual_pattern", "borderline:asco-cap-2018/2+"
  std::string ish;                   // "reflex" at 2+, else empty
  std::string derived;               // low | pending-ish | ultralow | null | empty (research only)
  std::vector<std::string> reasons;  // why there is no score, e.g. "too_few_tumour_cells: 37 counted, 100 needed"
};

// A number of the whole slide beside its percentages. A line of the table is all it takes for result.json, the report
// and the pages that judge again to have it; schema/herald.result-1.schema.json describes it.
struct ScoreNumber {
  std::string_view key;   // in result.json
  std::string_view name;  // in print
  Estimate SlideScore::*estimate;
  double most;  // of its scale
};
inline constexpr auto kScoreNumbers = std::to_array<ScoreNumber>({
    {.key = "h_score", .name = "H-score", .estimate = &SlideScore::h_score, .most = kMaxHScore},
});

// [quality] and [score] options that act here.
struct SlideScoreOptions {
  std::int64_t minimum_tumour_cells = 100;
  double bootstrap_block_um = 250;
  int bootstrap_replicates = 500;
  double borderline_points = 0;  // `herald tune` finds a value for a laboratory
};

template <>
struct Described<SlideScoreOptions> : OptionTable<SlideScoreOptions> {
  static constexpr std::array kOptions = {
      // clang-format off
      number("quality.minimum_tumour_cells", kJudged, &Options::minimum_tumour_cells, {1, 1e9}, "cells",
             "Fewer counted tumour cells: not assessable.",
             "what guidance on image analysis of HER2 asks for"),
      number("score.bootstrap_block_um", kCut, &Options::bootstrap_block_um, {10, 10000}, "um",
             "Edge of the tissue blocks that the bootstrap resamples.",
             "a few glands wide"),
      number("score.bootstrap_replicates", kCut, &Options::bootstrap_replicates, {100, 100000}, "",
             "Slides drawn by the bootstrap.",
             "leaves 2.5 % percentiles a twentieth of the interval uncertain"),
      number("score.borderline_points", kCut, &Options::borderline_points, {0, 50}, "percentage points",
             "A slide whose deciding percentage is closer to a cut than this is borderline, whatever its intervals say.",
             "0: the intervals alone decide"),
      // clang-format on
  };
};

// Throws std::invalid_argument naming field, value and range.
void validate(const SlideScoreOptions& options);

// Scores the counted cells of one slide. `cells` and `calls` run in parallel, in any order; only cells with
// counted() take part. Fewer than minimum_tumour_cells: score is empty and the reason is given, the percentages are
// still filled in. `um_per_px` is the level-0 pixel size (for the contiguous noise floor and blocks). Throws
// std::invalid_argument for options out of range, spans of different length or a rule set without clauses.
[[nodiscard]] SlideScore scoreSlide(std::span<const CellSummary> cells, std::span<const CellCall> calls,
                                    const RuleSet& rules, double um_per_px, const SlideScoreOptions& options);

// The same for whole records.
[[nodiscard]] SlideScore scoreSlide(std::span<const CellRecord> cells, std::span<const CellStaining> staining,
                                    const RuleSet& rules, double um_per_px, const SlideScoreOptions& options);

}  // namespace herald
