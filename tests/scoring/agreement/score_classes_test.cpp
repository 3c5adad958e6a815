#include "scoring/agreement/score_classes.h"

#include <gtest/gtest.h>

#include "tests/support/expect_refusal.h"

namespace herald {
namespace {

using enum Her2Score;

TEST(ScoreClasses, AreTheFourScoresUnlessMerged) {
  const ScoreClasses classes;
  ASSERT_EQ(classes.size(), 4U);
  EXPECT_EQ(classes.name(3), "3+");
  EXPECT_EQ(classes.classOf(k2Plus), 2U);
  const auto cuts = classes.cuts();
  ASSERT_EQ(cuts.size(), 3U);
  EXPECT_EQ(cuts[0].name, ">=1+");
  EXPECT_EQ(cuts[1].name, ">=2+");
  EXPECT_EQ(cuts[2].name, "3+");
  EXPECT_EQ(cuts[2].first_positive, 3U);
}

TEST(ScoreClasses, MergedClassesHaveNoCutInside) {
  const ScoreClasses classes = ScoreClasses::parse("0 | 1+, 2+, 3+");
  ASSERT_EQ(classes.size(), 3U);
  EXPECT_EQ(classes.name(0), "0|1+");
  EXPECT_EQ(classes.classOf(k1Plus), 0U);
  EXPECT_EQ(classes.classOf(k3Plus), 2U);
  EXPECT_FALSE(classes.loneClassOf(k0));
  EXPECT_EQ(classes.loneClassOf(k2Plus), 1U);
  ASSERT_EQ(classes.cuts().size(), 2U);
  EXPECT_EQ(classes.cuts()[0].name, ">=2+");
  EXPECT_EQ(classes.cuts()[0].first_positive, 1U);
}

TEST(ScoreClasses, RefuseWhatIsNoScale) {
  for (const char* text : {"", "0", "0,1+,2+", "0,1+,3+,2+", "0,0,1+,2+,3+", "0,1,2,3", "0,,1+,2+,3+", "0,1+,2+,3+,",
                           "0,1+,2+,3+|", "0|1+|2+|3+", "0,1+,2+,3+,4+", ",0,1+,2+,3+"})
    expectRefusal([&] { (void)ScoreClasses::parse(text); }, {"classes \"", text});
}

TEST(Her2ScoreNamed, TakesTheFourNamesOnly) {
  EXPECT_EQ(her2ScoreNamed("2+"), k2Plus);
  for (const char* text : {"", "2", "4+", "2+ "}) EXPECT_FALSE(her2ScoreNamed(text));
}

}  // namespace
}  // namespace herald
