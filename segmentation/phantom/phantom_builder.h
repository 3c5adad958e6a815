// The scene of a synthetic slide from its options: layout, tumour cells, stain, nuclei, stroma.
// Pure; deterministic in the options; thread-safe.
#pragma once

#include "segmentation/phantom/phantom_scene.h"

namespace herald {

// Builds the scene. Throws std::invalid_argument for options out of range.
[[nodiscard]] PhantomScene buildPhantomScene(const PhantomOptions& options);

}  // namespace herald
