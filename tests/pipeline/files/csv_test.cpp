#include "pipeline/files/csv.h"

#include <gtest/gtest.h>

#include <stdexcept>

namespace herald {
namespace {

using Fields = std::vector<std::string>;

TEST(Csv, QuotedFieldsMayHoldCommasQuotesAndLineBreaks) {
  const auto rows = parseCsv("a,\"b,\"\"c\"\"\",\"d\r\ne\"\r\nlast,,");
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0].fields, (Fields{"a", "b,\"c\"", "d\r\ne"}));
  EXPECT_EQ(rows[1].fields, (Fields{"last", "", ""}));
  EXPECT_EQ(rows[1].line, 3);
}

TEST(Csv, ByteOrderMarkAndEmptyLinesAreSkipped) {
  const auto rows = parseCsv(
      "\xef\xbb\xbf"
      "a\n\n\nb");
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0].fields, Fields{"a"});
  EXPECT_EQ(rows[1].line, 4);
}

TEST(Csv, NothingGivesNoRows) {
  EXPECT_TRUE(parseCsv("").empty());
}

TEST(Csv, TextAfterAClosingQuoteIsAnError) {
  EXPECT_THROW((void)parseCsv("\"a\"b,c\n"), std::invalid_argument);
}

TEST(Csv, OtherSeparatorsLeaveCommasInFields) {
  EXPECT_EQ(parseCsv("a;1,5;\"b;c\"\n", ';').at(0).fields, (Fields{"a", "1,5", "b;c"}));
}

TEST(Csv, LinesThatAreWrittenAreReadBack) {
  const Fields fields = {"plain", "with, comma", "with \"quotes\"", "two\nlines", ""};
  EXPECT_EQ(parseCsv(csvLine(fields)).at(0).fields, fields);
  EXPECT_EQ(csvLine({"a", "b"}), "a,b\n");
}

}  // namespace
}  // namespace herald
