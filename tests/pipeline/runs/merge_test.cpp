#include "pipeline/runs/merge.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <memory>
#include <nlohmann/json.hpp>

#include "pipeline/files/atomic_file.h"
#include "pipeline/files/file_lock.h"
#include "pipeline/runs/output_folder.h"
#include "tests/support/expect_refusal.h"
#include "tests/support/fake_slide_source.h"
#include "tests/support/temporary_folder.h"

namespace herald {
namespace {

namespace fs = std::filesystem;

// Slides called bad* cannot be opened; there is nothing on the others.
RunStages stages() {
  RunStages stages;
  stages.open = [](const fs::path& path) -> std::unique_ptr<SlideSource> {
    if (path.string().starts_with("bad")) throw readError(path, "cannot be opened");
    FakeSlideOptions options{.quick_hash = "0123456789abcdef0123456789abcdef"};
    options.um_per_px = 0.25;
    return std::make_unique<FakeSlideSource>(Image<Rgb8>(64, 64, {200, 200, 200}), options);
  };
  stages.annotate = [](const SlideInput&, const SlideDescription&) { return std::optional<SlideAnnotation>(); };
  stages.analyse = [](SlideSource& source, const SlideIdentity&, const PixelSizeSource& pixel_size,
                      const SlideAnnotation*, const SlideProgress&) {
    SlideResult result;
    result.status = SlideStatus::kIndeterminate;
    result.reasons = {"no_tissue: \"none\", not a bit"};
    result.measured.description = source.description();
    result.measured.pixel_size = pixel_size;
    result.measured.statistics.tissue.classes.reset(8, 8, TissueClass::kGlass);
    result.measured.statistics.tissue.downsample_px = 8;
    return result;
  };
  return stages;
}

InputList listOf(const std::vector<std::string>& slides) {
  InputList list;
  list.ignored_files = 3;
  for (const auto& slide : slides) {
    SlideInput input;
    input.path = slide;
    input.identity = identityOf(slide, "case of " + slide);
    list.slides.push_back(input);
  }
  return list;
}

class MergeTest : public testing::Test {
 protected:
  // Scores the list, or a shard of it, into the folder `name`.
  fs::path run(const std::string& name, std::optional<Shard> shard) {
    const Provenance provenance{"0.0.0+test", {{"x", "1"}}, "[a]\n", "00112233445566778899aabbccddeeff", {"score"}};
    RunListener silent;
    (void)runSlides(list_, {.out = folder_ / name, .shard = shard}, provenance, stages(), silent);
    return folder_ / name;
  }
  fs::path freshRun(const std::string& name, Shard shard) {
    fs::remove_all(folder_ / name);
    return run(name, shard);
  }
  std::vector<fs::path> shards(int count) {
    std::vector<fs::path> folders;
    for (int number = 1; number <= count; ++number)
      folders.push_back(freshRun("shard" + std::to_string(number), {number, count}));
    return folders;
  }
  static nlohmann::ordered_json jsonIn(const fs::path& path) { return nlohmann::ordered_json::parse(contentOf(path)); }
  // run.json without its times.
  static std::string timelessRun(const fs::path& out) {
    auto json = jsonIn(out / "run.json");
    json["started"] = json["finished"] = "";
    for (auto& input : json["inputs"]) input["seconds"] = 0;
    return json.dump();
  }
  void edit(const fs::path& file, const std::string& from, const std::string& to) {
    std::string text = contentOf(file);
    const auto at = text.find(from);
    ASSERT_NE(at, std::string::npos) << from;
    std::ofstream(file, std::ios::binary) << text.replace(at, from.size(), to);
  }
  // Nothing beside what was there before.
  void expectNothingWritten() const {
    EXPECT_FALSE(fs::exists(folder_ / "out"));
    for (const auto& entry : fs::directory_iterator(folder_.path()))
      EXPECT_FALSE(entry.path().filename().string().starts_with('.')) << entry.path();
  }

