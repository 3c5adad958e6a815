#include "segmentation/phantom/phantom_stain_plan.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "segmentation/phantom/phantom_cell_truth.h"
#include "segmentation/phantom/phantom_membrane_stain.h"
#include "segmentation/phantom/phantom_random.h"

namespace herald {
namespace {

enum Pattern : int { kNone, kIw, kIm, kIs, kCw, kCm, kCs, kPatterns };
// Patterns in the order in which they neighbour each other in tissue.
constexpr std::array<int, kPatterns> kNeighbourOrder = {kNone, kIw, kCw, kIm, kCm, kIs, kCs};
constexpr int kSweeps = 8;
constexpr int kCorrections = 60;

// What a cell is to become.
struct Target {
  int pattern = kNone;
  double completeness = 0;
  double dab_od = 0;
};

bool isComplete(int pattern) {
  return pattern >= kCw;
}
int strengthOf(int pattern) {
  return pattern == kNone ? -1 : (pattern - 1) % 3;
}  // 0 weak, 1 moderate, 2 strong

double outside(double value, double low, double high) {
  return value < low ? low - value : (value > high ? value - high : 0);
}

class StainPlanner {
 public:
  StainPlanner(std::vector<PhantomCell>& cells, std::vector<PhantomMembrane>& membranes, const PhantomOptions& options)
      : cells_(cells),
        membranes_(membranes),
        options_(options),
        random_(options.seed, 4),
        targets_(cells.size()),
        plans_(membranes.size()),
        sums_(membranes.size()) {}

  void run() {
    chooseTargets();
    std::vector<int> all(membranes_.size());
    std::iota(all.begin(), all.end(), 0);
    for (int sweep = 0; sweep < kSweeps; ++sweep) improve(all);
    for (int i = 0; i < kCorrections && correctCounts(); ++i) {
    }
    for (std::size_t m = 0; m < membranes_.size(); ++m) stain(m);
    for (PhantomCell& cell : cells_) measureTruth(cell, membranes_);
  }

 private:
  Target drawTarget(int pattern) {
    const PhantomCuts& cuts = options_.cuts;
    Target target{pattern, 0, 0};
    if (pattern == kNone) return target;
    const std::array<double, 3> low{0.47 * cuts.moderate_od, 1.18 * cuts.moderate_od, 1.18 * cuts.strong_od};
    const std::array<double, 3> high{0.82 * cuts.moderate_od, 0.90 * cuts.strong_od, 2.2 * cuts.strong_od};
    const auto strength = static_cast<std::size_t>(strengthOf(pattern));
    target.dab_od = random_.uniform(low[strength], high[strength]);
    target.completeness = isComplete(pattern)
                              ? random_.uniform(cuts.complete_fraction + 0.06, 1.0)
                              : random_.uniform(cuts.none_fraction + 0.08, cuts.complete_fraction - 0.08);
    return target;
  }

  PointUm place(std::size_t cell) const { return cells_[cell].outline.front(); }

  void chooseTargets() {
    std::vector<std::pair<double, std::size_t>> rank;
    for (std::size_t i = 0; i < cells_.size(); ++i) {
      const PointUm at = place(i);
      rank.emplace_back(smoothNoise(options_.seed ^ 0xa1, at.x, at.y, 80) + random_.uniform(-0.25, 0.25), i);
    }
    std::sort(rank.begin(), rank.end());
    const double sum = std::accumulate(options_.mix.begin(), options_.mix.end(), 0.0);
    std::size_t next = 0;
    double share = 0;
    for (const int pattern : kNeighbourOrder) {
      share += options_.mix[static_cast<std::size_t>(pattern)] / sum;
      const auto end = std::min(rank.size(), static_cast<std::size_t>(share * static_cast<double>(rank.size()) + 0.5));
      for (; next < end; ++next) targets_[rank[next].second] = drawTarget(pattern);
    }
  }

  PhantomLineTexture textureOf(std::size_t membrane) const { return {options_.seed, membrane}; }

  struct CellState {
    double completeness = 0;
    double dab_od = 0;
  };

