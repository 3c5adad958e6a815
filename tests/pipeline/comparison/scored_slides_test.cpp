#include "pipeline/comparison/scored_slides.h"

#include <gtest/gtest.h>

#include "tests/support/expect_refusal.h"
#include "tests/support/temporary_folder.h"

namespace herald {
namespace {

TEST(ScoredSlides, AreReadFromATableOfTwoColumns) {
  const ScoredSlides scored = parseScoredSlides("score,extra,slide\n2,x,a\n,y,b\n3+,z,c\n", "other.csv");
  ASSERT_EQ(scored.slides.size(), 3U);
  EXPECT_EQ(scored.slides[0].score, Her2Score::k2Plus);
  EXPECT_EQ(scored.slides[1].status, SlideStatus::kIndeterminate);
  EXPECT_FALSE(scored.slides[1].score);
  ASSERT_EQ(scored.notes.size(), 1U);
  EXPECT_NE(scored.notes[0].find("score \"2\" is taken as 2+"), std::string::npos);
}

TEST(ScoredSlides, HaveTheMeasurementsOfASummary) {
  const ScoredSlides scored = parseScoredSlides(
      "slide,status,score,borderline,pct_0,pct_complete,h_score,reasons,case_id\n"
      "a,scored,1+,true,60,2.5,51,,c\nb,failed,,,,,,cannot open,\nc,skipped,,,,,,,\n",
      "s.csv");
  EXPECT_TRUE(scored.slides[0].borderline);
  EXPECT_EQ(scored.slides[0].measured[0], 60);
  EXPECT_FALSE(scored.slides[0].measured[1]);
  EXPECT_EQ(scored.slides[0].measured[kPctComplete], 2.5);
  EXPECT_EQ(scored.slides[0].measured[kHScore], 51);
  EXPECT_EQ(scored.slides[1].status, SlideStatus::kFailed);
  EXPECT_EQ(scored.slides[1].reasons, "cannot open");
  EXPECT_EQ(scored.slides[2].status, SlideStatus::kSkipped);
}

TEST(ScoredSlides, RefuseTablesThatAreNone) {
  const auto refuses = [](const char* text, const char* message) {
    expectRefusal([&] { (void)parseScoredSlides(text, "s.csv"); }, {"s.csv: line ", message});
  };
  refuses("slide,status\na,scored\n", "a column \"score\" is needed");
  refuses("slide,score\n", "there is no slide below the header");
  refuses("slide,score\na,0\nb,5\n", "line 3: score \"5\" is not one of");
  refuses("slide,score\na,0\na,0\n", "line 3: slide \"a\" is already in line 2");
  refuses("slide,status,score\na,scored,\n", "the slide is scored but has no score");
  refuses("slide,score,h_score\na,0,much\n", "h_score \"much\" is not a number");
}

TEST(ScoredSlides, KnowTheirEvidence) {
  const TemporaryFolder folder;
  folder.write("summary.csv", "slide,score\nx/a.svs,0\nb.svs,0\n");
  const std::string name = identityOf("x/a.svs").folder;
  folder.write("slides/" + name + "/result.json", "{}");
  for (const auto& named : {folder.path(), folder / "summary.csv"}) {
    const ScoredSlides scored = readScoredSlides(named);
    EXPECT_EQ(evidenceFolder(scored, scored.slides[0]), folder / "slides" / name);
    EXPECT_TRUE(evidenceFolder(scored, scored.slides[1]).empty());
  }
}

}  // namespace
}  // namespace herald
