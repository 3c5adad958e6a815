// The three formats: known truth of tiny hand-written files, what is broken, and what attacks.
#include "pipeline/annotations/annotation_document.h"

#include <gtest/gtest.h>

#include <sstream>

#include "tests/support/temporary_folder.h"

namespace herald {
namespace {

AnnotationDocument read(const std::string& text) {
  std::istringstream file(text);
  return readAnnotationDocument(file);
}

std::string refusalOf(const std::string& text) {
  return messageOf<std::invalid_argument>([&] { (void)read(text); });
}

std::string feature(const std::string& geometry, const std::string& properties = R"({"objectType":"annotation"})") {
  return R"({"type":"Feature","id":"x","geometry":)" + geometry + R"(,"properties":)" + properties + "}";
}

std::string polygon(const std::string& rings) {
  return R"({"type":"Polygon","coordinates":)" + rings + "}";
}

std::string inBrackets(const std::string& text) {
  std::string list = "[";
  list += text;
  list += "]";
  return list;
}

const std::string kSquare = "[[0,0],[10,0],[10,10],[0,10],[0,0]]";
const std::string kHole = "[[2,2],[4,2],[4,4],[2,4],[2,2]]";

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

TEST(QuPathGeoJson, SaysWhatIsBroken) {
  const std::pair<std::string, const char*> kCases[] = {
      {"", "empty"},
      {"tumour", "neither GeoJSON (QuPath) nor XML"},
      {R"({"type":"FeatureCollection","features":[)", "not valid JSON from byte"},
      {R"({"a":1e999})", "not valid JSON: a number is out of range"},
      {"{}", "not a GeoJSON FeatureCollection"},
      {R"({"type":"Polygon","coordinates":[]})", "not a GeoJSON FeatureCollection"},
      {R"({"type":"FeatureCollection","features":[{"type":"Polygon"}]})", "something other than a feature"},
      {"[1]", "something other than a feature"},
      {R"([{"type":"Feature"}])", "object 1 has no geometry"},
      {feature("null"), "object 1 has no geometry"},
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
  EXPECT_NE(refusalOf(std::string(1'000'000, '[')).find("nested deeper"), std::string::npos);
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

std::string imageScope(const std::string& regions, const std::string& layer = R"(Id="1" Name="Tumor")") {
  return R"(<?xml version="1.0"?><Annotations MicronsPerPixel="0.25"><Annotation )" + layer +
         "><Attributes/><Regions><RegionAttributeHeaders/>" + regions + "</Regions></Annotation></Annotations>";
}

const std::string kVertices =
    R"(<Vertices><Vertex X="0" Y="0" Z="0"/><Vertex X="10.5" Y="0" Z="0"/><Vertex X="10.5" Y="10"/></Vertices>)";

TEST(ImageScopeXml, GivesRegionsWithTheClassOfTheirLayerOrTheirOwn) {
  const auto document =
      read(imageScope(R"(<Region Id="1" Type="0" Text="" NegativeROA="0">)" + kVertices + "</Region>" +
                      R"(<Region Id="2" Type="0" Text="Necrosis" NegativeROA="1">)" + kVertices + "</Region>"));
  EXPECT_EQ(document.format, "imagescope");
  ASSERT_EQ(document.objects.size(), 2U);
  EXPECT_EQ(document.objects[0].class_name, "Tumor");
  EXPECT_TRUE(document.objects[0].hints.empty());
  EXPECT_FALSE(document.objects[0].negative);
  ASSERT_EQ(document.objects[0].polygons[0].exterior.size(), 3U);
  EXPECT_EQ(document.objects[0].polygons[0].exterior[1].x, 10.5);
  EXPECT_TRUE(document.objects[1].negative);
  EXPECT_EQ(document.objects[1].hints, std::vector<std::string>{"Necrosis"});
}

TEST(ImageScopeXml, ANamelessLayerIsCalledByItsRegionOrItsDescription) {
  const auto classOf = [](const std::string& xml) { return read(xml).objects.at(0).class_name; };
  EXPECT_EQ(classOf(imageScope(R"(<Region Text="ROI">)" + kVertices + "</Region>", R"(Name="")")), "ROI");
  EXPECT_EQ(classOf("<Annotations><Annotation><Attributes><Attribute Name=\"Description\" Value=\"Control 1+\"/>"
                    "</Attributes><Regions><Region>" +
                    kVertices + "</Region></Regions></Annotation></Annotations>"),
            "Control 1+");
  EXPECT_EQ(classOf(imageScope("<Region>" + kVertices + "</Region>", "")), "");
}

TEST(ImageScopeXml, EllipsesBecomePolygonsAndArrowsAreLeftOut) {
  const std::string corners = R"(<Vertices><Vertex X="100" Y="100"/><Vertex X="300" Y="200"/></Vertices></Region>)";
  const auto document = read(imageScope(R"(<Region Type="2">)" + corners + R"(<Region Type="1">)" + corners +
                                        R"(<Region Type="3">)" + corners));
  EXPECT_EQ(document.without_area, 1);
  ASSERT_EQ(document.objects.size(), 2U);
  EXPECT_NEAR(areaPx2(document.objects[0].polygons[0]), 3.14159265 * 100 * 50, 10);
  EXPECT_DOUBLE_EQ(areaPx2(document.objects[1].polygons[0]), 200 * 100);
}

TEST(ImageScopeXml, PointsOfEllipsesCount) {
  std::string regions;
  for (int i = 0; i < 4000; ++i)
    regions += R"(<Region Type="2"><Vertices><Vertex X="1" Y="1"/><Vertex X="9" Y="9"/></Vertices></Region>)";
  EXPECT_EQ(refusalOf(imageScope(regions)), "more than 1000000 points");
}

TEST(ImageScopeXml, TextsOfALayerDoNotMultiplyWithItsRegions) {
  std::string attributes;
  for (int i = 0; i < 101; ++i) attributes += R"(<Attribute Value="x"/>)";
  const auto layer = [&](const std::string& region) {
    return "<Annotations><Annotation><Attributes>" + attributes + "</Attributes><Regions>" + region +
           "</Regions></Annotation></Annotations>";
  };
  EXPECT_EQ(refusalOf(layer("<Region/>")), "object 1 has more than 100 attributes");
}

std::string asap(const std::string& annotations) {
  return "<?xml version=\"1.0\"?>\n<ASAP_Annotations><Annotations>" + annotations +
         "</Annotations><AnnotationGroups/></ASAP_Annotations>";
}

TEST(AsapXml, GivesPolygonsByOrderWithTheClassOfTheirGroup) {
  const std::string corners = R"(<Coordinates><Coordinate Order="2" X="10" Y="10"/><Coordinate Order="0" X="0" Y="0"/>)"
                              R"(<Coordinate Order="1" X="10" Y="0"/></Coordinates></Annotation>)";
  const auto document = read(asap(R"(<Annotation Name="Annotation 0" Type="Polygon" PartOfGroup="Tumor">)" + corners +
                                  R"(<Annotation Name="ROI" Type="Spline" PartOfGroup="None">)" + corners +
                                  R"(<Annotation Name="Annotation 2" Type="Dot" PartOfGroup="None">)" + corners));
  EXPECT_EQ(document.format, "asap");
  EXPECT_EQ(document.without_area, 1);
  ASSERT_EQ(document.objects.size(), 2U);
  EXPECT_EQ(document.objects[0].class_name, "Tumor");
  EXPECT_TRUE(document.objects[0].hints.empty());
  EXPECT_EQ(document.objects[0].polygons[0].exterior[1].x, 10);
  EXPECT_EQ(document.objects[0].polygons[0].exterior[1].y, 0);
  EXPECT_EQ(document.objects[1].class_name, "");
  EXPECT_EQ(document.objects[1].hints, std::vector<std::string>{"ROI"});
}

TEST(AnnotationXml, SaysWhatIsBroken) {
  const auto vertex = [](const std::string& attributes) {
    return imageScope("<Region><Vertices><Vertex " + attributes + "/></Vertices></Region>");
  };
  const std::pair<std::string, const char*> kCases[] = {
      {"<Annotations><Annotation>", "not valid XML at byte"},
      {"<html/>", "neither ImageScope"},
      {"<", "not valid XML"},
      {vertex(R"(X="1")"), "object 1 (Tumor) has a coordinate that is not a number"},
      {vertex(R"(X="1,5" Y="2")"), "not a number"},
      {vertex(R"(X="one" Y="2")"), "not a number"},
      {vertex(R"(X="1e999" Y="2")"), "not a number"},
      {asap(R"(<Annotation Name="a" Type="Polygon" PartOfGroup="b"><Coordinates><Coordinate Order="0" Y="1"/>)"
            "</Coordinates></Annotation>"),
       "object 1 (\"a\", b) has a coordinate that is not a number"},
  };
  for (const auto& [text, part] : kCases)
    EXPECT_NE(refusalOf(text).find(part), std::string::npos) << text << ": " << refusalOf(text);
}

TEST(AnnotationXml, ExternalEntitiesAreNotRead) {
  const TemporaryFolder folder;
  const auto secret = folder.write("secret.txt", "SECRET");
  const std::string body = imageScope("<Region Text=\"&xxe;\">" + kVertices + "</Region>", R"(Name="&xxe;")");
  const auto document = read("<?xml version=\"1.0\"?><!DOCTYPE Annotations [<!ENTITY xxe SYSTEM \"file://" +
                             secret.string() + "\">]>" + body.substr(body.find("<Annotations")));
  ASSERT_EQ(document.objects.size(), 1U);
  EXPECT_EQ(document.objects[0].class_name, "&xxe;");  // as it stands there: an unknown class
}

TEST(AnnotationXml, EntitiesDoNotGrow) {
  std::string entities = "<!ENTITY a0 \"lol\">";
  for (int i = 1; i < 10; ++i) {
    entities += "<!ENTITY a" + std::to_string(i) + " \"";
    for (int k = 0; k < 10; ++k) entities += "&a" + std::to_string(i - 1) + ";";
    entities += "\">";
  }
  const std::string body = imageScope("<Region>" + kVertices + "</Region>", R"(Name="&a9;")");
  const auto document =
      read("<?xml version=\"1.0\"?><!DOCTYPE lolz [" + entities + "]>" + body.substr(body.find("<Annotations")));
  EXPECT_EQ(document.objects.at(0).class_name, "&a9;");
}

TEST(AnnotationXml, DepthAndSizeAreBounded) {
  std::string deep;
  for (int i = 0; i < 1'000'000; ++i) deep += "<a>";
  EXPECT_NE(refusalOf(deep).find("not valid XML"), std::string::npos);
  EXPECT_EQ(refusalOf("<" + std::string(kLargestAnnotationXmlBytes, ' ')), "larger than 32 MiB");
}

}  // namespace
}  // namespace herald