  CellState stateOf(int cell, std::size_t changed, const PhantomStainSum& change) const {
    double length = 0;
    PhantomStainSum sum;
    for (const int m : cells_[static_cast<std::size_t>(cell)].membranes) {
      const auto at = static_cast<std::size_t>(m);
      const PhantomStainSum& part = at == changed ? change : sums_[at];
      length += membranes_[at].length_um;
      sum.stained_um += part.stained_um;
      sum.od_um += part.od_um;
    }
    return {length > 0 ? sum.stained_um / length : 0, sum.stained_um > 0 ? sum.od_um / sum.stained_um : 0};
  }

  double costOf(int cell, std::size_t changed, const PhantomStainSum& change) const {
    if (cell < 0) return 0;
    const Target& target = targets_[static_cast<std::size_t>(cell)];
    const PhantomCuts& cuts = options_.cuts;
    const CellState state = stateOf(cell, changed, change);
    double cost = 0.2 * std::abs(state.completeness - target.completeness);
    if (target.pattern == kNone) return cost + 4 * outside(state.completeness, 0, 0.7 * cuts.none_fraction);
    cost += isComplete(target.pattern)
                ? 4 * outside(state.completeness, cuts.complete_fraction + 0.03, 1)
                : 4 * outside(state.completeness, cuts.none_fraction + 0.04, cuts.complete_fraction - 0.04);
    const std::array<double, 4> edges{kPhantomStainedOd, cuts.moderate_od, cuts.strong_od, 1e9};
    const auto strength = static_cast<std::size_t>(strengthOf(target.pattern));
    const double od = std::max(0.01, state.dab_od);
    cost += 3 * outside(std::log(od), std::log(1.06 * edges[strength]), std::log(0.95 * edges[strength + 1]));
    return cost + 0.1 * std::abs(std::log(od / target.dab_od));
  }

  double costOf(std::size_t membrane, const PhantomStainSum& change) const {
    const PhantomMembrane& m = membranes_[membrane];
    // Membranes towards a lumen stay free of stain where the cell can do without: HER2 is basolateral in glands.
    const double apical = m.surrounding == PhantomSurrounding::kLumen && change.stained_um > 0 ? 0.05 : 0;
    return costOf(m.cell_a, membrane, change) + costOf(m.cell_b, membrane, change) + apical;
  }

  PhantomMembraneStain arc(double level, double share) {
    const double free = 1 - share;
    const double from = random_.chance(0.6) ? (random_.chance(0.5) ? 0 : free) : random_.uniform(0, free);
    return {level, from, from + share};
  }

  void improve(const std::vector<int>& membranes) {
    for (const int index : membranes) {
      const auto m = static_cast<std::size_t>(index);
      const double level_a = targets_[static_cast<std::size_t>(membranes_[m].cell_a)].dab_od;
      const double level_b =
          membranes_[m].cell_b < 0 ? level_a : targets_[static_cast<std::size_t>(membranes_[m].cell_b)].dab_od;
      const double mean = level_a > 0 && level_b > 0 ? std::sqrt(level_a * level_b) : std::max(level_a, level_b);
      const std::array<PhantomMembraneStain, 7> options{PhantomMembraneStain{},
                                                        PhantomMembraneStain{level_a, 0, 1},
                                                        PhantomMembraneStain{level_b, 0, 1},
                                                        PhantomMembraneStain{mean, 0, 1},
                                                        arc(mean, random_.uniform(0.2, 0.9)),
                                                        arc(std::max(level_a, level_b), random_.uniform(0.2, 0.9)),
                                                        PhantomMembraneStain{mean * random_.uniform(0.7, 1.4), 0, 1}};
      double best = costOf(m, sums_[m]);
      for (const PhantomMembraneStain& plan : options) {
        const PhantomStainSum sum = sumOf(membranes_[m], textureOf(m), plan);
        const double cost = costOf(m, sum);
        if (cost >= best - 1e-9) continue;
        best = cost;
        plans_[m] = plan;
        sums_[m] = sum;
      }
    }
  }

