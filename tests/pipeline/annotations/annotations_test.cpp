#include "pipeline/annotations/annotations.h"

#include <gtest/gtest.h>

#include "tests/support/expect_refusal.h"
#include "tests/support/temporary_folder.h"

namespace herald {
namespace {

const SlideLevel kLevel0{1000, 800, 1, 0, 0};

std::string feature(const std::string& ring, const std::string& class_name) {
  const std::string classification = class_name.empty() ? "" : R"(,"classification":{"name":")" + class_name + R"("})";
  return R"({"type":"Feature","geometry":{"type":"Polygon","coordinates":[)" + ring +
         R"(]},"properties":{"objectType":"annotation","name":"n")" + classification + "}}";
}

const std::string kSquare = "[[0,0],[100,0],[100,100],[0,100],[0,0]]";

class SlideAnnotationTest : public testing::Test {
 protected:
  SlideAnnotation read(const std::string& features, const AnnotationOptions& options = {}) const {
    const auto path = folder_.write("a.geojson", R"({"type":"FeatureCollection","features":[)" + features + "]}");
    return readSlideAnnotation(path, kLevel0, options);
  }
  // Without the folder.
  std::string refusal(const std::string& features) const {
    const std::string message = messageOf<ReadError>([&] { (void)read(features); });
    return message.substr(std::min(message.size(), message.find("a.geojson")));
  }
  TemporaryFolder folder_;
};

TEST_F(SlideAnnotationTest, SortsRegionsByTheirClass) {
  const SlideAnnotation annotation = read(feature(kSquare, "Tumor") + "," + feature(kSquare, "invasive carcinoma") +
                                          "," + feature(kSquare, "Ignore*") + "," + feature(kSquare, "Necrosis") + "," +
                                          feature(kSquare, "Control 2+") + "," + feature(kSquare, "control 0"));
  EXPECT_EQ(annotation.include, 2);
  EXPECT_EQ(annotation.regions.include.size(), 2U);
  EXPECT_EQ(annotation.exclude, 2);
  EXPECT_EQ(annotation.controls, 2);
  EXPECT_EQ(annotation.regions.controls[0].expected, 2);
  EXPECT_EQ(annotation.regions.controls[0].object, 5);
  EXPECT_EQ(annotation.regions.controls[1].expected, 0);
  EXPECT_EQ(annotation.file, "a.geojson");
  EXPECT_EQ(annotation.format, "qupath");
  EXPECT_EQ(annotation.hash.size(), 32U);
}

TEST_F(SlideAnnotationTest, RegionsWithoutAClassAreIncluded) {
  EXPECT_EQ(read(feature(kSquare, "")).include, 1);
  EXPECT_EQ(read(feature(kSquare, "") + "," + feature(kSquare, "Stroma")).include, 1);
  EXPECT_EQ(refusal(feature(kSquare, "") + "," + feature(kSquare, "Tumor")),
            "a.geojson: object 1 (\"n\") has no class, although others are included by theirs");
}

// An object with these properties beside its kind.
std::string withProperties(const std::string& properties) {
  return R"({"type":"Feature","geometry":{"type":"Polygon","coordinates":[)" + kSquare +
         R"(]},"properties":{"objectType":"annotation",)" + properties + "}}";
}

TEST_F(SlideAnnotationTest, AKnownClassInAnyPropertyIsTheClass) {
  for (const char* property : {"type", "label", "class", "name", "structure", "Classification"}) {
    const auto said = [&](const std::string& word) {
      return withProperties("\"" + std::string(property) + "\":\"" + word + "\"");
    };
    const SlideAnnotation annotation =
        read(said("Tumor") + "," + said("necrosis") + "," + said("Control 2+") + "," + said("Stroma: left"));
    EXPECT_EQ(annotation.include, 1) << property;
    EXPECT_EQ(annotation.exclude, 2) << property;
    EXPECT_EQ(annotation.controls, 1) << property;
  }
}

TEST_F(SlideAnnotationTest, AClassWithANumberIsTheClass) {
  for (const char* name : {"Necrosis 2", "Necrosis_2", "necrosis (12)", "Necrosis #3", "Necrosis2"})
    EXPECT_EQ(read(withProperties(R"("name":")" + std::string(name) + "\"")).exclude, 1) << name;
  EXPECT_EQ(read(withProperties(R"("name":"Annotation 3")")).include, 1);
  EXPECT_EQ(read(withProperties(R"("name":"Control 0")")).controls, 1);
}

TEST_F(SlideAnnotationTest, NothingIsIncludedThatHasTheWordOfAnotherClass) {
  const auto refused = [&](const std::string& property, const std::string& text, const std::string& word) {
    EXPECT_EQ(refusal(withProperties("\"" + property + "\":\"" + text + "\"")),
              "a.geojson: object 1" + (property == "name" ? " (\"" + text + "\")" : "") + " has no class, and " +
                  property + " = \"" + text + "\" has the word \"" + word +
                  "\", a class that is not included; give it a class");
  };
  refused("name", "area of NECROSIS, left", "Necrosis");
  refused("label", "tumour_stroma", "Stroma");
  refused("notes", "some artefacts here", "Artefact*");
  refused("type", "old in situ part", "In situ*");
  refused("name", "Control 2", "Control");
  EXPECT_NE(
      refusal(withProperties(R"("metadata":{"note":"a benign gland"})")).find("metadata.note = \"a benign gland\""),
      std::string::npos);
  for (const char* harmless : {"abnormal", "stromal", "uncontrolled", "lesion 3", "2bd8a6e6f6ed", "tumour 4, left"})
    EXPECT_EQ(read(withProperties(R"("name":")" + std::string(harmless) + "\"")).include, 1) << harmless;
  EXPECT_EQ(read(feature(kSquare, "Tumor") + "," +
                 withProperties(R"("classification":{"name":"Tumor"},"name":"beside necrosis")"))
                .include,
            2);
}

