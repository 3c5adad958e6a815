#include "segmentation/territories.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <stdexcept>

#include "segmentation/lanes.h"
#include "stain/dispatch.h"
#include "stain/unmixing.h"

namespace herald {
namespace {

// Costs of a free step along an axis and along a diagonal, 1 : sqrt(2) in whole numbers. A path of such steps is at
// most 8 % longer than the straight line, and 1 % shorter along diagonals.
constexpr int kUnit = 10;
constexpr int kDiagonalUnit = 14;

// What reached a pixel: cost in the upper bits, below it the cell's index + 1, so that the smaller of two fronts is the
// cheaper one, and of equally dear ones that of the smaller cell.
using Front = std::uint32_t;
constexpr int kCellBits = 20;
constexpr Front kCellMask = (Front{1} << kCellBits) - 1;
constexpr int kLargestCost = 2000;                 // a front and a step add up without overflow
constexpr Front kFree = Front{2047} << kCellBits;  // dearer than any front

// Costs of the steps into a pixel: along an axis in the lower half, along a diagonal in the upper one. No step costs
// more than one that no budget can pay; glass has its own.
using StepCost = std::uint32_t;

struct Prices {
  Front unpaid;           // the first front beyond the budget
  std::uint32_t refused;  // cost of a step that no budget can pay
  std::uint32_t glass;    // ... and of a diagonal step into glass
};
Prices pricesOf(int budget) {
  const auto refused = static_cast<std::uint32_t>(budget + 1);
  return {refused << kCellBits, refused, refused + 1};
}

// The cost of a step to pixel q: |step| x (1 + kappa m(q)), m = membraneness in 0-1. The cost of a path is the sum of
// its steps (the additive f_sum of Falcao et al. 2004). Glass is closed: in the prototype fronts that entered a lumen
// drew the apical border as an arc 2-8 um outside the cell.
HERALD_DISPATCH void priceRow(const std::uint8_t* membraneness, const std::int16_t* smooth_od, int width, int glass,
                              float weight, Prices prices, StepCost* steps) {
  for (int x = 0; x < width; ++x) {
    const float times = 1 + weight * static_cast<float>(membraneness[x]);
    const auto side = static_cast<std::uint32_t>(static_cast<std::int32_t>(times * kUnit));
    const auto corner = static_cast<std::uint32_t>(static_cast<std::int32_t>(times * kDiagonalUnit));
    const bool is_glass = smooth_od[x] < glass;
    const std::uint32_t low = is_glass ? prices.refused : std::min(side, prices.refused);
    const std::uint32_t high = is_glass ? prices.glass : std::min(corner, prices.refused);
    steps[x] = low | (high << 16);
  }
}

constexpr int kBlockPx = 64;  // fronts move block by block

// Prices of all steps; all pixels free. The images have a margin of one pixel in which no front can pay.
void prepare(const TerritoryImages& images, double glass_od, const TerritoryOptions& options, const Prices& prices,
             TerritoryScratch& scratch) {
  const ImageView<std::int16_t> smooth_od = images.smooth_od;
  const int width = smooth_od.width;
  scratch.steps.resize(wholeLanes(width) + 2 * kLanes, smooth_od.height + 2);
  scratch.front.reset(scratch.steps.width(), smooth_od.height + 2, kFree);
  scratch.awake.reset((width + kBlockPx - 1) / kBlockPx, (smooth_od.height + kBlockPx - 1) / kBlockPx);
  const int glass = static_cast<int>(std::ceil(glass_od * kMilliOd));
  const auto weight = static_cast<float>(options.membrane_weight / kClearMembrane);
  const StepCost closed = prices.refused | (prices.glass << 16);
  const auto closeRow = [&](int y) { std::fill_n(scratch.steps.row(y), scratch.steps.width(), closed); };
  closeRow(0);
  closeRow(smooth_od.height + 1);
  for (int y = 0; y < smooth_od.height; ++y) {
    closeRow(y + 1);
    priceRow(images.membraneness.row(y), smooth_od.row(y), width, glass, weight, prices,
             scratch.steps.row(y + 1) + kLanes);
  }
}

// Nucleus pixels cost nothing and start the fronts: a nucleus lies within its cell. Outlines may overlap a little
// (NucleusOptions::largest_overlap); where two claim a pixel the nearer seed has it, then the smaller index.
class NucleusMarker {
 public:
  NucleusMarker(std::span<const NucleusSeed> seeds, TerritoryScratch& scratch, Territories& territories)
      : seeds_(seeds), s_(scratch), territories_(territories) {}

