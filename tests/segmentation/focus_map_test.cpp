#include "segmentation/focus_map.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "../support/expect_refusal.h"

namespace herald {
namespace {

const PixelSize kPixelSize{0.25};

TissueMask tissue(int edge_px = 100) {  // 4 um a pixel
  TissueMask mask;
  mask.classes.reset(edge_px, edge_px, TissueClass::kTissue);
  mask.downsample_px = 16;
  return mask;
}

// One cell every 10 um; those right of `border_px` (level 0) are blurred.
std::vector<CellSummary> cells(int edge_px, int border_px) {
  std::vector<CellSummary> all;
  for (int y = 20; y < edge_px; y += 40) {
    for (int x = 20; x < edge_px; x += 40) {
      CellSummary cell;
      cell.seed = {x, y};
      cell.focus = x >= border_px ? 0.32F : 0.70F;
      all.push_back(cell);
    }
  }
  return all;
}

TEST(FocusMap, MarksTheBlurredHalfAndExcludesItsCells) {
  TissueMask mask = tissue();
  std::vector<CellSummary> all = cells(1600, 768);  // a border of blocks of 64 um
  markOutOfFocus(all, {}, kPixelSize, {}, mask);
  excludeCellsInArtefacts(mask, all);
  EXPECT_NEAR(mask.areaMm2(TissueClass::kOutOfFocus, kPixelSize), (1600 - 768) * 1600 * 0.0625e-6, 1e-9);
  for (const CellSummary& cell : all)
    EXPECT_EQ(cell.excluded, cell.focus < 0.5F ? Exclusion::kOutOfFocus : Exclusion::kNone);
}

TEST(FocusMap, IsTheSameForACropWithTheGridMovedAlong) {
  TissueMask whole = tissue();
  const std::vector<CellSummary> all = cells(1600, 700);
  markOutOfFocus(all, {}, kPixelSize, {}, whole);
  TissueMask moved = tissue();
  moved.origin_in_level0 = {-160, -320};
  std::vector<CellSummary> shifted = all;
  for (CellSummary& cell : shifted) cell.seed = {cell.seed.x - 160, cell.seed.y - 320};
  markOutOfFocus(shifted, {-160, -320}, kPixelSize, {}, moved);
  EXPECT_EQ(whole.classes.pixels(), moved.classes.pixels());
}

TEST(FocusMap, DoesNotDependOnTheOrderOfCells) {
  std::vector<CellSummary> all = cells(1600, 500);
  TissueMask forward = tissue();
  markOutOfFocus(all, {}, kPixelSize, {}, forward);
  std::reverse(all.begin(), all.end());
  TissueMask backward = tissue();
  markOutOfFocus(all, {}, kPixelSize, {}, backward);
  EXPECT_EQ(forward.classes.pixels(), backward.classes.pixels());
}

TEST(FocusMap, JudgesNothingByTooFewCellsOrByCellsWithoutSharpness) {
  TissueMask mask = tissue();
  std::vector<CellSummary> few(4);
  for (CellSummary& cell : few) cell.focus = 0.3F;
  markOutOfFocus(few, {}, kPixelSize, {}, mask);
  std::vector<CellSummary> flat(50);
  markOutOfFocus(flat, {}, kPixelSize, {}, mask);
  EXPECT_EQ(mask.areaMm2(TissueClass::kOutOfFocus, kPixelSize), 0);
}

TEST(FocusMap, KeepsAnEarlierReasonAndNamesEachArtefact) {
  TissueMask mask = tissue(9);
  for (int i = 0; i < kTissueClasses; ++i) mask.classes.at(i, 0) = static_cast<TissueClass>(i);
  std::vector<CellSummary> all(kTissueClasses);
  for (int i = 0; i < kTissueClasses; ++i) all[static_cast<std::size_t>(i)].seed = {16 * i + 3, 5};
  all[5].excluded = Exclusion::kSlideEdge;
  excludeCellsInArtefacts(mask, all);
  const auto reason = [&](TissueClass kind) { return all[static_cast<std::size_t>(kind)].excluded; };
  EXPECT_EQ(reason(TissueClass::kTissue), Exclusion::kNone);
  EXPECT_EQ(reason(TissueClass::kPen), Exclusion::kPen);
  EXPECT_EQ(reason(TissueClass::kOutOfFocus), Exclusion::kOutOfFocus);
  EXPECT_EQ(reason(TissueClass::kFold), Exclusion::kSlideEdge);
  EXPECT_EQ(reason(TissueClass::kCoverslipEdge), Exclusion::kCoverslipEdge);
  EXPECT_EQ(reason(TissueClass::kRedCells), Exclusion::kRedCells);
  EXPECT_EQ(reason(TissueClass::kDust), Exclusion::kDust);
}

TEST(FocusMap, RefusesOptionsOutOfRangeAndTakesAnEmptyMask) {
  FocusOptions options;
  options.block_um = 3;
  expectRefusal([&] { validate(options); }, {"focus.block_um", "16"});
  TissueMask empty;
  markOutOfFocus({}, {}, kPixelSize, {}, empty);
  EXPECT_TRUE(empty.classes.empty());
}

}  // namespace
}  // namespace herald
