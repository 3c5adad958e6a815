// Which slide is meant by a name that another file gives it: the same name, else the only one with the same stem.
//
// The stem is the file name without its folders and its last extension. A name without extension may be a stem itself
// ("case 12.3" for "scans/case 12.3.svs"). White space at the ends of a name is ignored where the name as written is
// not found. Pure; thread-safe.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace herald {

struct NamedSlide {
  std::string slide;
  std::string place;  // for messages: "readers.csv: line 3"
};

// For each of `named` its index in `known`, or nothing for a slide that is not there. Throws std::invalid_argument
// beginning with the place, for a stem that several known slides have, and for two names of one slide.
[[nodiscard]] std::vector<std::optional<std::size_t>> matchSlides(std::span<const NamedSlide> named,
                                                                  std::span<const std::string> known);

}  // namespace herald
