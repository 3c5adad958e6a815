// How a slide's folder shows that this program made it. Nothing is removed from a folder without a mark, and none with
// one is searched for slides.
//
//   result.json          of schema herald.result/...: the slide is complete
//   .herald.unfinished   from before the first output is written until result.json is there
//
// Reads and writes files; thread-safe for different folders.
#pragma once

#include <filesystem>
#include <string_view>

namespace herald {

// True for names as identityOf gives them: a stem, '-', 8 hex digits.
[[nodiscard]] bool isSlideFolderName(std::string_view name);

// By the first bytes of its result.json. False when that is missing, cannot be read or was written by something else.
[[nodiscard]] bool holdsSlideResult(const std::filesystem::path& folder);

[[nodiscard]] bool isMarkedUnfinished(const std::filesystem::path& folder);

// Either mark.
[[nodiscard]] bool isSlideFolder(const std::filesystem::path& folder);

// Marks a folder, which must exist; a mark that is there stays. Throws OutputError.
void markUnfinished(const std::filesystem::path& folder);

// Takes the mark away. One that cannot be removed stays: beside result.json it says nothing.
void unmarkUnfinished(const std::filesystem::path& folder);

}  // namespace herald
