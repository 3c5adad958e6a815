#include "pipeline/analysis/analysis_options.h"

namespace herald {

PassOneOptions passOneOptionsOf(const Configuration& configuration) {
  return {.background = configuration.background,
          .tissue = configuration.tissue,
          .artefact = configuration.artefact,
          .slide_kind = configuration.slide_kind,
          .stain = configuration.stain,
          .nucleus_dab_coefficient = configuration.nucleus.dab_coefficient};
}

SegmentationOptions segmentationOptionsOf(const Configuration& configuration) {
  return {.nucleus = configuration.nucleus, .territory = configuration.territory, .membrane = configuration.membrane};
}

}  // namespace herald
