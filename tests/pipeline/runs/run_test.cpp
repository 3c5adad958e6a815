#include "pipeline/runs/run.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <map>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "pipeline/runs/fatal_slides.h"
#include "pipeline/runs/output_folder.h"
#include "pipeline/slides/interruptible_source.h"
#include "tests/support/fake_slide_source.h"
#include "tests/support/temporary_folder.h"

namespace herald {
namespace {

// Slides that are named for what becomes of them; files need not exist.
class FakeLaboratory {
 public:
  int analysed = 0;
  Interruption interruption;
  std::filesystem::path growing;
  std::string quick_hash = "0123456789abcdef0123456789abcdef";
  double um_per_px = 0.25;
  std::optional<SlideAnnotation> annotation;
  bool deadly = true;

  RunStages stages() {
    RunStages stages;
    stages.open = [this](const std::filesystem::path& path) -> std::unique_ptr<SlideSource> {
      if (path.stem() == "unopenable") throw readError(path, "cannot\nbe opened");
      FakeSlideOptions options{.quick_hash = quick_hash};
      if (path.stem() != "sizeless") options.um_per_px = um_per_px;
      return std::make_unique<FakeSlideSource>(Image<Rgb8>(64, 64, {200, 200, 200}), options);
    };
    stages.annotate = [this](const SlideInput&, const SlideDescription&) { return annotation; };
    stages.analyse = [this](SlideSource& source, const SlideIdentity& identity, const PixelSizeSource& pixel_size,
                            const SlideAnnotation* regions, const SlideProgress& progress) {
      ++analysed;
      progress.stage_began("pass 2");
      if (identity.stem == "unreadable") throw ReadError("unreadable: level 0 at (5, 6): corrupt");
      if (identity.stem.starts_with("fatal") && deadly) std::_Exit(9);
      const auto isCalled = [&](const char* word) { return identity.stem.find(word) != std::string::npos; };
      if (isCalled("stopped")) interruption.request();
      if (identity.stem == "growing") std::ofstream(growing, std::ios::app) << "more";
      if (isCalled("reads")) {
        Image<Rgb8> pixels;
        source.readRegion(0, 0, 0, 1, 1, pixels);
      }
      if (identity.stem == "surprise") throw std::logic_error("a contract is broken");
      progress.tiles_done(1, 1);
      SlideResult result;
      result.status = SlideStatus::kIndeterminate;
      result.reasons = {"no_tissue: none"};
      result.measured.description = source.description();
      result.measured.pixel_size = pixel_size;
      if (regions != nullptr) result.measured.annotation = *regions;
      result.judged.request = JudgementRequest{};
      result.judged.tumour_selection = "automatic";
      result.measured.statistics.tissue.classes.reset(8, 8, TissueClass::kGlass);
      result.measured.statistics.tissue.downsample_px = 8;
      return result;
    };
    return stages;
  }
};

Provenance provenance() {
  return {"0.0.0+test", {{"x", "1"}}, "[a]\n", "00112233445566778899aabbccddeeff", {"score"}};
}

InputList inputsCalled(const std::vector<std::string>& slides) {
  InputList inputs;
  for (const auto& slide : slides) {
    SlideInput input;
    input.path = slide;
    input.identity = identityOf(slide);
    inputs.slides.push_back(input);
  }
  return inputs;
}

class RunTest : public testing::Test {
 protected:
  RunReport run(const InputList& inputs, RunOptions options = {}, const Provenance& by = provenance()) {
    options.out = folder_ / "out";
    options.interruption = &laboratory_.interruption;
    RunListener silent;
    return runSlides(inputs, options, by, laboratory_.stages(), silent);
  }
  std::string summary() const { return contentOf(folder_ / "out/summary.csv"); }

