// Statistics of an earlier run of the whole slide, given to a field or crop of it: it is then measured as a part of
// that slide is.
#pragma once

#include <filesystem>
#include <string>

#include "stain/slide_statistics.h"

namespace herald {

struct FrozenStatistics {
  BackgroundLight background;
  StainMatrix stains;
  std::string stain_source;
  double tissue_od = 0;  // 0 = not known, as the haematoxylin scale of earlier versions
  double glass_od = 0;
  double fold_od = 0;
  double hematoxylin_scale_od = 0;
  Level0Pixel grid_origin;  // in this image's pixels
};

// From result.json of the whole slide. `position`: where this image's top left pixel lies on that slide, level-0
// pixels. Throws std::invalid_argument in one line naming the file when it cannot be read or has no statistics.
[[nodiscard]] FrozenStatistics readFrozenStatistics(const std::filesystem::path& result_json, Level0Pixel position);

// One line for the configuration text: equal statistics give equal lines.
[[nodiscard]] std::string frozenStatisticsText(const FrozenStatistics& statistics);

}  // namespace herald
