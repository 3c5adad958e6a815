// What an object is for: the meaning of its class, or of what it says where it has none.
//
//   1. A text beside the class (AnnotationObject::hints) that is a known class by itself. Formats give such texts where
//      there is no class, ImageScope's also beside that of the layer.
//   2. The class; an unknown one is an error.
//   3. Without a class, a text that is a known class with a number behind it.
//
// Of an object without a class no text may contradict another, nor have a word that is a class of another role than
// include: it would be included although it says something else. Pure; thread-safe.
#pragma once

#include <optional>

#include "pipeline/annotations/annotation_classes.h"
#include "pipeline/annotations/annotation_object.h"

namespace herald {

// Nothing: without a class. Throws std::invalid_argument naming the object, and the property that is in the way.
[[nodiscard]] std::optional<ClassMeaning> meaningOf(const AnnotationObject& object, const AnnotationClasses& classes);

}  // namespace herald
