#include "stain/artefact_options.h"

#include "stain/option_range.h"

namespace herald {

void validate(const ArtefactOptions& options) {
  const auto check = [](const char* field, double value, double low, double high) {
    requireInRange("artefact", field, value, low, high);
  };
  check("smoothing_um", options.smoothing_um, 0, 100);
  check("foreign_angle_deg", options.foreign_angle_deg, 1, 90);
  check("red_angle_deg", options.red_angle_deg, 1, 90);
  check("foreign_od", options.foreign_od, 0.01, 3);
  check("red_ink_od", options.red_ink_od, 0.01, 3);
  check("black_od", options.black_od, 0.01, 3);
  check("grey_share", options.grey_share, 0, 3);
  check("smallest_pen_mm2", options.smallest_pen_mm2, 0, 100);
  check("smallest_red_cells_mm2", options.smallest_red_cells_mm2, 0, 100);
  check("fold_ratio", options.fold_ratio, 1, 100);
  check("fold_elongation", options.fold_elongation, 1, 100);
  check("smallest_fold_mm2", options.smallest_fold_mm2, 0, 100);
  check("coverslip_line_share", options.coverslip_line_share, 0.3, 1);
}

}  // namespace herald
