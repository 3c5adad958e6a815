// LIST.csv: columns slide (required), mpp, roi, case_id, in any order; paths relative to the list's folder.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "stain/units.h"

namespace herald {

struct ListedSlide {
  std::string slide;  // as written
  std::filesystem::path path;
  std::optional<PixelSize> pixel_size;
  std::optional<std::filesystem::path> roi;
  std::string case_id;
};

// Throws std::invalid_argument with file, line and value: unreadable, no column slide, unknown or repeated column (with
// a did-you-mean), a row of another length, an empty slide, an mpp that is not a number or is implausible.
[[nodiscard]] std::vector<ListedSlide> readInputList(const std::filesystem::path& list);

}  // namespace herald
