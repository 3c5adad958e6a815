// Features in features, as QuPath writes a hierarchy.
#include <gtest/gtest.h>

#include "annotation_texts.h"

namespace herald {
namespace {

// A feature with others as its children.
std::string parentOf(const std::string& children, const std::string& key = "childObjects",
                     const std::string& kind = "annotation") {
  return feature(polygon("[" + kSquare + "]"),
                 R"({"objectType":")" + kind + R"(",")" + key + "\":" + inBrackets(children) + "}");
}

TEST(QuPathGeoJson, ChildrenAreObjectsOfTheirOwn) {
  const std::string necrosis = feature(polygon("[" + kSquare + "]"), R"({"classification":{"name":"Necrosis"}})");
  for (const char* key : {"childObjects", "children"}) {
    const auto document = read(inBrackets(parentOf(parentOf(necrosis, key) + "," + necrosis, key) + "," + necrosis));
    ASSERT_EQ(document.objects.size(), 5U) << key;
    for (std::size_t i = 0; i < 5; ++i) EXPECT_EQ(document.objects[i].number, static_cast<std::int64_t>(i) + 1);
    EXPECT_EQ(document.objects[1].class_name, "");  // the parent of the third
    EXPECT_EQ(document.objects[2].class_name, "Necrosis");
    EXPECT_EQ(document.objects[3].class_name, "Necrosis");
    EXPECT_TRUE(document.objects[0].hints.empty());
  }
}

TEST(QuPathGeoJson, TheRootAndCellsAreNoRegionsTheirChildrenAre) {
  const std::string root = R"({"type":"Feature","geometry":{},"properties":{"objectType":"root","childObjects":)" +
                           inBrackets(parentOf("") + "," + parentOf(parentOf(""), "childObjects", "cell")) + "}}";
  for (const std::string& text : {root, inBrackets(root)}) {
    const auto document = read(text);
    EXPECT_EQ(document.objects.size(), 2U);
    EXPECT_EQ(document.detections, 1);
  }
  EXPECT_EQ(read(root).objects.at(0).number, 1);
}

TEST(QuPathGeoJson, GenerationsAreBounded) {
  std::string nested = parentOf("");
  for (int i = 0; i < 50; ++i) nested = parentOf(nested);
  EXPECT_EQ(read(nested).objects.size(), 51U);
  for (int i = 0; i < 50; ++i) nested = parentOf(nested);
  EXPECT_EQ(refusalOf(nested), "nested deeper than 256 levels");
}

TEST(QuPathGeoJson, ManyChildrenMayBeLargerThanOneObject) {
  const std::string padding(std::size_t{40} << 20, 'x');
  const std::string child =
      feature(polygon("[" + kSquare + "]"), R"({"isLocked":true,"measurements":{"a":")" + padding + "\"}}");
  EXPECT_EQ(read(parentOf(child + "," + child + "," + child + "," + child)).objects.size(), 5U);
}

TEST(QuPathGeoJson, ChildrenOfAnotherShapeAreRefused) {
  for (const char* children : {R"("[{}]")", "{}", "[1]", R"({"type":"FeatureCollection","features":[]})"})
    EXPECT_NE(refusalOf(feature(polygon("[" + kSquare + "]"), std::string(R"({"childObjects":)") + children + "}"))
                  .find("has childObjects that are not a list of GeoJSON features"),
              std::string::npos)
        << children;
  EXPECT_EQ(read(feature(polygon("[" + kSquare + "]"), R"({"childObjects":null})")).objects.size(), 1U);
}

}  // namespace
}  // namespace herald
