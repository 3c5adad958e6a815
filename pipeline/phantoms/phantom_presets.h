// Mixes of cell patterns by the names and texts users give.
#pragma once

#include <string_view>

#include "segmentation/phantom/phantom_options.h"

namespace herald {

// A mix that scores "0", "1+", "2+" or "3+" under asco-cap-2018, well away from its cuts; chosen to look like slides of
// that score: all of them have some weaker cells. Throws std::invalid_argument for another score.
[[nodiscard]] PhantomMix presetMix(std::string_view score);

// "cs=0.12,cw=0.1": shares of the named patterns. When they sum to less than 1 the rest is unstained, unless "none" is
// among them. Throws std::invalid_argument for an unknown or repeated pattern, a bad number, or a sum above 1.
[[nodiscard]] PhantomMix parseMix(std::string_view text);

// "238,238,245". Throws std::invalid_argument when it is not three numbers.
[[nodiscard]] std::array<double, 3> parseRgb(std::string_view text);

}  // namespace herald