  void mark(std::size_t cell) {
    const NucleusMask& mask = s_.mask;
    for (int j = mask.first_row; j <= mask.last_row; ++j) {
      const int y = seeds_[cell].y + j - NucleusMask::kReachPx;
      if (y < 0 || y >= territories_.cell.height()) continue;
      for (std::uint64_t bits = mask.rows[static_cast<std::size_t>(j)]; bits != 0; bits &= bits - 1) {
        const int x = seeds_[cell].x + std::countr_zero(bits) - NucleusMask::kReachPx;
        if (x >= 0 && x < territories_.cell.width()) claim(cell, x, y);
      }
    }
  }

 private:
  [[nodiscard]] int squaredDistance(std::size_t cell, int x, int y) const {
    const NucleusSeed& s = seeds_[cell];
    return (s.x - x) * (s.x - x) + (s.y - y) * (s.y - y);
  }
  void claim(std::size_t cell, int x, int y) {
    Front& front = s_.front.at(x + kLanes, y + 1);
    std::uint8_t& nucleus = territories_.nucleus.at(x, y);
    if (nucleus != 0 && squaredDistance(front - 1, x, y) <= squaredDistance(cell, x, y)) return;
    front = static_cast<Front>(cell + 1);
    nucleus = 1;
    s_.awake.at(x / kBlockPx, y / kBlockPx) = 1;
  }

