#include "segmentation/ring_sweep.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "../support/seeded_random.h"

namespace herald {
namespace {

RegionRing square(double x, double y, double edge) {
  return {{x, y}, {x + edge, y}, {x + edge, y + edge}, {x, y + edge}};
}

// Long slanting teeth: the boxes of all edges overlap.
RegionRing slantingComb(int corners) {
  RegionRing comb;
  const auto turned = [](double x, double y) { return Level0Point{x - y, x + y}; };
  for (int i = 0; i < corners; ++i) comb.push_back(turned(i * 0.25, i % 2 == 0 ? 0.0 : 50'000.0));
  comb.push_back(turned(corners * 0.25, 60'000));
  comb.push_back(turned(-1, 60'000));
  return comb;
}

// Twice the area of the triangle; exact for small whole numbers.
double turn(const Level0Point& a, const Level0Point& b, const Level0Point& c) {
  return (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x);
}

bool liesOn(const Level0Point& a, const Level0Point& b, const Level0Point& p) {
  return turn(a, b, p) == 0 && std::min(a.x, b.x) <= p.x && p.x <= std::max(a.x, b.x) && std::min(a.y, b.y) <= p.y &&
         p.y <= std::max(a.y, b.y);
}

struct Contacts {
  bool crossing = false;
  bool touching = false;
};

// Each edge with each.
Contacts contactsOf(const RegionRing& ring) {
  Contacts found;
  const std::size_t n = ring.size();
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t k = i + 1; k < n; ++k) {
      const Level0Point &a = ring[i], &b = ring[(i + 1) % n], &c = ring[k], &d = ring[(k + 1) % n];
      const bool follows = k == i + 1;
      const bool leads = (k + 1) % n == i;
      if (follows || leads) {
        // Neighbours share a corner; they touch where one comes back over the other.
        found.touching = found.touching || (follows && (liesOn(a, b, d) || liesOn(c, d, a))) ||
                         (leads && (liesOn(a, b, c) || liesOn(c, d, b)));
        continue;
      }
      if (turn(a, b, c) * turn(a, b, d) < 0 && turn(c, d, a) * turn(c, d, b) < 0) found.crossing = true;
      if (liesOn(a, b, c) || liesOn(a, b, d) || liesOn(c, d, a) || liesOn(c, d, b)) found.touching = true;
    }
  return found;
}

TEST(RingSweep, AgreesWithComparingEachEdgeWithEach) {
  SeededRandom random(11);
  int apart = 0;
  int crossing = 0;
  int unsure = 0;
  for (int trial = 0; trial < 30'000; ++trial) {
    RegionRing ring;
    const int corners = 3 + trial % 6;
    while (static_cast<int>(ring.size()) < corners) {
      const Level0Point corner{std::floor(random.between(0, 12)), std::floor(random.between(0, 12))};
      const auto same = [&](const Level0Point& other) { return other.x == corner.x && other.y == corner.y; };
      if (ring.empty() || (!same(ring.back()) && !same(ring.front()))) ring.push_back(corner);
    }
    const Contacts truth = contactsOf(ring);
    const RingSweep found = sweptRings({ring, {}});
    ASSERT_EQ(found == RingSweep::kApart, !truth.crossing && !truth.touching) << trial;
    if (found == RingSweep::kCrossing) {
      ASSERT_TRUE(truth.crossing) << trial;
    }
    if (found == RingSweep::kUnsure) {
      ASSERT_TRUE(truth.touching) << trial;
    }
    ASSERT_NE(found, RingSweep::kMisplacedHole) << trial;
    apart += found == RingSweep::kApart ? 1 : 0;
    crossing += found == RingSweep::kCrossing ? 1 : 0;
    unsure += found == RingSweep::kUnsure ? 1 : 0;
  }
  EXPECT_GT(apart, 1000);
  EXPECT_GT(crossing, 1000);
  EXPECT_GT(unsure, 1000);
}

TEST(RingSweep, KnowsWhereHolesLie) {
  const RegionRing outline = square(0, 0, 100);
  EXPECT_EQ(sweptRings({outline, {square(10, 10, 20), square(50, 10, 20), square(10, 50, 20)}}), RingSweep::kApart);
  EXPECT_EQ(sweptRings({outline, {square(200, 10, 20)}}), RingSweep::kMisplacedHole);
  EXPECT_EQ(sweptRings({outline, {square(-30, 10, 20)}}), RingSweep::kMisplacedHole);
  EXPECT_EQ(sweptRings({outline, {square(10, 10, 50), square(20, 20, 10)}}), RingSweep::kMisplacedHole);
  EXPECT_EQ(sweptRings({outline, {square(-10, -10, 200)}}), RingSweep::kMisplacedHole);
  EXPECT_EQ(sweptRings({outline, {square(90, 10, 20)}}), RingSweep::kCrossing);
  EXPECT_EQ(sweptRings({outline, {square(10, 10, 20), square(25, 25, 20)}}), RingSweep::kCrossing);
  EXPECT_EQ(sweptRings({outline, {{{0, 50}, {20, 40}, {20, 60}}}}), RingSweep::kUnsure);
  EXPECT_EQ(sweptRings({outline, {square(10, 10, 20), square(30, 30, 20)}}), RingSweep::kUnsure);
  EXPECT_EQ(sweptRings({outline, {{{5, 5}, {6, 6}}}}), RingSweep::kUnsure);
}

TEST(RingSweep, DoesNotGuessBelowThePrecisionOfTheCorners) {
  EXPECT_EQ(sweptRings({{{0, 0}, {1, 0.3 / 0.7}, {2, 5}, {0.7, 0.3}, {-1, 3}}, {}}), RingSweep::kUnsure);
}

TEST(PolygonFault, ManySlantingEdgesAreComparedInOneSweep) {
  RegionPolygon polygon{slantingComb(200'000), {}};
  EXPECT_EQ(cleanedPolygonFault(polygon), std::nullopt);
  EXPECT_EQ(polygon.exterior.size(), 200'002U);
  std::swap(polygon.exterior[100'001], polygon.exterior[100'003]);
  EXPECT_EQ(cleanedPolygonFault(polygon).value_or(""), "crosses or touches itself");
}

}  // namespace
}  // namespace herald
