#include "pipeline/viewer/drawn_regions.h"

#include <gtest/gtest.h>

#include "pipeline/viewer/viewer_request.h"
#include "tests/support/temporary_folder.h"

namespace herald {
namespace {

const char* const kNoRegion = R"({"type":"FeatureCollection","features":[]})";

std::string polygonOf(const std::string& points) {
  return R"({"type":"FeatureCollection","features":[{"type":"Feature","properties":{},"geometry":{"type":"Polygon",)"
         R"("coordinates":[[)" +
         points + "]]}}]}";
}

const std::string kSquare = polygonOf("[10,10],[90,10],[90,90],[10,90],[10,10]");

SlideLevel level0() {
  SlideLevel level;
  level.width = level.height = 100;
  return level;
}

template <class Action>
int statusOf(Action&& action) {
  try {
    action();
  } catch (const RequestError& refusal) {
    return refusal.status();
  }
  return 200;
}

TEST(DrawnRegions, AreGivenBackAsTheyWereSaved) {
  const TemporaryFolder folder;
  const DrawnRegions regions(folder.path(), "batch/a.svs");
  EXPECT_EQ(regions.name(), "regions/batch/a.svs.geojson");
  EXPECT_EQ(regions.stored().drawn, OrderedJson::parse(kNoRegion));
  EXPECT_TRUE(regions.save(kSquare, level0(), {}));
  EXPECT_EQ(regions.stored().drawn, OrderedJson::parse(kSquare));
  EXPECT_EQ(regions.stored().locked, "");
  EXPECT_TRUE(std::filesystem::exists(folder / "regions/batch/a.svs.geojson"));
}

TEST(DrawnRegions, WithoutAFeatureLeaveNoFile) {
  const TemporaryFolder folder;
  const DrawnRegions regions(folder.path(), "a.svs");
  EXPECT_FALSE(regions.save(kNoRegion, level0(), {})) << "there was none before";
  ASSERT_TRUE(regions.save(kSquare, level0(), {}));
  EXPECT_FALSE(regions.save(kNoRegion, level0(), {}));
  EXPECT_FALSE(std::filesystem::exists(folder / "regions/a.svs.geojson"));
}

TEST(DrawnRegions, ThatNoSlideCouldBeScoredWithAreNotKept) {
  const TemporaryFolder folder;
  const DrawnRegions regions(folder.path(), "a.svs");
  ASSERT_TRUE(regions.save(kSquare, level0(), {}));
  const std::string crossing = polygonOf("[10,10],[90,90],[90,10],[10,90],[10,10]");
  EXPECT_EQ(statusOf([&] { regions.save(crossing, level0(), {}); }), 400);
  EXPECT_EQ(statusOf([&] { regions.save("[1, 2", level0(), {}); }), 400);
  EXPECT_EQ(regions.stored().drawn, OrderedJson::parse(kSquare));
}

TEST(DrawnRegions, LeaveAFileAloneThatHoldsMoreThanPolygons) {
  const TemporaryFolder folder;
  const std::string point = R"({"type":"FeatureCollection","features":[{"type":"Feature","properties":{},)"
                            R"("geometry":{"type":"Point","coordinates":[1,2]}}]})";
  folder.write("regions/a.svs.geojson", point);
  const DrawnRegions regions(folder.path(), "a.svs");
  EXPECT_EQ(regions.stored().drawn, OrderedJson::parse(kNoRegion));
  EXPECT_EQ(regions.stored().locked.find("regions/a.svs.geojson has more than the polygons"), 0U);
  EXPECT_EQ(statusOf([&] { regions.save(kSquare, level0(), {}); }), 409);
  EXPECT_EQ(contentOf(folder / "regions/a.svs.geojson"), point);
}

TEST(DrawnRegions, StayInTheFolderOfResults) {
  for (const char* slide : {"", "../a.svs", "/etc/a.svs", "a/../../b.svs", "./a.svs", "a/"})
    EXPECT_EQ(statusOf([&] { const DrawnRegions regions("results", slide); }), 400) << slide;
}

TEST(DrawnRegions, SayThatTheFolderCannotBeMade) {
  const TemporaryFolder folder;
  folder.write("regions", "a file");
  const DrawnRegions regions(folder.path(), "a.svs");
  EXPECT_EQ(statusOf([&] { regions.save(kSquare, level0(), {}); }), 500);
}

}  // namespace
}  // namespace herald
