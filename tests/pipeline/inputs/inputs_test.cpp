#include "pipeline/inputs/inputs.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <stdexcept>

#include "tests/support/temporary_folder.h"

namespace herald {
namespace {

std::vector<std::string> names(const InputList& inputs) {
  std::vector<std::string> slides;
  for (const auto& slide : inputs.slides) slides.push_back(slide.identity.slide);
  return slides;
}

InputList expand(const std::filesystem::path& argument) {
  return expandInputs({argument.string()});
}

using Names = std::vector<std::string>;

TEST(Inputs, FoldersAreSearchedRecursivelyAndSorted) {
  const TemporaryFolder folder;
  for (const char* name : {"b.svs", "a/z.TIFF", "a/b/c.png", "notes.txt", ".hidden.svs", ".git/x.png"})
    folder.write(name, "");
  const InputList inputs = expand(folder.path());
  EXPECT_EQ(names(inputs), (Names{"a/b/c.png", "a/z.TIFF", "b.svs"}));
  EXPECT_EQ(inputs.ignored_files, 1);
}

TEST(Inputs, ATrailingSlashOrDotChangesNoName) {
  const TemporaryFolder folder;
  folder.write("a.svs", "");
  EXPECT_EQ(names(expandInputs({folder.path().string() + "/"})), Names{"a.svs"});
  EXPECT_EQ(names(expandInputs({folder.path().string() + "/."})), Names{"a.svs"});
}

TEST(Inputs, LinksThatFormALoopEnd) {
  const TemporaryFolder folder;
  folder.write("a/x.svs", "");
  std::filesystem::create_directory_symlink(folder.path(), folder / "a/loop");
  EXPECT_EQ(names(expand(folder.path())), Names{"a/x.svs"});
}

TEST(Inputs, ALinkKeepsItsOwnName) {
  const TemporaryFolder folder;
  const auto target = folder.write("store/0001.svs", "");
  std::filesystem::create_directory(folder / "named");
  std::filesystem::create_symlink(target, folder / "named/case.svs");
  EXPECT_EQ(names(expand(folder / "named")), Names{"case.svs"});
}

TEST(Inputs, CompanionsOfSlidesAreNotSlides) {
  const TemporaryFolder folder;
  for (const char* name : {"m.mrxs", "m/Data0001.png", "v.vms", "v(1,0).jpg", "v_map2.jpg", "w.jpg"})
    folder.write(name, "");
  EXPECT_EQ(names(expand(folder.path())), (Names{"m.mrxs", "v.vms", "w.jpg"}));
}

TEST(Inputs, ResultsAreNotSearched) {
  const TemporaryFolder folder;
  for (const char* name : {"a.svs", "out/x.png", "old/run.json", "old/summary.csv", "old/slides/a/overview.jpg"})
    folder.write(name, "");
  EXPECT_EQ(names(expandInputs({folder.path().string()}, folder / "out")), Names{"a.svs"});
}

TEST(Inputs, AFolderThatIsNamedIsSearchedEvenWhereItHoldsResults) {
  const TemporaryFolder folder;
  for (const char* name : {"a.svs", "run.json", "summary.csv", "slides/a-00000000/overview.jpg"})
    folder.write(name, "");
  EXPECT_EQ(names(expandInputs({folder.path().string()}, folder.path())), Names{"a.svs"});
  EXPECT_EQ(names(expandInputs({folder.path().string()}, folder / "elsewhere")), Names{"a.svs"});
}

constexpr const char* kResult = "{\n  \"schema\": \"herald.result/1\",\n";

TEST(Inputs, FoldersOfSlidesAreNotSearchedWhereverTheyAre) {
  const TemporaryFolder folder;
  for (const char* name : {"a.svs", "x/a-00000000/overview.jpg", "x/b-00000000/overview.jpg"}) folder.write(name, "");
  folder.write("x/a-00000000/result.json", kResult);
  folder.write("x/b-00000000/.herald.unfinished", "");
  EXPECT_EQ(names(expand(folder.path())), Names{"a.svs"});
  EXPECT_EQ(names(expand(folder / "x")), Names{});
  EXPECT_EQ(names(expand(folder / "x/a-00000000")), Names{});
}

TEST(Inputs, AFolderWithAnotherResultIsSearched) {
  const TemporaryFolder folder;
  for (const char* other : {"", "{}", "{\"schema\": \"lab.result/1\", \"of\": \"herald.result/1\"}", "no JSON"}) {
    folder.write("x/a.svs", "");
    folder.write("x/result.json", other);
    EXPECT_EQ(names(expand(folder.path())), Names{"x/a.svs"}) << other;
  }
}

TEST(Inputs, NoneMayLieWhereResultsAreWritten) {
  const TemporaryFolder folder;
  const auto slide = folder.write("proj/slides/caseA/a.svs", "");
  const auto list = folder.write("l.csv", "slide\nproj/slides/caseA/a.svs\n");
  const auto outside = folder.write("proj/b.svs", "");
  std::filesystem::create_directory_symlink(folder / "proj", folder / "link");
  std::filesystem::create_directory(folder / "other");
  std::filesystem::create_directory_symlink(folder / "proj/slides", folder / "other/slides");
  std::filesystem::create_directory(folder / "links");
  std::filesystem::create_symlink(slide, folder / "links/a.svs");
  const auto require = [&](const std::filesystem::path& input, const std::filesystem::path& out) {
    const std::vector<std::string> arguments = {input.string()};
    requireNoInputBelowSlides(arguments, expandInputs(arguments, out), out);
  };
  for (const auto& out : {folder / "proj", folder / "link", folder / "other", folder / "other/../proj/."}) {
    for (const auto& input : {folder / "proj", folder / "proj/slides", folder / "link/slides", slide, list,
                              folder / "links", folder / "proj/slides/not there.svs"})
      EXPECT_NE(messageOf<std::invalid_argument>([&] {
                  require(input, out);
                }).find(": is an input and lies where the results would be written, in " + (out / "slides").string()),
                std::string::npos)
          << input << " to " << out;
    EXPECT_NO_THROW(require(outside, out));
  }
  for (const auto& out : {folder / "results", folder / "proj/slides2", folder / "proj/slides/out"})
    EXPECT_NO_THROW(require(folder / "proj/slides", out)) << out;
}

TEST(Inputs, WhatIsNamedIsAnInputWhateverItsExtension) {
  const TemporaryFolder folder;
  const auto odd = folder.write("odd.xyz", "");
  const InputList inputs = expandInputs({odd.string(), (folder / "missing.svs").string()});
  EXPECT_EQ(names(inputs), (Names{"missing.svs", "odd.xyz"}));
}

TEST(Inputs, TheSameFileTwiceIsSkippedTheSecondTime) {
  const TemporaryFolder folder;
  const auto slide = folder.write("sub/a.svs", "");
  const InputList inputs = expandInputs({slide.string(), folder.path().string()});
  ASSERT_EQ(names(inputs), (Names{"a.svs", "sub/a.svs"}));
  EXPECT_EQ(inputs.slides[0].skip_reason, "");
  EXPECT_EQ(inputs.slides[1].skip_reason, "duplicate: the same file as a.svs");
}

TEST(Inputs, TwoFilesOfOneNameAreAnError) {
  const TemporaryFolder folder;
  const auto a = folder.write("one/a.svs", "1").string();
  const auto b = folder.write("two/a.svs", "2").string();
  const auto message = messageOf<std::invalid_argument>([&] { (void)expandInputs({a, b}); });
  EXPECT_EQ(message.find("two slides are called a.svs: " + a + " and " + b), 0U) << message;
}

// The first two of 0/x.svs, 1/x.svs, ... whose folders are the same: 8 hex digits are found twice among some 80,000.
std::pair<std::string, std::string> namesOfOneFolder() {
  std::map<std::string, std::string> slide_of_folder;
  for (int i = 0; i < 2'000'000; ++i) {
    const std::string slide = std::to_string(i) + "/x.svs";
    const auto [first, is_new] = slide_of_folder.emplace(identityOf(slide).folder, slide);
    if (!is_new) return {first->second, slide};
  }
  throw std::logic_error("no collision");
}

TEST(Inputs, TwoSlidesOfOneOutputFolderAreAnError) {
  const auto [one, other] = namesOfOneFolder();
  const TemporaryFolder folder;
  const auto list = folder.write("l.csv", "slide\n" + one + "\n" + other + "\n");
  const auto message = messageOf<std::invalid_argument>([&] { (void)expand(list); });
  EXPECT_EQ(message, one + " and " + other + " would have the same output folder " + identityOf(one).folder +
                         "; rename one of them");
  const auto twice = folder.write("l.csv", "slide\n" + one + "\n" + one + "\n");
  EXPECT_EQ(expand(twice).slides.at(1).skip_reason, "duplicate: the same file as " + one);
}

TEST(InputList, GivesPixelSizeRegionsAndCase) {
  const TemporaryFolder folder;
  const auto list =
      folder.write("l.csv", "\xef\xbb\xbfslide,case_id,mpp,roi\r\n\"a, b.svs\",C1,0.25,r.geojson\r\nsub/c.svs,,,\r\n");
  const InputList inputs = expand(list);
  ASSERT_EQ(names(inputs), (Names{"a, b.svs", "sub/c.svs"}));
  EXPECT_EQ(inputs.slides[0].path, folder / "a, b.svs");
  EXPECT_EQ(inputs.slides[0].identity.case_id, "C1");
  EXPECT_EQ(inputs.slides[0].list_pixel_size, PixelSize(0.25));
  EXPECT_EQ(inputs.slides[0].roi, folder / "r.geojson");
  EXPECT_FALSE(inputs.slides[1].list_pixel_size);
  EXPECT_FALSE(inputs.slides[1].roi);
}

TEST(InputList, PathsOutsideTheListsFolderAreCalledByFileName) {
  const TemporaryFolder folder;
  const auto list = folder.write("sub/l.csv", "slide\n../a.svs\n/data/b.svs\n./c.svs\n");
  const InputList inputs = expand(list);
  EXPECT_EQ(names(inputs), (Names{"a.svs", "b.svs", "c.svs"}));
  EXPECT_EQ(inputs.slides[1].path, "/data/b.svs");
}

TEST(InputList, IsReadUpToABound) {
  const TemporaryFolder folder;
  const auto list = folder.write("l.csv", "slide\n");
  std::filesystem::resize_file(list, (std::uintmax_t{64} << 20) + 1);
  EXPECT_EQ(messageOf<std::invalid_argument>([&] { (void)expand(list); }), list.string() + ": larger than 64 MiB");
}

struct BadList {
  std::string name;
  std::string content;
  std::string message;
};

class BadInputList : public testing::TestWithParam<BadList> {};

TEST_P(BadInputList, IsAnErrorWithLineAndValue) {
  const TemporaryFolder folder;
  const auto list = folder.write("l.csv", GetParam().content);
  const auto message = messageOf<std::invalid_argument>([&] { (void)expand(list); });
  EXPECT_EQ(message, list.string() + ": " + GetParam().message);
}

INSTANTIATE_TEST_SUITE_P(
    Defects, BadInputList,
    testing::Values(BadList{"Column", "slide,mp\na.svs,1\n", "line 1: unknown column \"mp\"; did you mean \"mpp\"?"},
                    BadList{"Twice", "slide,slide\na,b\n", "line 1: column \"slide\" appears twice"},
                    BadList{"NoSlide", "mpp\n0.25\n",
                            "line 1: the first line must name the columns: slide, and mpp, roi, case_id as needed"},
                    BadList{"Length", "slide,mpp\na.svs\n", "line 2: 1 fields, but the header has 2"},
                    BadList{"Empty", "slide,mpp\n\n,0.25\n", "line 3: slide is empty"},
                    BadList{"Number", "slide,mpp\na.svs,0.25\nb.svs,\"0,25\"\n",
                            "line 3: mpp \"0,25\" is not a number"},
                    BadList{"Range", "slide,mpp\na.svs,250\n", "line 2: mpp 250 is outside 0.05 to 5 um"},
                    BadList{"Quote", "slide\n\"a.svs\n", "line 2: a quote is not closed"},
                    BadList{"Nothing", "", "the list cannot be read or is empty"}),
    [](const auto& defect) { return defect.param.name; });

}  // namespace
}  // namespace herald
