#include "pipeline/slides/unread_pictures.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

#include "pipeline/slides/described_pixel_size.h"

namespace herald {
namespace {

double areaOf(const auto& picture) {
  return static_cast<double>(picture.width) * static_cast<double>(picture.height);
}

bool sameSize(const auto& a, const auto& b) {
  return a.width == b.width && a.height == b.height;
}

// Which of the pages are levels: of each level's size the first one.
std::vector<bool> levelPages(const TiffPages& file, bool tiled, const SlideDescription& description) {
  std::vector<bool> is_level(file.pages.size());
  for (const SlideLevel& level : description.levels) {
    const auto page = std::find_if(file.pages.begin(), file.pages.end(), [&](const TiffPage& candidate) {
      return (candidate.tiled || !tiled) && sameSize(candidate, level);
    });
    if (page != file.pages.end()) is_level[static_cast<std::size_t>(page - file.pages.begin())] = true;
  }
  return is_level;
}

bool isExpected(const TiffPage& page, const SlideDescription& description) {
  const SlideLevel& level0 = description.levels.front();
  if (!sameSize(page, level0) && isReducedCopy(level0, page.width, page.height)) return true;
  return description.vendor == "aperio" && !page.tiled && areaOf(page) < areaOf(level0) / 2;
}

// "z-plane" for the first planes, ..., "page" for those that no text tells of.
std::string kindOf(int plane, const DescribedPlanes& planes) {
  if (plane < planes.z) return "z-plane";
  if (plane < planes.z * planes.times) return "time point";
  return plane < planes.z * planes.times * planes.channels ? "channel" : "page";
}

std::string groupText(std::span<const UnreadPicture> group) {
  const UnreadPicture& first = group.front();
  const std::string what = group.size() > 1       ? fmt::format("{} {}s", group.size(), first.kind)
                           : first.kind == "page" ? fmt::format("page {}", first.page)
                                                  : fmt::format("a {}", first.kind);
  return fmt::format("{} ({} x {} px)", what, first.width, first.height);
}

}  // namespace

void describePages(const TiffPages& file, bool tiled, SlideDescription& description) {
  if (file.pages.empty() || description.levels.empty()) return;
  const SlideLevel level0 = description.levels.front();
  const std::vector<bool> is_level = levelPages(file, tiled, description);
  const DescribedPlanes planes = describedPlanes(file.pages.front().description, level0);
  int plane = 1;
  for (std::size_t i = 0; i < file.pages.size(); ++i) {
    const TiffPage& page = file.pages[i];
    if (tiled && is_level[i] && sameSize(page, level0)) noteOrientation(page.orientation, description);
    if (is_level[i] || isExpected(page, description)) continue;
    const std::string kind = sameSize(page, level0) ? kindOf(plane++, planes) : "page";
    const bool other_section = kind == "page" && !page.reduced && areaOf(page) >= areaOf(level0) / 2;
    description.unread.push_back({kind, static_cast<int>(i) + 1, page.width, page.height, other_section});
  }
  if (!description.unread.empty()) description.notes.push_back("not read: " + unreadText(description.unread));
}

std::string unreadText(std::span<const UnreadPicture> pictures) {
  constexpr int kMostGroups = 4;
  std::string text;
  for (int groups = 0; !pictures.empty(); ++groups) {
    if (groups == kMostGroups) return text + fmt::format(" and {} more", pictures.size());
    const auto end = std::find_if(pictures.begin(), pictures.end(), [&](const UnreadPicture& other) {
      return other.kind != pictures.front().kind || !sameSize(other, pictures.front());
    });
    const auto count = static_cast<std::size_t>(end - pictures.begin());
    text += (text.empty() ? "" : ", ") + groupText(pictures.first(count));
    pictures = pictures.subspan(count);
  }
  return text;
}

void noteOrientation(int orientation, SlideDescription& description) {
  constexpr std::array<std::string_view, 7> kMeanings = {"mirrored",
                                                         "turned by 180 degrees",
                                                         "mirrored and turned by 180 degrees",
                                                         "mirrored and turned by 90 degrees",
                                                         "turned by 90 degrees",
                                                         "mirrored and turned by 90 degrees",
                                                         "turned by 90 degrees"};
  if (orientation < 2 || orientation > 8) return;
  description.notes.push_back(fmt::format(
      "the orientation tag is {} ({}) and is not followed: pictures and coordinates are those of the stored pixels",
      orientation, kMeanings.at(static_cast<std::size_t>(orientation) - 2)));
}

}  // namespace herald
