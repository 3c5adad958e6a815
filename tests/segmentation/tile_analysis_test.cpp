#include "segmentation/tile_analysis.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "../support/cell_equality.h"
#include "../support/expect_refusal.h"
#include "segmentation/phantom/phantom_builder.h"
#include "segmentation/phantom/phantom_render.h"
#include "stain/optical_density.h"
#include "synthetic_planes.h"

namespace herald {
namespace {

const PixelSize kPixelSize{0.25};

SlideStatistics statistics(Level0Pixel grid_origin = {}) {
  SlideStatistics frozen;
  frozen.background = {{238, 238, 245}, "configured"};
  frozen.glass_od = 0.015;
  frozen.hematoxylin_scale_od = 0.1;  // so that the nucleus net is asked
  frozen.grid_origin = grid_origin;
  return frozen;
}

// A synthetic slide of which every region can be read, also beyond its edges, where it is glass.
class PhantomSlide {
 public:
  PhantomSlide() {
    PhantomOptions options;
    options.seed = 5;
    options.width_px = options.height_px = kSize;
    options.mix = {0.1, 0.1, 0.1, 0.1, 0.2, 0.2, 0.2};
    options.tissue_fraction = 0.85;
    picture_ = renderPhantom(buildPhantomScene(options), {0, 0, kSize, kSize});
  }
  static const PhantomSlide& instance() {
    static const PhantomSlide slide;
    return slide;
  }
  // `offset`: where the crop begins in the slide; the region is in pixels of the crop.
  [[nodiscard]] Image<Rgb8> read(const PixelRect& region, Level0Pixel offset = {}) const {
    Image<Rgb8> colours(static_cast<int>(region.width), static_cast<int>(region.height), {238, 238, 245});
    for (int y = 0; y < colours.height(); ++y) {
      for (int x = 0; x < colours.width(); ++x) {
        const auto sx = static_cast<int>(region.x + x + offset.x);
        const auto sy = static_cast<int>(region.y + y + offset.y);
        if (picture_.contains(sx, sy)) colours.at(x, y) = picture_.at(sx, sy);
      }
    }
    return colours;
  }
  static constexpr int kSize = 900;

