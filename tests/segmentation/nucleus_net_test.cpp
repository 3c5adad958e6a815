#include "segmentation/nucleus_net.h"

#include <gtest/gtest.h>

#include <thread>

#include "../support/expect_refusal.h"
#include "naive_nucleus_net.h"
#include "reference_planes.h"
#include "segmentation/nucleus_net_layers.h"
#include "segmentation/nucleus_net_weights.h"
#include "stain/units.h"
#include "synthetic_planes.h"

namespace herald {
namespace {

#include "nucleus_net_reference.inc"

Image<std::int8_t> centreOf(const NucleusNet& net, const NucleusNetInput& input) {
  NucleusNetScratch scratch;
  Image<std::int8_t> logits;
  net.evaluate(input, scratch, logits);
  return logits;
}

Image<std::int8_t> centreOf(const NucleusNetInput& input) {
  NucleusNetScratch scratch;
  Image<std::int8_t> logits;
  evaluateNucleusNet(input, scratch, logits);
  return logits;
}

NucleusNetInput emptyInput(int width, int height) {
  return {Image<std::int8_t>(width, height), Image<std::int8_t>(width, height)};
}

NucleusNetInput randomInput(int width, int height, std::uint64_t seed) {
  SeededRandom random(seed);
  NucleusNetInput input = emptyInput(width, height);
  for (Image<std::int8_t>* plane : {&input.hematoxylin, &input.dab}) {
    for (std::int8_t& byte : plane->pixels()) byte = static_cast<std::int8_t>(random.integer(-42, 115));
  }
  return input;
}

// Nuclei and membranes rather than noise.
NucleusNetInput tissueInput(int width, int height, std::uint64_t seed) {
  NucleusNetInput input;
  nucleusNetInput(texture(width, height, 6, 300, seed), texture(width, height, 4, 500, seed + 1),
                  NucleusNetEncoding(90), input);
  return input;
}

NucleusNetInput windowOf(const NucleusNetInput& input, const PixelRect& of) {
  NucleusNetInput out = emptyInput(static_cast<int>(of.width), static_cast<int>(of.height));
  for (int y = 0; y < of.height; ++y) {
    const auto from = of.x + (of.y + y) * input.dab.width();
    std::copy_n(input.hematoxylin.pixels().begin() + from, of.width, out.hematoxylin.row(y));
    std::copy_n(input.dab.pixels().begin() + from, of.width, out.dab.row(y));
  }
  return out;
}

// The byte as it is written down.
int byteOf(int od, int half) {
  if (od > 0) return (127 * od + (od + half) / 2) / (od + half);
  return std::max(-42, -((127 * -od + half / 2) / half));
}

std::vector<std::int8_t> bytesOf(const NucleusNetEncoding::Table& table, const std::vector<std::int16_t>& milli_od) {
  std::vector<std::int8_t> out(milli_od.size());
  table.encode(milli_od.data(), static_cast<int>(milli_od.size()), out.data());
  return out;
}

std::vector<std::int16_t> everyOd() {
  std::vector<std::int16_t> out;
  for (int od = -32768; od <= 32767; ++od) out.push_back(static_cast<std::int16_t>(od));
  return out;
}

TEST(NucleusNetEncoding, IsTheFormulaForEveryOpticalDensity) {
  const std::vector<std::int16_t> all = everyOd();
  for (const int scale : {4, 5, 33, 90, 777, 1999, 2000}) {
    const NucleusNetEncoding encoding(scale);
    const std::vector<std::int8_t> hematoxylin = bytesOf(encoding.hematoxylin(), all);
    const std::vector<std::int8_t> dab = bytesOf(encoding.dab(), all);
    for (std::size_t i = 0; i < all.size(); ++i) {
      ASSERT_EQ(hematoxylin[i], byteOf(std::min<int>(all[i], 12 * scale), 3 * scale)) << all[i] << ' ' << scale;
      ASSERT_EQ(dab[i], byteOf(std::min<int>(all[i], 3000), 300)) << all[i];
    }
  }
}

TEST(NucleusNetEncoding, RisesFromMinus42OverNothingTo102And115) {
  const NucleusNetEncoding encoding(80);
  const std::vector<std::int8_t> hematoxylin = bytesOf(encoding.hematoxylin(), everyOd());
  const std::vector<std::int8_t> dab = bytesOf(encoding.dab(), everyOd());
  EXPECT_TRUE(std::is_sorted(hematoxylin.begin(), hematoxylin.end()));
  EXPECT_TRUE(std::is_sorted(dab.begin(), dab.end()));
  EXPECT_EQ(hematoxylin.front(), -42);
  EXPECT_EQ(dab.front(), -42);
  EXPECT_EQ(hematoxylin[32768], 0);
  EXPECT_EQ(dab[32768], 0);
  EXPECT_EQ(hematoxylin.back(), 102);
  EXPECT_EQ(dab.back(), 115);
}

TEST(NucleusNetEncoding, HematoxylinAndItsScaleTimesAFactorGiveTheSameByte) {
  for (const int scale : {10, 25, 61, 140}) {
    for (const int factor : {2, 4}) {
      std::vector<std::int16_t> plain;
      std::vector<std::int16_t> scaled;
      for (int od = -300; od <= 2000; ++od) {
        plain.push_back(static_cast<std::int16_t>(od));
        scaled.push_back(static_cast<std::int16_t>(factor * od));
      }
      const std::vector<std::int8_t> expected = bytesOf(NucleusNetEncoding(scale).hematoxylin(), plain);
      const std::vector<std::int8_t> found = bytesOf(NucleusNetEncoding(factor * scale).hematoxylin(), scaled);
      for (std::size_t i = 0; i < plain.size(); ++i) ASSERT_NEAR(found[i], expected[i], 1) << plain[i] << ' ' << scale;
    }
  }
}

TEST(NucleusNetEncoding, RefusesAScaleOutOfRange) {
  for (const int scale : {-1, 0, 3, 2001}) {
    expectRefusal([&] { (void)NucleusNetEncoding(scale); },
                  {"haematoxylin scale", std::to_string(scale).c_str(), "4 to 2000"});
  }
}

TEST(NucleusNetInput, FillsUpToTheGridWithNothing) {
  const Image<std::int16_t> plane(13, 9, 500);
  NucleusNetInput input = randomInput(40, 24, 1);
  nucleusNetInput(plane, plane, NucleusNetEncoding(100), input);
  ASSERT_EQ(input.hematoxylin.width(), 16);
  ASSERT_EQ(input.hematoxylin.height(), 16);
  ASSERT_EQ(input.dab.width(), 16);
  for (int y = 0; y < 16; ++y) {
    for (int x = 0; x < 16; ++x) {
      const bool held = plane.contains(x, y);
      EXPECT_EQ(input.hematoxylin.at(x, y), held ? byteOf(500, 300) : 0);
      EXPECT_EQ(input.dab.at(x, y), held ? byteOf(500, 300) : 0);
    }
  }
}

TEST(NucleusNetInput, RefusesPlanesOfTwoSizes) {
  NucleusNetInput input;
  expectRefusal(
      [&] { nucleusNetInput(Image<std::int16_t>(8, 8), Image<std::int16_t>(8, 9), NucleusNetEncoding(90), input); },
      {"one size"});
}

TEST(NucleusNet, GivesWhatTheTrainingScriptGives) {
  const ReferencePlanes planes;
  std::int64_t sum = 0;
  for (std::size_t i = 0; i < planes.dab.pixels().size(); ++i) {
    sum += static_cast<std::int64_t>(i + 1) * (planes.hematoxylin.pixels()[i] + 3 * planes.dab.pixels()[i]);
  }
  ASSERT_EQ(sum, kReferenceInputSum);
  NucleusNetInput input;
  nucleusNetInput(planes.hematoxylin, planes.dab, NucleusNetEncoding(kReferenceScale), input);
  EXPECT_EQ(centreOf(input).pixels(),
            std::vector<std::int8_t>(std::begin(kReferenceCentre), std::end(kReferenceCentre)));
}

TEST(NucleusNet, IsTheNetAsItIsWrittenDown) {
  struct Size {
    int width, height;
  };
  for (const Size& size : {Size{8, 8}, {16, 8}, {8, 40}, {72, 48}, {264, 24}}) {
    for (const std::uint64_t seed : {1U, 2U, 3U}) {
      const NucleusNetInput input = randomInput(size.width, size.height, seed);
      const OwnedLayers layers = randomLayers(seed + 10);
      EXPECT_EQ(centreOf(NucleusNet(layers.layers()), input).pixels(),
                NaiveNet(layers.layers()).evaluate(input).pixels())
          << size.width << ' ' << size.height << ' ' << seed;
      EXPECT_EQ(centreOf(input).pixels(), NaiveNet(trainedNetLayers()).evaluate(input).pixels());
    }
  }
}

TEST(NucleusNet, IsTheNetAsItIsWrittenDownForTheLargestNumbers) {
  NucleusNetInput input = randomInput(48, 32, 5);
  for (std::int8_t& byte : input.dab.pixels()) byte = byte < 30 ? -128 : 127;
  SeededRandom random(6);
  const OwnedLayers layers = layersOf([&] { return random.integer(0, 3) == 0 ? -128 : 127; },
                                      [&] { return random.integer(-1000000, 1000000); },
                                      [&](const NetShape&) { return random.integer(-900000, 900000); }, 2000000);
  const Image<std::int8_t> logits = centreOf(NucleusNet(layers.layers()), input);
  EXPECT_EQ(logits.pixels(), NaiveNet(layers.layers()).evaluate(input).pixels());
}

TEST(NucleusNet, RandomWeightsAreATestOfAllLayers) {
  const Image<std::int8_t> logits = centreOf(NucleusNet(randomLayers(11).layers()), randomInput(72, 48, 1));
  const auto [least, most] = std::minmax_element(logits.pixels().begin(), logits.pixels().end());
  EXPECT_LT(*least, *most - 20);
  for (std::size_t place = 0; place < kNetPlaces; ++place) {  // none is without effect
    OwnedLayers changed = randomLayers(11);
    for (std::int8_t& weight : changed.weights[place]) weight = static_cast<std::int8_t>(weight / 2);
    EXPECT_NE(centreOf(NucleusNet(changed.layers()), randomInput(72, 48, 1)).pixels(), logits.pixels())
        << kNetShapes[place].name;
  }
}

TEST(NucleusNet, AWindowOnTheGridGivesTheSame) {
  const NucleusNetInput slide = tissueInput(320, 264, 3);
  const Image<std::int8_t> whole = centreOf(slide);
  for (const PixelRect& rect :
       {PixelRect{40, 64, 160, 120}, {120, 8, 96, 136}, {0, 0, 128, 96}, {200, 144, 120, 120}}) {
    const Image<std::int8_t> part = centreOf(windowOf(slide, rect));
    const auto left = static_cast<int>(rect.x);
    const auto top = static_cast<int>(rect.y);
    const int first_x = left == 0 ? 0 : kNucleusNetMarginPx;  // the edge of the slide is the same edge
    const int first_y = top == 0 ? 0 : kNucleusNetMarginPx;
    const int end_x = part.width() - (left + part.width() == whole.width() ? 0 : kNucleusNetMarginPx);
    const int end_y = part.height() - (top + part.height() == whole.height() ? 0 : kNucleusNetMarginPx);
    ASSERT_LT(first_x, end_x);
    ASSERT_LT(first_y, end_y);
    for (int y = first_y; y < end_y; ++y) {
      for (int x = first_x; x < end_x; ++x) ASSERT_EQ(part.at(x, y), whole.at(left + x, top + y)) << x << ' ' << y;
    }
  }
}

// Where the output changes when input pixel (x, y) does, for weights that pass everything on.
struct Changed {
  int left = 1 << 20;
  int right = -1;
  int top = 1 << 20;
  int bottom = -1;
};
Changed changedBy(int x, int y, bool of_dab) {
  static const OwnedLayers kLayers = layersThatPassAllOn();
  static const NucleusNet kNet(kLayers.layers());
  NucleusNetInput input = emptyInput(160, 160);
  (of_dab ? input.dab : input.hematoxylin).at(x, y) = 1;
  const Image<std::int8_t> logits = centreOf(kNet, input);
  Changed changed;
  for (int j = 0; j < logits.height(); ++j) {
    for (int i = 0; i < logits.width(); ++i) {
      if (logits.at(i, j) == 0) continue;
      changed = {std::min(changed.left, i), std::max(changed.right, i), std::min(changed.top, j),
                 std::max(changed.bottom, j)};
    }
  }
  return changed;
}

TEST(NucleusNet, ReachesAsFarAsItSays) {
  constexpr int kMiddle = 80;  // on the grid
  int farthest = 0;
  for (int phase = 0; phase < kNucleusNetGridPx; ++phase) {
    const int x = kMiddle + phase;
    const int y = kMiddle + (3 * phase + 1) % kNucleusNetGridPx;
    const Changed changed = changedBy(x, y, phase % 2 == 0);
    for (const int distance : {x - changed.left, changed.right - x, y - changed.top, changed.bottom - y}) {
      EXPECT_LE(distance, kNucleusNetReachPx) << phase;
      farthest = std::max(farthest, distance);
    }
  }
  EXPECT_EQ(farthest, kNucleusNetReachPx);
}

TEST(NucleusNet, PixelsBeyondAnEdgeOnTheGridReachTheMarginAndNoFarther) {
  constexpr int kEdge = 80;
  int inward_from_right = kEdge;  // first output pixel of a window that ends before kEdge
  int inward_from_left = 0;       // last one of a window that begins at kEdge
  for (int beyond = 0; beyond <= kNucleusNetReachPx; ++beyond) {
    inward_from_right = std::min(inward_from_right, changedBy(kEdge + beyond, kEdge, false).left);
    inward_from_left = std::max(inward_from_left, changedBy(kEdge, kEdge - 1 - beyond, true).bottom);
  }
  EXPECT_EQ(inward_from_right, kEdge - kNucleusNetMarginPx);
  EXPECT_EQ(inward_from_left, kEdge + kNucleusNetMarginPx - 1);
}

TEST(NucleusNet, ChangesNothingBeyondItsReach) {
  const NucleusNetInput before = tissueInput(160, 160, 8);
  const Image<std::int8_t> expected = centreOf(before);
  NucleusNetInput after = before;
  after.hematoxylin.at(77, 82) = 115;
  after.dab.at(77, 82) = -42;
  const Image<std::int8_t> found = centreOf(after);
  EXPECT_NE(found.pixels(), expected.pixels());
  for (int y = 0; y < 160; ++y) {
    for (int x = 0; x < 160; ++x) {
      if (std::max(std::abs(x - 77), std::abs(y - 82)) <= kNucleusNetReachPx) continue;
      ASSERT_EQ(found.at(x, y), expected.at(x, y)) << x << ' ' << y;
    }
  }
}

TEST(NucleusNet, ScratchOfAnotherSizeChangesNothingAndIsKept) {
  const NucleusNetInput small = tissueInput(40, 32, 4);
  const NucleusNetInput large = tissueInput(200, 120, 5);
  NucleusNetScratch scratch;
  Image<std::int8_t> logits;
  evaluateNucleusNet(large, scratch, logits);
  const auto* const bytes = scratch.half[0].bytes.data();
  const auto* const ring = scratch.ring.data();
  evaluateNucleusNet(small, scratch, logits);
  EXPECT_EQ(logits.pixels(), centreOf(small).pixels());
  evaluateNucleusNet(large, scratch, logits);
  EXPECT_EQ(logits.pixels(), centreOf(large).pixels());
  EXPECT_EQ(scratch.half[0].bytes.data(), bytes);
  EXPECT_EQ(scratch.ring.data(), ring);
}

TEST(NucleusNet, ThreadsWithAScratchEachGiveTheSame) {
  const NucleusNetInput input = tissueInput(120, 80, 9);
  std::array<Image<std::int8_t>, 3> logits;
  std::vector<std::thread> threads;
  for (auto& of_thread : logits) threads.emplace_back([&] { of_thread = centreOf(input); });
  for (std::thread& thread : threads) thread.join();
  for (const auto& of_thread : logits) EXPECT_EQ(of_thread.pixels(), logits[0].pixels());
}

TEST(NucleusNet, AnEmptyWindowHasNoLogits) {
  EXPECT_TRUE(centreOf(emptyInput(0, 0)).empty());
  EXPECT_TRUE(centreOf(emptyInput(0, 16)).empty());
}

TEST(NucleusNet, RefusesPlanesOffTheGridOrOfTwoSizes) {
  for (const auto& [width, height] : {std::pair{12, 16}, {16, 12}, {7, 8}}) {
    expectRefusal([&, w = width, h = height] { (void)centreOf(emptyInput(w, h)); }, {"one size", "multiple of 8"});
  }
  NucleusNetInput uneven = emptyInput(16, 16);
  uneven.dab.reset(16, 24);
  expectRefusal([&] { (void)centreOf(uneven); }, {"one size"});
}

TEST(NucleusNet, RefusesLayersOfAnotherShape) {
  OwnedLayers layers = randomLayers(1);
  layers.weights[3].pop_back();
  expectRefusal([&] { NucleusNet net(layers.layers()); }, {"layer d2", "511 weights instead of 512"});
  layers = randomLayers(1);
  layers.bias[19].push_back(0);
  expectRefusal([&] { NucleusNet net(layers.layers()); }, {"layer head", "5 biases instead of 4"});
  layers = randomLayers(1);
  layers.multipliers[1].clear();
  expectRefusal([&] { NucleusNet net(layers.layers()); }, {"layer l1.0.dw", "0 multipliers instead of 8"});
}

TEST(NucleusNet, RefusesWeightsWhoseSumsWouldNotBeExact) {
  OwnedLayers layers = randomLayers(1);
  layers.multipliers[8].assign(24, 2147483647);
  expectRefusal([&] { NucleusNet net(layers.layers()); }, {"layer d3", "too large"});
}

}  // namespace
}  // namespace herald
