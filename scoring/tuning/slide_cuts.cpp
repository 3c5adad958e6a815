#include "scoring/tuning/slide_cuts.h"

#include <algorithm>
#include <limits>
#include <map>
#include <memory>
#include <stdexcept>
#include <tuple>

#include "scoring/cell_groups.h"

namespace herald {
namespace {

constexpr auto kStainedCut = static_cast<std::size_t>(Cut::kStained);
constexpr auto kNoneCut = static_cast<std::size_t>(Cut::kNone);
constexpr auto kModerateCut = static_cast<std::size_t>(Cut::kModerate);
constexpr auto kStrongCut = static_cast<std::size_t>(Cut::kStrong);
constexpr auto kCompleteCut = static_cast<std::size_t>(Cut::kComplete);
constexpr auto kFloorCut = static_cast<std::size_t>(Cut::kFloorPercent);

// The grid's intensity cuts, ascending: every moderate one is below every strong one.
std::vector<double> intensityCuts(const CutGrid& grid) {
  std::vector<double> cuts = grid.values[kModerateCut];
  cuts.insert(cuts.end(), grid.values[kStrongCut].begin(), grid.values[kStrongCut].end());
  return cuts;
}

std::vector<int> leastExcessSums(int sectors, const std::vector<double>& cuts) {
  std::vector<int> least;
  int sum = 0;
  for (const double cut : cuts) {
    while (!reachesExcess({sectors, sum}, cut)) ++sum;
    least.push_back(sum);
  }
  return least;
}

using Limits = SlideCuts::Limits;

// Cells with at least so many sectors and at least such a level.
class CumulativeCells {
 public:
  explicit CumulativeCells(std::size_t levels) : levels_(levels), cells_((kMembraneSectors + 2) * levels, 0) {}
  void add(std::size_t sectors, std::size_t level) { ++cells_[sectors * levels_ + level]; }
  void accumulate() {
    for (std::size_t sectors = kMembraneSectors + 1; sectors-- > 0;)
      for (std::size_t level = levels_; level-- > 0;) {
        std::int64_t& cells = cells_[sectors * levels_ + level];
        cells += cells_[(sectors + 1) * levels_ + level];
        if (level + 1 < levels_)
          cells += cells_[sectors * levels_ + level + 1] - cells_[(sectors + 1) * levels_ + level + 1];
      }
  }
  [[nodiscard]] std::int64_t from(int sectors, int level) const {
    return cells_[static_cast<std::size_t>(sectors) * levels_ + static_cast<std::size_t>(level)];
  }
  [[nodiscard]] PatternTable table(const Limits& at) const {
    const std::int64_t cs = from(at.complete, at.strong);
    const std::int64_t cm = from(at.complete, at.moderate) - cs;
    const std::int64_t cw = from(at.complete, 0) - cs - cm;
    const std::int64_t is = from(at.stained, at.strong) - cs;
    const std::int64_t im = from(at.stained, at.moderate) - cs - cm - is;
    const std::int64_t iw = from(at.stained, 0) - cs - cm - cw - is - im;
    return {from(0, 0) - from(at.stained, 0), iw, im, is, cw, cm, cs};
  }

