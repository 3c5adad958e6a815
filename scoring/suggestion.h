// "Did you mean": the known name nearest to an unknown one, for error messages.
//
// Distance: insertions, deletions, substitutions and swaps of neighbouring letters (Damerau FJ, Commun ACM 1964;7:171),
// case ignored. Pure functions; thread-safe.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace herald {

// The known name with the smallest distance to `unknown`, the first of equals; nothing when even that one differs in
// more than a third of its letters (at least 2), or `known` is empty.
[[nodiscard]] std::optional<std::string_view> nearestName(std::string_view unknown,
                                                          std::span<const std::string_view> known);

// `; did you mean "percent"?`, or nothing near: an empty text.
[[nodiscard]] std::string didYouMean(std::string_view unknown, std::span<const std::string_view> known);

}  // namespace herald
