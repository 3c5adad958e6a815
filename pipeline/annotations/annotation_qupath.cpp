#include <algorithm>
#include <initializer_list>
#include <iterator>
#include <vector>

#include "pipeline/annotations/annotation_geojson.h"
#include "pipeline/annotations/annotation_text.h"

namespace herald {
namespace {

using Json = nlohmann::json;

// A feature of the most points has five values a point at most: two numbers, the array round them, and some more.
constexpr std::int64_t kMostValuesOfFeature = 6 * kMostAnnotationPoints;
// A point has 18 digits a number at most, and 90 bytes of white space where it is written on lines of its own.
constexpr std::int64_t kLargestFeatureBytes = std::int64_t{128} << 20;
// QuPath's hierarchies take three levels a generation.
constexpr int kDeepest = 256;
// Those of a file lie in an array, which may lie in a collection; deeper ones are children.
constexpr std::size_t kDepthOfFeatures = 2;
constexpr int kMostProperties = 10'000;

constexpr const char* kNoFeature = "the GeoJSON has something other than a feature among its features";

// The file's bytes, counted.
struct CountedBytes {
  using iterator_category = std::input_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char*;
  using reference = char;

  char operator*() const { return *at; }
  CountedBytes& operator++() {
    if (++*count > kLargestFeatureBytes)
      throw std::invalid_argument(fmt::format("an object larger than {} MiB", kLargestFeatureBytes >> 20));
    ++at;
    return *this;
  }
  friend bool operator==(const CountedBytes& a, const CountedBytes& b) { return a.at == b.at; }

  std::istreambuf_iterator<char> at;
  std::int64_t* count;
};

// What an object or array of the document is. Of kOther nothing is kept.
enum class Place { kOther, kFeatures, kFeature, kProperties, kMetadata, kClass, kGeometry, kCoordinates };

struct Container {
  Place place = Place::kOther;
  std::string key;  // of the member that is being read
  int members = 0;
  // Of a feature:
  std::int64_t number = 0;
  std::int64_t values_before = 0;
  std::int64_t bytes_before = 0;
};

bool isChildrenKey(const std::string& key) {
  return key == "childObjects" || key == "children";
}

Place placeOfChildren(const std::string& key, bool is_array) {
  if (!is_array)
    throw std::invalid_argument(fmt::format("an object has {} that are not a list of GeoJSON features", key));
  return Place::kFeatures;
}

Place placeInProperties(const std::string& key, bool is_array) {
  if (isChildrenKey(key)) return placeOfChildren(key, is_array);
  const std::string lower = lowerCase(key);
  if (isClassProperty(lower) || lower == "label" || lower == "type") return Place::kClass;
  return key == "metadata" && !is_array ? Place::kMetadata : Place::kOther;
}

// Takes features out of the document as soon as each is complete, children before their parent, so that one branch at
// a time is in memory; and of a feature only what it is asked for.
class FeatureReader {
 public:
  AnnotationDocument read(std::istream& file) {
    const CountedBytes begin{std::istreambuf_iterator<char>(file), &bytes_};
    const CountedBytes end{std::istreambuf_iterator<char>(), &bytes_};
    const Json rest = Json::parse(
        begin, end, [this](int depth, Json::parse_event_t event, Json& parsed) { return step(depth, event, parsed); });
    requireNothingElse(rest);
    return builder_.finish();
  }

 private:
  // Whether to keep what the event is about.
  bool step(int depth, Json::parse_event_t event, const Json& parsed) {
    if (depth > kDeepest) throw std::invalid_argument(fmt::format("nested deeper than {} levels", kDeepest));
    if (++values_ > kMostValuesOfFeature) throw std::invalid_argument("an object with too many values");
    const auto at = static_cast<std::size_t>(depth);
    switch (event) {
      case Json::parse_event_t::object_start:
        return open(at, false);
      case Json::parse_event_t::array_start:
        return open(at, true);
      case Json::parse_event_t::key:
        return name(at - 1, parsed.get_ref<const std::string&>());
      case Json::parse_event_t::object_end:
        return containers_[at].place != Place::kFeature || close(at, parsed);
      default:
        return true;
    }
  }

  bool open(std::size_t at, bool is_array) {
    containers_.resize(at);
    Container opened;
    opened.place = placeOf(is_array);
    if (opened.place == Place::kFeature) {
      opened.values_before = values_;
      opened.bytes_before = bytes_;
      // Of the outermost object it is not known yet whether it is a feature.
      if (at > 0) opened.number = builder_.nextNumber();
    }
    containers_.push_back(std::move(opened));
    return containers_.back().place != Place::kOther;
  }