  TemporaryFolder folder_;
  FakeLaboratory laboratory_;
};

TEST_F(RunTest, EverySlideIsTriedWhateverHappensToOthers) {
  const auto report =
      run(inputsCalled({"unopenable.svs", "unreadable.svs", "surprise.svs", "sizeless.svs", "good.svs"}));
  ASSERT_EQ(report.inputs.size(), 5U);
  EXPECT_EQ(report.exit_code, kExitSomeFailed);
  for (int i = 0; i < 4; ++i) EXPECT_EQ(report.inputs[static_cast<std::size_t>(i)].row.status, SlideStatus::kFailed);
  EXPECT_EQ(report.inputs[0].row.reasons, std::vector<std::string>{"unopenable.svs: cannot be opened"});
  EXPECT_EQ(report.inputs[1].row.reasons, std::vector<std::string>{"unreadable: level 0 at (5, 6): corrupt"});
  EXPECT_EQ(report.inputs[2].row.reasons, std::vector<std::string>{"a contract is broken"});
  EXPECT_NE(report.inputs[3].row.reasons.at(0).find("pixel size is not known"), std::string::npos);
  EXPECT_EQ(report.inputs[4].row.status, SlideStatus::kIndeterminate);
  EXPECT_NE(summary().find("\nunopenable.svs,failed,"), std::string::npos);
  EXPECT_NE(summary().find("\ngood.svs,indeterminate,"), std::string::npos);
}

TEST_F(RunTest, TheRunIsDescribedInRunJson) {
  (void)run(inputsCalled({"good.svs"}));
  const auto json = nlohmann::json::parse(contentOf(folder_ / "out/run.json"));
  EXPECT_EQ(json.at("exit_code"), 0);
  EXPECT_EQ(json.at("counts").at("indeterminate"), 1);
  EXPECT_FALSE(json.at("finished").is_null());
  EXPECT_EQ(json.at("inputs").at(0).at("slide"), "good.svs");
}

TEST_F(RunTest, UnchangedSlidesAreReusedWithTheirRow) {
  const auto inputs = inputsCalled({"good.svs"});
  (void)run(inputs);
  const std::string first = summary();
  const auto again = run(inputs);
  EXPECT_EQ(laboratory_.analysed, 1);
  EXPECT_TRUE(again.inputs.at(0).reused);
  EXPECT_EQ(again.inputs.at(0).row.status, SlideStatus::kIndeterminate);
  EXPECT_EQ(summary(), first);
}

TEST_F(RunTest, ADamagedResultIsDoneAgain) {
  const auto inputs = inputsCalled({"good.svs"});
  (void)run(inputs);
  const auto path = folder_ / "out/slides" / inputs.slides[0].identity.folder / "result.json";
  auto result = nlohmann::ordered_json::parse(contentOf(path));
  result["reasons"] = {1};
  std::ofstream(path) << result;
  const auto again = run(inputs);
  EXPECT_EQ(laboratory_.analysed, 2);
  EXPECT_EQ(again.inputs.at(0).row.reasons, std::vector<std::string>{"no_tissue: none"});
}

TEST_F(RunTest, NoNameInAListWritesOutsideTheOutputFolder) {
  const auto list = folder_.write("in/list.csv",
                                  "slide,roi,case_id\n"
                                  "../../escape.svs,../../roi.xml,../c\n"
                                  "/absolute.svs,/etc/roi.xml,/c\n"
                                  "a/../../../up.svs,,\n"
                                  "..,,\n"
                                  "x/..,,\n"
                                  "back\\..\\slash.svs,,\n"
                                  "\"line\nbreak/..svs\",,\n"
                                  "deep/.../....svs,,\n");
  const auto report = run(expandInputs({list.string()}));
  EXPECT_EQ(report.inputs.size(), 8U);
  std::size_t folders = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder_ / "out/slides"))
    folders += entry.is_directory() && std::filesystem::exists(entry.path() / "result.json") ? 1 : 0;
  EXPECT_EQ(folders, 8U);
  const auto countIn = [](const std::filesystem::path& folder) {
    return std::distance(std::filesystem::directory_iterator(folder), {});
  };
  EXPECT_EQ(countIn(folder_.path()), 2);          // in, out
  EXPECT_EQ(countIn(folder_ / "in"), 1);          // the list
  EXPECT_EQ(countIn(folder_ / "out"), 5);         // slides, summary.csv, run.json, report.html, log.txt
  EXPECT_EQ(countIn(folder_ / "out/slides"), 8);  // what was counted above, nothing else
}

TEST_F(RunTest, WhateverChangesTheResultIsDoneAgain) {
  const auto inputs = inputsCalled({"good.svs"});
  int expected = 1;
  (void)run(inputs);
  const auto expectAgain = [&](const char* what) { EXPECT_EQ(laboratory_.analysed, ++expected) << what; };
  (void)run(inputs, {.force = true});
  expectAgain("force");
  Provenance other = provenance();
  other.config_hash[0] = 'f';
  (void)run(inputs, {}, other);
  expectAgain("configuration");
  other.herald = "0.0.0+other";
  (void)run(inputs, {}, other);
  expectAgain("program");
  laboratory_.quick_hash[0] = 'f';
  (void)run(inputs, {}, other);
  expectAgain("slide");
  (void)run(inputs, {.pixel_size = PixelSize(0.25)}, other);
  expectAgain("source of the pixel size");
  (void)run(inputs, {.pixel_size = PixelSize(0.5)}, other);
  expectAgain("pixel size");
  laboratory_.annotation = SlideAnnotation{"a.xml", "asap", "0011", {}};
  (void)run(inputs, {.pixel_size = PixelSize(0.5)}, other);
  expectAgain("an annotation where there was none");
  (void)run(inputs, {.pixel_size = PixelSize(0.5)}, other);
  EXPECT_EQ(laboratory_.analysed, expected) << "the same annotation";
  laboratory_.annotation->hash = "0012";
  (void)run(inputs, {.pixel_size = PixelSize(0.5)}, other);
  expectAgain("another annotation");
  laboratory_.annotation.reset();
  (void)run(inputs, {.pixel_size = PixelSize(0.5)}, other);
  expectAgain("no annotation any more");
  std::ofstream(folder_ / "out/slides" / inputs.slides[0].identity.folder / "result.json") << "{";
  (void)run(inputs, {.pixel_size = PixelSize(0.5)}, other);
  expectAgain("damaged result");
}

