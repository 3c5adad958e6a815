// XML formats and encodings: known truth of tiny hand-written files, what is broken, and what attacks.
#include "pipeline/annotations/annotation_document.h"

#include <gtest/gtest.h>

#include "annotation_texts.h"
#include "pipeline/annotations/annotation_encoding.h"

namespace herald {
namespace {

std::string utf16(const std::string& ascii, bool big_endian, bool mark = true) {
  std::string text = !mark ? "" : big_endian ? "\xFE\xFF" : "\xFF\xFE";
  for (const char c : ascii) text += big_endian ? std::string{'\0', c} : std::string{c, '\0'};
  return text;
}

TEST(AnnotationEncoding, Utf16IsReadInEitherOrder) {
  const std::string json = feature(polygon("[" + kSquare + "]"), R"({"classification":"Tumor"})");
  const std::string xml =
      "<?xml version=\"1.0\" encoding=\"UTF-16\"?><Annotations><Annotation Name=\"Tumor\"><Regions><Region><Vertices>"
      "<Vertex X=\"0\" Y=\"0\"/></Vertices></Region></Regions></Annotation></Annotations>";
  for (const std::string& text : {json, xml})
    for (const bool big_endian : {false, true})
      for (const bool mark : {false, true})
        EXPECT_EQ(read(utf16(text, big_endian, mark)).objects.at(0).class_name, "Tumor") << text;
}

TEST(AnnotationEncoding, CharactersOfEveryLengthKeepTheirMeaning) {
  // a, e acute, euro, a character beyond the first plane.
  const std::string little("a\0\xE9\0\xAC\x20\x3D\xD8\x00\xDE", 10);
  EXPECT_EQ(utf8FromUtf16(little, TextEncoding::kUtf16LittleEndian), "a\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80");
  for (const std::string& broken : {std::string("a"), std::string("\x3D\xD8", 2), std::string("\x00\xDE", 2),
                                    std::string("\x3D\xD8"
                                                "a\0",
                                                4)})
    EXPECT_NE(messageOf<std::invalid_argument>([&] {
                (void)utf8FromUtf16(broken, TextEncoding::kUtf16LittleEndian);
              }).find("broken UTF-16"),
              std::string::npos);
}

TEST(AnnotationEncoding, Utf32IsRefusedByName) {
  EXPECT_EQ(refusalOf(std::string("\xFF\xFE\0\0{\0\0\0", 8)), "text in UTF-32 is not read; save it as UTF-8");
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
  EXPECT_EQ(document.objects[1].hints, (std::vector<AnnotationText>{{"Text", "Necrosis"}}));
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

TEST(HaloXml, GivesRegionsOfItsWordsForShapes) {
  const auto region = [](const std::string& type, const std::string& negative, const std::string& points) {
    return R"(<Region Type=")" + type + R"(" HasEndcaps="0" NegativeROA=")" + negative + "\"><Vertices>" + points +
           "</Vertices><Comments/></Region>";
  };
  const std::string two = R"(<V X="100" Y="100"/><V X="300" Y="200"/>)";
  const auto document = read(imageScope(region("Polygon", "0", two + R"(<V X="5" Y="5"/>)") +
                                        region("Polygon", "True", two + R"(<V X="5" Y="5"/>)") +
                                        region("Rectangle", "0", two) + region("Ellipse", "false", two) +
                                        region("Pin", "0", R"(<V X="1" Y="1"/>)") + region("Ruler", "0", two)));
  EXPECT_EQ(document.format, "halo");
  EXPECT_EQ(document.without_area, 2);
  ASSERT_EQ(document.objects.size(), 4U);
  EXPECT_EQ(document.objects[0].class_name, "Tumor");
  EXPECT_EQ(document.objects[0].polygons[0].exterior.size(), 3U);
  EXPECT_FALSE(document.objects[0].negative);
  EXPECT_TRUE(document.objects[1].negative);
  EXPECT_DOUBLE_EQ(areaPx2(document.objects[2].polygons[0]), 200 * 100);
  EXPECT_NEAR(areaPx2(document.objects[3].polygons[0]), 3.14159265 * 100 * 50, 10);
  EXPECT_EQ(refusalOf(imageScope(region("Wand", "0", two))),
            "object 1 (Tumor) has the unknown Type \"Wand\"; Polygon, Rectangle or Ellipse is needed");
  EXPECT_EQ(refusalOf(imageScope(region("Polygon", "perhaps", two))),
            "object 1 (Tumor) has NegativeROA=\"perhaps\", which is neither true nor false");
}

TEST(ImageScopeXml, ALayerMayBeNamedByLayerName) {
  EXPECT_EQ(read(imageScope(R"(<Region Text="7">)" + kVertices + "</Region>", R"(LayerName="Stroma")"))
                .objects.at(0)
                .class_name,
            "Stroma");
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
  EXPECT_EQ(document.objects[1].hints, (std::vector<AnnotationText>{{"Name", "ROI"}}));
}

TEST(AnnotationXml, SaysWhatIsBroken) {
  const auto vertex = [](const std::string& attributes) {
    return imageScope("<Region><Vertices><Vertex " + attributes + "/></Vertices></Region>");
  };
  const std::pair<std::string, const char*> kCases[] = {
      {"<Annotations><Annotation>", "not valid XML at byte"},
      {"<html/>", "neither ImageScope or HALO"},
      {"<annotations><ndpviewstate id=\"1\"><title>Tumor</title><coordformat>nanometers</coordformat></ndpviewstate>"
       "</annotations>",
       "NDPA of NDP.view is not read: its points are nanometres from the slide's centre; export"},
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
