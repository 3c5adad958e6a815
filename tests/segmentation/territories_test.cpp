#include "segmentation/territories.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "../support/expect_refusal.h"
#include "segmentation/membrane_profile.h"
#include "synthetic_planes.h"

namespace herald {
namespace {

constexpr double kUmPerPx = 0.5;
constexpr double kGlassOd = 0.015;
const double kSearchUm = MembraneOptions{}.search_um;  // the profile finds a membrane this near to a border

struct Scene {
  Image<std::int16_t> dab;
  Image<std::int16_t> mean_od;
  std::vector<NucleusSeed> seeds;
  std::vector<NucleusOutline> outlines;

  Scene(int width, int height) : dab(width, height), mean_od(width, height, 100) {}
  void add(int x, int y, double radius_um = 3) {
    seeds.push_back({x, y, 0.2F, static_cast<float>(radius_um)});
    outlines.push_back(roundNucleus(radius_um));
  }
  [[nodiscard]] Territories grow(const TerritoryOptions& options = {}) const {
    Territories territories;
    TerritoryScratch scratch;
    growInto(scratch, territories, options);
    return territories;
  }
  void growInto(TerritoryScratch& scratch, Territories& territories, const TerritoryOptions& options = {}) const {
    MembranenessRows membraneness_rows;
    Membraneness membraneness;
    measureMembraneness(dab, kUmPerPx, options, membraneness_rows, membraneness);
    GaussianRows rows;
    Image<std::int16_t> smooth_od;
    gaussianSmooth(mean_od, options.glass_smoothing_um / kUmPerPx, smooth_od, rows);
    growTerritories({membraneness.value, membraneness.smooth_dab, smooth_od}, seeds, outlines, kGlassOd, kUmPerPx,
                    options, scratch, territories);
  }
};

// A straight upright membrane with a Gaussian profile, full width at half maximum 1 um.
void addWall(Image<std::int16_t>& dab, double x_wall, double milli_od) {
  for (int y = 0; y < dab.height(); ++y) {
    for (int x = 0; x < dab.width(); ++x) {
      const double sigmas = (x - x_wall) * kUmPerPx / 0.425;
      dab.at(x, y) = static_cast<std::int16_t>(dab.at(x, y) + std::lround(milli_od * std::exp(-0.5 * sigmas * sigmas)));
    }
  }
}

TEST(Territories, NeighboursWithoutAMembraneMeetHalfway) {
  Scene scene(90, 60);
  scene.add(30, 30);
  scene.add(59, 30);
  const Territories found = scene.grow();
  for (int y = 26; y <= 34; ++y) {
    EXPECT_EQ(found.cell.at(43, y), 0);
    EXPECT_EQ(found.cell.at(46, y), 1);
  }
}

// Where cell 0 ends and where cell 1 begins on one row between their seeds. Between them may lie pixels of neither: the
// crest of a strong membrane costs more than what is left of the budget.
struct Borders {
  double end_um;
  double begin_um;
};
Borders bordersOn(const Territories& found, int y, int x_first_seed, int x_second_seed) {
  int end = x_first_seed;
  while (end < x_second_seed && found.cell.at(end, y) == 0) ++end;
  int begin = x_second_seed;
  while (begin > x_first_seed && found.cell.at(begin, y) == 1) --begin;
  return {(end - 0.5) * kUmPerPx, (begin + 0.5) * kUmPerPx};
}

TEST(Territories, NeighboursMeetOnTheMembraneWhereverItLies) {
  for (const double wall : {41.0, 43.5, 45.0, 48.0, 50.0}) {
    Scene scene(90, 60);
    scene.add(30, 30);
    scene.add(60, 30);
    addWall(scene.dab, wall, 400);
    const Territories found = scene.grow();
    for (int y = 26; y <= 34; ++y) {
      const Borders borders = bordersOn(found, y, 30, 60);
      EXPECT_NEAR((borders.end_um + borders.begin_um) / 2, wall * kUmPerPx, 0.5) << wall << " row " << y;
      EXPECT_NEAR(borders.end_um, wall * kUmPerPx, kSearchUm) << wall << " row " << y;
      EXPECT_NEAR(borders.begin_um, wall * kUmPerPx, kSearchUm) << wall << " row " << y;
    }
  }
}

TEST(Territories, AFaintMembraneIsFoundInEvenCytoplasmicStain) {
  Scene scene(90, 60);
  scene.add(30, 30);
  scene.add(60, 30);
  for (std::int16_t& value : scene.dab.pixels()) value = 300;
  addWall(scene.dab, 42, 150);
  const Borders borders = bordersOn(scene.grow(), 30, 30, 60);
  EXPECT_NEAR(borders.end_um, 42 * kUmPerPx, kSearchUm);
  EXPECT_NEAR(borders.begin_um, 42 * kUmPerPx, kSearchUm);
}

TEST(Territories, FrontsDoNotEnterGlass) {
  Scene scene(90, 70);
  for (int y = 0; y < 70; ++y) {
    for (int x = 50; x < 90; ++x) scene.mean_od.at(x, y) = 0;
  }
  scene.add(40, 35);
  const Territories found = scene.grow();
  const int blur_px = 4;  // 2 um: two sigma of the smoothing that tells glass
  for (int y = 0; y < 70; ++y) {
    for (int x = 50 + blur_px; x < 90; ++x) EXPECT_EQ(found.cell.at(x, y), kNoCell);
  }
  EXPECT_EQ(found.cell.at(48, 35), 0);
}

TEST(Territories, ANucleusOnGlassIsItsOwnTerritory) {
  Scene scene(60, 60);
  scene.mean_od.reset(60, 60, 0);
  scene.add(30, 30);
  const Territories found = scene.grow();
  for (int y = 0; y < 60; ++y) {
    for (int x = 0; x < 60; ++x) EXPECT_EQ(found.cell.at(x, y) == 0, found.nucleus.at(x, y) == 1);
  }
}

TEST(Territories, ALonelyCellEndsAtItsReach) {
  for (const double reach_um : {4.0, 8.0}) {
    Scene scene(100, 100);
    scene.add(50, 50, 3.5);
    TerritoryOptions options;
    options.reach_um = reach_um;
    const Territories found = scene.grow(options);
    int count = 0;
    for (int y = 0; y < 100; ++y) {
      for (int x = 0; x < 100; ++x) {
        if (found.cell.at(x, y) == kNoCell) continue;
        ++count;
        EXPECT_LE(std::hypot(x - 50, y - 50) * kUmPerPx, 3.5 + reach_um + 1e-6);
      }
    }
    const double disc = std::numbers::pi * std::pow((3.5 + reach_um) / kUmPerPx, 2);
    EXPECT_NEAR(count, disc, 0.08 * disc);  // an octagon, nearly
  }
}

TEST(Territories, NucleusPixelsLieWithinTheirOutlineAndBelongToTheirCell) {
  Scene scene(60, 60);
  scene.add(30, 30, 4);
  const Territories found = scene.grow();
  for (int y = 0; y < 60; ++y) {
    for (int x = 0; x < 60; ++x) {
      const double distance_um = std::hypot(x - 30, y - 30) * kUmPerPx;
      if (distance_um > 4) {
        EXPECT_EQ(found.nucleus.at(x, y), 0);
      } else if (distance_um < 3.9) {
        EXPECT_EQ(found.nucleus.at(x, y), 1);
        EXPECT_EQ(found.cell.at(x, y), 0);
      }
    }
  }
}

TEST(Territories, TiesGoToTheSmallerSeed) {
  Scene scene(80, 60);
  scene.add(25, 30);
  scene.add(55, 30);
  EXPECT_EQ(scene.grow().cell.at(40, 30), 0);
}

// What a tile's border cuts off beyond the reach of influence changes nothing.
TEST(Territories, APixelDependsOnlyOnWhatLiesWithinReach) {
  Scene whole(360, 340);
  whole.dab = texture(360, 340, 3, 250, 41);
  whole.mean_od = texture(360, 340, 6, 60, 42);
  for (std::int16_t& value : whole.mean_od.pixels()) value = static_cast<std::int16_t>(value + 50);
  SeededRandom random(43);
  for (int y = 8; y < 330; y += 19) {
    for (int x = 8; x < 350; x += 20) whole.add(x + random.integer(0, 6), y, random.between(2.5, 4.5));
  }
  const int x0 = 33;
  const int y0 = 21;
  const int width = 300;
  const int height = 290;
  Scene part(width, height);
  std::vector<std::int32_t> index_in_whole;
  for (int y = 0; y < height; ++y) {
    std::copy_n(whole.dab.row(y + y0) + x0, width, part.dab.row(y));
    std::copy_n(whole.mean_od.row(y + y0) + x0, width, part.mean_od.row(y));
  }
  for (std::size_t i = 0; i < whole.seeds.size(); ++i) {
    const NucleusSeed& seed = whole.seeds[i];
    if (seed.x < x0 || seed.y < y0 || seed.x >= x0 + width || seed.y >= y0 + height) continue;
    part.seeds.push_back({seed.x - x0, seed.y - y0, seed.response_od, seed.radius_um});
    part.outlines.push_back(whole.outlines[i]);
    index_in_whole.push_back(static_cast<std::int32_t>(i));
  }
  const Territories a = whole.grow();
  const Territories b = part.grow();
  const int margin = static_cast<int>(std::ceil(TerritoryOptions{}.reachOfInfluenceUm(NucleusOptions{}) / kUmPerPx));
  ASSERT_LT(2 * margin + 40, std::min(width, height));
  for (int y = margin; y < height - margin; ++y) {
    for (int x = margin; x < width - margin; ++x) {
      const std::int32_t cell = b.cell.at(x, y);
      const std::int32_t mapped = cell == kNoCell ? kNoCell : index_in_whole[static_cast<std::size_t>(cell)];
      ASSERT_EQ(mapped, a.cell.at(x + x0, y + y0)) << x << ' ' << y;
    }
  }
}

TEST(Territories, ScratchOfAnotherTileChangesNothing) {
  Scene first(120, 110);
  first.add(60, 50);
  Scene second(70, 60);
  second.add(20, 30);
  second.add(45, 30);
  TerritoryScratch scratch;
  Territories reused;
  first.growInto(scratch, reused);
  second.growInto(scratch, reused);
  const Territories fresh = second.grow();
  EXPECT_EQ(reused.cell.pixels(), fresh.cell.pixels());
  EXPECT_EQ(reused.nucleus.pixels(), fresh.nucleus.pixels());
}

TEST(Territories, EmptyImagesAndNoSeedsGiveNoCells) {
  EXPECT_TRUE(Scene(0, 0).grow().cell.empty());
  const Territories none = Scene(10, 10).grow();
  EXPECT_EQ(std::count(none.cell.pixels().begin(), none.cell.pixels().end(), kNoCell), 100);
  Scene one(1, 1);
  one.add(0, 0);
  EXPECT_EQ(one.grow().cell.at(0, 0), 0);
}

TEST(Territories, ACellAtTheCornerStaysInTheImage) {
  Scene scene(40, 40);
  scene.add(0, 0);
  const Territories found = scene.grow();
  EXPECT_EQ(found.cell.at(0, 0), 0);
  EXPECT_EQ(found.cell.at(20, 0), 0);
  EXPECT_EQ(found.cell.at(39, 39), kNoCell);
}

// Fronts stop before a strong wall; both neighbours then climb it, and none goes over.
TEST(Territories, CellsClimbAMembraneToItsCrest) {
  for (const double wall_od : {300.0, 900.0}) {
    for (const bool neighbour : {true, false}) {
      Scene scene(90, 60);
      scene.add(30, 30);
      if (neighbour) scene.add(60, 30);
      addWall(scene.dab, 44, wall_od);
      const Territories found = scene.grow();
      for (int y = 27; y <= 33; ++y) {
        EXPECT_EQ(found.cell.at(43, y), 0) << wall_od;
        EXPECT_EQ(found.cell.at(46, y), neighbour ? 1 : kNoCell);
        EXPECT_EQ(found.cell.at(45, y), neighbour ? 1 : kNoCell);
      }
    }
  }
  TerritoryOptions options;
  options.crest_um = 0;
  Scene scene(90, 60);
  scene.add(30, 30);
  addWall(scene.dab, 44, 900);
  EXPECT_EQ(scene.grow(options).cell.at(43, 30), kNoCell);
}

TEST(TerritoryOptions, InfluenceCoversOwnReachAndARivals) {
  const TerritoryOptions options;
  const NucleusOptions nucleus;
  EXPECT_GE(options.reachOfInfluenceUm(nucleus),
            2 * (nucleus.largest_outline_um + options.reach_um) + options.crest_um);
}

TEST(TerritoryOptions, RefuseValuesOutOfRange) {
  const auto refused = [](double TerritoryOptions::*field, double value, const char* message) {
    TerritoryOptions options;
    options.*field = value;
    expectRefusal([&] { validate(options); }, {message, "is outside"});
  };
  refused(&TerritoryOptions::reach_um, 0.5, "territory.reach_um = 0.5");
  refused(&TerritoryOptions::membrane_weight, -1, "territory.membrane_weight = -1");
  refused(&TerritoryOptions::clear_membrane_od, 0, "territory.clear_membrane_od = 0");
  refused(&TerritoryOptions::smoothing_um, 0, "territory.smoothing_um = 0");
  refused(&TerritoryOptions::surroundings_um, 31, "territory.surroundings_um = 31");
  refused(&TerritoryOptions::crest_um, 5.5, "territory.crest_um = 5.5");
  refused(&TerritoryOptions::glass_smoothing_um, 11, "territory.glass_smoothing_um = 11");
  EXPECT_NO_THROW(validate(TerritoryOptions{}));
}

}  // namespace
}  // namespace herald