  [[nodiscard]] Place placeOf(bool is_array) const {
    if (containers_.empty()) return is_array ? Place::kFeatures : Place::kFeature;
    const Container& parent = containers_.back();
    switch (parent.place) {
      case Place::kFeatures:
        if (is_array) throw std::invalid_argument(kNoFeature);
        return Place::kFeature;
      case Place::kFeature:
        if (isChildrenKey(parent.key)) return placeOfChildren(parent.key, is_array);
        if (is_array) return containers_.size() == 1 && parent.key == "features" ? Place::kFeatures : Place::kOther;
        if (parent.key == "properties") return Place::kProperties;
        return parent.key == "geometry" ? Place::kGeometry : Place::kOther;
      case Place::kProperties:
        return placeInProperties(parent.key, is_array);
      case Place::kClass:
        return is_array && parent.key == "names" ? Place::kClass : Place::kOther;
      case Place::kGeometry:
        return is_array && parent.key == "coordinates" ? Place::kCoordinates : Place::kOther;
      case Place::kCoordinates:
        if (!is_array) throw std::invalid_argument("an object among the coordinates of a geometry");
        return Place::kCoordinates;
      default:
        return Place::kOther;
    }
  }

  bool name(std::size_t at, const std::string& key) {
    if (at >= containers_.size()) return false;
    Container& parent = containers_[at];
    if (++parent.members > kMostProperties && parent.place != Place::kOther)
      throw std::invalid_argument(fmt::format("an object with more than {} properties", kMostProperties));
    parent.key = key.substr(0, kLongestAnnotationText);
    if (at == 0) noteFormat(key);
    const auto isOneOf = [&](std::initializer_list<std::string_view> keys) {
      return std::find(keys.begin(), keys.end(), key) != keys.end();
    };
    switch (parent.place) {
      case Place::kFeature:
        return isOneOf({"type", "id", "geometry", "properties", "features", "childObjects", "children"});
      case Place::kClass:
        return isOneOf({"name", "names"});
      case Place::kGeometry:
        return isOneOf({"type", "coordinates"});
      case Place::kProperties:
      case Place::kMetadata:
        return true;
      default:
        return false;
    }
  }

  bool close(std::size_t at, const Json& parsed) {
    if (jsonTextOf(parsed, "type") != "Feature") {
      if (at > 0) throw std::invalid_argument(kNoFeature);
      return true;
    }
    const Container& feature = containers_[at];
    takeGeoJsonFeature(parsed, at > 0 ? feature.number : builder_.nextNumber(), builder_);
    const bool outermost = at <= kDepthOfFeatures;
    values_ = outermost ? 0 : feature.values_before;
    bytes_ = outermost ? 0 : feature.bytes_before;
    return false;
  }

  // What is left once the features are out: nothing, an empty collection or an empty array.
  void requireNothingElse(const Json& rest) const {
    if (rest.is_discarded() || rest.is_null()) return;  // it was one feature
    const Json* features = &rest;
    if (rest.is_object()) {
      const auto member = rest.find("features");
      if (jsonTextOf(rest, "type") != "FeatureCollection" || member == rest.end())
        throw std::invalid_argument(
            other_format_.empty() ? "not a GeoJSON FeatureCollection, array of features or feature"
                                  : other_format_ + " is not read; export the regions as GeoJSON in level-0 pixels");
      features = &*member;
    }
    if (!features->is_array() || !features->empty()) throw std::invalid_argument(kNoFeature);
  }

  // By members of the outermost object that GeoJSON has not.
  void noteFormat(const std::string& key) {
    if (key == "schema_ref" || key == "item") other_format_ = "JSON of V7 Darwin";
    if (key == "images" || key == "categories") other_format_ = "JSON of COCO";
    if (key == "shapes") other_format_ = "JSON of LabelMe";
    if (key == "geometries" || key == "coordinates") other_format_ = "a GeoJSON geometry without a feature";
  }

  AnnotationBuilder builder_{"qupath"};
  std::vector<Container> containers_;  // that are open
  std::string other_format_;
  std::int64_t values_ = 0;  // of the features that are open
  std::int64_t bytes_ = 0;   // as well
};

}  // namespace

AnnotationDocument readQuPathGeoJson(std::istream& file) {
  try {
    return FeatureReader().read(file);
  } catch (const Json::parse_error& error) {
    throw std::invalid_argument(fmt::format("not valid JSON from byte {}", error.byte));
  } catch (const Json::exception&) {
    throw std::invalid_argument("not valid JSON: a number is out of range");
  }
}

}  // namespace herald