 private:
  Image<Rgb8> picture_;
};

// The picture has glass round it, so that nothing ends at its border.
constexpr PixelRect kEverywhere{-10000, -10000, 30000, 30000};

std::vector<CellRecord> cellsOf(const PixelRect& core, Level0Pixel offset = {}) {
  const TileAnalyser analyser(statistics({-offset.x, -offset.y}), kPixelSize, {});
  const Tile tile = analyser.tileAround(core, kEverywhere);
  TileScratch scratch;
  return analyser.analyse(PhantomSlide::instance().read(tile.region_in_level0, offset), tile, scratch);
}

const PixelRect kCore{260, 250, 380, 400};

TEST(TileAnalysis, FindsCellsInTheCoreInRowMajorOrder) {
  const auto cells = cellsOf(kCore);
  EXPECT_GT(cells.size(), 30U);
  for (std::size_t i = 0; i < cells.size(); ++i) {
    EXPECT_TRUE(kCore.contains(cells[i].seed.x, cells[i].seed.y));
    if (i > 0) {
      EXPECT_TRUE(cells[i - 1].seed < cells[i].seed);
    }
  }
}

TEST(TileAnalysis, CellsAreTheSameWhenTheCoreIsSplit) {
  const auto whole = cellsOf(kCore);
  // Unequal and odd, so that cuts fall inside analysis pixels as well.
  const std::int64_t left = 173;
  const std::int64_t top = 211;
  std::vector<CellRecord> parts;
  for (const PixelRect& core :
       {PixelRect{kCore.x, kCore.y, left, top}, PixelRect{kCore.x + left, kCore.y, kCore.width - left, top},
        PixelRect{kCore.x, kCore.y + top, left, kCore.height - top},
        PixelRect{kCore.x + left, kCore.y + top, kCore.width - left, kCore.height - top}}) {
    const auto cells = cellsOf(core);
    parts.insert(parts.end(), cells.begin(), cells.end());
  }
  std::sort(parts.begin(), parts.end(), [](const auto& a, const auto& b) { return a.seed < b.seed; });
  EXPECT_TRUE(sameCells(whole, parts));
}

TEST(TileAnalysis, CellsAreTheSameInACropWithAnOddOffset) {
  const auto whole = cellsOf(kCore);
  for (const Level0Pixel offset : {Level0Pixel{13, 7}, {-5, 101}, {2, 1}}) {
    const auto crop = cellsOf({kCore.x - offset.x, kCore.y - offset.y, kCore.width, kCore.height}, offset);
    EXPECT_TRUE(sameCells(whole, crop, {-offset.x, -offset.y}));
  }
}

// Through a window of some rows, and parts of bands that come one by one.
TEST(TileAnalysis, CellsAreTheSameThroughAnyWindow) {
  const PixelRect slide{0, 0, PhantomSlide::kSize, PhantomSlide::kSize};
  const TileAnalyser analyser(statistics(), kPixelSize, {});
  const Tile tile = analyser.tileAround({3, 0, PhantomSlide::kSize - 20, PhantomSlide::kSize}, slide);
  const Image<Rgb8> colours = PhantomSlide::instance().read(tile.region_in_level0);
  TileScratch scratch;
  const auto whole = analyser.analyse(colours, tile, scratch);
  EXPECT_GT(whole.size(), 150U);
  struct Case {
    int rows_px;
    int band_px;
    int part_px;
  };
  for (const Case& c : {Case{40, 32, 928}, {4, 64, 128}, {200, 96, 32}, {300, 320, 928}}) {
    SCOPED_TRACE(c.band_px);
    std::vector<CellRecord> cells;
    analyser.begin(tile, analyser.windowPx(c.rows_px, c.band_px), scratch);
    for (int y = 0; y < colours.height(); y += c.band_px) {
      for (int x = 0; x < colours.width(); x += c.part_px) {
        const auto part = colours.view().part(x, y, std::min(c.part_px, colours.width() - x),
                                              std::min(c.band_px, colours.height() - y));
        analyser.addPart(part, x, tile, scratch, cells);
      }
    }
    analyser.finish(tile, scratch, cells);
    EXPECT_TRUE(sameCells(whole, cells));
  }
}

TEST(TileAnalysis, RefusesPartsOutOfPlaceAndTooSmallAWindow) {
  const TileAnalyser analyser(statistics(), kPixelSize, {});
  const Tile tile = analyser.tileAround({0, 0, 64, 2000}, kEverywhere);
  const auto width = static_cast<int>(tile.region_in_level0.width);
  TileScratch scratch;
  std::vector<CellRecord> cells;
  const Image<Rgb8> band(width, 64, {238, 238, 245});
  const auto left = band.view().part(0, 0, 32, 64);
  analyser.begin(tile, analyser.windowPx(64, 64), scratch);
  expectRefusal([&] { analyser.finish(tile, scratch, cells); }, {"rows", "missing"});
  expectRefusal([&] { analyser.addPart(left, 4, tile, scratch, cells); }, {"does not continue"});
  analyser.addPart(left, 0, tile, scratch, cells);
  expectRefusal([&] { analyser.addPart(left.part(0, 0, 32, 60), 32, tile, scratch, cells); }, {"does not continue"});
  expectRefusal([&] { analyser.addPart(band, 32, tile, scratch, cells); }, {"size", "region"});
  analyser.begin(tile, 128, scratch);
  analyser.addPart(band, 0, tile, scratch, cells);
  analyser.addPart(band, 0, tile, scratch, cells);
  expectRefusal([&] { analyser.addPart(band, 0, tile, scratch, cells); }, {"no room"});
}

TEST(TileAnalysis, CellsAtTheSlidesCornerAreTheSameForAnyTile) {
  const auto small = cellsOf({0, 0, 300, 300});
  auto large = cellsOf({0, 0, PhantomSlide::kSize, PhantomSlide::kSize});
  std::erase_if(large, [](const CellRecord& cell) { return cell.seed.x >= 300 || cell.seed.y >= 300; });
  EXPECT_TRUE(sameCells(small, large));
}

TEST(TileAnalysis, AScratchUsedBeforeChangesNothing) {
  const TileAnalyser analyser(statistics(), kPixelSize, {});
  const Tile first = analyser.tileAround({500, 100, 200, 300}, kEverywhere);
  const Tile second = analyser.tileAround({300, 300, 120, 110}, kEverywhere);
  TileScratch used;
  (void)analyser.analyse(PhantomSlide::instance().read(first.region_in_level0), first, used);
  const auto colours = PhantomSlide::instance().read(second.region_in_level0);
  TileScratch fresh;
  EXPECT_TRUE(sameCells(analyser.analyse(colours, second, fresh), analyser.analyse(colours, second, used)));
}

TEST(TileAnalysis, EverySeedIsOwnedByOneOfItsTiles) {
  const auto whole = cellsOf(kCore);
  const auto at = [](const PixelRect& core) { return cellsOf(core).size(); };
  const Level0Pixel seed = whole[whole.size() / 2].seed;
  EXPECT_EQ(at({seed.x, seed.y, 1, 1}), 1U);
  EXPECT_EQ(at({seed.x - 1, seed.y, 1, 1}), 0U);  // half-open
  EXPECT_EQ(at({seed.x + 1, seed.y, 1, 1}), 0U);
}

TEST(TileAnalysis, LeavesWhatNeedsTheWholeSlideAtItsDefault) {
  for (const CellRecord& cell : cellsOf({400, 400, 200, 200})) {
    EXPECT_EQ(cell.neighbours_25um, 0);
    EXPECT_EQ(cell.edge_distance_um, 0);
    EXPECT_EQ(cell.tumour_probability, 0);
    EXPECT_FALSE(cell.tumour);
    EXPECT_EQ(cell.excluded, Exclusion::kNone);
  }
}

TEST(TileAnalysis, MeasuresAreWithinTheirRanges) {
  const NucleusOptions nucleus;
  const TerritoryOptions territory;
  for (const CellRecord& cell : cellsOf(kCore)) {
    EXPECT_GT(cell.nucleus_area_um2, 0);
    EXPECT_GE(cell.cell_area_um2, 3.0F);
    EXPECT_GE(cell.nucleus_eccentricity, 0);
    EXPECT_LE(cell.nucleus_eccentricity, 1);
    EXPECT_GT(cell.outline_length_um, 0);
    EXPECT_GE(cell.focus, 0);
    const double centroid_px =
        std::hypot(cell.centroid_in_level0.x - cell.seed.x, cell.centroid_in_level0.y - cell.seed.y);
    EXPECT_LT(centroid_px * 0.25, nucleus.largest_outline_um);
    for (const OutlineOffset& point : cell.outline) {
      const double distance_um = std::hypot(point.dx, point.dy) * kOutlineStepPx * 0.25;
      EXPECT_LT(distance_um, nucleus.largest_outline_um + territory.reach_um + MembraneOptions{}.search_um + 1);
    }
  }
}

TEST(TileAnalysis, GlassHasNoCells) {
  const TileAnalyser analyser(statistics(), kPixelSize, {});
  const Tile tile = analyser.tileAround({0, 0, 128, 128}, kEverywhere);
  TileScratch scratch;
  const Image<Rgb8> glass(static_cast<int>(tile.region_in_level0.width), static_cast<int>(tile.region_in_level0.height),
                          {238, 238, 245});
  EXPECT_TRUE(analyser.analyse(glass, tile, scratch).empty());
}

TEST(TileAnalysis, AnEmptyCoreOwnsNoCell) {
  EXPECT_TRUE(cellsOf({450, 450, 0, 0}).empty());
}

// ---- one cell of known truth, in tissue, with eight neighbours round it

struct PaintedArc {
  double share = 1;  // of the circle, clockwise from straight up ...
  double from = 0;   // ... plus this share of a turn
  double od = 0.5;
  double rest_od = 0;  // on the rest of the circle
};

// The cell's centre is the middle of analysis pixel (0, 0), level-0 point (1, 1): corners are whole numbers.
constexpr double kCellRadiusUm = 7;
constexpr double kNucleusRadiusUm = 3.5;

std::vector<CellRecord> centralCell(const PaintedArc& arc, int quarter_turns = 0) {
  const TileAnalyser analyser(statistics(), kPixelSize, {});
  const Tile tile = analyser.tileAround({-4, -4, 10, 10}, kEverywhere);  // its seed, wherever in the middle
  const StainMatrix stains;
  const auto size = static_cast<int>(tile.region_in_level0.width);
  Image<Rgb8> colours(size, size);
  for (int j = 0; j < size; ++j) {
    for (int i = 0; i < size; ++i) {
      double x = (static_cast<double>(tile.region_in_level0.x) + i + 0.5 - 1) * 0.25;
      double y = (static_cast<double>(tile.region_in_level0.y) + j + 0.5 - 1) * 0.25;
      for (int q = 0; q < quarter_turns; ++q) std::swap(x, y), y = -y;  // where the turned picture's pixel came from
      double hematoxylin = 0.10;
      for (int n = 0; n <= 8; ++n) {
        const double angle = n * std::numbers::pi / 4;
        const double distance = n == 8 ? 0 : 2 * kCellRadiusUm;
        const double from_nucleus = std::hypot(x - distance * std::cos(angle), y - distance * std::sin(angle));
        hematoxylin += 0.4 * std::clamp((kNucleusRadiusUm - from_nucleus) / 0.25 + 0.5, 0.0, 1.0);
      }
      double turn = std::atan2(x, -y) / (2 * std::numbers::pi) - arc.from;
      turn -= std::floor(turn);
      const double sigmas = (std::hypot(x, y) - kCellRadiusUm) / 0.425;
      const double dab = (turn <= arc.share ? arc.od : arc.rest_od) * std::exp(-0.5 * sigmas * sigmas);
      colours.at(i, j) = colourOf(stains.mix({hematoxylin, dab, 0}), {238, 238, 245});
    }
  }
  TileScratch scratch;
  return analyser.analyse(colours, tile, scratch);
}

TEST(TileAnalysis, MeasuresACellOfKnownTruth) {
  const auto cells = centralCell({});
  ASSERT_EQ(cells.size(), 1U);
  const CellRecord& cell = cells[0];
  EXPECT_NEAR(cell.centroid_in_level0.x, 1, 2);  // 0.5 um
  EXPECT_NEAR(cell.centroid_in_level0.y, 1, 2);
  const double rim_radius_um = kNucleusRadiusUm + NucleusOptions{}.rim_um;
  const double nucleus_area = std::numbers::pi * rim_radius_um * rim_radius_um;
  EXPECT_NEAR(static_cast<double>(cell.nucleus_area_um2), nucleus_area, 0.15 * nucleus_area);
  // The outline lies where the profile finds the membrane: its search distance, and a quarter of the line's width.
  const double search_um = MembraneOptions{}.search_um + 0.25;
  EXPECT_GT(static_cast<double>(cell.cell_area_um2), std::numbers::pi * std::pow(kCellRadiusUm - search_um, 2));
  EXPECT_LT(static_cast<double>(cell.cell_area_um2), std::numbers::pi * std::pow(kCellRadiusUm + search_um, 2));
  EXPECT_NEAR(static_cast<double>(cell.nucleus_hematoxylin_od), 0.5, 0.06);
  EXPECT_NEAR(static_cast<double>(cell.cytoplasm_dab_od), 0, 0.03);
  ASSERT_TRUE(cell.membrane_width_um);
  EXPECT_NEAR(static_cast<double>(*cell.membrane_width_um), 1.0, 0.4);
  for (std::size_t i = 0; i < kMembraneSectors; ++i) {
    EXPECT_NEAR(cell.membrane.peak[i] * kPeakStepOd, 0.5, 0.06);
    EXPECT_NEAR(cell.membrane.contrast[i] * kContrastStepOd, 0.5, 0.09);
    EXPECT_NEAR(std::hypot(cell.outline[i].dx, cell.outline[i].dy) * kOutlineStepPx * 0.25, kCellRadiusUm, search_um);
  }
}

TEST(TileAnalysis, CompletenessIsThePaintedArc) {
  for (const double share : {0.3, 0.5, 0.75}) {
    const auto cells = centralCell({.share = share, .from = 0.1});
    ASSERT_EQ(cells.size(), 1U);
    const auto stained = std::count_if(cells[0].membrane.contrast.begin(), cells[0].membrane.contrast.end(),
                                       [](std::uint8_t count) { return count * kContrastStepOd > 0.2; });
    EXPECT_NEAR(static_cast<double>(stained), share * kMembraneSectors, 4) << share;
  }
}

TEST(TileAnalysis, AQuarterTurnMovesTheSignatureBy16Sectors) {
  const PaintedArc arc{.share = 0.4, .from = 0.05, .od = 0.7, .rest_od = 0.3};
  const auto still = centralCell(arc);
  ASSERT_EQ(still.size(), 1U);
  for (const int turns : {1, 2, 3}) {
    const auto turned = centralCell(arc, turns);
    ASSERT_EQ(turned.size(), 1U);
    EXPECT_NEAR(static_cast<double>(turned[0].nucleus_area_um2), static_cast<double>(still[0].nucleus_area_um2), 1.0);
    int different = 0;
    for (std::size_t i = 0; i < kMembraneSectors; ++i) {
      const std::size_t j = (i + 16 * static_cast<std::size_t>(turns)) % kMembraneSectors;
      different += std::abs(turned[0].membrane.peak[j] - still[0].membrane.peak[i]) > 3 ? 1 : 0;
    }
    EXPECT_LE(different, 6) << turns;  // the two ends of the arc; the seed may lie a pixel off
  }
}

TEST(TileAnalysis, RefusesColoursOfAnotherSize) {
  const TileAnalyser analyser(statistics(), kPixelSize, {});
  const Tile tile = analyser.tileAround({0, 0, 64, 64}, kEverywhere);
  TileScratch scratch;
  expectRefusal([&] { (void)analyser.analyse(Image<Rgb8>(64, 64), tile, scratch); }, {"size", "region"});
  expectRefusal([&] { (void)analyser.analyse(Image<Rgb8>().view(), tile, scratch); }, {"size", "region"});
}

TEST(TileAnalysis, RefusesOptionsOfEveryPart) {
  const auto refused = [](auto change, const char* field) {
    SegmentationOptions options;
    change(options);
    expectRefusal([&] { validate(options); }, {field, "is outside"});
    expectRefusal([&] { (void)TileAnalyser(statistics(), kPixelSize, options); }, {field});
  };
  refused([](auto& o) { o.nucleus.split_gain = 90; }, "nucleus.split_gain");
  refused([](auto& o) { o.territory.reach_um = 99; }, "territory.reach_um");
  refused([](auto& o) { o.membrane.step_um = 0; }, "membrane.step_um");
}

TEST(TileAnalysis, HaloGrowsWithEveryReach) {
  const double halo = requiredHaloUm({}, kPixelSize);
  SegmentationOptions options;
  options.territory.reach_um += 1;
  EXPECT_GT(requiredHaloUm(options, kPixelSize), halo);
  options = {};
  options.nucleus.largest_outline_um += 1;
  EXPECT_GT(requiredHaloUm(options, kPixelSize), halo);
  const TileAnalyser analyser(statistics(), kPixelSize, {});
  EXPECT_EQ(analyser.haloUm(), halo);
}

}  // namespace
}  // namespace herald
