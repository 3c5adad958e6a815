// The words in which pages and viewer show what results have as codes: staining patterns, statuses, flags, warnings,
// reasons, exclusions and derived classes. Files keep the codes. Pure; thread-safe.
#pragma once

#include <string>
#include <string_view>

#include "scoring/cell_class.h"

namespace herald {

// "incomplete, moderate"
[[nodiscard]] std::string_view patternWords(StainingPattern pattern);

// Of a code, or of "code: detail" with its detail as it is; a text that begins with no code stays as it is, so that
// messages and file names pass through. Several, joined by "; ", each for itself.
[[nodiscard]] std::string wordsOf(std::string_view text);

}  // namespace herald
