// Colours that no mixture of haematoxylin and DAB has, by their optical densities: ink, red cells, black dust. The
// rules are those of artefacts.h, whose parts this file is; here they stand as comparisons of squares, without
// trigonometry. Pure functions; thread-safe.
#pragma once

#include <array>
#include <cstdint>

#include "stain/artefact_options.h"

namespace herald {

// What a colour is judged by, from foreignColourRules. Angles are compared by their squared sines and cosines.
struct ForeignColourRules {
  std::array<std::array<float, 3>, 3> unmixing{};  // rows: haematoxylin, DAB, residual
  std::array<float, 3> hematoxylin{};
  std::array<float, 3> dab{};
  float foreign_sum = 0;  // sums of the three densities
  float black_sum = 0;
  float red_ink_sum = 0;
  float grey_share = 0;  // of the sum
  float foreign_sine2 = 0;
  float foreign_cosine2 = 0;
  float red_sine2 = 0;
  float red_cosine2 = 0;
};

// `counts_per_od`: unit of the densities that will be judged.
[[nodiscard]] ForeignColourRules foreignColourRules(const ArtefactOptions& options, double counts_per_od);

// For each of `width` pixels with these densities per channel: kPen, kRedCells, kDust (black) or kGlass (nothing), as
// numbers.
void judgeColours(const float* red, const float* green, const float* blue, int width, const ForeignColourRules& rules,
                  std::uint8_t* kinds);

}  // namespace herald
