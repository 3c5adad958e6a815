#include "stain/foreign_colour.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numbers>

#include "stain/dispatch.h"
#include "stain/slide_statistics.h"
#include "stain/stain_matrix.h"

namespace herald {
namespace {

float dot(const std::array<float, 3>& a, float x, float y, float z) {
  return a[0] * x + a[1] * y + a[2] * z;
}

float larger(float a, float b) {
  return a < b ? b : a;
}

float smaller(float a, float b) {
  return b < a ? b : a;
}

}  // namespace

ForeignColourRules foreignColourRules(const ArtefactOptions& options, double counts_per_od) {
  const StainMatrix stains;
  ForeignColourRules rules;
  for (int i = 0; i < 3; ++i) {
    for (int j = 0; j < 3; ++j)
      rules.unmixing[static_cast<std::size_t>(i)][static_cast<std::size_t>(j)] =
          static_cast<float>(stains.unmixing()(i, j));
    rules.hematoxylin[static_cast<std::size_t>(i)] = static_cast<float>(stains.hematoxylin()[i]);
    rules.dab[static_cast<std::size_t>(i)] = static_cast<float>(stains.dab()[i]);
  }
  const auto sum = [&](double mean_od) { return static_cast<float>(3 * mean_od * counts_per_od); };
  rules.foreign_sum = sum(options.foreign_od);
  rules.black_sum = sum(options.black_od);
  rules.red_ink_sum = sum(options.red_ink_od);
  rules.grey_share = static_cast<float>(options.grey_share / 3);
  const auto squared = [](double value) { return static_cast<float>(value * value); };
  const double foreign = options.foreign_angle_deg * std::numbers::pi / 180;
  const double red = options.red_angle_deg * std::numbers::pi / 180;
  rules.foreign_sine2 = squared(std::sin(foreign));
  rules.foreign_cosine2 = squared(std::cos(foreign));
  rules.red_sine2 = squared(std::sin(red));
  rules.red_cosine2 = squared(std::cos(red));
  return rules;
}

HERALD_DISPATCH void judgeColours(const float* red, const float* green, const float* blue, int width,
                                  const ForeignColourRules& given, std::uint8_t* kinds) {
  const ForeignColourRules rules = given;
  constexpr int kPen = static_cast<int>(TissueClass::kPen);
  constexpr int kRed = static_cast<int>(TissueClass::kRedCells);
  constexpr int kBlack = static_cast<int>(TissueClass::kDust);
  static_assert(static_cast<int>(TissueClass::kGlass) == 0);
  // No branches and no shortcuts: the compiler then takes many pixels at once.
  for (int i = 0; i < width; ++i) {
    const float x = red[i];
    const float y = green[i];
    const float z = blue[i];
    const float sum = x + y + z;
    const float largest = larger(larger(x, y), z);
    const float smallest = smaller(smaller(x, y), z);
    const float length2 = x * x + y * y + z * z;
    const float residual = dot(rules.unmixing[2], x, y, z);
    const float least_amount = smaller(dot(rules.unmixing[0], x, y, z), dot(rules.unmixing[1], x, y, z));
    const float along = larger(0.0F, larger(dot(rules.hematoxylin, x, y, z), dot(rules.dab, x, y, z)));
    const float across2 = residual * residual;
    const float along2 = along * along;
    // Beside the cone of both stains the angle is to the nearer stain, above or below the cone it is to its plane.
    const int beside = least_amount < 0 ? 1 : 0;
    const int foreign_beside = along2 <= rules.foreign_cosine2 * length2 ? 1 : 0;
    const int foreign_above = across2 >= rules.foreign_sine2 * length2 ? 1 : 0;
    const int red_beside = along2 <= rules.red_cosine2 * length2 ? 1 : 0;
    const int red_above = across2 >= rules.red_sine2 * length2 ? 1 : 0;
    const int foreign = (beside & foreign_beside) | ((1 - beside) & foreign_above);
    const int off = (beside & red_beside) | ((1 - beside) & red_above);
    const int reddish = off & (residual < 0 ? 1 : 0) & (x == smallest ? 1 : 0);
    const int pale = sum < rules.red_ink_sum ? 1 : 0;
    const int black = (sum >= rules.black_sum ? 1 : 0) & (largest - smallest <= rules.grey_share * sum ? 1 : 0);
    const int dense = sum >= rules.foreign_sum ? 1 : 0;
    const int coloured = reddish * (pale * kRed + (1 - pale) * kPen) + (1 - reddish) * foreign * kPen;
    kinds[i] = static_cast<std::uint8_t>(dense * (black * kBlack + (1 - black) * coloured));
  }
}

}  // namespace herald
