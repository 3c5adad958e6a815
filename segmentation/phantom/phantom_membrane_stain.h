// One way to stain a membrane, and what that gives along it: a contiguous arc of a beaded line that is denser at the
// corners where cells meet and fades at its ends. Pure functions; deterministic; thread-safe.
#pragma once

#include <cstddef>
#include <cstdint>

#include "segmentation/phantom/phantom_scene.h"

namespace herald {

// Which membrane of the scene, for the texture of its line.
struct PhantomLineTexture {
  std::uint64_t seed = 0;  // of the slide
  std::size_t membrane = 0;
};

// An arc [from, to] (shares of the membrane's length) at optical density `level`; 0 = no stain.
struct PhantomMembraneStain {
  double level = 0;
  double from = 0;
  double to = 0;
};

// Length and optical density over the stained part.
struct PhantomStainSum {
  double stained_um = 0;
  double od_um = 0;
};

// Optical density of stretch `i` of the membrane with that stain.
[[nodiscard]] float odOfStretch(const PhantomMembrane& membrane, const PhantomLineTexture& texture,
                                const PhantomMembraneStain& stain, std::size_t i);

// Of the stretches that count as stained.
[[nodiscard]] PhantomStainSum sumOf(const PhantomMembrane& membrane, const PhantomLineTexture& texture,
                                    const PhantomMembraneStain& stain);

}  // namespace herald
