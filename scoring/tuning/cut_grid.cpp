#include "scoring/tuning/cut_grid.h"

#include <algorithm>
#include <cmath>

namespace herald {
namespace {

// How the values of one cut lie round its start.
struct Steps {
  double step = 0;
  int below = 0;  // number of steps
  int above = 0;
  double lowest = 0;
  double highest = 0;
};

// Decimals as a person writes them: 0.22 - 0.12 is 0.1.
double withFewDigits(double value) {
  return std::round(value * 1e6) / 1e6;
}

std::vector<double> valuesRound(double start, const Steps& steps) {
  std::vector<double> values;
  for (int i = -steps.below; i <= steps.above; ++i) {
    const double value = i == 0 ? start : withFewDigits(start + i * steps.step);
    if (i == 0 || (value >= steps.lowest && value <= steps.highest)) values.push_back(value);
  }
  return values;
}

// Percentages of noise; the start joins them.
std::vector<double> floorValues(double start) {
  std::vector<double> values = {0.5, 1, 2};
  values.push_back(start);
  std::sort(values.begin(), values.end());
  values.erase(std::unique(values.begin(), values.end()), values.end());
  return values;
}

// Values of a cut on its own side of the middle between two cuts, where the other one cannot come.
std::array<Steps, kCuts> stepsRound(const CellClassOptions& start) {
  constexpr double kSector = 1.0 / kMembraneSectors;
  const double between_od = (start.moderate_od_um + start.strong_od_um) / 2;
  const double between_fraction = (start.none_fraction + start.complete_fraction) / 2;
  const auto range = [](Cut cut) { return descriptorOf(kCutFields[static_cast<std::size_t>(cut)]).range; };
  std::array<Steps, kCuts> steps;
  steps[static_cast<std::size_t>(Cut::kStained)] = {kContrastStepOd, 5, 5, kContrastStepOd, range(Cut::kStained).high};
  steps[static_cast<std::size_t>(Cut::kNone)] = {4 * kSector, 2, 2, range(Cut::kNone).low, between_fraction - kSector};
  steps[static_cast<std::size_t>(Cut::kModerate)] = {0.02, 6, 6, 0.02, between_od - 0.005};
  steps[static_cast<std::size_t>(Cut::kStrong)] = {0.02, 7, 8, between_od + 0.005, range(Cut::kStrong).high};
  steps[static_cast<std::size_t>(Cut::kComplete)] = {2 * kSector, 8, 6, between_fraction + kSector,
                                                     range(Cut::kComplete).high};
  return steps;
}

bool usesFloor(const RuleSet& rules) {
  return std::any_of(rules.clauses.begin(), rules.clauses.end(),
                     [](const RuleClause& clause) { return kindOf(clause.lower_bound).uses_floor; });
}

std::array<double, kCuts> startValues(const CellClassOptions& start, const NoiseFloor& floor) {
  std::array<double, kCuts> values{};
  for (std::size_t cut = 0; cut < kCutFields.size(); ++cut) values[cut] = start.*kCutFields[cut];
  values.back() = floor.percent;
  return values;
}

}  // namespace

CutGrid cutGrid(const CellClassOptions& start, const RuleSet& rules, const VariedCuts& varied) {
  validate(start);
  CutGrid grid;
  grid.start = start;
  const auto starts = startValues(start, rules.noise_floor);
  const auto steps = stepsRound(start);
  for (std::size_t cut = 0; cut < kCuts; ++cut) {
    const bool is_floor = cut == static_cast<std::size_t>(Cut::kFloorPercent);
    if (!varied[cut] || (is_floor && !usesFloor(rules)))
      grid.values[cut] = {starts[cut]};
    else
      grid.values[cut] = is_floor ? floorValues(starts[cut]) : valuesRound(starts[cut], steps[cut]);
    const auto found = std::find(grid.values[cut].begin(), grid.values[cut].end(), starts[cut]);
    grid.start_places[cut] = static_cast<std::size_t>(found - grid.values[cut].begin());
  }
  return grid;
}

std::size_t CutGrid::size() const {
  std::size_t combinations = 1;
  for (const auto& axis : values) combinations *= axis.size();
  return combinations;
}

CutPlaces CutGrid::placesOf(std::size_t combination) const {
  CutPlaces places{};
  for (std::size_t cut = kCuts; cut-- > 0;) {
    places[cut] = combination % values[cut].size();
    combination /= values[cut].size();
  }
  return places;
}

std::size_t CutGrid::combinationOf(const CutPlaces& places) const {
  std::size_t combination = 0;
  for (std::size_t cut = 0; cut < kCuts; ++cut) combination = combination * values[cut].size() + places[cut];
  return combination;
}

double CutGrid::valueOf(std::size_t combination, Cut cut) const {
  const auto index = static_cast<std::size_t>(cut);
  return values[index][placesOf(combination)[index]];
}

CellClassOptions CutGrid::cellClassOf(std::size_t combination) const {
  CellClassOptions options = start;
  for (std::size_t cut = 0; cut < kCutFields.size(); ++cut)
    options.*kCutFields[cut] = valueOf(combination, static_cast<Cut>(cut));
  return options;
}

NoiseFloor CutGrid::floorOf(std::size_t combination, const NoiseFloor& start_floor) const {
  NoiseFloor floor = start_floor;
  floor.percent = valueOf(combination, Cut::kFloorPercent);
  return floor;
}

int leastSectors(double cut_fraction) {
  int sectors = 0;
  while (sectors <= kMembraneSectors && !reachesCompleteness(sectors, cut_fraction)) ++sectors;
  return sectors;
}

}  // namespace herald