TEST_F(SlideAnnotationTest, TextsThatContradictEachOtherAreRefused) {
  EXPECT_EQ(refusal(withProperties(R"("label":"Tumor","name":"Necrosis")")),
            "a.geojson: object 1 (\"Necrosis\") has no class, and name = \"Necrosis\" says something else than label = "
            "\"Tumor\"; give it a class");
  EXPECT_EQ(read(withProperties(R"("label":"Necrosis","name":"Stroma 2")")).exclude, 1);
}

TEST_F(SlideAnnotationTest, AnExclusionAmongChildrenIsExcluded) {
  const SlideAnnotation annotation = read(
      withProperties(R"("classification":{"name":"Tumor"},"childObjects":[)" + feature(kSquare, "Necrosis") + "]"));
  EXPECT_EQ(annotation.include, 1);
  EXPECT_EQ(annotation.exclude, 1);
}

TEST_F(SlideAnnotationTest, NumberedObjectsOfAsapAreOfTheirClassOrOfNone) {
  const auto excluded = [&](const std::string& name) {
    const auto path = folder_.write(
        "a.xml", "<ASAP_Annotations><Annotations><Annotation Name=\"" + name +
                     "\" Type=\"Polygon\" PartOfGroup=\"None\"><Coordinates><Coordinate X=\"0\" Y=\"0\"/>"
                     "<Coordinate X=\"9\" Y=\"0\"/><Coordinate X=\"9\" Y=\"9\"/></Coordinates></Annotation>"
                     "</Annotations></ASAP_Annotations>");
    return readSlideAnnotation(path, kLevel0, {}).exclude;
  };
  EXPECT_EQ(excluded("Annotation 3"), 0);
  EXPECT_EQ(excluded("Necrosis 3"), 1);
  EXPECT_NE(messageOf<ReadError>([&] { (void)excluded("left necrosis"); }).find("has no class, and Name = "),
            std::string::npos);
}

TEST_F(SlideAnnotationTest, ClassesCanBeConfigured) {
  const AnnotationOptions options{.include = "Lobular*", .exclude = "Fat", .ignore = "Tumor"};
  const SlideAnnotation annotation = read(
      feature(kSquare, "Lobular in situ") + "," + feature(kSquare, "FAT") + "," + feature(kSquare, "Tumor"), options);
  EXPECT_EQ(annotation.include, 1);
  EXPECT_EQ(annotation.exclude, 1);
  EXPECT_EQ(annotation.ignored, 1);
}

TEST_F(SlideAnnotationTest, SaysWhichObjectIsWrong) {
  const std::string good = feature(kSquare, "Tumor") + ",";
  EXPECT_EQ(refusal(good + feature(kSquare, "Tumr")),
            "a.geojson: object 2 (\"n\", Tumr) has the unknown class \"Tumr\"; did you mean \"Tumor\"?");
  EXPECT_EQ(refusal(good + feature(kSquare, "Adipose")),
            "a.geojson: object 2 (\"n\", Adipose) has the unknown class \"Adipose\"; name it in annotation.include, "
            "annotation.exclude or annotation.ignore");
  EXPECT_EQ(refusal(good + feature("[[0,0],[9,9],[9,0],[0,9]]", "Tumor")),
            "a.geojson: object 2 (\"n\", Tumor) crosses or touches itself");
  EXPECT_EQ(refusal(good + feature("[[0,0],[9,9]]", "Tumor")),
            "a.geojson: object 2 (\"n\", Tumor) has 2 points, at least 3 are needed");
  EXPECT_EQ(
      refusal(good + feature("[[900,0],[1500,0],[1500,99]]", "Tumor")),
      "a.geojson: object 2 (\"n\", Tumor) lies outside the slide: a point at (1500, 99), the slide has 1000 x 800 "
      "px");
  EXPECT_EQ(refusal(good + feature("[[0,0],[NaN,0],[5,5]]", "Tumor")).find("a.geojson: not valid JSON"), 0U);
  EXPECT_EQ(refusal(""), "a.geojson: it has no region (0 objects that do not count)");
}

