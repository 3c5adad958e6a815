#include "pipeline/slides/pixel_size.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "pipeline/slides/resolution.h"

namespace herald {

PixelSizeChoice choosePixelSize(const std::optional<PixelSize>& command_line, const std::optional<PixelSize>& list,
                                const SlideDescription& description) {
  std::vector<PixelSizeSource> known;
  if (command_line) known.push_back({*command_line, "command-line"});
  if (list) known.push_back({*list, "list"});
  known.insert(known.end(), description.pixel_sizes.begin(), description.pixel_sizes.end());
  PixelSizeChoice choice;
  if (known.empty()) return choice;
  choice.chosen = known.front();
  const double chosen_um = known.front().pixel_size.umPerPx();
  for (const PixelSizeSource& other : known) {
    const double other_um = other.pixel_size.umPerPx();
    if (relativeDifference(chosen_um, other_um) > kPixelSizeTolerance)
      choice.warnings.push_back(fmt::format("pixel sizes disagree: {:.4g} um ({}, used) and {:.4g} um ({})", chosen_um,
                                            known.front().source, other_um, other.source));
  }
  return choice;
}

std::string noPixelSizeReason(const SlideDescription& description) {
  const auto& seen = description.unusable_pixel_sizes;
  return fmt::format("pixel size is not known: {}{}; give it with --mpp or in a list",
                     seen.empty() ? "the file has no place for one" : "looked in ", fmt::join(seen, ", "));
}

}  // namespace herald
