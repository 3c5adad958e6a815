#include "segmentation/cell_focus.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>

#include "synthetic_planes.h"

namespace herald {
namespace {

constexpr double kUmPerPx = 0.5;
constexpr double kBlurred = 0.38;  // FocusOptions::minimum_sharpness

// Milli-OD of `od(x_um, y_um)` at the middle of each pixel.
Image<std::int16_t> plane(const std::function<double(double, double)>& od, double um_per_px = kUmPerPx,
                          double edge_um = 40) {
  const int size = static_cast<int>(edge_um / um_per_px);
  Image<std::int16_t> result(size, size);
  for (int y = 0; y < size; ++y)
    for (int x = 0; x < size; ++x)
      result.at(x, y) = static_cast<std::int16_t>(std::lround(1000 * od((x + 0.5) * um_per_px, (y + 0.5) * um_per_px)));
  return result;
}

double sharpness(const Image<std::int16_t>& image, double um_per_px = kUmPerPx) {
  return static_cast<double>(measureFocus(image, image.width() / 2, image.height() / 2, um_per_px));
}

// An edge and a line 1 um wide of Gaussian profile, at 20 um, as optics of `sigma_um` show them.
double edge(double x_um, double sigma_um) {
  return 0.5 * std::erfc((x_um - 20) / (sigma_um * std::sqrt(2.0)));
}
double line(double x_um, double sigma_um) {
  const double sigma = std::hypot(1.0 / 2.3548, sigma_um);
  return std::exp(-0.5 * (x_um - 20) * (x_um - 20) / (sigma * sigma)) / sigma;
}

TEST(Focus, OfAnEvenPictureIsZero) {
  EXPECT_EQ(sharpness(plane([](double, double) { return 0.3; })), 0);
}

TEST(Focus, OfAStraightRampIsAQuarter) {
  EXPECT_NEAR(sharpness(plane([](double x, double y) { return 0.01 * x + 0.02 * y; })), 0.25, 0.005);
}

// The kind of structure must not decide: a cell without a membrane has edges, one with it has lines.
TEST(Focus, TellsSharpFromBlurredOnEdgesAndOnLines) {
  for (const auto& profile : {edge, line}) {
    const auto seen = [&](double sigma_um) {
      return sharpness(plane([&](double x, double) { return 0.3 * profile(x, sigma_um); }));
    };
    EXPECT_GT(seen(0.3), 0.70);
    EXPECT_GT(seen(0.58), 0.48);
    EXPECT_LT(seen(1.53), kBlurred + 0.02);
    EXPECT_LT(seen(3.0), 0.32);
  }
}

TEST(Focus, DoesNotDependOnHowStrongTheStainIs) {
  const auto seen = [](double factor) {
    return sharpness(plane([&](double x, double y) { return factor * (edge(x, 0.4) + 0.5 * line(y, 0.4)); }));
  };
  const double full = seen(1.0);
  for (const double factor : {0.05, 0.25, 0.5, 1.5}) EXPECT_NEAR(seen(factor), full, 0.02) << factor;
}

TEST(Focus, DoesNotDependOnHowMuchOfTheSurroundingsIsEven) {
  const auto cell = [](double radius_um) {
    return sharpness(plane([&](double x, double y) {
      return 0.2 * std::clamp((radius_um - std::hypot(x - 20, y - 20)) / 0.8 + 0.5, 0.0, 1.0);
    }));
  };
  EXPECT_NEAR(cell(3.0), cell(6.0), 0.05);
}

TEST(Focus, IsThatOfTheSamePictureAtAnotherPixelSize) {
  const auto texture = [](double x, double y) {
    return 0.4 + 0.1 * std::sin(2.1 * x + 0.7 * y) + 0.15 * std::sin(0.9 * x - 1.3 * y) + 0.1 * std::sin(0.4 * y);
  };
  const double seen = sharpness(plane(texture));
  for (const double um_per_px : {0.40, 0.48, 0.55, 0.70})
    EXPECT_NEAR(sharpness(plane(texture, um_per_px), um_per_px), seen, 0.035) << um_per_px;
}

TEST(Focus, ReadsAtMostThirteenMicrometresFromThePosition) {
  const Image<std::int16_t> image = texture(120, 120, 3, 300, 52);
  Image<std::int16_t> other = texture(120, 120, 3, 300, 53);
  for (int y = 60 - 26; y <= 60 + 26; ++y)
    for (int x = 60 - 26; x <= 60 + 26; ++x) other.at(x, y) = image.at(x, y);
  EXPECT_GT(measureFocus(image, 60, 60, kUmPerPx), 0.0F);
  EXPECT_EQ(measureFocus(image, 60, 60, kUmPerPx), measureFocus(other, 60, 60, kUmPerPx));
}

// Black beside light, farther apart than optical density can be: sums stay within their range.
TEST(Focus, OfTheStrongestContrastIsDefined) {
  const Image<std::int16_t> image = plane([](double x, double) { return x < 20 ? 30.0 : -30.0; }, 0.125);
  EXPECT_NEAR(sharpness(image, 0.125), 1.0, 0.02);
}

TEST(Focus, IsDefinedAtBordersAndOnTinyPictures) {
  const Image<std::int16_t> image = texture(60, 60, 2, 300, 54);
  EXPECT_GT(measureFocus(image, 0, 0, kUmPerPx), 0.0F);
  EXPECT_EQ(measureFocus(image, 59, 59, kUmPerPx) >= 0, true);
  EXPECT_EQ(measureFocus(Image<std::int16_t>(1, 1), 0, 0, kUmPerPx), 0);
  EXPECT_EQ(measureFocus(Image<std::int16_t>().view(), 0, 0, kUmPerPx), 0);
}

}  // namespace
}  // namespace herald
