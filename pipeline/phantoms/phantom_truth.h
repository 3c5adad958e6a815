// The truth about a synthetic slide, as JSON (schema "herald.phantom-truth/1").
//
// Document: slide, score and clause under `rule_set`, tumour_cells, patterns {name: count}, stained_od (see
// kPhantomStainedOd), options (those of other laboratories only where they are not the default), and cells, one a line:
// x, y (centroid of the nucleus), kind tumour | stroma | lymphocyte, nucleus; tumour cells also completeness 0-1,
// width_um, dab_od, pattern, class, outline. `outline` and `nucleus` are flat lists x0, y0, x1, y1 ... of a closed
// polygon, last point not repeated. All places are level-0 pixels. The imaging options (blur, noise, light, stain
// vectors and scale, cytoplasm) do not enter the truth of a cell.
#pragma once

#include <optional>
#include <string>

#include "scoring/cell_class.h"
#include "scoring/rule_set.h"
#include "segmentation/phantom/phantom_scene.h"

namespace herald {

inline constexpr const char* kPhantomRuleSet = "asco-cap-2018";

struct PhantomTruth {
  std::optional<Her2Score> score;  // by kPhantomRuleSet over all tumour cells; nothing without a tumour cell
  std::string clause;
  std::array<int, kStainingPatterns> patterns{};
  int tumour_cells = 0;
};
[[nodiscard]] PhantomTruth phantomTruth(const PhantomScene& scene);

// `slide` is the slide's file name.
[[nodiscard]] std::string phantomTruthJson(const PhantomScene& scene, const std::string& slide);

}  // namespace herald
