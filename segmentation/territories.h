// Which pixels belong to which cell: each nucleus grows outwards until it meets its neighbours on the membrane between
// them.
//
// Seeded propagation with a cost (Jones, Carpenter & Golland, CVBIA 2005, LNCS 3765:535; the image foresting transform
// of Falcao et al., IEEE PAMI 2004;26:19): a step costs its length times 1 + kappa x "membraneness", the DAB that
// stands above its surroundings. Fronts race through cytoplasm, are held up on membranes, and meet there. A pixel goes
// to the cell that reaches it at the lowest cost, ties to the cell with the smaller seed (y, x). Every step costs
// something and a front stops at a fixed cost, so a pixel's cell depends only on nuclei within
// NucleusOptions::largest_outline_um + TerritoryOptions::reach_um + crest_um, whatever lies farther out. A topographic
// watershed has no such bound: its floods can push each other along without end. The least costs are unique, so fronts
// are moved sixteen pixels at a time in any convenient order until none can move. Pure functions; thread-safe.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "segmentation/membraneness.h"
#include "segmentation/nuclei.h"
#include "segmentation/nucleus_mask.h"
#include "segmentation/nucleus_shape.h"
#include "stain/image.h"
#include "stain/option_descriptor.h"

namespace herald {

// [territory] in the configuration.
struct TerritoryOptions : MembranenessOptions {
  // Cost at which a front stops, in micrometres of free way beyond the nucleus outline. More lets a front that has
  // crossed a faint membrane flood what lies behind it: 14 on tuning phantoms has a completeness error of 0.094 against
  // 0.088 (2+), 0.097 against 0.092 (3+).
  double reach_um = 8.0;
  // Chosen with clear_membrane_od: 25 and 0.07 -> 40 and 0.045, 3+ stays.
  double membrane_weight = 40.0;
  // Fronts stop before the crest of a clear membrane. Afterwards each cell climbs it: takes free pixels on which DAB
  // rises away from it.
  double crest_um = 2.0;
  double glass_smoothing_um = 1.0;  // fronts do not enter glass (lumina, gaps)

  // How far from a cell's own seed a pixel or seed can influence its territory, micrometres, not counting what
  // influences a nucleus.
  [[nodiscard]] double reachOfInfluenceUm(const NucleusOptions& nucleus) const;
};

template <>
struct Described<TerritoryOptions> : OptionTable<TerritoryOptions> {
  static constexpr std::array kOptions = {
      // clang-format off
      number("territory.reach_um", kMeasured, &Options::reach_um, {1, 30}, "um",
             "Farthest a cell reaches beyond its nucleus; membranes cost more.",
             "a prototype on four HER2 cores; 14 has a larger completeness error on tuning phantoms"),
      number("territory.membrane_weight", kMeasured, &Options::membrane_weight, {0, 100}, "",
             "How many times as much a step on a clear membrane costs as one in cytoplasm.",
             "tuning phantoms: 25 to 40 raises class accuracy from 0.87 to 0.89 (2+)"),
      number("territory.clear_membrane_od", kMeasured, &Options::clear_membrane_od, {0.001, 3}, "optical density",
             "DAB above its surroundings that makes a clear membrane.",
             "tuning phantoms; weak lines reach about 0.1 before blur"),
      number("territory.smoothing_um", kMeasured, &Options::smoothing_um, {0.1, 3}, "um",
             "Smoothing of DAB (sigma).",
             "chosen by eye"),
      number("territory.surroundings_um", kMeasured, &Options::surroundings_um, {1, 30}, "um",
             "Half edge of the square that is a membrane's surroundings.",
             "about half a cell"),
      number("territory.crest_um", kMeasured, &Options::crest_um, {0, 5}, "um",
             "How far a cell climbs a membrane that has stopped it.",
             "a tuning phantom: the outline's distance from the true one falls from 0.74 to 0.29 um"),
      number("territory.glass_smoothing_um", kMeasured, &Options::glass_smoothing_um, {0.1, 10}, "um",
             "Smoothing of the optical density that identifies glass (sigma).",
             "chosen by eye"),
      // clang-format on
  };
};

void validate(const TerritoryOptions& options);

inline constexpr std::int32_t kNoCell = -1;

struct TerritoryScratch {
  // With a margin (territories.cpp):
  Image<std::uint32_t> steps;        // what a step into a pixel costs
  Image<std::uint32_t> front;        // cost and cell that reached a pixel
  Image<std::uint8_t> awake;         // blocks whose fronts may still move
  Image<std::uint32_t> rows_before;  // of the climb, as its rounds found them
  std::vector<std::uint32_t*> row_of_round;
  NucleusMask mask;
};

struct Territories {
  Image<std::int32_t> cell;     // index of the nucleus, or kNoCell
  Image<std::uint8_t> nucleus;  // 1 inside a nucleus outline
};

// What territories are grown on; images of one size on the analysis grid.
struct TerritoryImages {
  ImageView<std::uint8_t> membraneness;  // of measureMembraneness, as the next
  ImageView<std::int16_t> smooth_dab;
  ImageView<std::int16_t> smooth_od;  // mean optical density smoothed with glass_smoothing_um, milli-OD
};

// `seeds` row-major with their outlines in parallel, which may stick out of the images. `glass_od`: smooth_od below
// which a pixel is glass. Nothing enters from beyond the border.
void growTerritories(const TerritoryImages& images, std::span<const NucleusSeed> seeds,
                     std::span<const NucleusOutline> outlines, double glass_od, double um_per_px,
                     const TerritoryOptions& options, TerritoryScratch& scratch, Territories& territories);

}  // namespace herald