TEST_F(RunTest, FailedSlidesAreTriedAgain) {
  (void)run(inputsCalled({"unreadable.svs"}));
  (void)run(inputsCalled({"unreadable.svs"}));
  EXPECT_EQ(laboratory_.analysed, 2);
}

TEST_F(RunTest, AnInterruptedRunKeepsWhatIsDoneNamesTheRestAndGoesOnLater) {
  const auto inputs = inputsCalled({"a.svs", "stopped.svs", "z.svs"});
  const auto report = run(inputs);
  EXPECT_EQ(report.exit_code, kExitInterrupted);
  ASSERT_EQ(report.inputs.size(), 2U);  // what was measured when the request came is kept
  EXPECT_EQ(report.remaining, std::vector<std::string>{"z.svs"});
  EXPECT_EQ(report.finished, "");
  const auto json = nlohmann::json::parse(contentOf(folder_ / "out/run.json"));
  EXPECT_EQ(json.at("remaining").at(0), "z.svs");
  EXPECT_EQ(json.at("exit_code"), 130);
}

TEST_F(RunTest, ASlideIsNoLongerReadOnceTheRunIsToStop) {
  laboratory_.interruption.request();
  const auto never_begun = run(inputsCalled({"reads.svs"}));
  EXPECT_EQ(never_begun.exit_code, kExitInterrupted);
  EXPECT_EQ(laboratory_.analysed, 0);
  const auto source =
      interruptible(std::make_unique<FakeSlideSource>(Image<Rgb8>(4, 4, {200, 200, 200}), FakeSlideOptions{}),
                    laboratory_.interruption);
  Image<Rgb8> pixels;
  EXPECT_THROW(source->readRegion(0, 0, 0, 1, 1, pixels), Interrupted);
}

// What is left of a run whose process dies at a slide.
class FatalSlide : public RunTest {
 protected:
  void die(const RunOptions& options = {}) { EXPECT_EXIT((void)run(inputs_, options), testing::ExitedWithCode(9), ""); }
  RunReport survive(const RunOptions& options = {}) {
    laboratory_.deadly = false;
    RunReport report = run(inputs_, options);
    laboratory_.deadly = true;
    return report;
  }
  std::vector<std::string> hiddenFiles() const {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(folder_ / "out"))
      if (entry.path().filename().string().starts_with('.')) names.push_back(entry.path().filename().string());
    return names;
  }

  InputList inputs_ = inputsCalled({"a.svs", "fatal.svs", "z.svs"});
};

TEST_F(FatalSlide, ThatKillsTwoRunsIsSetAsideAndTheOthersGoOn) {
  die();
  die();
  const auto report = run(inputs_);
  EXPECT_EQ(report.exit_code, kExitSomeFailed);
  ASSERT_EQ(report.inputs.size(), 3U);
  EXPECT_EQ(report.inputs[1].row.status, SlideStatus::kFailed);
  EXPECT_EQ(report.inputs[1].row.reasons,
            std::vector<std::string>{"fatal.svs: set aside: the program died 2 times in a row while working on this "
                                     "slide (a crash, or out of memory); --force tries again"});
  EXPECT_EQ(report.inputs[2].row.status, SlideStatus::kIndeterminate);
  const std::string log = contentOf(folder_ / "out/log.txt");
  EXPECT_NE(log.find("cause: herald::ReadError: fatal.svs: set aside"), std::string::npos) << log;
  EXPECT_EQ(run(inputs_).inputs.at(1).row.status, SlideStatus::kFailed);  // and the next time
  die({.force = true});
  EXPECT_NE(run(inputs_).inputs.at(1).row.reasons.at(0).find("died 3 times in a row"), std::string::npos);
}

TEST_F(FatalSlide, OnceIsNoProof) {
  die();
  EXPECT_EQ(survive().exit_code, kExitDone);
  EXPECT_EQ(hiddenFiles(), std::vector<std::string>{});
  die({.force = true});  // the first in a row again
  EXPECT_EQ(survive({.force = true}).exit_code, kExitDone);
}