  TemporaryFolder folder_;
  InputList list_ = listOf({"a.svs", "bad,1.svs", "c.svs", "d/\"e\".svs", "f.svs", "g.svs", "h.svs"});
};

TEST_F(MergeTest, ShardsMakeTheFolderOfTheWholeRun) {
  list_.slides[4].skip_reason = "duplicate: the same file as a.svs";
  const fs::path whole = run("whole", std::nullopt);
  for (const int count : {1, 2, 3, 10}) {
    const MergeReport report = mergeShards(shards(count), folder_ / "out");
    EXPECT_EQ(report.slides, 7U);
    EXPECT_EQ(report.shards, static_cast<std::size_t>(count));
    EXPECT_EQ(report.failed, 1U);
    EXPECT_EQ(report.exit_code, kExitSomeFailed);
    EXPECT_EQ(contentOf(folder_ / "out/summary.csv"), contentOf(whole / "summary.csv"));
    EXPECT_EQ(timelessRun(folder_ / "out"), timelessRun(whole));
    for (const auto& entry : fs::recursive_directory_iterator(whole / "slides")) {
      if (!entry.is_regular_file()) continue;
      EXPECT_EQ(contentOf(folder_ / "out" / entry.path().lexically_relative(whole)), contentOf(entry.path()))
          << entry.path();
    }
    fs::remove_all(folder_ / "out");
  }
}

TEST_F(MergeTest, FilesAreLinkedAndTheShardsStay) {
  const auto folders = shards(2);
  const std::string before = contentOf(folders[0] / "run.json");
  (void)mergeShards(folders, folder_ / "made" / "on" / "the" / "way");
  const fs::path name = fs::path("slides") / list_.slides[0].identity.folder / "result.json";
  EXPECT_EQ(fs::hard_link_count(folder_ / "made/on/the/way" / name), 2U);
  EXPECT_TRUE(fs::exists(folders[0] / name));
  EXPECT_EQ(contentOf(folders[0] / "run.json"), before);
  EXPECT_EQ(contentOf(folder_ / "made/on/the/way/log.txt"),
            contentOf(folders[0] / "log.txt") + contentOf(folders[1] / "log.txt"));
}

TEST_F(MergeTest, OnAnotherFileSystemFilesAreCopied) {
  const fs::path memory = "/dev/shm";
  struct stat here {};
  struct stat there {};
  if (stat(folder_.path().c_str(), &here) != 0 || stat(memory.c_str(), &there) != 0 || here.st_dev == there.st_dev)
    GTEST_SKIP() << "there is no second file system";
  const fs::path out = memory / folder_.path().filename();
  (void)mergeShards(shards(2), out);
  const fs::path name = fs::path("slides") / list_.slides[0].identity.folder / "cells.h5ad";
  EXPECT_EQ(contentOf(out / name), contentOf(folder_ / "shard1" / name));
  EXPECT_EQ(fs::hard_link_count(out / name), 1U);
  fs::remove_all(out);
}

TEST_F(MergeTest, AnEmptyListHasItsOwnExitCode) {
  list_ = listOf({});
  EXPECT_EQ(mergeShards(shards(2), folder_ / "out").exit_code, kExitNothingFound);
}

TEST_F(MergeTest, AnEmptyFolderIsFilledAnyOtherIsLeftAlone) {
  const auto folders = shards(2);
  fs::create_directory(folder_ / "out");
  fs::create_symlink(folder_ / "out", folder_ / "link");
  EXPECT_EQ(mergeShards(folders, folder_ / "link/").slides, 7U);
  EXPECT_TRUE(fs::exists(folder_ / "out/run.json"));
  expectRefusal([&] { (void)mergeShards(folders, folder_ / "out"); }, {"out: the folder is not empty"});
  expectRefusal([&] { (void)mergeShards(folders, folders[0] / "run.json"); }, {"run.json: is not a folder"});
  const std::string message =
      messageOf<OutputError>([&] { (void)mergeShards(folders, folders[0] / "run.json" / "out"); });
  EXPECT_NE(message.find("run.json: cannot be written: Not a directory"), std::string::npos) << message;
}

TEST_F(MergeTest, MissingShardsAreNamedAndJoinedWithoutWhenAllowed) {
  auto folders = shards(30);
  expectRefusal(
      [&] {
        (void)mergeShards({folders[0], folders[2]}, folder_ / "out");
      },
      {"28 of 30 shards missing: 2, 4, 5, ", ", 22, ...;", "--allow-missing"});
  expectNothingWritten();
  const auto report = mergeShards({folders[2], folders[0]}, folder_ / "out", {.allow_missing = true});
  EXPECT_EQ(report.exit_code, kExitSomeFailed);
  EXPECT_EQ(report.missing.size(), 28U);
  EXPECT_EQ(report.missing[0], 2);
  const auto run = jsonIn(folder_ / "out/run.json");
  EXPECT_EQ(run["missing_shards"].size(), 28U);
  EXPECT_EQ(run["exit_code"], 1);
  EXPECT_EQ(run["counts"]["slides"], 2);
  EXPECT_EQ(run["inputs"][1]["slide"], "c.svs");
}

TEST_F(MergeTest, AnUnfinishedShardIsRefusedOrJoinedAsFarAsItGot) {
  const auto folders = shards(2);
  auto run = jsonIn(folders[0] / "run.json");
  run["finished"] = nullptr;
  run["exit_code"] = 130;
  run["inputs"].erase(run["inputs"].begin() + 2, run["inputs"].end());
  run["remaining"] = {"f.svs", "h.svs"};
  std::ofstream(folders[0] / "run.json") << run;
  std::string rows = contentOf(folders[0] / "summary.csv");
  rows.erase(rows.find("h.svs"));  // one row more than run.json has: killed between the two
  std::ofstream(folders[0] / "summary.csv", std::ios::binary) << rows;
  expectRefusal([&] { (void)mergeShards(folders, folder_ / "out"); },
                {"shard1: shard 1/2 is unfinished: run it again"});
  expectNothingWritten();
  const auto report = mergeShards(folders, folder_ / "out", {.allow_missing = true});
  EXPECT_EQ(report.missing, std::vector<int>{1});
  EXPECT_EQ(report.slides, 5U);
  EXPECT_EQ(report.exit_code, kExitSomeFailed);
  const auto merged = jsonIn(folder_ / "out/run.json");
  EXPECT_FALSE(merged["finished"].is_null());
  EXPECT_EQ(merged["remaining"], run["remaining"]);
}

TEST_F(MergeTest, WhatIsNotOfOneRunIsRefused) {
  struct Case {
    const char* from;
    const char* to;
    const char* message;
  };
  const std::string hash = hashOfList(list_);
  for (const auto& [from, to, message] : {
           Case{"0.0.0+test", "0.0.1+test", R"(not the same program as )"},
           Case{R"("x": "1")", R"("x": "2")", R"(not the same libraries as )"},
           Case{"00112233", "10112233", "not the same configuration or rule set as "},
           Case{R"("options": [])", R"("options": ["--mpp", "1"])", "not the same command line as "},
           Case{hash.c_str(), "0", "not the same list of slides as "},
           Case{R"("count": 2)", R"("count": 3)", "run.json: has 3 slides; shard 2/3 of 7 has 2"},
           Case{R"("number": 2)", R"("number": 1)", "run.json: has 3 slides; shard 1/2 of 7 has 4"},
       }) {
    const auto folders = shards(2);
    edit(folders[1] / "run.json", from, to);
    expectRefusal([&] { (void)mergeShards(folders, folder_ / "out"); }, {"shard2", message});
    expectNothingWritten();
  }
}

TEST_F(MergeTest, TheSameShardOrSlideTwiceIsRefused) {
  list_ = listOf({"a.svs", "b.svs", "c.svs", "d.svs"});
  auto folders = shards(2);
  fs::copy(folders[1], folder_ / "copy", fs::copy_options::recursive);
  expectRefusal(
      [&] {
        (void)mergeShards({folders[0], folders[1], folder_ / "copy"}, folder_ / "out");
      },
      {"shard 2/2 is in both ", "shard2 and ", "copy"});
  const std::string twice = list_.slides[0].identity.folder;
  edit(folders[1] / "run.json", list_.slides[1].identity.folder, twice);
  fs::create_directory(folders[1] / "slides" / twice);
  expectRefusal([&] { (void)mergeShards(folders, folder_ / "out"); },
                {"slide b.svs (folder ", "is in both ", "shard1 and ", "shard2"});
  expectNothingWritten();
}

TEST_F(MergeTest, DamagedShardsAreRefusedByFileAndCause) {
  struct Case {
    const char* file;
    const char* from;
    const char* to;
    const char* message;
  };
  for (const auto& [file, from, to, message] : {
           Case{"run.json", "{", "", "run.json: is not JSON"},
           Case{"run.json", "herald.run/1", "herald.run/2", "run.json: is not a document of schema herald.run/1"},
           Case{"run.json", "\"inputs\"", "\"x\"", "run.json: damaged: inputs is missing or has the wrong type"},
           Case{"run.json", "\"slide\": \"bad", "\"slice\": \"bad", "damaged: slide is missing or has the wrong type"},
           Case{"run.json", "\"indeterminate\",", "\"splendid\",", "\"splendid\" is not a status of a slide"},
           Case{"run.json", "\"number\": 2", "\"number\": 3", "run.json: damaged: there is no shard 3/2"},
           Case{"run.json", "\"number\": 2", "\"number\": -1", "run.json: damaged: shard/number is not a count"},
           Case{"run.json", "\"number\": 2", "\"number\": 1e99", "run.json: damaged: shard/number is not a count"},
           Case{"run.json", "\"started\"", "\"x\"", "run.json: damaged: started is missing or has the wrong type"},
           Case{"run.json", "\"folder\": \"bad", "\"folder\": \"../bad", "is not a plain name"},
           Case{"summary.csv", "slide,status", "slide,state", "summary.csv: its first line does not name the columns"},
           Case{"summary.csv", "g.svs,", "\"g.svs,", "summary.csv: line "},
           Case{"summary.csv", "g.svs,", "h.svs,", "summary.csv: line 4: h.svs is indeterminate where run.json beside"},
           Case{"summary.csv", "\ng.svs", "\n1,2\ng.svs", "summary.csv: has 4 slides, but run.json beside it has 3"},
       }) {
    const auto folders = shards(2);
    edit(folders[1] / file, from, to);
    expectRefusal([&] { (void)mergeShards(folders, folder_ / "out"); }, {message});
    expectNothingWritten();
  }
}

TEST_F(MergeTest, ADocumentNestedWithoutEndIsRefused) {
  const auto folders = shards(2);
  const std::string deep = std::string(1'000'000, '[') + std::string(1'000'000, ']');
  edit(folders[1] / "run.json", "\"0.0.0+test\"", deep);
  expectRefusal([&] { (void)mergeShards(folders, folder_ / "out"); }, {"run.json: nested deeper than 64 levels"});
  expectNothingWritten();
}

TEST_F(MergeTest, MissingFilesAreRefused) {
  auto folders = shards(2);
  const fs::path result = folders[0] / "slides" / list_.slides[0].identity.folder / "result.json";
  fs::remove(result);
  expectRefusal([&] { (void)mergeShards(folders, folder_ / "out"); },
                {"result.json: is missing, although run.json says that a.svs is indeterminate; run shard 1/2 again"});
  for (const char* name : {"summary.csv", "run.json"}) {
    std::ofstream(folders[1] / name, std::ios::trunc);
    expectRefusal([&] { (void)mergeShards(folders, folder_ / "out"); },
                  {"shard2/", name, ": cannot be read or is empty"});
    fs::remove(folders[1] / name);
    expectRefusal([&] { (void)mergeShards(folders, folder_ / "out"); }, {"shard2/", name, ": cannot be opened"});
  }
  folders[1] = run("unsharded", std::nullopt);
  expectRefusal([&] { (void)mergeShards(folders, folder_ / "out"); },
                {"unsharded/run.json: is not from a shard: it was scored without --shard"});
  expectRefusal([&] { (void)mergeShards({}, folder_ / "out"); }, {"name the folders of the shards"});
  expectNothingWritten();
}

TEST_F(MergeTest, AFailedSlideOfWhichNothingCouldBeWrittenIsJoined) {
  const auto folders = shards(2);
  fs::remove_all(folders[1] / "slides" / list_.slides[1].identity.folder);
  EXPECT_EQ(mergeShards(folders, folder_ / "out").slides, 7U);
}

TEST_F(MergeTest, WhatAKilledMergeLeftIsRemovedByTheNextOneIntoThatFolder) {
  const auto folders = shards(2);
  for (const char* name : {".out.partial-1-0/slides/a/cells.h5ad", ".out.partial-1-1/log.txt", ".out.lock"})
    folder_.write(name, "half");
  const std::vector<std::string> others = {".out2.partial-1-0", ".out.partial-mine", ".out.partial-1-0.partial-1-0"};
  for (const std::string& name : others) folder_.write(fs::path(name) / "log.txt", "another's");
  (void)mergeShards(folders, folder_ / "out");
  for (const char* name : {".out.partial-1-0", ".out.partial-1-1", ".out.lock"})
    EXPECT_FALSE(fs::exists(folder_ / name)) << name;
  for (const std::string& name : others) EXPECT_TRUE(fs::exists(folder_ / name)) << name;
}

TEST_F(MergeTest, WhatALivingMergeWorksOnStays) {
  const auto folders = shards(2);
  folder_.write(".out.partial-1-0/log.txt", "half");
  {
    const FileLock living(folder_ / ".out.lock");
    const std::string message = messageOf<UnusableFolder>([&] { (void)mergeShards(folders, folder_ / "out"); });
    EXPECT_NE(message.find("out: another merge or comparison (process "), std::string::npos) << message;
    EXPECT_TRUE(fs::exists(folder_ / ".out.partial-1-0/log.txt"));
  }
  (void)mergeShards(folders, folder_ / "out");
  EXPECT_FALSE(fs::exists(folder_ / ".out.partial-1-0"));
}

TEST_F(MergeTest, LeftoversAreLeftAndLinksAreRefused) {
  const auto folders = shards(2);
  const fs::path slide = folders[0] / "slides" / list_.slides[0].identity.folder;
  std::ofstream(slide / ".cells.h5ad.partial-1-0") << "half";
  (void)mergeShards(folders, folder_ / "merged");
  EXPECT_FALSE(fs::exists(folder_ / "merged/slides" / list_.slides[0].identity.folder / ".cells.h5ad.partial-1-0"));
  fs::create_symlink("/etc/hostname", slide / "extra.html");
  const std::string message = messageOf<OutputError>([&] { (void)mergeShards(folders, folder_ / "out"); });
  EXPECT_NE(message.find("extra.html: is not a regular file"), std::string::npos) << message;
  expectNothingWritten();
}

}  // namespace
}  // namespace herald
