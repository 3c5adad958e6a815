#include "pipeline/annotations/annotation_classes.h"

#include <fmt/format.h>

#include <array>
#include <stdexcept>

#include "pipeline/annotations/annotation_text.h"
#include "scoring/suggestion.h"

namespace herald {
namespace {

constexpr std::array<std::string_view, 4> kControlNames = {"Control 0", "Control 1+", "Control 2+", "Control 3+"};

std::string lowerCase(std::string_view text) {
  std::string lower(text);
  for (char& c : lower)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return lower;
}

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

std::string AnnotationClasses::adviceFor(std::string_view unknown) const {
  std::vector<std::string_view> known(kControlNames.begin(), kControlNames.end());
  for (const Pattern& pattern : patterns_) known.push_back(pattern.name);
  const std::string suggestion = didYouMean(unknown, known);
  return suggestion.empty() ? "; name it in annotation.include, annotation.exclude or annotation.ignore" : suggestion;
}

}  // namespace herald
