// What the two XML readers share. Not for use elsewhere.
#pragma once

#include <optional>
#include <pugixml.hpp>
#include <string>

#include "pipeline/annotations/annotation_document.h"

namespace herald {

// The attribute's text, cut to kLongestAnnotationText and without white space round it; empty where it is missing.
[[nodiscard]] std::string attributeText(const pugi::xml_node& node, const char* name);

// A flag of the object: 1, true or yes, and 0, false, no or nothing, in any case. Throws std::invalid_argument naming
// the object for another word.
[[nodiscard]] bool truthOf(const pugi::xml_node& node, const char* name, const AnnotationObject& object);

// Point of a vertex. Throws std::invalid_argument naming the object where X or Y is missing or not a number.
[[nodiscard]] Level0Point pointOf(const pugi::xml_node& vertex, const AnnotationObject& object);

}  // namespace herald
