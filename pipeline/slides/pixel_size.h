// Which pixel size a slide is analysed with, and where it came from. Pure; thread-safe.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "pipeline/slides/slide_source.h"

namespace herald {

struct PixelSizeChoice {
  std::optional<PixelSizeSource> chosen;  // nothing: none is known, the slide cannot be analysed
  std::vector<std::string> warnings;      // sources that differ from the chosen one by more than 5 %
};

// The first that is known of: command line (source "command-line"), LIST.csv ("list"), what the file says, best first.
[[nodiscard]] PixelSizeChoice choosePixelSize(const std::optional<PixelSize>& command_line,
                                              const std::optional<PixelSize>& list,
                                              const SlideDescription& description);

// The reason a slide without a pixel size fails with: where it was looked for, and what stood there.
[[nodiscard]] std::string noPixelSizeReason(const SlideDescription& description);

}  // namespace herald
