#include "stain/slide_kind.h"

#include <gtest/gtest.h>

#include <array>

#include "../support/expect_refusal.h"
#include "stain/optical_density.h"

namespace herald {
namespace {

const BackgroundLight kLight{{240, 240, 240}, "glass"};

TissueMask allTissue(int width, int height) {
  TissueMask mask;
  mask.classes.reset(width, height, TissueClass::kTissue);
  return mask;
}

Image<Rgb8> evenPicture(const Eigen::Vector3d& od) {
  return Image<Rgb8>(20, 10, colourOf(od, kLight.rgb));
}

TEST(SlideKind, BlueAndBrownTissueIsPlausible) {
  const StainMatrix stains;
  for (const Eigen::Vector3d& amounts : {Eigen::Vector3d{0.4, 0, 0}, {0.2, 0.5, 0}, {0, 0.8, 0}, {0.08, 0.05, 0}}) {
    const SlideKind kind = judgeSlideKind(evenPicture(stains.mix(amounts)), allTissue(20, 10), kLight, {});
    EXPECT_TRUE(kind.refusals.empty()) << amounts.transpose() << ": " << kind.refusals.front();
    EXPECT_EQ(kind.dark_share, 0);
    EXPECT_LT(kind.eosin_share, 0.01);
  }
}

TEST(SlideKind, TissueIsColouredHoweverPaleAndWhateverTheLight) {
  const StainMatrix stains;
  for (const std::array<double, 3>& rgb :
       {std::array<double, 3>{240, 240, 240}, {235, 235, 235}, {245, 230, 215}, {220, 233, 252}}) {
    for (const Eigen::Vector3d& amounts :
         {Eigen::Vector3d{0.02, 0, 0}, {0, 0.03, 0}, {0.02, 0.015, 0}, {0.4, 0.3, 0}}) {
      const Image<Rgb8> picture(20, 10, colourOf(stains.mix(amounts), rgb));
      const SlideKind kind = judgeSlideKind(picture, allTissue(20, 10), {rgb, "glass"}, {});
      EXPECT_TRUE(kind.refusals.empty()) << rgb[2] << ": " << amounts.transpose();
    }
  }
}

TEST(SlideKind, BlackPicturesAreFluorescence) {
  const SlideKind kind = judgeSlideKind(Image<Rgb8>(20, 10, {3, 5, 40}), allTissue(20, 10), kLight, {});
  EXPECT_DOUBLE_EQ(kind.dark_share, 1);
  ASSERT_EQ(kind.refusals.size(), 1U);
  EXPECT_EQ(kind.refusals[0].rfind("not_brightfield: 100 %", 0), 0U) << kind.refusals[0];
}

TEST(SlideKind, DarkShareIsRefusedOnlyAboveItsThreshold) {
  const StainMatrix stains;
  Image<Rgb8> picture = evenPicture(stains.mix({0.4, 0, 0}));
  TissueMask mask = allTissue(20, 10);
  for (int y = 0; y < 5; ++y) {
    for (int x = 0; x < 20; ++x) {
      picture.at(x, y) = {0, 0, 0};
      mask.classes.at(x, y) = TissueClass::kDebris;
    }
  }
  EXPECT_DOUBLE_EQ(judgeSlideKind(picture, mask, kLight, {}).dark_share, 0.5);
  EXPECT_TRUE(judgeSlideKind(picture, mask, kLight, {}).refusals.empty());
  SlideKindOptions strict;
  strict.largest_dark_share = 0.49;
  EXPECT_EQ(judgeSlideKind(picture, mask, kLight, strict).refusals.size(), 1U);
}

TEST(SlideKind, GreyTissueIsNotIhc) {
  const SlideKind kind = judgeSlideKind(Image<Rgb8>(20, 10, {150, 151, 150}), allTissue(20, 10), kLight, {});
  EXPECT_EQ(kind.tissue_saturation, 1);
  ASSERT_EQ(kind.refusals.size(), 1U);
  EXPECT_EQ(kind.refusals[0].rfind("not_ihc: the tissue has no colour", 0), 0U);
}

TEST(SlideKind, PinkTissueIsHematoxylinAndEosin) {
  // Eosin after Ruifrok & Johnston 2001.
  const SlideKind kind =
      judgeSlideKind(evenPicture(0.4 * Eigen::Vector3d{0.072, 0.990, 0.105}), allTissue(20, 10), kLight, {});
  EXPECT_DOUBLE_EQ(kind.eosin_share, 1);
  ASSERT_EQ(kind.refusals.size(), 1U);
  EXPECT_EQ(kind.refusals[0].rfind("not_ihc: 100 %", 0), 0U);
  EXPECT_NE(kind.refusals[0].find("H&E"), std::string::npos);
}

TEST(SlideKind, OnlyTissueIsJudgedForColour) {
  Image<Rgb8> picture(20, 10, {150, 150, 150});
  const Rgb8 blue = colourOf(StainMatrix().mix({0.4, 0, 0}), kLight.rgb);
  TissueMask mask = allTissue(20, 10);
  for (int y = 0; y < 10; ++y) {
    for (int x = 0; x < 20; ++x) {
      if (x < 5) {
        picture.at(x, y) = blue;
      } else {
        mask.classes.at(x, y) = TissueClass::kDebris;
      }
    }
  }
  EXPECT_TRUE(judgeSlideKind(picture, mask, kLight, {}).refusals.empty());
}

TEST(SlideKind, WithoutTissueColourIsNotJudged) {
  TissueMask glass = allTissue(20, 10);
  glass.classes.reset(20, 10, TissueClass::kGlass);
  for (const TissueMask& mask : {glass, TissueMask{}}) {
    const SlideKind kind = judgeSlideKind(Image<Rgb8>(20, 10, {150, 150, 150}), mask, kLight, {});
    EXPECT_TRUE(kind.refusals.empty());
    EXPECT_EQ(kind.tissue_saturation, 0);
    EXPECT_EQ(kind.eosin_share, 0);
  }
}

TEST(SlideKind, AnEmptyPictureIsNotRefused) {
  EXPECT_TRUE(judgeSlideKind(Image<Rgb8>().view(), TissueMask{}, kLight, {}).refusals.empty());
}

TEST(SlideKind, RefusesOptionsOutOfRange) {
  const auto refused = [](auto change, const char* field) {
    SlideKindOptions options;
    change(options);
    expectRefusal([&] { validate(options); }, {field});
  };
  refused([](auto& o) { o.largest_dark_share = 1.1; }, "slide_kind.largest_dark_share = 1.1 is outside 0 to 1");
  refused([](auto& o) { o.largest_eosin_share = -0.1; }, "slide_kind.largest_eosin_share = -0.1 is outside 0 to 1");
  refused([](auto& o) { o.smallest_saturation = -1; }, "slide_kind.smallest_saturation = -1 is outside 0 to 255");
  EXPECT_NO_THROW(validate(SlideKindOptions{}));
}

}  // namespace
}  // namespace herald