 private:
  std::size_t levels_;
  std::vector<std::int64_t> cells_;  // [sectors][level], one row of zeros more
};

bool has(const PatternSet& patterns, StainingPattern pattern) {
  return containsPattern(patterns, pattern);
}

using enum StainingPattern;

// Which cuts change the cells of a set of patterns.
std::array<bool, kCuts> deciding(const PatternSet& set) {
  std::array<bool, kCuts> matters{};
  matters[kNoneCut] = has(set, kIw) || has(set, kIm) || has(set, kIs);
  matters[kModerateCut] = has(set, kIw) != has(set, kIm) || has(set, kCw) != has(set, kCm);
  matters[kStrongCut] = has(set, kIm) != has(set, kIs) || has(set, kCm) != has(set, kCs);
  matters[kCompleteCut] =
      has(set, kIw) != has(set, kCw) || has(set, kIm) != has(set, kCm) || has(set, kIs) != has(set, kCs);
  return matters;
}

// Whether a stronger or more complete cell is in the set, too: then a higher cut never adds a cell.
bool isMonotone(const PatternSet& set) {
  const auto rises = [&](StainingPattern low, StainingPattern high) { return !has(set, low) || has(set, high); };
  return rises(kIw, kIm) && rises(kIm, kIs) && rises(kCw, kCm) && rises(kCm, kCs) && rises(kIw, kCw) &&
         rises(kIm, kCm) && rises(kIs, kCs);
}

}  // namespace

// Whether the cells of a set of patterns make a large enough group, at one value of stained_od.
class PlacedPatterns {
 public:
  PlacedPatterns(const SlideCuts& slide, const CellGroups& groups, std::size_t stained_place)
      : slide_(slide), groups_(groups), staining_(slide.staining_[stained_place]) {}

  bool haveGroup(const PatternSet& patterns, std::int64_t wanted, const CutPlaces& places) {
    CutPlaces key{};
    const auto matters = deciding(patterns);
    for (std::size_t cut = 0; cut < kCuts; ++cut) key[cut] = matters[cut] ? places[cut] : 0;
    const std::size_t axis = axisOf(patterns, matters);
    const std::size_t place = key[axis];
    key[axis] = 0;
    const std::size_t first = isMonotone(patterns) ? 0 : place;  // else an answer is for one value only
    const auto [found, is_new] = ends_.try_emplace({patterns.to_ulong(), wanted, key, first}, 0);
    if (is_new) found->second = endOfGroups(patterns, wanted, key, axis, first);
    return place < found->second;
  }

 private:
  static std::size_t axisOf(const PatternSet& patterns, const std::array<bool, kCuts>& matters) {
    for (const std::size_t cut : {kStrongCut, kModerateCut, kCompleteCut})
      if (matters[cut] && isMonotone(patterns)) return cut;
    return kNoneCut;
  }

  // The first place on the axis, from `first`, without such a group; of a set that is not monotone `first` alone is
  // looked at.
  std::size_t endOfGroups(const PatternSet& patterns, std::int64_t wanted, CutPlaces key, std::size_t axis,
                          std::size_t first) {
    std::size_t end = isMonotone(patterns) ? slide_.grid_.values[axis].size() : first + 1;
    while (first < end) {
      key[axis] = first + (end - first) / 2;
      if (largest(patterns, key) >= wanted)
        first = key[axis] + 1;
      else
        end = key[axis];
    }
    return first;
  }

  std::int64_t largest(const PatternSet& patterns, const CutPlaces& places) {
    const Limits at = slide_.limitsAt(places);
    chosen_.assign(staining_.size(), 0);
    for (std::size_t i = 0; i < staining_.size(); ++i) {
      if (staining_[i].sectors < at.stained) continue;
      const int intensity = (staining_[i].level >= at.moderate ? 1 : 0) + (staining_[i].level >= at.strong ? 1 : 0);
      const StainingPattern weakest = staining_[i].sectors >= at.complete ? kCw : kIw;
      chosen_[i] = patterns[static_cast<std::size_t>(weakest) + static_cast<std::size_t>(intensity)] ? 1 : 0;
    }
    return groups_.largest(chosen_);
  }

