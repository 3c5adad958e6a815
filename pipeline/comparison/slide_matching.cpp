#include "pipeline/comparison/slide_matching.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <stdexcept>
#include <unordered_map>

#include "pipeline/files/printable.h"

namespace herald {
namespace {

std::string trimmed(const std::string& name) {
  const std::size_t begin = name.find_first_not_of(" \t");
  return begin == std::string::npos ? "" : name.substr(begin, name.find_last_not_of(" \t") - begin + 1);
}

std::string fileNameOf(const std::string& slide) {
  return std::filesystem::path(trimmed(slide)).filename().string();
}

std::string stemOf(const std::string& slide) {
  return std::filesystem::path(trimmed(slide)).stem().string();
}

class KnownSlides {
 public:
  explicit KnownSlides(std::span<const std::string> known) : known_(known) {
    for (std::size_t i = 0; i < known.size(); ++i) {
      by_name_.emplace(known[i], i);
      by_stem_.emplace(stemOf(known[i]), i);
    }
  }

  [[nodiscard]] std::optional<std::size_t> find(const NamedSlide& named) const {
    if (const auto exact = by_name_.find(named.slide); exact != by_name_.end()) return exact->second;
    if (const auto exact = by_name_.find(trimmed(named.slide)); exact != by_name_.end()) return exact->second;
    if (const auto whole = onlyOneWithStem(fileNameOf(named.slide), named)) return whole;
    return onlyOneWithStem(stemOf(named.slide), named);
  }

 private:
  [[nodiscard]] std::optional<std::size_t> onlyOneWithStem(const std::string& stem, const NamedSlide& named) const {
    const auto [begin, end] = by_stem_.equal_range(stem);
    if (begin == end) return std::nullopt;
    if (std::next(begin) == end) return begin->second;
    std::vector<std::size_t> several;
    for (auto found = begin; found != end; ++found) several.push_back(found->second);
    std::sort(several.begin(), several.end());
    throw std::invalid_argument(fmt::format("{}: slide \"{}\" could be {} or {}; say which", named.place,
                                            printable(named.slide), printable(known_[several[0]]),
                                            printable(known_[several[1]])));
  }

  std::span<const std::string> known_;
  std::unordered_map<std::string, std::size_t> by_name_;
  std::unordered_multimap<std::string, std::size_t> by_stem_;
};

}  // namespace

std::vector<std::optional<std::size_t>> matchSlides(std::span<const NamedSlide> named,
                                                    std::span<const std::string> known) {
  const KnownSlides slides(known);
  std::vector<std::optional<std::size_t>> matches;
  std::vector<const NamedSlide*> claimed(known.size(), nullptr);
  for (const NamedSlide& one : named) {
    const auto match = slides.find(one);
    if (match && claimed[*match] != nullptr)
      throw std::invalid_argument(fmt::format("{}: slide \"{}\" is {}, and so is \"{}\" ({}); use one name for it",
                                              one.place, printable(one.slide), printable(known[*match]),
                                              printable(claimed[*match]->slide), claimed[*match]->place));
    if (match) claimed[*match] = &one;
    matches.push_back(match);
  }
  return matches;
}

}  // namespace herald
