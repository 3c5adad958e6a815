#include "pipeline/phantoms/phantom_presets.h"

#include <gtest/gtest.h>

#include <numeric>
#include <stdexcept>
#include <string>

namespace herald {
namespace {

template <class Call>
std::string messageOf(Call&& call) {
  try {
    call();
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
  return "";
}

TEST(PhantomPresets, EveryScoreHasAMixOfOne) {
  for (const char* score : {"0", "1+", "2+", "3+"}) {
    const PhantomMix mix = presetMix(score);
    EXPECT_NEAR(std::accumulate(mix.begin(), mix.end(), 0.0), 1, 1e-9) << score;
  }
  EXPECT_EQ(messageOf([] { (void)presetMix("4"); }), "--score = \"4\" is not one of 0, 1+, 2+, 3+");
}

TEST(PhantomPresets, TheRestOfAMixIsUnstained) {
  const PhantomMix mix = parseMix("cs=0.12,cw=0.1");
  EXPECT_DOUBLE_EQ(mix[6], 0.12);
  EXPECT_DOUBLE_EQ(mix[4], 0.1);
  EXPECT_NEAR(mix[0], 0.78, 1e-12);
  EXPECT_DOUBLE_EQ(parseMix("none=0.2,cs=0.2")[0], 0.2);
}

TEST(PhantomPresets, BadMixesAreNamed) {
  EXPECT_NE(messageOf([] { (void)parseMix("cz=1"); }).find("unknown pattern \"cz\""), std::string::npos);
  EXPECT_NE(messageOf([] { (void)parseMix("cs"); }).find("not pattern=share"), std::string::npos);
  EXPECT_NE(messageOf([] { (void)parseMix("cs=x"); }).find("\"x\" is not a number"), std::string::npos);
  EXPECT_NE(messageOf([] { (void)parseMix("cs=0.6,cm=0.6"); }).find("above 1"), std::string::npos);
  EXPECT_NE(messageOf([] { (void)parseMix("cs=0.1,cs=0.1"); }).find("twice"), std::string::npos);
  EXPECT_NE(messageOf([] { (void)parseMix("cs=-0.1"); }).find("outside 0-1"), std::string::npos);
}

TEST(PhantomPresets, LightIsThreeNumbers) {
  EXPECT_DOUBLE_EQ(parseRgb("1,2.5,3")[1], 2.5);
  EXPECT_NE(messageOf([] { (void)parseRgb("1,2"); }).find("not R,G,B"), std::string::npos);
}

}  // namespace
}  // namespace herald
