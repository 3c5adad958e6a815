#include "scoring/slide_score.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "scoring/cell_groups.h"
#include "scoring/h_score.h"
#include "scoring/quantiles.h"

namespace herald {
namespace {

// Any number does, as long as it stays the same.
constexpr std::uint64_t kBootstrapSeed = 0x4845522d32494843U;

// The counted cells of a slide, summed up: all that percentages need.
struct Counts {
  CellTally tally;
  std::vector<CellTally> replicates;  // of the bootstrap; empty with fewer than two blocks
};

// What the clauses are evaluated on.
struct Evidence {
  std::span<const CellSummary> cells;
  std::span<const CellCall> calls;
  double um_per_px;
  Counts counts;
};

PatternSet patternsOfClass(std::size_t cell_class) {
  PatternSet patterns;
  for (std::size_t i = 0; i < kStainingPatterns; ++i)
    patterns[i] = static_cast<std::size_t>(classOfPattern(static_cast<StainingPattern>(i))) == cell_class;
  return patterns;
}

Counts countCells(const Evidence& evidence, const SlideScoreOptions& options) {
  const auto blocks = blockTallies(evidence.cells, evidence.calls, evidence.um_per_px, options.bootstrap_block_um);
  Counts counts;
  for (const CellTally& block : blocks) {
    for (std::size_t i = 0; i < block.table.size(); ++i) counts.tally.table[i] += block.table[i];
    counts.tally.masked += block.masked;
  }
  if (blocks.size() > 1) counts.replicates = resampleBlocks(blocks, options.bootstrap_replicates, kBootstrapSeed);
  return counts;
}

Estimate wilsonOf(const Counts& counts, const PatternSet& patterns) {
  return wilsonPercent(sumOf(counts.tally.table, patterns), counts.tally.cells());
}

Estimate bootstrapOf(const Counts& counts, const PatternSet& patterns) {
  const Estimate wilson = wilsonOf(counts, patterns);
  if (counts.replicates.empty()) return wilson;
  std::vector<double> percents;
  for (const CellTally& slide : counts.replicates)
    percents.push_back(100.0 * static_cast<double>(sumOf(slide.table, patterns)) / static_cast<double>(slide.cells()));
  return percentileInterval(wilson.value, std::move(percents));
}

// Sum over cells that can be judged of the class number to the given power, per cell; 0 without cells.
double meanClassPower(const CellTally& tally, int power) {
  double sum = 0;
  for (std::size_t i = 0; i < tally.table.size(); ++i)
    sum += static_cast<double>(tally.table[i]) *
           std::pow(static_cast<double>(classOfPattern(static_cast<StainingPattern>(i))), power);
  return sum / static_cast<double>(std::max<std::int64_t>(1, tally.judged()));
}

Estimate hScoreOf(const Counts& counts) {
  const std::int64_t judged = counts.tally.judged();
  if (judged == 0) return {0, 0, kMaxHScore};
  const double mean = meanClassPower(counts.tally, 1);
  if (counts.replicates.empty()) {
    const double variance = std::max(0.0, meanClassPower(counts.tally, 2) - mean * mean);
    const double half_width = 100 * kNormalQuantile975 * std::sqrt(variance / static_cast<double>(judged));
    return {100 * mean, std::max(0.0, 100 * mean - half_width), std::min(kMaxHScore, 100 * mean + half_width)};
  }
  std::vector<double> scores;
  for (const CellTally& slide : counts.replicates) scores.push_back(100 * meanClassPower(slide, 1));
  return percentileInterval(100 * mean, std::move(scores));
}

std::int64_t largestGroupOf(const Evidence& evidence, const PatternSet& patterns, const NoiseFloor& floor) {
  std::vector<Level0Pixel> seeds;
  for (std::size_t i = 0; i < evidence.cells.size(); ++i)
    if (evidence.cells[i].counted() && !evidence.calls[i].masked() &&
        containsPattern(patterns, evidence.calls[i].pattern))
      seeds.push_back(evidence.cells[i].seed);
  return largestGroup(seeds, evidence.um_per_px, floor.neighbour_distance_um);
}

ClauseCount countOf(const Evidence& evidence, const PatternSet& patterns, const NoiseFloor& floor, bool with_group) {
  return {sumOf(evidence.counts.tally.table, patterns), evidence.counts.tally.cells(),
          with_group ? largestGroupOf(evidence, patterns, floor) : 0};
}

double marginPoints(const RuleClause& clause, const NoiseFloor& floor, double percent) {
  const auto lower = lowerCutPercent(clause, floor);
  if (!lower) return 0;
  const double margin = percent - *lower;
  return clause.upper_percent ? std::min(margin, *clause.upper_percent - percent) : margin;
}

bool coversPercent(const ClauseAudit& audit, double percent) {
  const auto covers = [percent](const Estimate& interval) {
    return interval.low <= percent && percent <= interval.high;
  };
  return covers(audit.percent) || covers(audit.percent_bootstrap);
}

// The percentages the clause's sum is measured against. A clause that fired is left downwards: what lies above its
// upper bound is another clause's, and that one is looked at too. None where a group of neighbours is missing, whatever
// the percentage, and for clusters and "otherwise".
std::vector<double> cutsInReach(const RuleClause& clause, const NoiseFloor& floor, const ClauseAudit& audit,
                                bool fired) {
  const auto lower = lowerCutPercent(clause, floor);
  if (!lower || audit.largest_group < groupWanted(clause, floor)) return {};
  std::vector<double> cuts = {*lower};
  if (!fired && clause.upper_percent) cuts.push_back(*clause.upper_percent);
  return cuts;
}

// Whether the cells could as well lie on the other side of the clause's cut.
bool couldFlip(const RuleClause& clause, const NoiseFloor& floor, const std::vector<double>& cuts,
               const ClauseAudit& audit, double borderline_points) {
  if (!lowerCutPercent(clause, floor)) {
    const auto wanted = groupWanted(clause, floor);
    return wanted && (audit.largest_group == *wanted || audit.largest_group == *wanted - 1);
  }
  return std::any_of(cuts.begin(), cuts.end(), [&](double cut) {
    return coversPercent(audit, cut) || std::abs(audit.percent.value - cut) < borderline_points;
  });
}

struct ClauseResult {
  ClauseAudit audit;
  bool holds = false;
};

ClauseResult evaluate(const RuleSet& rules, const RuleClause& clause, const Evidence& evidence) {
  const bool needs_group = groupWanted(clause, rules.noise_floor).has_value();
  const ClauseCount cells = countOf(evidence, clause.patterns, rules.noise_floor, needs_group);
  ClauseResult result;
  result.audit.id = rules.name + "/" + clause.id;
  result.audit.wording = clause.wording;
  result.audit.score = clause.score;
  result.audit.count = cells.count;
  result.audit.percent = wilsonOf(evidence.counts, clause.patterns);
  result.audit.percent_bootstrap = bootstrapOf(evidence.counts, clause.patterns);
  if (clause.lower_bound == LowerBound::kOtherwise) result.audit.percent = result.audit.percent_bootstrap = {};
  result.audit.comparison = comparisonText(clause, rules.noise_floor);
  if (needs_group) result.audit.largest_group = cells.largest_group;
  result.audit.margin_points = marginPoints(clause, rules.noise_floor, result.audit.percent.value);
  result.holds = holds(clause, rules.noise_floor, cells);
  return result;
}

// Marks the clauses whose cut decides: one before the winner that might have fired, and the winner if it might not
// have.
void markBorderline(const RuleSet& rules, double borderline_points, std::vector<ClauseResult>& results,
                    std::size_t winner, SlideScore& slide) {
  for (std::size_t i = 0; i <= winner; ++i) {
    const bool fired = i == winner;
    std::size_t instead = i;
    if (fired) do
        ++instead;
      while (instead < results.size() && !results[instead].holds);
    if (instead >= results.size() || rules.clauses[instead].score == rules.clauses[winner].score) continue;
    ClauseAudit& audit = results[i].audit;
    const std::vector<double> cuts = cutsInReach(rules.clauses[i], rules.noise_floor, audit, fired);
    audit.borderline = couldFlip(rules.clauses[i], rules.noise_floor, cuts, audit, borderline_points);
    for (const double cut : cuts)
      slide.deciding_points = std::min(slide.deciding_points.value_or(100), std::abs(audit.percent.value - cut));
  }
}

std::string derivedCategory(const RuleSet& rules, Her2Score score, const Evidence& evidence) {
  if (!rules.derived || score == Her2Score::k3Plus) return {};
  if (score == Her2Score::k2Plus) return "pending-ish";
  if (score == Her2Score::k1Plus) return "low";
  const ClauseCount stained = countOf(evidence, stainedPatterns(), rules.noise_floor, true);
  return exceedsFloor(rules.noise_floor, stained) ? "ultralow" : "null";
}

void callScore(const RuleSet& rules, const Evidence& evidence, double borderline_points,
               std::vector<ClauseResult>& results, SlideScore& slide) {
  const auto found = std::find_if(results.begin(), results.end(), [](const ClauseResult& r) { return r.holds; });
  if (found == results.end())
    throw std::invalid_argument("rule set " + rules.name + " has no clause that always holds");
  const auto winner = static_cast<std::size_t>(found - results.begin());
  found->audit.fired = true;
  slide.score = found->audit.score;
  slide.clause = found->audit.id;
  slide.ish = *slide.score == Her2Score::k2Plus ? "reflex" : "";
  slide.derived = derivedCategory(rules, *slide.score, evidence);
  if (!rules.clauses[winner].flag.empty()) slide.flags.push_back(rules.clauses[winner].flag);
  markBorderline(rules, borderline_points, results, winner, slide);
  for (const ClauseResult& result : results)
    if (result.audit.borderline) slide.flags.push_back("borderline:" + result.audit.id);
  slide.borderline = std::any_of(results.begin(), results.end(), [](const auto& r) { return r.audit.borderline; });
}

void fillNumbers(const Counts& counts, SlideScore& slide) {
  slide.table = counts.tally.table;
  slide.counted_cells = counts.tally.cells();
  slide.masked_cells = counts.tally.masked;
  slide.percent_masked = wilsonPercent(counts.tally.masked, counts.tally.cells());
  for (std::size_t i = 0; i < slide.percent.size(); ++i) {
    slide.percent[i] = wilsonOf(counts, patternsOfClass(i));
    slide.percent_bootstrap[i] = bootstrapOf(counts, patternsOfClass(i));
  }
  slide.percent_complete = wilsonOf(counts, completePatterns());
  slide.h_score = hScoreOf(counts);
}

}  // namespace

void validate(const SlideScoreOptions& options) {
  requireInRanges(options);
}

SlideScore scoreSlide(std::span<const CellSummary> cells, std::span<const CellCall> calls, const RuleSet& rules,
                      double um_per_px, const SlideScoreOptions& options) {
  validate(options);
  requireInRange("um_per_px", um_per_px, {PixelSize::kMinimumUm, PixelSize::kMaximumUm});
  Evidence evidence{cells, calls, um_per_px, {}};
  evidence.counts = countCells(evidence, options);

  SlideScore slide;
  fillNumbers(evidence.counts, slide);
  std::vector<ClauseResult> results;
  for (const RuleClause& clause : rules.clauses) results.push_back(evaluate(rules, clause, evidence));
  if (slide.counted_cells < options.minimum_tumour_cells)
    slide.reasons.push_back("too_few_tumour_cells: " + std::to_string(slide.counted_cells) + " counted, " +
                            std::to_string(options.minimum_tumour_cells) + " needed");
  else
    callScore(rules, evidence, options.borderline_points, results, slide);
  for (ClauseResult& result : results) slide.audit.push_back(std::move(result.audit));
  return slide;
}

SlideScore scoreSlide(std::span<const CellRecord> cells, std::span<const CellStaining> staining, const RuleSet& rules,
                      double um_per_px, const SlideScoreOptions& options) {
  std::vector<CellCall> calls;
  calls.reserve(staining.size());
  for (const CellStaining& cell : staining) calls.push_back({cell.pattern, StainingPattern::kNone});
  return scoreSlide(summariesOf(cells), calls, rules, um_per_px, options);
}

}  // namespace herald
