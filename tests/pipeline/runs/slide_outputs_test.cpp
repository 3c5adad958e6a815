#include "pipeline/runs/slide_outputs.h"

#include <gtest/gtest.h>

#include <set>

#include "pipeline/files/atomic_file.h"
#include "tests/support/synthetic_result.h"
#include "tests/support/temporary_folder.h"

namespace herald {
namespace {

std::set<std::string> namesIn(const std::filesystem::path& folder) {
  std::set<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) names.insert(entry.path().filename().string());
  return names;
}

const std::set<std::string> kAllNames = {"result.json",  "cells.h5ad",  "tissue.geojson",
                                         "overview.jpg", "heatmap.png", "report.html"};

TEST(SlideOutputs, WritesEveryFileOfAScoredSlide) {
  const TemporaryFolder folder;
  const SlideResult result = synthetic::scoredResult(6, 6);
  writeSlideOutputs(result, synthetic::provenance(), folder.path(), {});
  EXPECT_EQ(namesIn(folder / "slides" / result.identity.folder), kAllNames);
  writeSlideOutputs(result, synthetic::provenance(), folder.path(), {.geojson = true});
  EXPECT_TRUE(namesIn(folder / "slides" / result.identity.folder).contains("cells.geojson.gz"));
}

TEST(SlideOutputs, KeepsTheEvidenceOfAnIndeterminateSlideWithoutCells) {
  const TemporaryFolder folder;
  const SlideResult result = synthetic::indeterminateResult(0, 0);
  writeSlideOutputs(result, synthetic::provenance(), folder.path(), {});
  EXPECT_EQ(namesIn(folder / "slides" / result.identity.folder), kAllNames);
}

TEST(SlideOutputs, LeavesThePicturesOutWithoutAThumbnail) {
  const TemporaryFolder folder;
  SlideResult result = synthetic::indeterminateResult(0, 0);
  result.measured.thumbnail.image = {};
  writeSlideOutputs(result, synthetic::provenance(), folder.path(), {});
  EXPECT_EQ(namesIn(folder / "slides" / result.identity.folder),
            (std::set<std::string>{"result.json", "cells.h5ad", "tissue.geojson", "report.html"}));
}

TEST(SlideOutputs, AFailedSlideHasItsResultOnlyAndLosesWhatAnEarlierRunLeft) {
  const TemporaryFolder folder;
  SlideResult result = synthetic::scoredResult(4, 4);
  writeSlideOutputs(result, synthetic::provenance(), folder.path(), {.geojson = true});
  result.status = SlideStatus::kFailed;
  folder.write("slides/" + result.identity.folder + "/.cells.h5ad.partial-1-1", "half");
  writeSlideOutputs(result, synthetic::provenance(), folder.path(), {});
  EXPECT_EQ(namesIn(folder / "slides" / result.identity.folder), std::set<std::string>{"result.json"});
}

TEST(SlideOutputs, WithoutEveryFileThereIsNoResult) {
  const TemporaryFolder folder;
  const SlideResult result = synthetic::scoredResult(4, 4);
  folder.write("slides/" + result.identity.folder + "/result.json", R"({"schema": "herald.result/1"})");
  // A folder that is not empty in the place of a picture: it can be neither removed nor replaced.
  folder.write("slides/" + result.identity.folder + "/heatmap.png/inside", "x");
  const std::string message =
      messageOf<OutputError>([&] { writeSlideOutputs(result, synthetic::provenance(), folder.path(), {}); });
  EXPECT_NE(message.find("heatmap.png: cannot remove the earlier file: "), std::string::npos) << message;
  EXPECT_FALSE(namesIn(folder / "slides" / result.identity.folder).contains("result.json"));
}

TEST(SlideOutputs, FilesOfSomebodyElseAreNeitherReplacedNorRemoved) {
  for (const char* name : {"result.json", "overview.jpg"}) {
    const TemporaryFolder folder;
    const SlideResult result = synthetic::scoredResult(4, 4);
    const std::string theirs = "slides/" + result.identity.folder + "/";
    folder.write(theirs + name, "mine");
    folder.write(theirs + ".x.partial-1-1", "mine");
    const std::string message =
        messageOf<OutputError>([&] { writeSlideOutputs(result, synthetic::provenance(), folder.path(), {}); });
    EXPECT_EQ(message.find((folder / (theirs + name)).string() + ": already exists"), 0U) << message;
    removeSlideOutputs(folder.path(), result.identity.folder);
    EXPECT_EQ(contentOf(folder / (theirs + name)), "mine");
    EXPECT_EQ(namesIn(folder / theirs), (std::set<std::string>{name, ".x.partial-1-1"}));
  }
}

TEST(SlideOutputs, AFolderIsMarkedUntilItsResultIsThere) {
  const TemporaryFolder folder;
  const SlideResult result = synthetic::scoredResult(4, 4);
  // A folder that is not empty in the place of an output stops the writing half-way.
  const auto path = folder / "slides" / result.identity.folder;
  std::filesystem::create_directories(path);
  folder.write("slides/" + result.identity.folder + "/.herald.unfinished", "");
  folder.write("slides/" + result.identity.folder + "/report.html/inside", "x");
  EXPECT_THROW(writeSlideOutputs(result, synthetic::provenance(), folder.path(), {}), OutputError);
  EXPECT_TRUE(namesIn(path).contains(".herald.unfinished"));
  std::filesystem::remove_all(path / "report.html");
  writeSlideOutputs(result, synthetic::provenance(), folder.path(), {});
  EXPECT_EQ(namesIn(path), kAllNames);
  removeSlideOutputs(folder.path(), result.identity.folder);
  EXPECT_FALSE(std::filesystem::exists(path));
}

TEST(SlideOutputs, RefusesAFolderOutsideTheOutput) {
  SlideResult result = synthetic::scoredResult(1, 1);
  result.identity.folder = "../up";
  const std::string message =
      messageOf<std::invalid_argument>([&] { writeSlideOutputs(result, synthetic::provenance(), "unused", {}); });
  EXPECT_EQ(message, "slide folder \"../up\" is not a plain name");
}

TEST(SlideOutputs, SaysWhereItCannotMakeTheFolder) {
  const TemporaryFolder folder;
  const auto file = folder.write("out", "a file");
  const SlideResult result = synthetic::scoredResult(1, 1);
  EXPECT_THROW(writeSlideOutputs(result, synthetic::provenance(), file, {}), OutputError);
}

}  // namespace
}  // namespace herald
