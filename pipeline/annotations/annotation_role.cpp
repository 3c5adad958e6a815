#include "pipeline/annotations/annotation_role.h"

#include "pipeline/annotations/annotation_formats.h"
#include "pipeline/annotations/annotation_text.h"

namespace herald {
namespace {

bool isSame(const ClassMeaning& a, const ClassMeaning& b) {
  return a.role == b.role && a.expected == b.expected;
}

std::string quoted(const AnnotationText& hint) {
  return fmt::format("{} = \"{}\"", plainText(hint.property), plainText(hint.text));
}

// What the texts of an object without a class agree on.
std::optional<ClassMeaning> meaningOfTexts(const AnnotationObject& object, const AnnotationClasses& classes) {
  std::optional<ClassMeaning> meaning;
  const AnnotationText* said = nullptr;
  for (const AnnotationText& hint : object.hints) {
    auto found = classes.meaningOf(hint.text);
    if (!found) found = classes.meaningOfNumbered(hint.text);
    if (!found) continue;
    if (meaning && !isSame(*meaning, *found))
      throw objectFault(object, fmt::format("has no class, and {} says something else than {}; give it a class",
                                            quoted(hint), quoted(*said)));
    meaning = found;
    said = &hint;
  }
  return meaning;
}

void requireNoOtherRole(const AnnotationObject& object, const AnnotationClasses& classes) {
  for (const AnnotationText& hint : object.hints)
    if (const auto word = classes.otherRoleIn(hint.text))
      throw objectFault(
          object, fmt::format("has no class, and {} has the word \"{}\", a class that is not included; give it a class",
                              quoted(hint), *word));
}

}  // namespace

std::optional<ClassMeaning> meaningOf(const AnnotationObject& object, const AnnotationClasses& classes) {
  if (object.class_name.empty()) {
    const auto meaning = meaningOfTexts(object, classes);
    if (!meaning && !object.negative) requireNoOtherRole(object, classes);
    return meaning;
  }
  for (const AnnotationText& hint : object.hints)
    if (const auto meaning = classes.meaningOf(hint.text)) return meaning;
  const auto meaning = classes.meaningOf(object.class_name);
  if (!meaning)
    throw objectFault(object, fmt::format("has the unknown class \"{}\"{}", plainText(object.class_name),
                                          classes.adviceFor(object.class_name)));
  return meaning;
}

}  // namespace herald