  std::span<const NucleusSeed> seeds_;
  TerritoryScratch& s_;
  Territories& territories_;
};

using Fronts = std::uint32_t __attribute__((vector_size(kLanes * sizeof(std::uint32_t))));

[[gnu::always_inline]] inline void loadFronts(const Front* from, Fronts& fronts) {
  std::memcpy(&fronts, from, sizeof fronts);
}
[[gnu::always_inline]] inline void lowerTo(const Front* from, Fronts& fronts) {
  Fronts other;
  std::memcpy(&other, from, sizeof other);
  fronts = other < fronts ? other : fronts;
}

// Lets every front step into the pixels p of one row, `width` whole lanes: front(p) = min(front(p), front(q) + cost of
// q to p) over the eight neighbours q, a relaxation as of Bellman and Ford. Returns whether anything changed.
[[gnu::always_inline]] inline bool stepIntoRow(Front* row, const StepCost* steps, std::ptrdiff_t stride, int width,
                                               Front unpaid) {
  Fronts changed = {};
  Fronts before;  // the lanes to the left, as they were: reading them back at once would stall
  loadFronts(row - kLanes, before);
  for (int x = 0; x < width; x += kLanes) {
    Front* here = row + x;
    Fronts own;
    Fronts corners;
    Fronts price;
    loadFronts(here, own);
    Fronts sides = __builtin_shufflevector(before, own, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30);
    before = own;
    lowerTo(here + 1, sides);
    lowerTo(here - stride, sides);
    lowerTo(here + stride, sides);
    loadFronts(here - stride - 1, corners);
    lowerTo(here - stride + 1, corners);
    lowerTo(here + stride - 1, corners);
    lowerTo(here + stride + 1, corners);
    loadFronts(steps + x, price);
    sides += price << kCellBits;
    corners += (price >> 16) << kCellBits;
    sides = corners < sides ? corners : sides;
    sides = sides < unpaid ? sides : own;
    const Fronts next = sides < own ? sides : own;
    changed |= next ^ own;
    std::memcpy(here, &next, sizeof next);
  }
  Front any = 0;
  for (int lane = 0; lane < kLanes; ++lane) any |= changed[lane];
  return any != 0;
}

// Steps within a block until nothing changes, down its rows and up again (a front that runs down crosses the block in
// one sweep, one that runs up in the next), leaving out rows round which nothing changed since. Returns whether
// anything did.
HERALD_DISPATCH bool settleBlock(Front* fronts, const StepCost* steps, std::ptrdiff_t stride, int rows, int width,
                                 Front unpaid) {
  std::array<bool, kBlockPx + 2> waiting;
  waiting.fill(true);
  bool changed = false;
  for (bool any = true; any;) {
    any = false;
    for (int sweep = 0; sweep < 2 * rows; ++sweep) {
      const int y = sweep < rows ? sweep : 2 * rows - 1 - sweep;
      bool* own = waiting.data() + y + 1;
      if (!*own) continue;
      *own = stepIntoRow(fronts + y * stride, steps + y * stride, stride, width, unpaid);
      if (*own) own[-1] = own[1] = any = changed = true;
    }
  }
  return changed;
}

// Steps until nothing changes: the least front of every pixel, whatever the order, since every step costs something and
// so the equations of stepIntoRow have one solution.
// Block by block, so that a block stays in the cache; nuclei wake theirs, and a block that changed wakes those around
// it.
void propagate(int height, const Prices& prices, TerritoryScratch& scratch) {
  const int width = scratch.front.width() - 2 * kLanes;  // whole lanes: the last block may reach into the margin
  Image<std::uint8_t>& awake = scratch.awake;
  const auto settle = [&](int i, int j) {
    awake.at(i, j) = 0;
    const int x = i * kBlockPx;
    const int y = j * kBlockPx;
    if (!settleBlock(scratch.front.row(y + 1) + kLanes + x, scratch.steps.row(y + 1) + kLanes + x,
                     scratch.front.width(), std::min(kBlockPx, height - y), std::min(kBlockPx, width - x),
                     prices.unpaid)) {
      return false;
    }
    for (int nj = std::max(0, j - 1); nj <= std::min(awake.height() - 1, j + 1); ++nj) {
      for (int ni = std::max(0, i - 1); ni <= std::min(awake.width() - 1, i + 1); ++ni) {
        if (ni != i || nj != j) awake.at(ni, nj) = 1;
      }
    }
    return true;
  };
  for (bool any = true; any;) {
    any = false;
    for (int j = 0; j < awake.height(); ++j) {
      for (int i = 0; i < awake.width(); ++i) {
        if (awake.at(i, j) != 0 && settle(i, j)) any = true;
      }
    }
  }
}

// Fronts from both sides of a membrane stop on its flanks, where steps become dear. The climb takes the cells from
// there up to the crest, the watershed line of DAB between them: a free pixel joins the lowest of its neighbours that
// have a cell, the way water would run down.
//
// For it, each pixel of a cell has a key: DAB in the upper bits, below it the cell's index + 1, so that of the
// neighbours a pixel may join the one with the least DAB has the smallest key, ties going to the smaller cell.
using Key = std::uint32_t;
constexpr Key kShut = ~Key{0};  // no membrane, or glass: joins nobody
constexpr Key kOpen = kShut - 1;

// Price of a step along an axis on to the flank of a membrane: with the default weight of 40, a tenth of a clear
// membrane (1 + 40 m = 5). Below it nothing is climbed: a cell beside nothing ends at its reach.
constexpr std::uint32_t kLeastMembrane = 5 * kUnit;

[[gnu::always_inline]] inline Key levelOf(std::int16_t dab_milli_od) {
  constexpr int kLowest = -1024;  // the bits above the cell's hold -1.0 to 3.1 OD
  const int level = std::min(std::max<int>(dab_milli_od, kLowest) - kLowest, (1 << (32 - kCellBits)) - 2);
  return static_cast<Key>(level) << kCellBits;
}

HERALD_DISPATCH void keyRow(const StepCost* steps, const std::int16_t* dab, int width, Prices prices, Front* row) {
  for (int x = 0; x < width; ++x) {
    const bool is_membrane = (steps[x] & 0xffff) >= kLeastMembrane && (steps[x] >> 16) != prices.glass;
    const Key unreached = is_membrane ? kOpen : kShut;
    row[x] = row[x] < prices.unpaid ? levelOf(dab[x]) | (row[x] & kCellMask) : unreached;
  }
}

// One row of one round: open pixels join the neighbour from which DAB rises most, or is level; never one that lies
// higher, so that no cell comes over a crest. `above` is the row above as it was before the round.
HERALD_DISPATCH void climbRow(const Key* above, const Key* row, const Key* below, const std::int16_t* dab, int width,
                              Key* out) {
  for (int x = 0; x < width; ++x) {
    const Key lowest = std::min(std::min(row[x - 1], row[x + 1]), std::min(above[x], below[x]));
    const Key level = levelOf(dab[x]);
    const Key joined = level | (lowest & kCellMask);
    out[x] = row[x] == kOpen && lowest < level + (Key{1} << kCellBits) ? joined : row[x];
  }
}

// Open pixels, membrane that no front reached, join, all at once and `rounds` times, the neighbouring cell from which
// DAB rises most. All at once: cells climb from either side at one speed, a pixel a round, and the crest between them
// ends it. The rounds follow each other down the image, a
// row apart, so that it is read once; each keeps the row above as it found it.
void climbToCrests(ImageView<std::int16_t> smooth_dab, int rounds, const Prices& prices, TerritoryScratch& scratch) {
  const int width = smooth_dab.width;
  const int height = smooth_dab.height;
  Image<Key>& keys = scratch.front;
  // Of each round the row above as it was before, and one to spare for the row in hand.
  scratch.rows_before.reset(keys.width(), rounds + 1, kShut);
  scratch.row_of_round.clear();
  for (int round = 0; round <= rounds; ++round) scratch.row_of_round.push_back(scratch.rows_before.row(round) + kLanes);
  std::fill_n(keys.row(0), keys.width(), kShut);
  std::fill_n(keys.row(height + 1), keys.width(), kShut);
  const auto makeKeys = [&](int y) {
    Key* row = keys.row(y + 1) + kLanes;
    keyRow(scratch.steps.row(y + 1) + kLanes, smooth_dab.row(y), width, prices, row);
    row[-1] = row[width] = kShut;
  };
  const auto climb = [&](std::size_t round, int y) {
    Key* row = keys.row(y + 1) + kLanes;
    Key*& above = scratch.row_of_round[round];
    Key*& spare = scratch.row_of_round.back();
    std::copy_n(row - 1, width + 2, spare - 1);
    climbRow(above, spare, keys.row(y + 2) + kLanes, smooth_dab.row(y), width, row);
    std::swap(above, spare);
  };
  for (int y = 0; y < height + rounds; ++y) {
    if (y < height) makeKeys(y);
    for (int round = 0; round < rounds; ++round) {
      const int own = y - 1 - round;
      if (own >= 0 && own < height) climb(static_cast<std::size_t>(round), own);
    }
  }
}

HERALD_DISPATCH void cellRow(const Key* key, int width, std::int32_t* cell) {
  for (int x = 0; x < width; ++x) {
    cell[x] = key[x] >= kOpen ? kNoCell : static_cast<std::int32_t>(key[x] & kCellMask) - 1;
  }
}

}  // namespace

double TerritoryOptions::reachOfInfluenceUm(const NucleusOptions& nucleus) const {
  // Own pixels lie within outline + reach + climb; a rival that could claim one lies as far from it.
  constexpr double kRoundingUm = 2.0;
  return 2 * (nucleus.largest_outline_um + reach_um) + crest_um + kRoundingUm;
}

void validate(const TerritoryOptions& options) {
  requireInRanges(options);
}

void growTerritories(const TerritoryImages& images, std::span<const NucleusSeed> seeds,
                     std::span<const NucleusOutline> outlines, double glass_od, double um_per_px,
                     const TerritoryOptions& options, TerritoryScratch& scratch, Territories& territories) {
  const ImageView<std::int16_t> smooth_od = images.smooth_od;
  const int budget = static_cast<int>(options.reach_um / um_per_px * kUnit);
  if (budget > kLargestCost || seeds.size() >= kCellMask)
    throw std::invalid_argument("too far a reach or too many cells for one tile");
  const Prices prices = pricesOf(budget);
  prepare(images, glass_od, options, prices, scratch);
  territories.nucleus.reset(smooth_od.width, smooth_od.height, 0);
  territories.cell.resize(smooth_od.width, smooth_od.height);
  NucleusMarker marker(seeds, scratch, territories);
  for (std::size_t cell = 0; cell < seeds.size(); ++cell) {
    rasterise(outlines[cell], um_per_px, scratch.mask);
    marker.mark(cell);
  }
  propagate(smooth_od.height, prices, scratch);
  climbToCrests(images.smooth_dab, static_cast<int>(std::lround(options.crest_um / um_per_px)), prices, scratch);
  for (int y = 0; y < smooth_od.height; ++y) {
    cellRow(scratch.front.row(y + 1) + kLanes, smooth_od.width, territories.cell.row(y));
  }
}

}  // namespace herald