  const SlideCuts& slide_;
  const CellGroups& groups_;
  const std::vector<SlideCuts::Staining>& staining_;
  std::vector<std::uint8_t> chosen_;
  std::map<std::tuple<unsigned long, std::int64_t, CutPlaces, std::size_t>, std::size_t> ends_;
};

namespace {

// As callScore of slide_score.cpp: the first clause that holds. Groups are looked for where all else holds.
Her2Score scoreAt(const RuleSet& rules, const NoiseFloor& floor, const PatternTable& table, std::int64_t total,
                  const CutPlaces& places, PlacedPatterns& placed) {
  for (const RuleClause& clause : rules.clauses) {
    const auto group = groupWanted(clause, floor);
    const ClauseCount cells{sumOf(table, clause.patterns), total, group ? std::numeric_limits<std::int64_t>::max() : 0};
    if (!holds(clause, floor, cells)) continue;
    if (!group || placed.haveGroup(clause.patterns, *group, places)) return clause.score;
  }
  throw std::invalid_argument("rule set " + rules.name + " has no clause that always holds");
}

}  // namespace

SlideCuts::SlideCuts(const CutGrid& grid) : grid_(grid), staining_(grid.values[kStainedCut].size()) {
  const std::vector<double> cuts = intensityCuts(grid);
  least_excess_sums_.emplace_back(cuts.size(), std::numeric_limits<int>::max());  // no sector reaches nothing
  for (int sectors = 1; sectors <= kMembraneSectors; ++sectors)
    least_excess_sums_.push_back(leastExcessSums(sectors, cuts));
  for (const double cut : grid.values[kNoneCut]) stained_sectors_.push_back(std::max(1, leastSectors(cut)));
  for (const double cut : grid.values[kCompleteCut]) complete_sectors_.push_back(leastSectors(cut));
}

SlideCuts::Limits SlideCuts::limitsAt(const CutPlaces& places) const {
  const int stained = stained_sectors_[places[kNoneCut]];
  return {stained, std::max(stained, complete_sectors_[places[kCompleteCut]]),
          static_cast<int>(places[kModerateCut]) + 1,
          static_cast<int>(grid_.values[kModerateCut].size() + places[kStrongCut]) + 1};
}

std::uint8_t SlideCuts::levelOf(const StainedMembrane& stained) const {
  const std::vector<int>& least = least_excess_sums_[static_cast<std::size_t>(stained.sectors)];
  return static_cast<std::uint8_t>(std::upper_bound(least.begin(), least.end(), stained.excess_sum) - least.begin());
}

void SlideCuts::add(Level0Pixel seed, const MembraneSignature& membrane, float side_dab_od) {
  seeds_.push_back(seed);
  CellClassOptions options = grid_.start;
  for (std::size_t place = 0; place < staining_.size(); ++place) {
    options.stained_od = grid_.values[kStainedCut][place];
    const StainedMembrane stained = stainedMembrane(membrane, side_dab_od, options);
    staining_[place].push_back({static_cast<std::uint8_t>(stained.sectors), levelOf(stained)});
  }
}

void SlideCuts::score(const RuleSet& rules, double um_per_px, std::span<std::uint8_t> scores) const {
  if (scores.size() != grid_.size()) throw std::invalid_argument("scores are not as many as combinations");
  if (seeds_.empty()) throw std::invalid_argument("a slide without counted cells has no score");
  const CellGroups groups(seeds_, um_per_px, rules.noise_floor.neighbour_distance_um);
  const std::size_t per_stained = grid_.size() / grid_.values[kStainedCut].size();
  const std::size_t floors = grid_.values[kFloorCut].size();
  for (std::size_t stained = 0; stained < staining_.size(); ++stained) {
    CumulativeCells cumulative(least_excess_sums_.front().size() + 1);
    for (const Staining& cell : staining_[stained]) cumulative.add(cell.sectors, cell.level);
    cumulative.accumulate();
    PlacedPatterns placed(*this, groups, stained);
    NoiseFloor floor = rules.noise_floor;
    for (std::size_t i = stained * per_stained; i < (stained + 1) * per_stained; i += floors) {
      const CutPlaces places = grid_.placesOf(i);
      const PatternTable table = cumulative.table(limitsAt(places));
      for (std::size_t f = 0; f < floors; ++f) {
        floor.percent = grid_.values[kFloorCut][f];
        scores[i + f] = static_cast<std::uint8_t>(scoreAt(rules, floor, table, cells(), places, placed));
      }
    }
  }
}

}  // namespace herald
