#include "pipeline/viewer/viewed_slide.h"

#include <gtest/gtest.h>

#include <thread>

#include "pipeline/analysis/slide_judgement.h"
#include "pipeline/cells/cell_store.h"
#include "pipeline/results/score_json.h"
#include "tests/support/synthetic_result.h"
#include "tests/support/temporary_folder.h"

namespace herald {
namespace {

class ViewedSlideTest : public ::testing::Test {
 protected:
  void SetUp() override {
    configuration_.tumour.selection = TumourSelection::kAll;
    measured_ = synthetic::scoredResult(150, 120);  // over several blocks of the store
    measured_.measured.annotation.reset();
    judgeSlide(effectiveConfiguration(configuration_, rules_), rules_, measured_);
    writeCellStore(measured_, synthetic::provenance(), store_);
    slide_ = std::make_unique<ViewedSlide>(store_, effectiveConfiguration(configuration_, rules_), rules_);
  }

  TemporaryFolder folder_;
  std::filesystem::path store_ = folder_ / "cells.h5ad";
  Configuration configuration_;
  RuleSet rules_ = builtInRuleSet("asco-cap-2018");
  SlideResult measured_;
  std::unique_ptr<ViewedSlide> slide_;
};

OrderedJson textOf(const SlideScore& score) {
  OrderedJson json;
  addAnswerJson(score, {}, {}, json);
  addSharesJson(score, json);
  json["audit"] = auditJson(score);
  return json;
}

TEST_F(ViewedSlideTest, JudgesAsTheRunAtItsCutsAndAsARunAtOthers) {
  EXPECT_EQ(textOf(slide_->judged(configuration_.cell_class, rules_).score), textOf(measured_.judged.score));
  Configuration other = configuration_;
  other.cell_class.moderate_od_um = 0.3;
  other.cell_class.stained_od = 0.1;
  other.cell_class.complete_fraction = 0.6;
  const RuleSet gastric = builtInRuleSet("gastric-biopsy");
  SlideResult again = synthetic::scoredResult(150, 120);
  again.measured.annotation.reset();
  again.measured.cells = SlideCells::of(again.measured.cells.records(), other.cell_class, other.quality);
  judgeSlide(effectiveConfiguration(other, gastric), gastric, again);
  EXPECT_EQ(textOf(slide_->judged(other.cell_class, gastric).score), textOf(again.judged.score));
  EXPECT_EQ(textOf(slide_->judged(configuration_.cell_class, rules_).score), textOf(measured_.judged.score))
      << "and back";
}

TEST_F(ViewedSlideTest, FindsEveryCellOfARegionAndNoOther) {
  const auto cells = slide_->cells();
  for (const PixelRect& region :
       {PixelRect{0, 0, 4096, 4096}, PixelRect{4000, 3000, 300, 2000}, PixelRect{-500, -500, 600, 600},
        PixelRect{0, 0, 100000, 100000}, PixelRect{4095, 4095, 2, 2}, PixelRect{9000, 9000, 0, 5}}) {
    std::vector<std::uint32_t> expected;
    for (std::uint32_t row = 0; row < cells.size(); ++row)
      if (region.contains(cells[row].seed.x, cells[row].seed.y)) expected.push_back(row);
    EXPECT_EQ(slide_->rowsIn(region), expected);
  }
}

TEST_F(ViewedSlideTest, GivesWholeRecordsWithWhatTheJudgementMadeOfThem) {
  const std::vector<CellRecord> records = measured_.measured.cells.records();
  for (std::size_t row = 0; row < records.size(); row += 997) {
    const auto block = slide_->recordsAround(row);
    const CellRecord& cell = block->cells.at(row - block->first_row);
    EXPECT_EQ(cell.seed, records[row].seed);
    EXPECT_EQ(cell.outline, records[row].outline);
    EXPECT_EQ(cell.excluded, slide_->cells()[row].excluded);
  }
  EXPECT_THROW((void)slide_->recordsAround(records.size()), std::out_of_range);
}

TEST_F(ViewedSlideTest, AnswersManyThreadsAtOnceAlike) {
  CellClassOptions strict = configuration_.cell_class;
  strict.strong_od_um = 0.9;
  const auto expected = slide_->judged(strict, rules_).score.table;
  std::vector<std::thread> threads;
  std::array<PatternTable, 8> found{};
  for (std::size_t i = 0; i < found.size(); ++i)
    threads.emplace_back([&, i] {
      for (int turn = 0; turn < 5; ++turn) {
        (void)slide_->judged(configuration_.cell_class, rules_);
        found[i] = slide_->judged(strict, rules_).score.table;
      }
    });
  for (std::thread& thread : threads) thread.join();
  for (const PatternTable& table : found) EXPECT_EQ(table, expected);
}

}  // namespace
}  // namespace herald
