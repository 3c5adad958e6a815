#include "pipeline/drawing/signature_drawing.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

namespace herald {
namespace {

std::size_t countOf(const std::string& text, std::string_view part) {
  std::size_t count = 0;
  for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++count;
  return count;
}

// A round cell whose first `stained` sectors have a peak of so many hundredths of optical density.
CellRecord cellWith(std::size_t stained, std::uint8_t peak) {
  CellRecord cell;
  cell.seed = {1000, 2000};
  for (std::size_t i = 0; i < kMembraneSectors; ++i) {
    const double angle = 2 * std::numbers::pi * static_cast<double>(i) / kMembraneSectors;
    cell.outline[i] = {static_cast<std::int16_t>(std::lround(80 * std::sin(angle))),
                       static_cast<std::int16_t>(std::lround(-80 * std::cos(angle)))};
    cell.membrane.excess[i] = i < stained ? peak : 4;
    cell.membrane.contrast[i] = i < stained ? 100 : 0;
  }
  return cell;
}

OutlinePoints square() {
  OutlinePoints points;
  for (int i = 0; i < 64; ++i) {
    points.push_back(10 * i);
    points.push_back(i % 2);
  }
  return points;
}

TEST(SignatureDrawing, StainedSectorsGoFromTheMiddleBeforeToTheMiddleBehind) {
  EXPECT_EQ(stainedPath(square(), 0), "");
  EXPECT_EQ(stainedPath(square(), 1U << 2), "M15 0L20 0L25 0");
  EXPECT_EQ(stainedPath(square(), 1), "M315 0L0 0L5 0") << "sectors 63 and 0 are neighbours";
  EXPECT_EQ(countOf(stainedPath(square(), ~SectorSet{0}), "M"), 64U);
  EXPECT_EQ(closedPath({0, 0, 10, 0, 10, 5}), "M0 0L10 0L10 5Z");
}

TEST(SignatureDrawing, TheWheelHasASpokeForEverySectorAsLongAsItsOpticalDensity) {
  const CellClassOptions cuts;
  const std::string wheel = wheelSvg(cellWith(16, 60), cuts);
  const std::size_t stained_from = wheel.find("class=\"on\"");
  EXPECT_EQ(countOf(wheel.substr(stained_from), "M"), 16U);
  EXPECT_EQ(countOf(wheel.substr(0, stained_from), "M"), 48U);
  // 0.60 is half of the 1.2 at the rim: half way from the hub at 14.4 to 48. Sector 0 is up, sector 8 at half past one.
  EXPECT_NE(wheel.find("class=\"on\" d=\"M50.0 35.6L50.0 18.8"), std::string::npos) << wheel;
  EXPECT_NE(wheel.find("L72.1 27.9"), std::string::npos) << wheel;
  EXPECT_NE(wheel.find("25 % of 64 sectors stained"), std::string::npos);
  EXPECT_EQ(countOf(wheel, "<circle"), 2U) << "the cuts of moderate and strong";
}

TEST(SignatureDrawing, RingsFollowTheCuts) {
  CellClassOptions cuts;
  cuts.moderate_od_um = 0.3;
  cuts.strong_od_um = 2;  // beyond the rim
  const std::string wheel = wheelSvg(cellWith(64, 60), cuts);
  EXPECT_NE(wheel.find("r=\"22.8\""), std::string::npos) << wheel;
  EXPECT_NE(wheel.find("r=\"48.0\""), std::string::npos) << wheel;
}

TEST(SignatureDrawing, SaysWhatTheCellIs) {
  const CellClassOptions cuts;
  const std::string strong = signatureHtml(cellWith(64, 90), cuts);
  EXPECT_NE(strong.find("<span class=\"class\">3+</span>"), std::string::npos);
  EXPECT_NE(strong.find("complete, strong · 100 % of the outline · 0.900 OD·µm"), std::string::npos) << strong;
  const std::string none = signatureHtml(cellWith(0, 90), cuts);
  EXPECT_NE(none.find("<span class=\"class\">0</span>"), std::string::npos);
  EXPECT_NE(none.find("unstained · 0 % of the outline · 0.000 OD·µm"), std::string::npos) << none;
}

TEST(SignatureDrawing, ChangesWithTheCuts) {
  CellClassOptions cuts;
  const CellRecord cell = cellWith(40, 90);
  EXPECT_EQ(countOf(outlineOnPicture(cell, square(), cuts), "M"), 41U) << "the outline and its stained sectors";
  cuts.stained_od = 1;  // no contrast is above
  EXPECT_EQ(countOf(outlineOnPicture(cell, square(), cuts), "M"), 1U);
}

TEST(SignatureDrawing, OnTheSlideTheOutlineLiesRoundTheSeed) {
  const std::string marks = outlineOnSlide(cellWith(64, 60), {});
  EXPECT_NE(marks.find("translate(1000 2000) scale(0.125)"), std::string::npos) << marks;
  // 80 quarters of a pixel above the middle of the seed's pixel, in eighths.
  EXPECT_NE(marks.find("class=\"cell-outline\" d=\"M4 -156L"), std::string::npos) << marks;
  EXPECT_EQ(countOf(marks, "<path"), 4U);
}

}  // namespace
}  // namespace herald
