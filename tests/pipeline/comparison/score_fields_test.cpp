#include "pipeline/comparison/score_fields.h"

#include <gtest/gtest.h>

#include <array>

#include "tests/support/temporary_folder.h"

namespace herald {
namespace {

CsvTable tableOf(const std::string& score, const std::string& ish) {
  static constexpr std::array<std::string_view, 3> kColumns = {"slide", "score", "ish"};
  return {"slide,score,ish\na.svs," + score + "," + ish + "\n", "readers.csv", kColumns};
}

TEST(ScoreFields, TakesWhatHeraldWritesWithoutANote) {
  CsvTable table = tableOf("2+", "negative");
  EXPECT_EQ(scoreAt(table, 0), Her2Score::k2Plus);
  EXPECT_EQ(ishAt(table, 0), IshResult::kNegative);
  EXPECT_TRUE(table.notes().empty());
}

TEST(ScoreFields, NotesWhatIsSpelledOtherwise) {
  CsvTable table = tableOf("HER2 3", "pos");
  EXPECT_EQ(scoreAt(table, 0), Her2Score::k3Plus);
  EXPECT_EQ(ishAt(table, 0), IshResult::kPositive);
  ASSERT_EQ(table.notes().size(), 2U);
  EXPECT_NE(table.notes()[0].find("score \"HER2 3\" is taken as 3+"), std::string::npos) << table.notes()[0];
  EXPECT_NE(table.notes()[1].find("ish \"pos\" is taken as positive"), std::string::npos) << table.notes()[1];
}

TEST(ScoreFields, AreNothingWhereNothingStands) {
  CsvTable table = tableOf("", "");
  EXPECT_EQ(scoreAt(table, 0), std::nullopt);
  EXPECT_EQ(ishAt(table, 0), std::nullopt);
  EXPECT_TRUE(table.notes().empty());
}

TEST(ScoreFields, RefuseWhatHasNoOneMeaning) {
  CsvTable table = tableOf("low", "-");
  const std::string score = messageOf<std::invalid_argument>([&] { (void)scoreAt(table, 0); });
  EXPECT_NE(score.find("score \"low\" is not one of 0, 1+, 2+, 3+"), std::string::npos) << score;
  const std::string ish = messageOf<std::invalid_argument>([&] { (void)ishAt(table, 0); });
  EXPECT_NE(ish.find("ish \"-\" is neither positive nor negative"), std::string::npos) << ish;
}

}  // namespace
}  // namespace herald
