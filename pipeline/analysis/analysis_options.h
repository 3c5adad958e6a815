// What each part of the analysis takes from the configuration. Pure; thread-safe.
#pragma once

#include "pipeline/analysis/pass_one.h"
#include "pipeline/configuration/configuration.h"
#include "segmentation/tile_analysis.h"

namespace herald {

[[nodiscard]] PassOneOptions passOneOptionsOf(const Configuration& configuration);
[[nodiscard]] SegmentationOptions segmentationOptionsOf(const Configuration& configuration);

}  // namespace herald
