#include "segmentation/nucleus_net.h"

#include <gtest/gtest.h>

#include <thread>

#include "../support/expect_refusal.h"
#include "naive_unet.h"
#include "reference_planes.h"
#include "segmentation/nucleus_net_weights.h"
#include "stain/units.h"
#include "synthetic_planes.h"

namespace herald {
namespace {

#include "nucleus_net_reference.inc"

Image<std::int8_t> centreOf(const UNet& net, const NucleusNetInput& input) {
  UNetScratch scratch;
  Image<std::int8_t> logits;
  evaluateNucleusNet(net, input, scratch, logits);
  return logits;
}

Image<std::int8_t> centreOf(const NucleusNetInput& input) {
  UNetScratch scratch;
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

TEST(NucleusNet, TrainedIsTheNetAsItIsWrittenDown) {
  for (const auto& [width, height] : {std::pair{8, 40}, {72, 48}, {264, 24}}) {
    const NucleusNetInput input = randomInput(width, height, 7);
    const std::array planes = {&input.hematoxylin, &input.dab};
    const auto trained = trainedNucleusNetLayers();
    EXPECT_EQ(centreOf(input).pixels(),
              NaiveUNet(kNucleusNet, {trained.begin(), trained.end()}).evaluate(planes)[0].pixels());
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
  static const UNet kNet(kNucleusNet, layersThatPassAllOn(kNucleusNet).layers());
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
  UNetScratch scratch;
  Image<std::int8_t> logits;
  evaluateNucleusNet(large, scratch, logits);
  const auto* const bytes = scratch.levels[0][0].bytes.data();
  const auto* const ring = scratch.ring.data();
  evaluateNucleusNet(small, scratch, logits);
  EXPECT_EQ(logits.pixels(), centreOf(small).pixels());
  evaluateNucleusNet(large, scratch, logits);
  EXPECT_EQ(logits.pixels(), centreOf(large).pixels());
  EXPECT_EQ(scratch.levels[0][0].bytes.data(), bytes);
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
    expectRefusal([&, w = width, h = height] { (void)centreOf(emptyInput(w, h)); },
                  {"one size", "multiple of 8", "nucleus net"});
  }
  NucleusNetInput uneven = emptyInput(16, 16);
  uneven.dab.reset(16, 24);
  expectRefusal([&] { (void)centreOf(uneven); }, {"one size"});
}

}  // namespace
}  // namespace herald
