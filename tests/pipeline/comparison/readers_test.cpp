#include "pipeline/comparison/readers.h"

#include <gtest/gtest.h>

#include "tests/support/expect_refusal.h"

namespace herald {
namespace {

using enum Her2Score;

Readers read(const std::string& text) {
  return parseReaders(text, "readers.csv");
}

void expectNote(const Readers& readers, const std::string& part) {
  for (const std::string& note : readers.notes)
    if (note.find(part) != std::string::npos) return;
  ADD_FAILURE() << "no note says " << part;
}

TEST(Readers, HoldScoresBySlideAndReader) {
  const Readers readers = read(
      "slide,reader,score,ish,pct_complete,case_id\n"
      "a.svs,anna,2+,positive,35.5,c1\na.svs,ben,3+,,,\nb.svs,anna,0,,,\n");
  EXPECT_EQ(readers.names, (std::vector<std::string>{"anna", "ben"}));
  ASSERT_EQ(readers.slides.size(), 2U);
  const ReadSlide& slide = readers.slides[0];
  EXPECT_EQ(slide.slide, "a.svs");
  EXPECT_EQ(slide.line, 2);
  EXPECT_EQ(slide.scores[0], k2Plus);
  EXPECT_EQ(slide.scores[1], k3Plus);
  EXPECT_EQ(slide.pct_complete[0], 35.5);
  EXPECT_FALSE(slide.pct_complete[1]);
  EXPECT_EQ(slide.ish, IshResult::kPositive);
  EXPECT_EQ(slide.case_id, "c1");
  EXPECT_EQ(readers.slides[1].scores, (std::vector<std::optional<Her2Score>>{k0, std::nullopt}));
  EXPECT_TRUE(readers.notes.empty());
}

TEST(Readers, TakeOtherSpellingsThatMeanOneThingAndSaySo) {
  const Readers readers = read(
      "\xef\xbb\xbfSlide;Reader;Score;ISH;pct_complete;comment\r\n"
      "a;anna;HER2 3+;amplified;12,5 %;x\r\nb;anna;2;neg;;\r\nc;anna;2;;;\r\nd;anna;n/a;;;\r\ne;anna;++;;;\r\n");
  EXPECT_EQ(readers.slides[0].scores[0], k3Plus);
  EXPECT_EQ(readers.slides[0].ish, IshResult::kPositive);
  EXPECT_EQ(readers.slides[0].pct_complete[0], 12.5);
  EXPECT_EQ(readers.slides[1].scores[0], k2Plus);
  EXPECT_EQ(readers.slides[1].ish, IshResult::kNegative);
  EXPECT_FALSE(readers.slides[3].scores[0]);
  EXPECT_EQ(readers.slides[4].scores[0], k2Plus);
  expectNote(readers, "a semicolon separates the fields");
  expectNote(readers, "column \"comment\" is not used");
  expectNote(readers, "line 2: score \"HER2 3+\" is taken as 3+");
  expectNote(readers, "line 3: score \"2\" is taken as 2+ (2 times)");
  expectNote(readers, "score \"n/a\" is taken as no score");
  expectNote(readers, "ish \"amplified\" is taken as positive");
  expectNote(readers, "a comma in pct_complete is taken as the decimal point");
}

TEST(Readers, TakeRowsThatRepeatAnotherAndOneReaderWithoutAColumn) {
  const Readers readers = read("slide,score\na,2+\na,2+\nb,0\n");
  EXPECT_EQ(readers.names, std::vector<std::string>{"reader"});
  EXPECT_EQ(readers.slides.size(), 2U);
  expectNote(readers, "line 3: the row repeats an earlier one");
  expectNote(readers, "all rows are from one reader");
}

TEST(Readers, RefuseWhatCanMeanSeveralThings) {
  const struct {
    const char* rows;
    const char* message;
  } cases[] = {
      {"a,x,2-3,,,", "readers.csv: line 2: score \"2-3\" is not one of 0, 1+, 2+, 3+"},
      {"a,x,2+/3+,,,", "score \"2+/3+\" is not one of"},
      {"a,x,negative,,,", "score \"negative\" is not one of"},
      {"a,x,low,,,", "score \"low\" is not one of"},
      {"a,x,4,,,", "score \"4\" is not one of"},
      {"a,x,2+,,,\na,x,3+,,,", "line 3: reader \"x\" rates slide \"a\" differently from line 2 (score \"3+\")"},
      {"a,x,2+,,30,\na,x,2+,,40,", "line 3: reader \"x\" rates slide"},
      {"a,x,2+,equivocal,,", "ish \"equivocal\" is neither positive nor negative"},
      {"a,x,2+,-,,", "ish \"-\" is neither"},
      {"a,x,2+,positive,,\na,y,2+,negative,,", "line 3: ish \"negative\" of slide \"a\" differs from an earlier row"},
      {"a,x,2+,,,c1\na,y,2+,,,c2", "line 3: case_id \"c2\" of slide \"a\""},
      {"a,x,2+,,101,", "pct_complete \"101\" is not a percentage from 0 to 100"},
      {"a,x,2+,,nan,", "pct_complete \"nan\" is not"},
      {"a,x,2+,,many,", "pct_complete \"many\" is not"},
      {",x,2+,,,", "line 2: slide is empty"},
      {"a,,2+,,,", "line 2: reader is empty"},
      {"a,x,2+", "line 2: 3 fields, but the header has 6"},
  };
  for (const auto& wrong : cases)
    expectRefusal([&] { (void)read(std::string("slide,reader,score,ish,pct_complete,case_id\n") + wrong.rows + "\n"); },
                  {wrong.message});
}

TEST(Readers, RefuseHeadersThatNameNoTable) {
  expectRefusal([] { (void)read("slide,reader\na,x\n"); }, {"readers.csv: line 1", "\"score\" is missing"});
  expectRefusal([] { (void)read("slide,reeder,score\n"); }, {"unknown column \"reeder\"; did you mean \"reader\"?"});
  expectRefusal([] { (void)read("slide,score,score\n"); }, {"column \"score\" appears twice"});
  expectRefusal([] { (void)read("slide,score\n"); }, {"there is no row below the header"});
  expectRefusal([] { (void)read(std::string("s\0l\0", 4)); }, {"is not a UTF-8 table"});
  expectRefusal([] { (void)read("\n\n"); }, {"is empty"});
  expectRefusal([] { (void)readReaders("/no/such/readers.csv"); }, {"/no/such/readers.csv: cannot be read"});
}

TEST(MatchReaders, TakesTheNameElseTheOnlyStem) {
  const Readers readers = read("slide,score\nx/a.svs,0\nb,1+\nc.ndpi,2+\ncase 12.3,3+\nnowhere,0\n");
  const std::vector<std::string> slides = {"x/case 12.3.svs", "x/b.svs", "x/a.svs", "x/c.svs"};
  EXPECT_EQ(matchReaders(readers, slides), (std::vector<std::optional<std::size_t>>{2, 1, 3, 0, std::nullopt}));
}

TEST(MatchReaders, RefusesStemsOfSeveralAndTwoNamesOfOne) {
  const std::vector<std::string> twins = {"x/a.svs", "y/a.svs"};
  expectRefusal([&] { (void)matchReaders(read("slide,score\na,0\n"), twins); },
                {"readers.csv: line 2: slide \"a\" could be x/a.svs or y/a.svs; say which"});
  const std::vector<std::string> one = {"x/a.svs"};
  expectRefusal([&] { (void)matchReaders(read("slide,score\na,0\na.svs,0\n"), one); },
                {"line 3: slide \"a.svs\" is x/a.svs, and so is \"a\" (readers.csv: line 2)"});
}

}  // namespace
}  // namespace herald
