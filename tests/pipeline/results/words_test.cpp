#include "pipeline/results/words.h"

#include <gtest/gtest.h>

#include "segmentation/cell_record.h"

namespace herald {
namespace {

TEST(Words, EveryPatternHasItsOwn) {
  EXPECT_EQ(patternWords(StainingPattern::kNone), "unstained");
  EXPECT_EQ(patternWords(StainingPattern::kIm), "incomplete, moderate");
  EXPECT_EQ(patternWords(StainingPattern::kCs), "complete, strong");
}

TEST(Words, OfACodeKeepItsDetail) {
  EXPECT_EQ(wordsOf("too_few_tumour_cells: 3 counted, 100 needed"), "too few tumour cells: 3 counted, 100 needed");
  EXPECT_EQ(wordsOf("indeterminate"), "not assessable");
  EXPECT_EQ(wordsOf("no_tissue: none; too_coarse: 0.7"), "no tissue: none; too coarse: 0.7");
}

TEST(Words, MessagesAndNamesStayAsTheyAre) {
  for (const char* text : {"her2_1plus.tif: cannot be opened", "not_a_code_of_ours: x", "control_0.svs", "", ": "})
    EXPECT_EQ(wordsOf(text), text);
}

TEST(Words, NoExclusionIsShownAsACode) {
  for (const std::string_view name : kExclusionNames) EXPECT_EQ(wordsOf(name).find('_'), std::string::npos) << name;
}

}  // namespace
}  // namespace herald
