#include "pipeline/annotations/annotation_classes.h"

#include <fmt/format.h>

#include <array>
#include <stdexcept>

#include "pipeline/annotations/annotation_text.h"
#include "scoring/suggestion.h"

namespace herald {
namespace {

constexpr std::array<std::string_view, 4> kControlNames = {"Control 0", "Control 1+", "Control 2+", "Control 3+"};

std::vector<std::string> namesIn(std::string_view list) {
  std::vector<std::string> names;
  while (!list.empty()) {
    const std::size_t comma = list.find(',');
    const std::string_view name = trimmed(list.substr(0, comma));
    if (!name.empty()) names.emplace_back(name);
    list = comma == std::string_view::npos ? std::string_view() : list.substr(comma + 1);
  }
  return names;
}

bool matches(std::string_view class_name, std::string_view pattern) {
  const std::string name = lowerCase(class_name);
  const std::string wanted = lowerCase(pattern);
  if (!wanted.ends_with('*')) return name == wanted;
  return name.starts_with(std::string_view(wanted).substr(0, wanted.size() - 1));
}

bool isLetter(char c) {
  return (c >= 'a' && c <= 'z') || static_cast<unsigned char>(c) >= 0x80;
}

// Whether `pattern` stands at `begin` of a text, as whole words. Both in lower case.
bool standsAt(std::string_view text, std::size_t begin, std::string_view pattern) {
  if (begin > 0 && isLetter(text[begin - 1])) return false;
  const bool any_ending = pattern.ends_with('*');
  if (any_ending) pattern.remove_suffix(1);
  if (pattern.empty() || !text.substr(begin).starts_with(pattern)) return false;
  const std::size_t end = begin + pattern.size();
  return any_ending || end == text.size() || !isLetter(text[end]);
}

}  // namespace

void validate(const AnnotationOptions& options) {
  std::vector<std::string> known;
  for (const std::string& list : {options.include, options.exclude, options.ignore})
    for (const std::string& name : namesIn(list)) {
      for (const std::string& other : known)
        if (lowerCase(name) == lowerCase(other))
          throw std::invalid_argument(
              fmt::format("annotation: \"{}\" appears twice in the lists include, exclude and ignore", name));
      known.push_back(name);
    }
}

AnnotationClasses::AnnotationClasses(const AnnotationOptions& options) {
  for (const std::string& name : namesIn(options.include)) patterns_.push_back({name, RegionRole::kInclude});
  for (const std::string& name : namesIn(options.exclude)) patterns_.push_back({name, RegionRole::kExclude});
  for (const std::string& name : namesIn(options.ignore)) patterns_.push_back({name, RegionRole::kIgnored});
}

std::optional<ClassMeaning> AnnotationClasses::meaningOf(std::string_view class_name) const {
  const std::string_view name = trimmed(class_name.substr(0, class_name.find(':')));
  for (std::size_t i = 0; i < kControlNames.size(); ++i)
    if (matches(name, kControlNames[i])) return ClassMeaning{RegionRole::kControl, static_cast<int>(i)};
  // The exact name before a pattern that begins alike.
  for (const bool exact : {true, false})
    for (const Pattern& pattern : patterns_)
      if (exact ? lowerCase(name) == lowerCase(pattern.name) : matches(name, pattern.name))
        return ClassMeaning{pattern.role, 0};
  return std::nullopt;
}

std::optional<ClassMeaning> AnnotationClasses::meaningOfNumbered(std::string_view name) const {
  const std::size_t end = name.find_last_not_of("0123456789 _-#()");
  if (end == std::string_view::npos || name.find_first_of("0123456789", end) == std::string_view::npos)
    return std::nullopt;
  return meaningOf(name.substr(0, end + 1));
}

std::optional<std::string> AnnotationClasses::otherRoleIn(std::string_view text) const {
  std::vector<std::string> words = {"Control"};
  for (const Pattern& pattern : patterns_)
    if (pattern.role != RegionRole::kInclude) words.push_back(pattern.name);
  const std::string lower = lowerCase(text);
  for (const std::string& word : words) {
    const std::string wanted = lowerCase(word);
    for (std::size_t begin = 0; begin < lower.size(); ++begin)
      if (standsAt(lower, begin, wanted)) return word;
  }
  return std::nullopt;
}

std::string AnnotationClasses::adviceFor(std::string_view unknown) const {
  std::vector<std::string_view> known(kControlNames.begin(), kControlNames.end());
  for (const Pattern& pattern : patterns_) known.push_back(pattern.name);
  const std::string suggestion = didYouMean(unknown, known);
  return suggestion.empty() ? "; name it in annotation.include, annotation.exclude or annotation.ignore" : suggestion;
}

}  // namespace herald
