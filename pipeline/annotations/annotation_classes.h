// What the classes of annotations mean. Pure; thread-safe.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "stain/option_descriptor.h"

namespace herald {

// [annotation] in the configuration: names separated by commas, case ignored, "*" at the end stands for any ending. Of
// a class with parts ("Tumor: Positive") the first part counts. The defaults are the names QuPath offers and the usual
// ones of HER2 annotations. `Control 0`, `Control 1+`, `Control 2+` and `Control 3+` are controls whatever stands here.
struct AnnotationOptions {
  std::string include = "Tumor, Tumour, Invasive*, Include, ROI";
  std::string exclude =
      "Exclude, Ignore*, Artefact*, Artifact*, Necrosis, In situ*, DCIS, LCIS, Normal*, Benign*, Stroma, Immune cells";
  std::string ignore = "";  // neither: such objects are as if they were not there
};

template <>
struct Described<AnnotationOptions> : OptionTable<AnnotationOptions> {
  static constexpr std::string_view kNames = "names separated by commas; * at the end = any ending";
  static constexpr std::array kOptions = {
      // clang-format off
      text("annotation.include", kAnnotation, &Options::include, kNames, "Classes of regions whose cells count.",
           "names that annotation programs offer"),
      text("annotation.exclude", kAnnotation, &Options::exclude, kNames, "Classes of regions whose cells never count.",
           "names that annotation programs offer"),
      text("annotation.ignore", kAnnotation, &Options::ignore, kNames,
           "Classes without effect; other unknown classes are errors.", "names that annotation programs offer"),
      // clang-format on
  };
};

// Throws std::invalid_argument when a name appears in two of the lists.
void validate(const AnnotationOptions& options);

enum class RegionRole { kInclude, kExclude, kControl, kIgnored };

struct ClassMeaning {
  RegionRole role = RegionRole::kInclude;
  int expected = 0;  // of a control: 0-3
};

class AnnotationClasses {
 public:
  explicit AnnotationClasses(const AnnotationOptions& options);
  // Nothing: the class is not known.
  [[nodiscard]] std::optional<ClassMeaning> meaningOf(std::string_view class_name) const;
  // The same of a name with a number behind it, as programs and people count objects: "Necrosis 2", "ROI_3". Nothing
  // without a number.
  [[nodiscard]] std::optional<ClassMeaning> meaningOfNumbered(std::string_view name) const;
  // The first class of another role than include that stands in the text as words of its own, as it is written in the
  // options; "Control" alone is one, too. For texts of objects without a class.
  [[nodiscard]] std::optional<std::string> otherRoleIn(std::string_view text) const;
  // For messages: what to do about an unknown class, with a did-you-mean.
  [[nodiscard]] std::string adviceFor(std::string_view unknown) const;

 private:
  struct Pattern {
    std::string name;  // as written
    RegionRole role;
  };
  std::vector<Pattern> patterns_;
};

}  // namespace herald
