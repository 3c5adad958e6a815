#include "segmentation/unet.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <vector>

#include "../support/expect_refusal.h"
#include "../support/seeded_random.h"
#include "naive_unet.h"

namespace herald {
namespace {

constexpr std::array<int, 2> kTwoFolds = {2, 2};
constexpr std::array<UNetLevel, 3> kThreeLevels = {{{8, 1}, {16, 2}, {24, 2}}};
constexpr std::array<int, 2> kFoldsApart = {4, 2};
constexpr std::array<UNetLevel, 4> kFourLevels = {{{12, 0}, {8, 2}, {20, 1}, {16, 3}}};
constexpr std::array<int, 1> kOneFold = {4};
constexpr std::array<UNetLevel, 1> kOneLevel = {{{4, 1}}};
constexpr std::array kArchitectures = {
    UNetArchitecture{"first net", kTwoFolds, kThreeLevels, 1, 2},
    UNetArchitecture{"second net", kFoldsApart, kFourLevels, 4, 1},
    UNetArchitecture{"third net", kOneFold, kOneLevel, 2, 2},
};

using Bytes = Image<std::int8_t>;

// Planes that fold to `width` x `height`.
std::vector<Bytes> randomPlanes(const UNetArchitecture& architecture, int width, int height, std::uint64_t seed) {
  SeededRandom random(seed);
  std::vector<Bytes> planes;
  for (const int fold : architecture.folds) {
    Bytes& plane = planes.emplace_back(fold * width, fold * height);
    for (std::int8_t& byte : plane.pixels()) byte = static_cast<std::int8_t>(random.integer(-42, 115));
  }
  return planes;
}

std::vector<const Bytes*> pointersTo(const std::vector<Bytes>& planes) {
  std::vector<const Bytes*> out;
  for (const Bytes& plane : planes) out.push_back(&plane);
  return out;
}

std::vector<Bytes> mapsOf(const UNetArchitecture& architecture, const std::vector<NetLayer>& layers,
                          const std::vector<Bytes>& planes) {
  UNetScratch scratch;
  std::vector<Bytes> maps(static_cast<std::size_t>(architecture.maps));
  UNet(architecture, layers).evaluate(pointersTo(planes), scratch, maps);
  return maps;
}

void expectAsWrittenDown(const UNetArchitecture& architecture, const OwnedLayers& layers,
                         const std::vector<Bytes>& planes) {
  const std::vector<Bytes> found = mapsOf(architecture, layers.layers(), planes);
  const std::vector<Bytes> expected = NaiveUNet(architecture, layers.layers()).evaluate(pointersTo(planes));
  ASSERT_EQ(found.size(), expected.size());
  for (std::size_t m = 0; m < found.size(); ++m) {
    ASSERT_EQ(found[m].width(), expected[m].width());
    EXPECT_EQ(found[m].pixels(), expected[m].pixels()) << architecture.name << ' ' << m << ' ' << planes[0].width();
  }
}

TEST(UNet, IsTheNetAsItIsWrittenDown) {
  for (const UNetArchitecture& architecture : kArchitectures) {
    const int grid = architecture.gridPx();
    for (const auto& [columns, rows] : {std::pair{1, 1}, {2, 1}, {1, 5}, {9, 3}, {17, 2}}) {
      for (const std::uint64_t seed : {1U, 2U}) {
        expectAsWrittenDown(architecture, randomLayers(architecture, seed + 10),
                            randomPlanes(architecture, columns * grid, rows * grid, seed));
      }
    }
  }
}

TEST(UNet, IsTheNetAsItIsWrittenDownForTheLargestNumbers) {
  for (const UNetArchitecture& architecture : kArchitectures) {
    SeededRandom random(6);
    const OwnedLayers layers = layersOf(
        architecture, [&] { return random.integer(0, 3) == 0 ? -128 : 127; },
        [&] { return random.integer(-1000000, 1000000); },
        [&](const LayerShape&) { return random.integer(-900000, 900000); }, 2000000);
    std::vector<Bytes> planes = randomPlanes(architecture, 16, 16, 5);
    for (std::int8_t& byte : planes.back().pixels()) byte = byte < 30 ? -128 : 127;
    expectAsWrittenDown(architecture, layers, planes);
  }
}

TEST(UNet, RandomWeightsAreATestOfAllLayers) {
  for (const UNetArchitecture& architecture : kArchitectures) {
    const std::vector<Bytes> planes = randomPlanes(architecture, 40, 24, 1);
    const std::vector<Bytes> maps = mapsOf(architecture, randomLayers(architecture, 11).layers(), planes);
    const auto [least, most] = std::minmax_element(maps[0].pixels().begin(), maps[0].pixels().end());
    EXPECT_LT(*least, *most - 20);
    const std::vector<LayerShape> shapes = layerShapes(architecture);
    for (std::size_t place = 0; place < shapes.size(); ++place) {  // none is without effect
      OwnedLayers changed = randomLayers(architecture, 11);
      for (std::int8_t& weight : changed.weights[place]) weight = static_cast<std::int8_t>(weight / 2);
      EXPECT_NE(mapsOf(architecture, changed.layers(), planes)[0].pixels(), maps[0].pixels())
          << architecture.name << ' ' << shapes[place].name;
    }
  }
}

TEST(UNet, NamesItsLayersInOrderOfEvaluation) {
  std::vector<std::string> names;
  for (const LayerShape& shape : layerShapes(kArchitectures[1])) names.push_back(shape.name);
  const std::vector<std::string> expected = {
      "stem",  "d2",      "l2.0.dw", "l2.0.pw", "l2.1.dw", "l2.1.pw", "d3",      "l3.0.dw", "l3.0.pw",
      "d4",    "l4.0.dw", "l4.0.pw", "l4.1.dw", "l4.1.pw", "l4.2.dw", "l4.2.pw", "u3",      "m3.dw",
      "m3.pw", "u2",      "m2.dw",   "m2.pw",   "u1",      "m1.dw",   "m1.pw",   "head"};
  EXPECT_EQ(names, expected);
}

TEST(UNet, AnEmptyWindowHasEmptyMaps) {
  for (const Bytes& map :
       mapsOf(kArchitectures[1], randomLayers(kArchitectures[1], 1).layers(), randomPlanes(kArchitectures[1], 0, 8, 1)))
    EXPECT_TRUE(map.empty());
}

TEST(UNet, RefusesLayersOfAnotherShapeOrNumber) {
  const UNetArchitecture& architecture = kArchitectures[0];
  const auto refused = [&](const OwnedLayers& layers, std::initializer_list<const char*> words) {
    expectRefusal([&] { UNet net(architecture, layers.layers()); }, words);
  };
  OwnedLayers layers = randomLayers(architecture, 1);
  layers.weights[3].pop_back();
  refused(layers, {"layer d2 of the first net", "511 weights instead of 512"});
  layers = randomLayers(architecture, 1);
  layers.bias[19].push_back(0);
  refused(layers, {"layer head", "5 biases instead of 4"});
  layers = randomLayers(architecture, 1);
  layers.multipliers[1].clear();
  refused(layers, {"layer l1.0.dw", "0 multipliers instead of 8"});
  refused(randomLayers(kArchitectures[2], 1), {"first net has 20 layers", "not 4"});
}

TEST(UNet, RefusesWeightsWhoseSumsWouldNotBeExact) {
  OwnedLayers layers = randomLayers(kArchitectures[0], 1);
  layers.multipliers[8].assign(24, 2147483647);
  expectRefusal([&] { UNet net(kArchitectures[0], layers.layers()); }, {"layer d3", "too large"});
}

TEST(UNet, RefusesPlanesOfAnotherNumberOrSize) {
  const UNetArchitecture& architecture = kArchitectures[1];
  const UNet net(architecture, randomLayers(architecture, 1).layers());
  UNetScratch scratch;
  std::vector<Bytes> maps(4);
  const auto refused = [&](const std::vector<Bytes>& planes, std::size_t count,
                           std::initializer_list<const char*> words) {
    expectRefusal([&] { net.evaluate(pointersTo(planes), scratch, std::span(maps).first(count)); }, words);
  };
  std::vector<Bytes> planes = randomPlanes(architecture, 8, 8, 1);
  refused(planes, 3, {"number of planes or maps", "second net"});
  planes.pop_back();
  refused(planes, 4, {"number of planes or maps"});
  planes = randomPlanes(architecture, 8, 8, 1);
  planes[1].reset(32, 16);
  refused(planes, 4, {"one size", "second net"});
  refused(randomPlanes(architecture, 8, 12, 1), 4, {"multiple of"});
}

}  // namespace
}  // namespace herald
