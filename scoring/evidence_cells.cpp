#include "scoring/evidence_cells.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <tuple>

namespace herald {
namespace {

constexpr ClassCut cutAt(double CellClassOptions::*field, bool of_completeness) {
  return {descriptorOf(field).name(), field, of_completeness};
}

constexpr std::array kCuts = {
    cutAt(&CellClassOptions::none_fraction, true), cutAt(&CellClassOptions::complete_fraction, true),
    cutAt(&CellClassOptions::moderate_od_um, false), cutAt(&CellClassOptions::strong_od_um, false)};

// Spreads equal cells over the slide: the finaliser of splitmix64 (see split_mix.h).
std::uint64_t scattered(std::uint32_t row) {
  std::uint64_t z = row + 0x9e3779b97f4a7c15U;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
  return z ^ (z >> 31);
}

// A cell with what it is ranked by.
struct Ranked {
  double rank = 0;
  double second = 0;
  const EvidenceCandidate* cell = nullptr;
  [[nodiscard]] auto order() const { return std::tuple(rank, second, scattered(cell->row)); }
};

bool isBefore(const Ranked& a, const Ranked& b) {
  return a.order() < b.order();
}

// Rows of the first `most` in order.
std::vector<std::uint32_t> firstRows(std::vector<Ranked> ranked, std::size_t most) {
  most = std::min(most, ranked.size());
  std::partial_sort(ranked.begin(), ranked.begin() + static_cast<std::ptrdiff_t>(most), ranked.end(), isBefore);
  std::vector<std::uint32_t> rows;
  for (std::size_t i = 0; i < most; ++i) rows.push_back(ranked[i].cell->row);
  return rows;
}

double valueOf(const EvidenceCandidate& cell, const ClassCut& cut) {
  return cut.of_completeness ? cell.completeness() : cell.excessOdUm();
}

EvidenceGroup typicalOf(std::span<const EvidenceCandidate> cells, CellClass cell_class, std::size_t most) {
  std::vector<Ranked> ranked;
  for (const EvidenceCandidate& cell : cells) {
    if (classOfPattern(cell.pattern) != cell_class) continue;
    const bool unstained = cell_class == CellClass::k0;
    ranked.push_back({unstained ? cell.completeness() : cell.excessOdUm(),
                      unstained ? cell.excessOdUm() : cell.completeness(), &cell});
  }
  EvidenceGroup group;
  group.subject = kCellClassNames.at(static_cast<std::size_t>(cell_class));
  group.cells = ranked.size();
  const std::size_t shown = std::min(most, ranked.size());
  for (std::size_t i = 0; i < shown; ++i) {
    const auto place = ranked.begin() + static_cast<std::ptrdiff_t>((2 * i + 1) * ranked.size() / (2 * shown));
    std::nth_element(ranked.begin(), place, ranked.end(), isBefore);
    group.rows.push_back(place->cell->row);
  }
  return group;
}

// The cells a cut tells apart.
bool isToldApart(const EvidenceCandidate& cell, const ClassCut& cut) {
  return cut.name == kCuts[0].name ? cell.sectors > 0 : cell.pattern != StainingPattern::kNone;
}

EvidenceGroup nearCut(std::span<const EvidenceCandidate> cells, const ClassCut& cut, const CellClassOptions& cuts,
                      const EvidenceOptions& options) {
  const double reach = cut.of_completeness ? options.near_completeness : options.near_od_um;
  EvidenceGroup group;
  group.kind = EvidenceKind::kNearCut;
  group.subject = cut.name;
  const double at = cuts.*cut.value;
  std::vector<Ranked> below;
  std::vector<Ranked> above;
  for (const EvidenceCandidate& cell : cells) {
    const double distance = std::abs(valueOf(cell, cut) - at);
    if (!isToldApart(cell, cut) || distance > reach) continue;
    const StainedMembrane stained{cell.sectors, cell.excess_sum};
    const bool reaches = cut.of_completeness ? reachesCompleteness(cell.sectors, at) : reachesExcess(stained, at);
    (reaches ? above : below).push_back({distance, 0, &cell});
  }
  group.cells = below.size() + above.size();
  const std::size_t most = options.near_cut;
  group.rows = firstRows(std::move(below), most / 2);
  std::reverse(group.rows.begin(), group.rows.end());  // from far below to far above
  for (const std::uint32_t row : firstRows(std::move(above), most - most / 2)) group.rows.push_back(row);
  return group;
}

// The pattern of a cell when one cut is moved just across its value.
StainingPattern patternAcross(const EvidenceCandidate& cell, const ClassCut& cut, CellClassOptions cuts) {
  const double value = valueOf(cell, cut);
  const StainedMembrane stained{cell.sectors, cell.excess_sum};
  const bool reaches = cut.of_completeness ? reachesCompleteness(cell.sectors, cuts.*cut.value)
                                           : reachesExcess(stained, cuts.*cut.value);
  cuts.*cut.value = reaches ? value + 1e-4 : value;
  return patternOf(stained, cuts);
}

// The smallest relative move of one cut that takes the cell into the sum or out of it.
std::optional<double> moveToChange(const EvidenceCandidate& cell, const PatternSet& patterns,
                                   const CellClassOptions& cuts) {
  std::optional<double> least;
  for (const ClassCut& cut : kCuts) {
    const double at = cuts.*cut.value;
    if (!(at > 0) || cell.sectors == 0) continue;
    const bool changes =
        containsPattern(patterns, patternAcross(cell, cut, cuts)) != containsPattern(patterns, cell.pattern);
    if (changes)
      least = std::min(least.value_or(std::numeric_limits<double>::max()), std::abs(valueOf(cell, cut) / at - 1));
  }
  return least;
}

// The largest sum of so many cells that is not above the clause's upper bound. By the very comparison of holds(), which
// what a division gives could miss by one.
std::int64_t mostThatCanBe(const RuleClause& clause, std::int64_t total) {
  if (!clause.upper_percent) return total;
  const auto isAbove = [&](std::int64_t count) {
    return 100.0 * static_cast<double>(count) > *clause.upper_percent * static_cast<double>(total);
  };
  auto most = std::min(total, static_cast<std::int64_t>(*clause.upper_percent / 100 * static_cast<double>(total)) + 1);
  while (most > 0 && isAbove(most)) --most;
  return most;
}

// Cells that have to leave the sum (or join it) until the clause no longer holds (or does); nothing when that never
// happens. Groups of neighbours are taken to stay as they are.
std::optional<std::size_t> cellsToChange(const RuleClause& clause, const NoiseFloor& floor, const ClauseAudit& audit,
                                         std::int64_t total) {
  ClauseCount cells{audit.count, total, audit.largest_group.value_or(0)};
  const bool held = holds(clause, floor, cells);
  const auto changed = [&](std::int64_t by) {
    cells.count = held ? audit.count - by : audit.count + by;
    return holds(clause, floor, cells) != held;
  };
  std::int64_t low = 0;
  std::int64_t high = held ? audit.count : mostThatCanBe(clause, total) - audit.count;
  if (high <= 0 || !changed(high)) return std::nullopt;
  while (high - low > 1) {  // changed(high), not changed(low)
    const std::int64_t middle = low + (high - low) / 2;
    (changed(middle) ? high : low) = middle;
  }
  return static_cast<std::size_t>(high);
}

EvidenceGroup flipsOf(std::span<const EvidenceCandidate> cells, const RuleClause& clause, const ClauseAudit& audit,
                      const CellClassOptions& cuts, std::size_t most) {
  EvidenceGroup group;
  group.kind = EvidenceKind::kWouldFlip;
  group.subject = audit.id;
  std::vector<Ranked> ranked;
  for (const EvidenceCandidate& cell : cells) {
    if (containsPattern(clause.patterns, cell.pattern) != audit.fired) continue;
    if (const auto move = moveToChange(cell, clause.patterns, cuts)) ranked.push_back({*move, 0, &cell});
  }
  group.cells = ranked.size();
  group.rows = firstRows(std::move(ranked), most);
  return group;
}

// The score of the first clause after the winner that would hold without it, by its audit.
Her2Score scoreWithout(const RuleSet& rules, const SlideScore& score, std::size_t winner) {
  for (std::size_t i = winner + 1; i < rules.clauses.size(); ++i) {
    const ClauseCount cells{score.audit[i].count, score.counted_cells, score.audit[i].largest_group.value_or(0)};
    if (holds(rules.clauses[i], rules.noise_floor, cells)) return rules.clauses[i].score;
  }
  return rules.clauses.back().score;
}

std::vector<EvidenceGroup> flips(std::span<const EvidenceCandidate> cells, const CellClassOptions& cuts,
                                 const RuleSet& rules, const SlideScore& score, std::size_t most) {
  std::vector<EvidenceGroup> groups;
  const auto fired = std::find_if(score.audit.begin(), score.audit.end(), [](const auto& c) { return c.fired; });
  if (fired == score.audit.end()) return groups;
  const auto winner = static_cast<std::size_t>(fired - score.audit.begin());
  const auto needed = [&](std::size_t i) {
    return cellsToChange(rules.clauses[i], rules.noise_floor, score.audit[i], score.counted_cells);
  };

  std::optional<std::size_t> upwards;
  for (std::size_t i = 0; i < winner; ++i) {
    if (rules.clauses[i].score == score.score || !needed(i)) continue;
    if (!upwards || *needed(i) < *needed(*upwards)) upwards = i;
  }
  if (upwards) {
    groups.push_back(flipsOf(cells, rules.clauses[*upwards], score.audit[*upwards], cuts, most));
    groups.back().to_change = *needed(*upwards);
    groups.back().new_score = rules.clauses[*upwards].score;
  }
  if (needed(winner) && scoreWithout(rules, score, winner) != score.score) {
    groups.push_back(flipsOf(cells, rules.clauses[winner], score.audit[winner], cuts, most));
    groups.back().to_change = *needed(winner);
    groups.back().new_score = scoreWithout(rules, score, winner);
  }
  return groups;
}

}  // namespace

std::span<const ClassCut> classCuts() {
  return kCuts;
}

EvidenceCandidate evidenceCandidate(std::size_t row, const CellRecord& cell, const CellClassOptions& cuts) {
  const StainedMembrane stained = stainedMembrane(cell.membrane, cell.side_dab_od, cuts);
  return {static_cast<std::uint32_t>(row), static_cast<std::uint16_t>(stained.excess_sum),
          static_cast<std::uint8_t>(stained.sectors), patternOf(stained, cuts)};
}

std::vector<EvidenceGroup> chooseEvidence(std::span<const EvidenceCandidate> cells, const CellClassOptions& cuts,
                                          const RuleSet& rules, const SlideScore& score,
                                          const EvidenceOptions& options) {
  std::vector<EvidenceGroup> groups = flips(cells, cuts, rules, score, options.would_flip);
  for (const ClassCut& cut : kCuts) groups.push_back(nearCut(cells, cut, cuts, options));
  for (std::size_t i = kCellClassNames.size(); i-- > 0;)
    groups.push_back(typicalOf(cells, static_cast<CellClass>(i), options.typical));
  std::erase_if(groups, [](const EvidenceGroup& group) { return group.rows.empty(); });
  return groups;
}

}  // namespace herald
