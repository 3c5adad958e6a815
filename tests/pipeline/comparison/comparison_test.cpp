#include "pipeline/comparison/comparison.h"

#include <gtest/gtest.h>

#include "pipeline/comparison/compare_json.h"
#include "pipeline/files/json_text.h"
#include "tests/support/expect_refusal.h"

namespace herald {
namespace {

using enum Her2Score;

// Six slides; the program misses one, is two steps off at one, and one is read by nobody.
constexpr const char* kProgram =
    "slide,status,score,pct_complete,h_score,case_id\n"
    "a,scored,0,1,5,c1\nb,scored,1+,5,60,c1\nc,scored,3+,40,210,c2\nd,indeterminate,,,,\ne,scored,2+,20,120,\nf,scored,"
    "0,0,2,\n";
constexpr const char* kReaders =
    "slide,reader,score,ish,pct_complete\n"
    "a,anna,0,negative,0\na,ben,0,,\na,carl,0,,\n"
    "b,anna,1+,negative,3\nb,ben,2+,,\nb,carl,1+,,\n"
    "c,anna,1+,positive,30\nc,ben,1+,,\nc,carl,3+,,\n"
    "d,anna,2+,negative,\nd,ben,2+,,\nd,carl,2+,,\n"
    "e,anna,1+,,\ne,ben,2+,,\ne,carl,3+,,\n"
    "z,anna,0,,\n";

Comparison compare(const ComparisonOptions& options = {}, const std::string& readers = kReaders,
                   const std::string& program = kProgram) {
  return compareWithReaders(parseScoredSlides(program, "summary.csv"), parseReaders(readers, "readers.csv"), options);
}

TEST(Comparison, CountsWhatIsComparedAndWhatIsNot) {
  const Comparison comparison = compare();
  EXPECT_EQ(comparison.reference_name, "majority");
  EXPECT_EQ(comparison.counts.compared, 4U);
  EXPECT_EQ(comparison.counts.matched, 5U);
  EXPECT_EQ(comparison.counts.unknown, std::vector<std::string>{"z"});
  EXPECT_EQ(comparison.counts.unread, std::vector<std::string>{"f"});
  EXPECT_EQ(comparison.counts.tied, 1U);  // e: 1+, 2+, 3+
  EXPECT_EQ(comparison.unscored.indeterminate, (std::vector<std::int64_t>{0, 0, 1, 0}));
  EXPECT_EQ(comparison.overall.matrix.total(), 4);
  EXPECT_EQ(comparison.overall.matrix.count(1, 3), 1);
  EXPECT_EQ(comparison.overall.matrix.twoStepErrors(), 1);
  ASSERT_EQ(comparison.discordant.size(), 1U);
  EXPECT_EQ(comparison.slides[comparison.discordant[0]].slide, "c");
  EXPECT_EQ(comparison.slides[comparison.discordant[0]].steps, 2);
}

TEST(Comparison, ReferenceIsAsChosen) {
  EXPECT_EQ(compare({.classes = {}, .reference_by = "carl", .exclude_ties = false, .bootstrap = {}})
                .overall.matrix.count(3, 3),
            1);
  const Comparison unanimous =
      compare({.classes = {}, .reference_by = "consensus", .exclude_ties = false, .bootstrap = {}});
  EXPECT_EQ(unanimous.reference_name, "unanimous");
  EXPECT_EQ(unanimous.counts.compared, 1U);
  EXPECT_EQ(unanimous.counts.without_reference, 3U);
  EXPECT_EQ(compare({.classes = {}, .reference_by = "", .exclude_ties = true, .bootstrap = {}}).counts.compared, 3U);
  expectRefusal(
      [] { (void)compare({.classes = {}, .reference_by = "Anna", .exclude_ties = false, .bootstrap = {}}); },
      {"--reference-by \"Anna\" is not one of majority, median, consensus, anna, ben, carl; did you mean \"anna\"?"});
}

TEST(Comparison, AReaderCalledConsensusIsTheReferenceAndNoReader) {
  const std::string readers = std::string(kReaders) + "a,consensus,1+,,\nc,consensus,3+,,\n";
  const Comparison comparison = compare({}, readers);
  EXPECT_EQ(comparison.reference_name, "consensus");
  EXPECT_EQ(comparison.counts.compared, 2U);
  EXPECT_EQ(comparison.readers, (std::vector<std::string>{"anna", "ben", "carl"}));
  EXPECT_EQ(comparison.reader_pairs.size(), 3U);
  EXPECT_EQ(compare({.classes = {}, .reference_by = "majority", .exclude_ties = false, .bootstrap = {}}, readers)
                .overall.matrix.count(0, 0),
            1);
}

TEST(Comparison, ClassesAreMergedBeforeAnythingIsCounted) {
  const Comparison merged = compare(
      {.classes = ScoreClasses::parse("0|1+,2+,3+"), .reference_by = "", .exclude_ties = false, .bootstrap = {}});
  EXPECT_EQ(merged.overall.matrix.classes(), 3U);
  EXPECT_EQ(merged.overall.matrix.count(0, 0), 2);
  EXPECT_EQ(merged.overall.cuts.size(), 2U);
  EXPECT_EQ(merged.ish.front().table.size(), 3U);
}

TEST(Comparison, LeavesEachReaderOutOfItsOwnReference) {
  const Comparison comparison = compare();
  ASSERT_EQ(comparison.left_out.size(), 3U);
  const LeftOutReader& carl = comparison.left_out[2];  // anna and ben: a 0, b tie 2+, c 1+, e tie 2+
  EXPECT_EQ(carl.reader, "carl");
  EXPECT_EQ(carl.reader_agreement.matrix.total(), carl.program_agreement.matrix.total());
  EXPECT_EQ(carl.reader_agreement.matrix.agreeing(), 1);
  EXPECT_EQ(carl.program_agreement.matrix.agreeing(), 2);
  EXPECT_TRUE(compare({}, "slide,reader,score\na,x,0\na,y,0\n").left_out.empty());
}

TEST(Comparison, HasIshCasesAndMeasurements) {
  const Comparison comparison = compare();
  ASSERT_EQ(comparison.ish.size(), 5U);
  EXPECT_EQ(comparison.ish[0].rater, "program");
  EXPECT_EQ(comparison.ish[0].table[3][1], 1);
  EXPECT_EQ(comparison.ish[0].unscored[0], 1);
  EXPECT_EQ(comparison.ish[0].agreement->three_plus.sensitivity->count, 1);
  ASSERT_TRUE(comparison.cases);
  EXPECT_EQ(comparison.cases->matrix.total(), 2);
  EXPECT_EQ(comparison.cases->matrix.count(1, 1), 1);  // c1: highest of 0 and 1+
  EXPECT_NEAR(comparison.pct_complete->bias, (1 + 2 + 10) / 3.0, 1e-12);
  EXPECT_EQ(comparison.h_score_by_class[1].values, (std::vector<double>{60, 210}));
}

TEST(Comparison, RefusesSidesWithoutACommonSlideAndCasesThatContradict) {
  expectRefusal([] { (void)compare({}, "slide,score\nq,0\n"); },
                {"summary.csv and readers.csv have no slide in common: the first is \"a\" here and \"q\" there"});
  expectRefusal([] { (void)compare({}, "slide,score,case_id\na,0,other\n"); },
                {"readers.csv: line 2: case_id \"other\" of slide \"a\" is \"c1\" in the program's table"});
}

TEST(Comparison, OfIndeterminateSlidesOnlyHasNoStatistics) {
  const ScoredSlides scored = parseScoredSlides("slide,score\na,\n", "s.csv");
  const Readers readers = parseReaders("slide,reader,score\na,x,2+\na,y,2+\n", "r.csv");
  const Comparison comparison = compareWithReaders(scored, readers, {});
  EXPECT_FALSE(comparison.overall.agreement);
  const BootstrapOptions bootstrap;
  const auto json = OrderedJson::parse(compareJson(comparison, {scored, readers, bootstrap, {""}}));
  EXPECT_EQ(json["n"], 0);
  EXPECT_TRUE(json["agreement"].is_null());
  EXPECT_TRUE(json["kappa"]["linear"].is_null());
  EXPECT_TRUE(json["cuts"]["3+"]["ppa"].is_null());
  EXPECT_EQ(json["not_scored"][0]["status"], "indeterminate");
}

}  // namespace
}  // namespace herald
