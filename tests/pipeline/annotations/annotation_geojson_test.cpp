// GeoJSON of QuPath and of others: classes, kinds, places, and what is broken.
#include <gtest/gtest.h>

#include "annotation_texts.h"

namespace herald {
namespace {

TEST(QuPathGeoJson, GivesPolygonsWithHolesNamesAndClasses) {
  const auto document =
      read(R"({"type":"FeatureCollection","features":[)" +
           feature(polygon("[" + kSquare + "," + kHole + "]"),
                   R"({"objectType":"annotation","name":"left","classification":{"name":"Tumor","color":[1,2,3]}})") +
           "]}");
  EXPECT_EQ(document.format, "qupath");
  ASSERT_EQ(document.objects.size(), 1U);
  const AnnotationObject& object = document.objects[0];
  EXPECT_EQ(annotationObjectText(object), "object 1 (\"left\", Tumor)");
  ASSERT_EQ(object.polygons.size(), 1U);
  ASSERT_EQ(object.polygons[0].exterior.size(), 4U);  // the closing point is the first
  EXPECT_EQ(object.polygons[0].exterior[2].x, 10);
  ASSERT_EQ(object.polygons[0].holes.size(), 1U);
  EXPECT_DOUBLE_EQ(areaPx2(object.polygons[0]), 96);
}

TEST(QuPathGeoJson, ReadsMultiPolygonsArraysAndSingleFeatures) {
  const std::string multi =
      R"({"type":"MultiPolygon","coordinates":[[)" + kSquare + "],[" + kSquare + "," + kHole + "]]}";
  for (const std::string& text :
       {feature(multi), inBrackets(feature(multi)), "\xEF\xBB\xBF\n " + inBrackets(feature(multi))}) {
    const auto document = read(text);
    ASSERT_EQ(document.objects.size(), 1U);
    ASSERT_EQ(document.objects[0].polygons.size(), 2U);
    EXPECT_EQ(document.objects[0].polygons[1].holes.size(), 1U);
  }
}

TEST(QuPathGeoJson, ReadsEveryFormOfAClass) {
  const auto classOf = [](const std::string& classification) {
    const auto document = read(feature(polygon("[" + kSquare + "]"), R"({"classification":)" + classification + "}"));
    return document.objects.at(0).class_name;
  };
  EXPECT_EQ(classOf(R"("Stroma")"), "Stroma");
  EXPECT_EQ(classOf(R"({"name":"Tumor: Positive"})"), "Tumor: Positive");
  EXPECT_EQ(classOf(R"({"names":["Tumor","Positive"]})"), "Tumor");
  EXPECT_EQ(classOf("null"), "");
}

TEST(QuPathGeoJson, CellsAndWhatHasNoAreaAreLeftOutAndCounted) {
  const std::string square = polygon("[" + kSquare + "]");
  const auto document = read(inBrackets(feature(square, R"({"objectType":"cell"})") + "," +
                                        feature(square, R"({"object_type":"detection"})") + "," +
                                        feature(R"({"type":"Point","coordinates":[1,2]})") + "," + feature(square)));
  EXPECT_EQ(document.detections, 2);
  EXPECT_EQ(document.without_area, 1);
  ASSERT_EQ(document.objects.size(), 1U);
  EXPECT_EQ(document.objects[0].number, 4);
}

TEST(QuPathGeoJson, TheIdOfOldVersionsSaysTheKind) {
  const auto withId = [](const std::string& id, const std::string& properties = "{}") {
    return R"({"type":"Feature","id":")" + id + R"(","geometry":)" + polygon("[" + kSquare + "]") +
           R"(,"properties":)" + properties + "}";
  };
  EXPECT_EQ(read(withId("PathAnnotationObject")).objects.size(), 1U);
  EXPECT_EQ(read(withId("PathCellObject", R"({"objectType":"annotation"})")).objects.size(), 1U);
  EXPECT_EQ(read(withId("cell-3")).objects.size(), 1U);
  EXPECT_EQ(read(withId("7", R"({"type":"polyline"})")).objects.size(), 1U);
  for (const char* id : {"PathCellObject", "PathDetectionObject", "PathTileObject", "TMACoreObject"})
    EXPECT_EQ(read(withId(id, R"({"classification":"Stroma"})")).detections, 1) << id;
  EXPECT_EQ(read(withId("7", R"({"type":"cell"})")).detections, 1);
  EXPECT_EQ(read(inBrackets(withId("PathRootObject"))).detections, 0);
}

TEST(QuPathGeoJson, AClassMayBeTextOrStandInAnotherProperty) {
  const auto objectWith = [](const std::string& properties) {
    return read(feature(polygon("[" + kSquare + "]"), properties)).objects.at(0);
  };
  EXPECT_EQ(objectWith(R"({"classification":"{\"name\": \"Tumor\", \"color\": [200, 0, 0]}"})").class_name, "Tumor");
  EXPECT_EQ(objectWith(R"({"classification":"[\"Tumor\"]"})").class_name, "Tumor");
  EXPECT_EQ(objectWith(R"({"classification":["Tumor","x"]})").class_name, "Tumor");
  EXPECT_EQ(objectWith(R"({"Class":"Adipose","label":"7"})").class_name, "Adipose");
  EXPECT_EQ(objectWith(R"({"class":"Adipose","classification":"Tumor"})").class_name, "Tumor");
  EXPECT_EQ(objectWith(R"({"class":null,"class_name":{"name":"Stroma"}})").class_name, "Stroma");
  const AnnotationObject said =
      objectWith(R"({"objectType":"annotation","isLocked":true,"label":{"name":"Necrosis"},"name":"left","metadata":
{"note":"x","n":1},"measurements":[{"name":"Area","value":3}],"tissue":"breast"})");
  EXPECT_EQ(said.class_name, "");
  EXPECT_EQ(said.name, "left");
  EXPECT_EQ(said.hints, (std::vector<AnnotationText>{
                            {"label", "Necrosis"}, {"metadata.note", "x"}, {"name", "left"}, {"tissue", "breast"}}));
  EXPECT_NE(refusalOf(feature(polygon("[" + kSquare + "]"), R"({"classification":"{'name': 'Tumor'}"})"))
                .find("object 1 has a classification in text that is not valid JSON: {'name': 'Tumor'}"),
            std::string::npos);
}

TEST(QuPathGeoJson, AnObjectWithoutAPlaceIsLeftOutAndCounted) {
  const auto document = read(inBrackets(feature("null") + "," + feature(polygon("[" + kSquare + "]"))));
  EXPECT_EQ(document.without_area, 1);
  ASSERT_EQ(document.objects.size(), 1U);
  EXPECT_EQ(document.objects[0].number, 2);
}

TEST(QuPathGeoJson, ManyValuesThatAreNotReadTakeNoTime) {
  std::string members = R"("a":{})";
  std::string elements = "{}";
  for (int i = 0; i < 400'000; ++i) elements += ",{}";
  for (int i = 0; i < 400'000; ++i) members += ",\"" + std::to_string(i) + "\":{}";
  const std::string inside = feature(polygon("[" + kSquare + "]"), R"({"measurements":)" + inBrackets(elements) + "}");
  EXPECT_EQ(read(inside).objects.size(), 1U);
  EXPECT_EQ(read(R"({"type":"FeatureCollection","features":[],"crs":{)" + members + "}}").objects.size(), 0U);
  EXPECT_EQ(refusalOf(inBrackets(elements)), "the GeoJSON has something other than a feature among its features");
  EXPECT_EQ(refusalOf(feature("null", "{" + members + "}")), "an object with more than 10000 properties");
}

TEST(QuPathGeoJson, TextsAreBounded) {
  std::string texts = R"("a":"b")";
  for (int i = 0; i < 100; ++i) texts += R"(,"a)" + std::to_string(i) + R"(":"b")";
  EXPECT_EQ(refusalOf(feature(polygon("[" + kSquare + "]"), "{" + texts + "}")),
            "object 1 has no class, and more than 100 texts");
  EXPECT_EQ(read(feature(polygon("[" + kSquare + "]"), R"({"classification":"ROI",)" + texts + "}")).objects.size(),
            1U);
}

TEST(QuPathGeoJson, SaysWhatIsBroken) {
  const std::pair<std::string, const char*> kCases[] = {
      {"", "empty"},
      {"tumour", "neither GeoJSON (QuPath) nor XML"},
      {R"({"type":"FeatureCollection","features":[)", "not valid JSON from byte"},
      {R"({"a":1e999})", "not valid JSON: a number is out of range"},
      {"{}", "not a GeoJSON FeatureCollection"},
      {R"({"type":"Polygon","coordinates":[]})", "a GeoJSON geometry without a feature is not read"},
      {R"({"version":"2.0","item":{"name":"a.tif"},"annotations":[]})", "JSON of V7 Darwin is not read"},
      {R"({"images":[{"id":1}],"annotations":[{"id":1}]})", "JSON of COCO is not read"},
      {R"({"type":"FeatureCollection","features":[{"type":"Polygon"}]})", "something other than a feature"},
      {"[1]", "something other than a feature"},
      {R"([{"type":"Feature"}])", "object 1 has no geometry"},
      {feature("{}"), "object 1 has no geometry"},
      {feature("[]"), "object 1 has no geometry"},
      {"[[1]]", "something other than a feature"},
      {feature(polygon("[[[0,0],{}]]")), "an object among the coordinates"},
      {feature(R"({"type":"Polygon"})"), "object 1 has a geometry without coordinates"},
      {feature(R"({"type":"Circle","coordinates":[]})"), "of type \"Circle\"; Polygon or MultiPolygon"},
      {feature(R"({"type":"MultiPolygon","coordinates":[]})"), "without polygons"},
      {feature(polygon("[]")), "without an outline"},
      {feature(polygon("[5]")), "not a list of points"},
      {feature(polygon("[[[0,0],[1]]]")), "a coordinate that is not a number"},
      {feature(polygon(R"([[[0,0],["1",2]]])")), "a coordinate that is not a number"},
      {feature(polygon("[[[0,0],[null,2]]]")), "a coordinate that is not a number"},
      {feature(polygon("[" + kSquare + "]"), R"({"classification":{"colour":1}})"), "a classification without a name"},
  };
  for (const auto& [text, part] : kCases)
    EXPECT_NE(refusalOf(text).find(part), std::string::npos) << text << ": " << refusalOf(text);
}

TEST(QuPathGeoJson, DepthAndSizeAreBounded) {
  std::string deep;
  for (int i = 0; i < 300'000; ++i) deep += "{\"properties\":";
  EXPECT_NE(refusalOf(deep).find("nested deeper"), std::string::npos);
  std::string points = "[0,0]";
  for (std::int64_t i = 0; i < kMostAnnotationPoints; ++i) points += ",[1,1]";
  EXPECT_EQ(refusalOf(feature(polygon("[[" + points + "]]"))), "more than 1000000 points");
  std::string values = "[0";
  for (std::int64_t i = 0; i < 6 * kMostAnnotationPoints; ++i) values += ",0";
  EXPECT_EQ(refusalOf(values + "]"), "an object with too many values");
}

TEST(QuPathGeoJson, ATextCannotFillTheMemory) {
  const std::string endless(std::size_t{129} << 20, 'x');
  EXPECT_EQ(refusalOf("[{\"type\":\"Feature\",\"a\":\"" + endless + "\"}]"), "an object larger than 128 MiB");
}

TEST(QuPathGeoJson, ManySmallObjectsMayBeLargerThanOne) {
  const std::string padding(std::size_t{40} << 20, ' ');
  std::string features = feature(polygon("[" + kSquare + "]"));
  for (int i = 0; i < 3; ++i) features += "," + padding + feature(polygon("[" + kSquare + "]"));
  EXPECT_EQ(read(inBrackets(features)).objects.size(), 4U);
}

}  // namespace
}  // namespace herald