TEST_F(SlideAnnotationTest, CoordinatesBeyondAllBoundsAreRefused) {
  const auto refusalWith = [&](const std::string& x) {
    return refusal(feature("[[0,0],[" + x + ",0],[9,9]]", "Tumor"));
  };
  EXPECT_NE(refusalWith("1e9").find("outside the slide"), std::string::npos);
  for (const char* x : {"1e300", "-1e308", "4294967296", "1e18"})
    EXPECT_NE(refusalWith(x).find("has a coordinate beyond any slide"), std::string::npos) << x;
  for (const char* x : {"nan", "inf", "-inf"}) {
    const auto path = folder_.write("a.xml", std::string("<Annotations><Annotation><Regions><Region><Vertices>"
                                                         "<Vertex X=\"0\" Y=\"0\"/><Vertex X=\"") +
                                                 x +
                                                 "\" Y=\"0\"/><Vertex X=\"9\" Y=\"9\"/></Vertices></Region>"
                                                 "</Regions></Annotation></Annotations>");
    const std::string message = messageOf<ReadError>([&] { (void)readSlideAnnotation(path, kLevel0, {}); });
    EXPECT_NE(message.find("object 1 has a coordinate that is not a number"), std::string::npos) << message;
  }
}

TEST_F(SlideAnnotationTest, ControlsAreFew) {
  std::string features;
  for (int i = 0; i < 64; ++i) features += feature(kSquare, "Control 0") + ",";
  EXPECT_EQ(read(features + feature(kSquare, "ROI")).controls, 64);
  EXPECT_NE(
      refusal(features + feature(kSquare, "Control 0")).find("object 65 (\"n\", Control 0) is one of more than 64"),
      std::string::npos);
}

TEST_F(SlideAnnotationTest, ALittleBeyondTheBorderIsDrawnByHand) {
  EXPECT_EQ(read(feature("[[-9,-9],[100,-9],[100,100]]", "Tumor")).include, 1);
  EXPECT_NE(refusal(feature("[[-11,0],[100,0],[100,100]]", "Tumor")).find("outside the slide"), std::string::npos);
}

TEST_F(SlideAnnotationTest, NegativeRegionsOfImageScopeAreExcluded) {
  const std::string vertices =
      "<Vertices><Vertex X=\"0\" Y=\"0\"/><Vertex X=\"9\" Y=\"0\"/><Vertex X=\"9\" Y=\"9\"/></Vertices>";
  const auto path = folder_.write(
      "a.xml", "<Annotations><Annotation Name=\"Tumor\"><Regions><Region Text=\"lesion 3\">" + vertices +
                   "</Region><Region NegativeROA=\"1\">" + vertices + "</Region></Regions></Annotation></Annotations>");
  const SlideAnnotation annotation = readSlideAnnotation(path, kLevel0, {});
  EXPECT_EQ(annotation.include, 1);
  EXPECT_EQ(annotation.exclude, 1);
}

TEST_F(SlideAnnotationTest, WhatIsNoFileIsSaid) {
  const auto refusalOf = [&](const char* name) {
    return messageOf<ReadError>([&] { (void)readSlideAnnotation(folder_ / name, kLevel0, {}); });
  };
  EXPECT_NE(refusalOf("none.xml").find("does not exist"), std::string::npos);
  EXPECT_NE(refusalOf(".").find("not a file"), std::string::npos);
  EXPECT_NE(messageOf<ReadError>([] { (void)readSlideAnnotation("/dev/zero", kLevel0, {}); }).find("not a file"),
            std::string::npos);
}

TEST(AnnotationClassLists, MustNotContradictEachOther) {
  expectRefusal([] { validate(AnnotationOptions{.include = "Tumor, stroma"}); }, {"annotation", "\"Stroma\"", "twice"});
  EXPECT_NO_THROW(validate(AnnotationOptions{}));
}

TEST(AnnotationClassLists, AnExactNameComesBeforeAnEnding) {
  const AnnotationClasses classes({.include = "Invasive*", .exclude = "Invasive front", .ignore = ""});
  EXPECT_EQ(classes.meaningOf("invasive FRONT")->role, RegionRole::kExclude);
  EXPECT_EQ(classes.meaningOf("Invasive lobular")->role, RegionRole::kInclude);
  EXPECT_EQ(classes.meaningOf("Control 1+: left")->expected, 1);
  EXPECT_EQ(classes.meaningOf("\tInvasive lobular\n")->role, RegionRole::kInclude);
  EXPECT_FALSE(classes.meaningOf("Control").has_value());
}

}  // namespace
}  // namespace herald