  int currentPattern(int cell) const {
    const CellState state = stateOf(cell, membranes_.size(), {});
    return patternOf(state.completeness, state.dab_od, options_.cuts);
  }

  // Turns some cells of the most abundant pattern into the scarcest one. False when the counts agree.
  bool correctCounts() {
    const double sum = std::accumulate(options_.mix.begin(), options_.mix.end(), 0.0);
    const auto total = static_cast<double>(cells_.size());
    std::array<double, kPatterns> surplus{};
    std::vector<int> pattern(cells_.size());
    for (std::size_t p = 0; p < kPatterns; ++p) surplus[p] = -options_.mix[p] / sum * total;
    for (std::size_t i = 0; i < cells_.size(); ++i) {
      pattern[i] = currentPattern(static_cast<int>(i));
      surplus[static_cast<std::size_t>(pattern[i])] += 1;
    }
    const auto scarce = static_cast<int>(std::min_element(surplus.begin(), surplus.end()) - surplus.begin());
    const auto abundant = static_cast<int>(std::max_element(surplus.begin(), surplus.end()) - surplus.begin());
    if (-surplus[static_cast<std::size_t>(scarce)] < std::max(1.0, 0.004 * total)) return false;
    std::vector<std::pair<double, std::size_t>> candidates;
    for (std::size_t i = 0; i < cells_.size(); ++i) {
      if (pattern[i] == abundant) candidates.emplace_back(dislike(i, scarce, pattern) + random_.uniform(0, 0.5), i);
    }
    std::sort(candidates.begin(), candidates.end());
    const double wanted =
        std::min(-surplus[static_cast<std::size_t>(scarce)], surplus[static_cast<std::size_t>(abundant)]);
    const auto count = std::min(candidates.size(), static_cast<std::size_t>(std::max(1.0, 0.6 * wanted)));
    for (std::size_t k = 0; k < count; ++k) retarget(candidates[k].second, scarce);
    return true;
  }

  // How badly a pattern fits among the neighbours of a cell.
  double dislike(std::size_t cell, int pattern, const std::vector<int>& patterns) const {
    double sum = 0;
    double count = 0;
    const auto position = [](int p) {
      return std::find(kNeighbourOrder.begin(), kNeighbourOrder.end(), p) - kNeighbourOrder.begin();
    };
    for (const int m : cells_[cell].membranes) {
      const PhantomMembrane& membrane = membranes_[static_cast<std::size_t>(m)];
      const int other = membrane.cell_a == static_cast<int>(cell) ? membrane.cell_b : membrane.cell_a;
      if (other < 0) continue;
      sum += std::abs(static_cast<double>(position(pattern) - position(patterns[static_cast<std::size_t>(other)])));
      count += 1;
    }
    return count > 0 ? sum / count : 0;
  }

  void retarget(std::size_t cell, int pattern) {
    targets_[cell] = drawTarget(pattern);
    for (int sweep = 0; sweep < 3; ++sweep) improve(cells_[cell].membranes);
  }

  void stain(std::size_t m) {
    PhantomMembrane& membrane = membranes_[m];
    for (std::size_t i = 0; i < membrane.dab_od.size(); ++i)
      membrane.dab_od[i] = odOfStretch(membrane, textureOf(m), plans_[m], i);
    const double level = plans_[m].level;
    const PhantomWidth& width = level < options_.cuts.moderate_od ? options_.weak_width
                                : level < options_.cuts.strong_od ? options_.moderate_width
                                                                  : options_.strong_width;
    membrane.width_um = std::max(0.3, random_.normal(width.mean_um, width.sd_um));
  }

  std::vector<PhantomCell>& cells_;
  std::vector<PhantomMembrane>& membranes_;
  const PhantomOptions& options_;
  PhantomRandom random_;
  std::vector<Target> targets_;
  std::vector<PhantomMembraneStain> plans_;
  std::vector<PhantomStainSum> sums_;
};

}  // namespace

void stainMembranes(std::vector<PhantomCell>& cells, std::vector<PhantomMembrane>& membranes,
                    const PhantomOptions& options) {
  StainPlanner(cells, membranes, options).run();
}

}  // namespace herald
