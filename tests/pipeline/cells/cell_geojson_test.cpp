#include "pipeline/cells/cell_geojson.h"

#include <gtest/gtest.h>
#include <zlib.h>

#include <nlohmann/json.hpp>

#include "pipeline/cells/cell_identity.h"
#include "pipeline/files/atomic_file.h"
#include "tests/support/synthetic_result.h"
#include "tests/support/temporary_folder.h"

namespace herald {
namespace {

using nlohmann::json;

std::string unzipped(const std::filesystem::path& path) {
  std::string text;
  const gzFile file = gzopen(path.c_str(), "rb");
  std::array<char, 4096> buffer{};
  for (int read = 0; (read = gzread(file, buffer.data(), buffer.size())) > 0;)
    text.append(buffer.data(), static_cast<std::size_t>(read));
  gzclose(file);
  return text;
}

TEST(CellIdentity, IsTheSameUuidEveryTime) {
  EXPECT_EQ(cellUuid("00ff", {3, 4}), "3ed75ad7-375c-5ce8-8af0-4afe360cfd20");
  EXPECT_EQ(cellUuid("00ff", {3, 4})[14], '5');
  EXPECT_NE(cellUuid("00ff", {3, 4}), cellUuid("00ff", {4, 3}));
  EXPECT_NE(cellUuid("00ff", {3, 4}), cellUuid("00fe", {3, 4}));
}

TEST(CellGeoJson, DrawsTheOutlineInLevel0PixelsClosed) {
  CellRecord cell;
  cell.seed = {100, 200};
  cell.outline.fill({-4, -4});
  cell.outline[1] = {4, -4};
  cell.outline[2] = {4, 4};
  cell.outline[3] = {-4, 4};
  const json feature = json::parse(cellFeature(cell, {}, "hash"));
  EXPECT_EQ(feature["geometry"]["coordinates"],
            json::parse("[[[99.5,199.5],[101.5,199.5],[101.5,201.5],[99.5,201.5],[99.5,199.5]]]"));
  EXPECT_EQ(feature["nucleusGeometry"]["coordinates"][0].size(), 5U);  // the seed pixel
  EXPECT_EQ(feature["id"], cellUuid("hash", {100, 200}));
  EXPECT_EQ(feature["properties"]["objectType"], "cell");
}

TEST(CellGeoJson, NamesClassesAsQuPathDoes) {
  CellRecord cell;
  CellStaining staining;
  const auto name = [&] {
    return json::parse(cellFeature(cell, staining, ""))["properties"]["classification"]["name"].get<std::string>();
  };
  EXPECT_EQ(name(), "Negative");
  staining.pattern = StainingPattern::kCs;
  EXPECT_EQ(name(), "3+");
  cell.excluded = Exclusion::kFold;
  EXPECT_EQ(name(), "Excluded");
}

TEST(CellGeoJson, MeasurementsAreNumbersOrTheStringNaN) {
  CellRecord cell;
  cell.focus = std::nanf("");
  cell.cell_area_um2 = 1e-9F;
  const json measurements = json::parse(cellFeature(cell, {}, ""))["properties"]["measurements"];
  EXPECT_EQ(measurements["width_um"], "NaN");
  EXPECT_EQ(measurements["focus"], "NaN");
  EXPECT_EQ(measurements["cell_area_um2"], 0);
}

TEST(CellGeoJson, StreamsOneFeatureALine) {
  const TemporaryFolder folder;
  const SlideResult result = synthetic::scoredResult(5, 4);
  writeCellGeoJson(result, folder / "cells.geojson.gz");
  const std::string text = unzipped(folder / "cells.geojson.gz");
  EXPECT_EQ(json::parse(text)["features"].size(), result.measured.cells.size());
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), static_cast<std::ptrdiff_t>(result.measured.cells.size()) + 2);
}

TEST(CellGeoJson, EqualResultsGiveEqualBytes) {
  const TemporaryFolder folder;
  writeCellGeoJson(synthetic::scoredResult(200, 4), folder / "a.gz", 1);  // several blocks
  writeCellGeoJson(synthetic::scoredResult(200, 4), folder / "b.gz", 3);
  EXPECT_EQ(contentOf(folder / "a.gz"), contentOf(folder / "b.gz"));
}

TEST(CellGeoJson, ASlideWithoutCellsIsAnEmptyCollection) {
  const TemporaryFolder folder;
  writeCellGeoJson(synthetic::indeterminateResult(0, 0), folder / "a.gz");
  EXPECT_TRUE(json::parse(unzipped(folder / "a.gz"))["features"].empty());
}

TEST(CellGeoJson, SaysWhereItCannotWrite) {
  const std::string message =
      messageOf<OutputError>([] { writeCellGeoJson(synthetic::scoredResult(1, 1), "/nowhere/a.gz"); });
  EXPECT_TRUE(message.starts_with("/nowhere/a.gz: cannot create the file")) << message;
}

}  // namespace
}  // namespace herald