TEST_F(FatalSlide, IsTriedAgainWhenForcedOrWhenSomethingHasChanged) {
  die();
  die();
  EXPECT_EQ(survive({.outputs = {.threads = 2}}).exit_code, kExitDone);
  die({.force = true});
  die({.force = true});
  EXPECT_EQ(survive({.memory_bytes = std::uint64_t{1} << 30}).exit_code, kExitDone);
  die({.force = true});
  die({.force = true});
  inputs_.slides[1].path = folder_.write("fatal.svs", "repaired");
  EXPECT_EQ(survive().exit_code, kExitDone);
  inputs_.slides[1].path = "fatal.svs";
  die({.force = true});
  die({.force = true});
  EXPECT_EQ(survive({.force = true}).exit_code, kExitDone);
  EXPECT_EQ(hiddenFiles(), std::vector<std::string>{});
}

TEST_F(FatalSlide, EachIsCountedByItself) {
  inputs_ = inputsCalled({"fatal 1.svs", "fatal\n2.svs", "z.svs"});
  for (int i = 0; i < 4; ++i) die();
  const auto report = run(inputs_);
  for (const std::size_t i : {0U, 1U}) EXPECT_EQ(report.inputs.at(i).row.status, SlideStatus::kFailed);
  EXPECT_EQ(report.inputs.at(2).row.status, SlideStatus::kIndeterminate);
}

TEST_F(FatalSlide, AnInterruptionIsNoDeath) {
  inputs_ = inputsCalled({"fatal, stopped, reads.svs"});
  die();
  EXPECT_EQ(survive().exit_code, kExitInterrupted);
  EXPECT_FALSE(std::filesystem::exists(inWorkPath(folder_ / "out")));
  EXPECT_TRUE(std::filesystem::exists(folder_ / "out/.herald.fatal"));  // nor a proof of the contrary
}

TEST_F(FatalSlide, DamagedRecordsAreNone) {
  folder_.write("out/.herald.fatal", "x\n\n00 many fatal.svs\n");
  folder_.write("out/.herald.in_work", "");
  EXPECT_EQ(survive().exit_code, kExitDone);
}

TEST_F(RunTest, AFileThatChangesWhileItIsReadFailsWithoutAScore) {
  laboratory_.growing = folder_.write("growing.svs", "slide");
  auto inputs = inputsCalled({"growing.svs"});
  inputs.slides[0].path = laboratory_.growing;
  const auto report = run(inputs);
  EXPECT_EQ(report.exit_code, kExitSomeFailed);
  EXPECT_NE(report.inputs[0].row.reasons.at(0).find("changed while it was read"), std::string::npos);
  EXPECT_NE(summary().find("\ngrowing.svs,failed,,"), std::string::npos);
}

TEST_F(RunTest, TheLogTellsStageAndCauseOfAFailure) {
  (void)run(inputsCalled({"unreadable.svs"}));
  (void)run(inputsCalled({"good.svs"}));
  const std::string log = contentOf(folder_ / "out/log.txt");
  EXPECT_NE(log.find("unreadable.svs: failed: unreadable: level 0 at (5, 6): corrupt"), std::string::npos) << log;
  EXPECT_NE(log.find("stage: pass 2, "), std::string::npos) << log;
  EXPECT_NE(log.find("cause: herald::ReadError: unreadable: level 0 at (5, 6): corrupt"), std::string::npos) << log;
  EXPECT_NE(log.find("run ends: 1 slides done, 0 of them failed, 0 remain, exit code 0"), std::string::npos) << log;
}

TEST_F(RunTest, SkippedSlidesAreNoFailureAndWriteNothing) {
  auto inputs = inputsCalled({"a.svs", "b.svs"});
  inputs.slides[1].skip_reason = "duplicate: the same file as a.svs";
  const auto report = run(inputs);
  EXPECT_EQ(report.exit_code, kExitDone);
  EXPECT_EQ(laboratory_.analysed, 1);
  EXPECT_EQ(report.inputs[1].row.status, SlideStatus::kSkipped);
  EXPECT_FALSE(std::filesystem::exists(folder_ / "out/slides" / inputs.slides[1].identity.folder));
}

TEST_F(RunTest, NothingFoundHasItsOwnExitCode) {
  EXPECT_EQ(run({}).exit_code, kExitNothingFound);
  EXPECT_EQ(summary().find("slide,status,score"), 0U);
}

TEST_F(RunTest, AnOutputFolderThatCannotBeMadeIsAnErrorAtOnce) {
  folder_.write("out", "a file");
  EXPECT_THROW((void)run(inputsCalled({"good.svs"})), UnusableFolder);
  EXPECT_EQ(laboratory_.analysed, 0);
}

}  // namespace
}  // namespace herald
