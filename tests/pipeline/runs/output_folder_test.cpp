#include "pipeline/runs/output_folder.h"

#include <gtest/gtest.h>

#include <map>
#include <optional>

#include "pipeline/slides/slide_identity.h"
#include "tests/support/temporary_folder.h"

namespace herald {
namespace {

TEST(OutputFolder, IsMadeAndLeavesNoLockBehind) {
  const TemporaryFolder folder;
  {
    const OutputFolder out(folder / "a/b");
    EXPECT_EQ(out.warning(), "");
    EXPECT_TRUE(std::filesystem::exists(folder / "a/b/.herald.lock"));
  }
  EXPECT_TRUE(std::filesystem::is_directory(folder / "a/b/slides"));
  EXPECT_FALSE(std::filesystem::exists(folder / "a/b/.herald.lock"));
}

TEST(OutputFolder, IsForOneAtATime) {
  const TemporaryFolder folder;
  std::optional<OutputFolder> first;
  first.emplace(folder.path());
  const std::string message = messageOf<UnusableFolder>([&] { const OutputFolder second(folder.path()); });
  EXPECT_EQ(message.find(folder.path().string() + ": another run (process "), 0U) << message;
  EXPECT_TRUE(std::filesystem::exists(folder / ".herald.lock")) << "the refused one removed the lock";
  first.reset();
  const OutputFolder again(folder.path());
}

TEST(OutputFolder, IsRefusedWhereItCannotBeMade) {
  const TemporaryFolder folder;
  folder.write("file", "x");
  const std::string message = messageOf<UnusableFolder>([&] { const OutputFolder out(folder / "file"); });
  EXPECT_EQ(message.find((folder / "file").string() + ": "), 0U) << message;
}

TEST(OutputFolder, RepairsWhatAKilledRunLeftAndKeepsTheRest) {
  const TemporaryFolder folder;
  folder.write("slides/whole-00000001/result.json", R"({ "schema": "herald.result/1" })");
  folder.write("slides/whole-00000001/cells.h5ad", "x");
  folder.write("slides/whole-00000001/.cells.h5ad.partial-1-1", "half");
  folder.write("slides/whole-00000001/.herald.unfinished", "");
  folder.write("slides/half-00000002/cells.h5ad", "x");
  folder.write("slides/half-00000002/.herald.unfinished", "");
  folder.write("slides/half-00000003/cells.h5ad", "x");
  folder.write("slides/half-00000003/.herald.unfinished", "");
  folder.write("slides/half-00000003/mine.txt", "x");
  folder.write(".cells.partial-1-1", "half");
  const OutputFolder out(folder.path());
  EXPECT_TRUE(std::filesystem::exists(folder / "slides/whole-00000001/cells.h5ad"));
  EXPECT_FALSE(std::filesystem::exists(folder / "slides/whole-00000001/.cells.h5ad.partial-1-1"));
  EXPECT_FALSE(std::filesystem::exists(folder / "slides/whole-00000001/.herald.unfinished"));
  EXPECT_FALSE(std::filesystem::exists(folder / "slides/half-00000002"));
  EXPECT_FALSE(std::filesystem::exists(folder / "slides/half-00000003/cells.h5ad"));
  EXPECT_FALSE(std::filesystem::exists(folder / "slides/half-00000003/.herald.unfinished"));
  EXPECT_TRUE(std::filesystem::exists(folder / "slides/half-00000003/mine.txt"));
  EXPECT_FALSE(std::filesystem::exists(folder / ".cells.partial-1-1"));
}

TEST(OutputFolder, KnowsFoldersWithoutAMarkByTheRunThatHadThemBeforeIt) {
  const TemporaryFolder folder;
  const std::string listed = "slides/listed-00000001";
  const std::string remaining = "slides/" + identityOf("remaining.svs").folder;
  folder.write("run.json", R"({"schema": "herald.run/1", "inputs": [{"folder": "listed-00000001"}, {"folder": null}],
                               "remaining": ["remaining.svs"]})");
  folder.write(listed + "/cells.h5ad", "x");
  folder.write(remaining + "/.cells.h5ad.partial-1-1", "x");
  folder.write("slides/other-00000001/cells.h5ad", "x");
  const OutputFolder out(folder.path());
  EXPECT_FALSE(std::filesystem::exists(folder / listed));
  EXPECT_FALSE(std::filesystem::exists(folder / remaining));
  EXPECT_TRUE(std::filesystem::exists(folder / "slides/other-00000001/cells.h5ad"));
}

TEST(OutputFolder, FoldersOfSomebodyElseStayAsTheyAre) {
  const TemporaryFolder folder;
  std::map<std::filesystem::path, std::string> before;
  for (const char* theirs : {"slides/caseA", "slides/caseA-00000001", "slides/.herald-00000001"})
    for (const char* name : {"result.json", "cells.h5ad", "cells.geojson.gz", "tissue.geojson", "overview.jpg",
                             "heatmap.png", "report.html", ".scan.partial-1-1"}) {
      const std::filesystem::path path = std::filesystem::path(theirs) / name;
      before[path] = "mine: " + path.string();
      folder.write(path, before[path]);
    }
  // Called otherwise than a slide's folder, whatever is in it; and a link.
  folder.write("slides/caseB/.herald.unfinished", "");
  folder.write("slides/caseB/overview.jpg", before["slides/caseB/overview.jpg"] = "mine");
  folder.write("elsewhere/cells.h5ad", before["elsewhere/cells.h5ad"] = "mine");
  folder.write("elsewhere/.herald.unfinished", "");
  std::filesystem::create_directory_symlink(folder / "elsewhere", folder / "slides/link-00000001");
  for (const char* run : {"{}", "no JSON", R"({"schema": "herald.run/1", "inputs": 3})"}) {
    folder.write("run.json", run);
    const OutputFolder out(folder.path());
    for (const auto& [path, content] : before) EXPECT_EQ(contentOf(folder / path), content) << path;
  }
}

}  // namespace
}  // namespace herald
