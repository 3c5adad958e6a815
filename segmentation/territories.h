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

namespace herald {

// [territory] in the configuration.
struct TerritoryOptions : MembranenessOptions {
  // Cost at which a front stops, micrometres of free way beyond the nucleus outline: as far as a cell reaches;
  // membranes cost more. 8: prototype on the cores. More lets a front that has crossed a faint membrane flood what lies
  // behind it: 14 on tuning phantoms has a completeness error of 0.094 against 0.088 (2+), 0.097 against 0.092 (3+).
  double reach_um = 8.0;
  // How many times dearer the crest of a clear membrane is than cytoplasm. With
  // MembranenessOptions::clear_membrane_od chosen on tuning
  // phantoms: 25 and 0.07 -> 40 and 0.045 raises class accuracy from 0.87 to 0.89 (2+), 3+ stays.
  double membrane_weight = 40.0;
  // Fronts stop before the crest of a clear membrane. Afterwards each cell climbs it: takes free pixels on which DAB
  // rises away from it, up to this far, micrometres. Median distance of the outline from the true one, prototype on a
  // tuning phantom: 0.74 -> 0.29 um.
  double crest_um = 2.0;
  // Glass: smoothing of the mean optical density, micrometres (sigma). Fronts do not enter glass (lumina, gaps).
  double glass_smoothing_um = 1.0;

  // How far from a cell's own seed a pixel or seed can influence its territory, micrometres, not counting what
  // influences a nucleus.
  [[nodiscard]] double reachOfInfluenceUm(const NucleusOptions& nucleus) const;
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
