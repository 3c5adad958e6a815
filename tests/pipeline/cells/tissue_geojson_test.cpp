#include "pipeline/cells/tissue_geojson.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/support/synthetic_result.h"

namespace herald {
namespace {

using nlohmann::json;

SlideResult resultWithMask(int width, int height) {
  SlideResult result;
  result.measured.pixel_size = PixelSizeSource{PixelSize(0.5), "command-line"};
  result.measured.statistics.tissue.downsample_px = 40;
  result.measured.statistics.tissue.origin_in_level0 = {10, 20};
  result.measured.statistics.tissue.classes.reset(width, height, TissueClass::kGlass);
  return result;
}

TEST(TissueGeoJson, PlacesTheMaskInLevel0Pixels) {
  SlideResult result = resultWithMask(3, 3);
  result.measured.statistics.tissue.classes.at(1, 1) = TissueClass::kTissue;
  const json feature = json::parse(tissueGeoJson(result))["features"][0];
  EXPECT_EQ(feature["geometry"]["type"], "MultiPolygon");
  EXPECT_EQ(feature["geometry"]["coordinates"], json::parse("[[[[50,60],[90,60],[90,100],[50,100],[50,60]]]]"));
  EXPECT_EQ(feature["properties"]["area_mm2"], 0.0004);
  EXPECT_EQ(feature["properties"]["classification"]["name"], "Tissue");
  EXPECT_EQ(feature["properties"]["objectType"], "annotation");
}

TEST(TissueGeoJson, AreaIsThatOfTheMask) {
  const SlideResult result = synthetic::scoredResult();
  const json features = json::parse(tissueGeoJson(result))["features"];
  ASSERT_EQ(features.size(), 2U);  // tissue and pen
  EXPECT_NEAR(features[0]["properties"]["area_mm2"].get<double>(),
              result.measured.statistics.tissue.areaMm2(TissueClass::kTissue, PixelSize(0.25)), 1e-6);
  EXPECT_EQ(features[0]["geometry"]["coordinates"][0].size(), 2U);  // exterior and hole
}

TEST(TissueGeoJson, LeavesTheAreaOutWithoutAPixelSize) {
  SlideResult result = synthetic::scoredResult();
  result.measured.pixel_size.reset();
  EXPECT_FALSE(json::parse(tissueGeoJson(result))["features"][0]["properties"].contains("area_mm2"));
}

TEST(TissueGeoJson, GlassAloneIsAnEmptyCollection) {
  EXPECT_TRUE(json::parse(tissueGeoJson(resultWithMask(4, 4)))["features"].empty());
  EXPECT_TRUE(json::parse(tissueGeoJson(resultWithMask(0, 0)))["features"].empty());
}

}  // namespace
}  // namespace herald
