// One GeoJSON feature to one object. Not for use elsewhere than in the GeoJSON reader.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "pipeline/annotations/annotation_formats.h"

namespace herald {

// The member's text, cut to kLongestAnnotationText; empty where it is missing or no text.
[[nodiscard]] std::string jsonTextOf(const nlohmann::json& object, const char* key);

// Properties that say the class where there is no "classification", in lower case.
[[nodiscard]] bool isClassProperty(std::string_view lower_case_key);

// Keeps the feature's object, or counts why it is left out; QuPath's root object is neither. Its children, of
// childObjects or children, have been taken out of it before. Throws std::invalid_argument naming the object.
void takeGeoJsonFeature(const nlohmann::json& feature, std::int64_t number, AnnotationBuilder& builder);

}  // namespace herald
