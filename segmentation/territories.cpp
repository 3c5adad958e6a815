#include "segmentation/territories.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "stain/option_range.h"
#include "stain/unmixing.h"

namespace herald {
namespace {

constexpr int kUnit = 10;          // cost of one free step along x or y
constexpr int kDiagonalUnit = 14;  // ... along a diagonal
constexpr int kCostScale = 16;     // step_cost is in sixteenths of the free cost
constexpr std::uint16_t kUnreached = std::numeric_limits<std::uint16_t>::max();

struct Step {
  int dx;
  int dy;
  int length;
};
constexpr std::array<Step, 8> kSteps{{{1, 0, kUnit},
                                      {-1, 0, kUnit},
                                      {0, 1, kUnit},
                                      {0, -1, kUnit},
                                      {1, 1, kDiagonalUnit},
                                      {-1, 1, kDiagonalUnit},
                                      {1, -1, kDiagonalUnit},
                                      {-1, -1, kDiagonalUnit}}};

// Cost of a step of unit length into each pixel, in sixteenths; 0 where it is glass.
void measureStepCosts(ImageView<float> membraneness, ImageView<std::int16_t> mean_od, double glass_od, double um_per_px,
                      const TerritoryOptions& options, TerritoryScratch& scratch) {
  toFloat(mean_od, scratch.mean_od);
  gaussianSmooth(scratch.mean_od, options.glass_smoothing_um / um_per_px, scratch.smooth_od, scratch.smoothing);
  scratch.step_cost.reset(mean_od.width, mean_od.height);
  const auto glass = static_cast<float>(glass_od * kMilliOd);
  const auto weight = static_cast<float>(options.membrane_weight * kCostScale);
  for (int y = 0; y < mean_od.height; ++y) {
    for (int x = 0; x < mean_od.width; ++x) {
      if (scratch.smooth_od.at(x, y) < glass) continue;
      scratch.step_cost.at(x, y) =
          static_cast<std::uint16_t>(kCostScale + static_cast<int>(weight * membraneness.at(x, y)));
    }
  }
}

// Nucleus pixels cost nothing and start the fronts. Outlines of neighbours meet at bisectors; where rounding lets two
// claim a pixel the nearer seed has it, then the smaller index.
void markNuclei(std::span<const NucleusSeed> seeds, std::span<const NucleusOutline> outlines, double um_per_px,
                Territories& territories) {
  const auto squaredDistance = [&](std::int32_t cell, int x, int y) {
    const NucleusSeed& s = seeds[static_cast<std::size_t>(cell)];
    return (s.x - x) * (s.x - x) + (s.y - y) * (s.y - y);
  };
  for (std::size_t i = 0; i < seeds.size(); ++i) {
    const float largest_um = *std::max_element(outlines[i].radius_um.begin(), outlines[i].radius_um.end());
    const int reach = static_cast<int>(std::ceil(static_cast<double>(largest_um) / um_per_px));
    for (int y = std::max(0, seeds[i].y - reach); y <= std::min(territories.cell.height() - 1, seeds[i].y + reach);
         ++y) {
      for (int x = std::max(0, seeds[i].x - reach); x <= std::min(territories.cell.width() - 1, seeds[i].x + reach);
           ++x) {
        const double dx = x - seeds[i].x;
        const double dy = y - seeds[i].y;
        if (std::sqrt(dx * dx + dy * dy) * um_per_px > outlines[i].radiusToward(dx, dy)) continue;
        std::int32_t& cell = territories.cell.at(x, y);
        const auto own = static_cast<std::int32_t>(i);
        if (cell != kNoCell && squaredDistance(cell, x, y) <= squaredDistance(own, x, y)) continue;
        cell = own;
        territories.nucleus.at(x, y) = 1;
      }
    }
  }
}

// Dial's algorithm: buckets by cost. All arrivals at a cost come from strictly lower costs, so the smallest (cost,
// cell) wins whatever the order of visits.
void propagate(int budget, TerritoryScratch& scratch, Territories& territories) {
  Image<std::int32_t>& cells = territories.cell;
  const int width = cells.width();
  scratch.cost.reset(width, cells.height(), kUnreached);
  scratch.buckets.resize(static_cast<std::size_t>(budget) + 1);
  for (auto& bucket : scratch.buckets) bucket.clear();
  for (int y = 0; y < cells.height(); ++y) {
    for (int x = 0; x < width; ++x) {
      if (cells.at(x, y) == kNoCell) continue;
      scratch.cost.at(x, y) = 0;
      scratch.buckets[0].push_back(static_cast<std::uint32_t>(y * width + x));
    }
  }
  for (int cost = 0; cost <= budget; ++cost) {
    auto& bucket = scratch.buckets[static_cast<std::size_t>(cost)];
    for (const std::uint32_t position : bucket) {
      const int x = static_cast<int>(position) % width;
      const int y = static_cast<int>(position) / width;
      if (scratch.cost.at(x, y) != cost) continue;  // reached more cheaply since
      const std::int32_t cell = cells.at(x, y);
      for (const Step& step : kSteps) {
        const int nx = x + step.dx;
        const int ny = y + step.dy;
        if (!cells.contains(nx, ny)) continue;
        const int unit_cost = scratch.step_cost.at(nx, ny);
        if (unit_cost == 0) continue;
        const int arrival = cost + std::max(1, step.length * unit_cost / kCostScale);
        std::uint16_t& known = scratch.cost.at(nx, ny);
        if (arrival > budget || arrival > known) continue;
        if (arrival < known) {
          known = static_cast<std::uint16_t>(arrival);
          cells.at(nx, ny) = cell;
          scratch.buckets[static_cast<std::size_t>(arrival)].push_back(static_cast<std::uint32_t>(ny * width + nx));
        } else {
          cells.at(nx, ny) = std::min(cells.at(nx, ny), cell);
        }
      }
    }
    bucket.clear();
  }
}

// Calls visit(neighbour) for the pixels of the image that share an edge with `position`.
template <class Visit>
void forEdgeNeighbours(std::uint32_t position, int width, int height, Visit&& visit) {
  const auto row = static_cast<std::uint32_t>(width);
  const int x = static_cast<int>(position % row);
  const int y = static_cast<int>(position / row);
  if (y > 0) visit(position - row);
  if (x > 0) visit(position - 1);
  if (x + 1 < width) visit(position + 1);
  if (y + 1 < height) visit(position + row);
}

// Free pixels beside a cell take, all at once and `rounds` times, the neighbouring cell from which DAB rises most; ties
// go to the smaller index. A membrane's crest ends the climb from either side.
void climbToCrests(const Image<float>& smooth_dab, int rounds, TerritoryScratch& scratch, Territories& territories) {
  auto& cells = territories.cell.pixels();
  const auto& dab = smooth_dab.pixels();
  const auto& step_cost = scratch.step_cost.pixels();
  const int width = territories.cell.width();
  const int height = territories.cell.height();
  scratch.frontier.clear();
  for (std::uint32_t p = 0; p < cells.size(); ++p) {
    if (cells[p] != kNoCell || step_cost[p] == 0) continue;
    bool beside = false;
    forEdgeNeighbours(p, width, height, [&](std::uint32_t n) { beside = beside || cells[n] != kNoCell; });
    if (beside) scratch.frontier.push_back(p);
  }
  for (int round = 0; round < rounds; ++round) {
    scratch.climbed.clear();
    for (const std::uint32_t p : scratch.frontier) {
      if (cells[p] != kNoCell || step_cost[p] == 0) continue;
      std::int32_t taker = kNoCell;
      float lowest = dab[p];
      forEdgeNeighbours(p, width, height, [&](std::uint32_t n) {
        if (cells[n] == kNoCell || dab[n] > lowest) return;
        if (dab[n] == lowest && taker != kNoCell && taker < cells[n]) return;
        taker = cells[n];
        lowest = dab[n];
      });
      if (taker != kNoCell) scratch.climbed.emplace_back(p, taker);
    }
    scratch.frontier.clear();
    for (const auto& [p, taker] : scratch.climbed) cells[p] = taker;
    for (const auto& [p, taker] : scratch.climbed) {
      forEdgeNeighbours(p, width, height, [&](std::uint32_t n) {
        if (cells[n] == kNoCell) scratch.frontier.push_back(n);
      });
    }
  }
}

// Cuts territories at the reach beyond the nucleus outline, a rule of each cell alone.
void cutAtReach(std::span<const NucleusSeed> seeds, std::span<const NucleusOutline> outlines, double um_per_px,
                double reach_um, Territories& territories) {
  for (int y = 0; y < territories.cell.height(); ++y) {
    std::int32_t* row = territories.cell.row(y);
    const std::uint8_t* nucleus = territories.nucleus.row(y);
    for (int x = 0; x < territories.cell.width(); ++x) {
      if (row[x] == kNoCell || nucleus[x] != 0) continue;
      const auto cell = static_cast<std::size_t>(row[x]);
      const double dx = x - seeds[cell].x;
      const double dy = y - seeds[cell].y;
      if (std::sqrt(dx * dx + dy * dy) * um_per_px > outlines[cell].radiusToward(dx, dy) + reach_um) row[x] = kNoCell;
    }
  }
}

}  // namespace

double TerritoryOptions::reachOfInfluenceUm(const NucleusOptions& nucleus) const {
  // Own pixels lie within outline + reach; a rival that could claim one lies within outline + budget of it.
  constexpr double kRoundingUm = 2.0;
  return nucleus.largest_outline_um + reach_um + nucleus.largest_outline_um + budget_um + crest_um + kRoundingUm;
}

void validate(const TerritoryOptions& options) {
  const auto check = [](double value, double low, double high, const char* field) {
    requireInRange("territory", field, value, low, high);
  };
  check(options.reach_um, 1, 30, "reach_um");
  check(options.budget_um, options.reach_um, 60, "budget_um");
  check(options.membrane_weight, 0, 100, "membrane_weight");
  check(options.clear_membrane_od, 0.001, 3, "clear_membrane_od");
  check(options.smoothing_um, 0.1, 3, "smoothing_um");
  check(options.surroundings_um, 1, 30, "surroundings_um");
  check(options.crest_um, 0, 5, "crest_um");
  check(options.glass_smoothing_um, 0.1, 10, "glass_smoothing_um");
}

void growTerritories(const Membraneness& membraneness, ImageView<std::int16_t> mean_od,
                     std::span<const NucleusSeed> seeds, std::span<const NucleusOutline> outlines, double glass_od,
                     double um_per_px, const TerritoryOptions& options, TerritoryScratch& scratch,
                     Territories& territories) {
  territories.cell.reset(mean_od.width, mean_od.height, kNoCell);
  territories.nucleus.reset(mean_od.width, mean_od.height, 0);
  measureStepCosts(membraneness.value, mean_od, glass_od, um_per_px, options, scratch);
  markNuclei(seeds, outlines, um_per_px, territories);
  propagate(static_cast<int>(options.budget_um / um_per_px * kUnit), scratch, territories);
  climbToCrests(membraneness.smooth_dab, static_cast<int>(std::lround(options.crest_um / um_per_px)), scratch,
                territories);
  cutAtReach(seeds, outlines, um_per_px, options.reach_um, territories);
}

}  // namespace herald
