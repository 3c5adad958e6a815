// What a slide is called, how it ended, and where its outputs are: OUT/slides/<folder>/. Pure; thread-safe.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace herald {

// `slide` is the path relative to the folder that was given (or the file name), with extension; `folder` is
// <stem>-<8 hex of a hash of `slide`>, the slide's folder below OUT/slides.
struct SlideIdentity {
  std::string slide;
  std::string stem;
  std::string folder;
  std::string case_id;
};

// Identity of a slide called `slide` (path relative to the folder given, "/" between parts).
// folder = stem with everything but letters, digits, '.', '_' and '-' replaced by '_' (at most 80 bytes), '-', 8 hex.
[[nodiscard]] SlideIdentity identityOf(const std::string& slide, const std::string& case_id = {});

enum class SlideStatus { kScored, kIndeterminate, kFailed, kSkipped };
[[nodiscard]] std::string_view slideStatusName(SlideStatus status);  // scored | indeterminate | failed | skipped
[[nodiscard]] std::optional<SlideStatus> slideStatusNamed(std::string_view name);
[[nodiscard]] constexpr bool isMeasured(SlideStatus status) {
  return status == SlideStatus::kScored || status == SlideStatus::kIndeterminate;
}

// Path of a slide's folder below `out_dir`. Throws std::invalid_argument when `folder` is not a plain name (empty, ".",
// "..", with a separator or a control character), so that nothing is written outside `out_dir`.
[[nodiscard]] std::filesystem::path slideFolder(const std::filesystem::path& out_dir, const std::string& folder);

}  // namespace herald
