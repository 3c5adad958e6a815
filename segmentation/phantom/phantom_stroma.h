// Stroma of the synthetic slides: collagen fibres, spindle nuclei, lymphocytes, other tissue, and grey debris.
// Pure functions; deterministic in the options.
#pragma once

#include "segmentation/phantom/phantom_layout.h"
#include "segmentation/phantom/phantom_scene.h"

namespace herald {

// Adds fibres, stroma cells and lymphocytes to the stroma, muscle and lymphoid tissue (phantom_other_tissue.h) where
// the layout has them, and debris anywhere outside the nests. Nuclei keep off the tumour cells already in the scene.
void addStroma(const PhantomLayout& layout, PhantomScene& scene);

}  // namespace herald
