#include "pipeline/slides/slide_identity.h"

#include <algorithm>
#include <array>
#include <stdexcept>

#include "pipeline/files/file_hash.h"
#include "pipeline/files/output_names.h"

namespace herald {
namespace {

constexpr std::array<std::string_view, 4> kStatusNames = {"scored", "indeterminate", "failed", "skipped"};

std::string sanitised(const std::string& stem) {
  constexpr std::size_t kMaximumBytes = 80;
  std::string name = stem.substr(0, kMaximumBytes);
  for (char& c : name) {
    const bool plain =
        (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
    if (!plain) c = '_';
  }
  if (name.starts_with('.')) name[0] = '_';
  return name;
}

}  // namespace

SlideIdentity identityOf(const std::string& slide, const std::string& case_id) {
  SlideIdentity identity;
  identity.slide = slide;
  identity.stem = std::filesystem::path(slide).stem().string();
  identity.folder = sanitised(identity.stem) + "-" + hash32Hex(slide);
  identity.case_id = case_id;
  return identity;
}

std::string_view slideStatusName(SlideStatus status) {
  return kStatusNames.at(static_cast<std::size_t>(status));
}

std::optional<SlideStatus> slideStatusNamed(std::string_view name) {
  const auto* found = std::find(kStatusNames.begin(), kStatusNames.end(), name);
  if (found == kStatusNames.end()) return std::nullopt;
  return static_cast<SlideStatus>(found - kStatusNames.begin());
}

std::filesystem::path slideFolder(const std::filesystem::path& out_dir, const std::string& folder) {
  const bool plain =
      !folder.empty() && folder != "." && folder != ".." && std::none_of(folder.begin(), folder.end(), [](char c) {
        return c == '/' || c == '\\' || static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
      });
  if (!plain) throw std::invalid_argument("slide folder \"" + folder + "\" is not a plain name");
  return out_dir / output::kSlidesFolder / folder;
}

}  // namespace herald
