#include "pipeline/inputs/annotation_files.h"

#include <gtest/gtest.h>

#include "tests/support/expect_refusal.h"
#include "tests/support/temporary_folder.h"

namespace herald {
namespace {

class AnnotationFilesTest : public testing::Test {
 protected:
  InputList slides(const std::vector<std::string>& names) const {
    InputList inputs;
    for (const std::string& name : names) {
      SlideInput input;
      input.path = name;
      input.identity = identityOf(name);
      inputs.slides.push_back(input);
    }
    return inputs;
  }
  std::string roiOf(const SlideInput& slide) const {
    return slide.roi ? slide.roi->lexically_relative(folder_.path()).string() : "";
  }
  TemporaryFolder folder_;
};

TEST_F(AnnotationFilesTest, AreFoundByTheSlidesName) {
  for (const char* name : {"roi/a.geojson", "roi/b.svs.json", "roi/x/c.xml", "roi/d.xml", "roi/none.xml", "roi/n.txt"})
    folder_.write(name, "x");
  InputList inputs = slides({"a.svs", "b.svs", "e.svs", "x/c.svs", "x/y/d.svs"});
  EXPECT_EQ(assignAnnotations(folder_ / "roi", inputs), std::vector<std::string>{"none.xml"});
  EXPECT_EQ(roiOf(inputs.slides[0]), "roi/a.geojson");
  EXPECT_EQ(roiOf(inputs.slides[1]), "roi/b.svs.json");
  EXPECT_EQ(roiOf(inputs.slides[2]), "");
  EXPECT_TRUE(inputs.slides[2].roi_missing);
  EXPECT_TRUE(inputs.slides[2].roi_error.empty());
  EXPECT_EQ(roiOf(inputs.slides[3]), "roi/x/c.xml");
  EXPECT_EQ(roiOf(inputs.slides[4]), "roi/d.xml");
  EXPECT_FALSE(inputs.slides[4].roi_missing);
}

TEST_F(AnnotationFilesTest, AreNotGuessedWhereTheyCouldBeOfAnotherSlide) {
  folder_.write("roi/a.geojson", "x");
  for (const auto& names : {std::vector<std::string>{"p/a.svs", "q/a.svs"}, {"a.svs", "a.tif"}}) {
    InputList inputs = slides(names);
    (void)assignAnnotations(folder_ / "roi", inputs);
    for (const SlideInput& slide : inputs.slides) {
      EXPECT_FALSE(slide.roi);
      EXPECT_NE(slide.roi_error.find("could belong to any of 2 slides named a"), std::string::npos) << slide.roi_error;
    }
  }
  folder_.write("roi/a.xml", "x");
  InputList inputs = slides({"a.svs"});
  (void)assignAnnotations(folder_ / "roi", inputs);
  EXPECT_NE(inputs.slides[0].roi_error.find("several annotations"), std::string::npos);
}

TEST_F(AnnotationFilesTest, TheFullNameTellsNamesakesApart) {
  folder_.write("roi/a.svs.geojson", "x");
  InputList inputs = slides({"a.svs", "a.tif"});
  (void)assignAnnotations(folder_ / "roi", inputs);
  EXPECT_EQ(roiOf(inputs.slides[0]), "roi/a.svs.geojson");
  EXPECT_TRUE(inputs.slides[1].roi_missing);
}

TEST_F(AnnotationFilesTest, AListsOwnComesFirst) {
  folder_.write("roi/a.geojson", "x");
  InputList inputs = slides({"a.svs"});
  inputs.slides[0].roi = "own.xml";
  (void)assignAnnotations(folder_ / "roi", inputs);
  EXPECT_EQ(*inputs.slides[0].roi, "own.xml");
}

TEST_F(AnnotationFilesTest, OneFileIsForOneSlide) {
  const auto file = folder_.write("r.xml", "x");
  InputList one = slides({"a.svs"});
  (void)assignAnnotations(file, one);
  EXPECT_EQ(*one.slides[0].roi, file);
  InputList two = slides({"a.svs", "b.svs"});
  expectRefusal([&] { (void)assignAnnotations(file, two); }, {"r.xml", "one file for 2 slides"});
  expectRefusal([&] { (void)assignAnnotations(folder_ / "none", two); }, {"none", "does not exist"});
}

TEST_F(AnnotationFilesTest, SelectionByRegionsNeedsASlideWithRegions) {
  Configuration configuration;
  InputList inputs = slides({"a.svs", "b.svs"});
  EXPECT_NO_THROW(requireRegionsToSelectBy(configuration, inputs));
  configuration.tumour.selection = TumourSelection::kRoi;
  expectRefusal([&] { requireRegionsToSelectBy(configuration, inputs); }, {"tumour.selection", "no slide has regions"});
  EXPECT_NO_THROW(requireRegionsToSelectBy(configuration, {}));  // that there is no slide is said otherwise
  inputs.slides[1].roi = "b.xml";
  EXPECT_NO_THROW(requireRegionsToSelectBy(configuration, inputs));
  inputs.slides[1].roi.reset();
  inputs.slides[0].roi_error = "which?";
  EXPECT_NO_THROW(requireRegionsToSelectBy(configuration, inputs));
}

TEST_F(AnnotationFilesTest, SelectionByRegionsNeedsRegions) {
  SlideInput slide = slides({"a.svs"}).slides[0];
  Configuration configuration;
  EXPECT_FALSE(annotationOf(slide, {100, 100, 1, 0, 0}, configuration).has_value());
  configuration.tumour.selection = TumourSelection::kRoi;
  const auto refusal = [&] {
    return messageOf<ReadError>([&] { (void)annotationOf(slide, {100, 100, 1, 0, 0}, configuration); });
  };
  EXPECT_EQ(refusal(), "a.svs: no annotation, and tumour.selection is \"roi\"");
  slide.roi = folder_.write("a.json", R"({"type":"Feature","geometry":{"type":"Polygon","coordinates":
    [[[0,0],[9,0],[9,9]]]},"properties":{"classification":{"name":"Necrosis"}}})");
  EXPECT_NE(refusal().find("a.json: no region whose class is to be included"), std::string::npos);
  slide.roi_error = "which?";
  EXPECT_EQ(refusal(), "a.svs: which?");
}

}  // namespace
}  // namespace herald
