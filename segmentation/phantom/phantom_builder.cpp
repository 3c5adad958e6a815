#include "segmentation/phantom/phantom_builder.h"

#include <algorithm>

#include "segmentation/phantom/phantom_cells.h"
#include "segmentation/phantom/phantom_layout.h"
#include "segmentation/phantom/phantom_nuclei.h"
#include "segmentation/phantom/phantom_random.h"
#include "segmentation/phantom/phantom_stain_plan.h"
#include "segmentation/phantom/phantom_stroma.h"

namespace herald {

PhantomScene buildPhantomScene(const PhantomOptions& options) {
  validate(options);
  const PhantomLayout layout(options);
  PhantomTissue tissue = buildTissue(layout, options);
  PhantomScene scene;
  scene.options = options;
  scene.cells = std::move(tissue.cells);
  scene.membranes = std::move(tissue.membranes);
  stainMembranes(scene.cells, scene.membranes, options);
  PhantomRandom random(options.seed, 6);
  for (std::size_t i = 0; i < scene.cells.size(); ++i) {
    PhantomCell& cell = scene.cells[i];
    cell.nucleus = static_cast<int>(scene.nuclei.size());
    scene.nuclei.push_back(tumourNucleus(cell.outline, tissue.basal[i], options.nucleus_fraction, random));
    cell.cytoplasm_od = static_cast<float>(random.uniform(0.034, 0.070));
    // Membranes seen at a slant tint the cell; the stain asked for comes on top.
    cell.cytoplasm_dab_od = static_cast<float>(0.008 + 0.16 * std::min(0.5, cell.dab_od) * cell.completeness +
                                               options.cytoplasm_od * random.uniform(0.7, 1.3));
    PhantomRandom own(options.seed ^ 0xc9, i);
    cell.blush_od = static_cast<float>(options.blush_od * own.uniform(0.7, 1.3));
    cell.granules_od = static_cast<float>(options.granules_od * own.uniform(0.7, 1.3));
  }
  addStroma(layout, scene);
  return scene;
}

}  // namespace herald
