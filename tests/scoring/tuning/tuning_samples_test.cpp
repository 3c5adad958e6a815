#include "scoring/tuning/tuning_samples.h"

#include <gtest/gtest.h>

#include <set>

#include "tests/support/expect_refusal.h"

namespace herald {
namespace {

// 60 cases of two slides, one in six 3+.
std::vector<TuningSlide> cohort() {
  std::vector<TuningSlide> slides;
  for (std::size_t i = 0; i < 60; ++i)
    for (int k = 0; k < 2; ++k) slides.push_back({i, i % 6 == 0 ? Her2Score::k3Plus : Her2Score::k1Plus, {}});
  return slides;
}

TEST(TuningSamples, SlidesOfACaseAreNeverOnBothSides) {
  const auto slides = cohort();
  const TuningSamples samples = drawSamples(slides, {5, 3, 50, 9});
  for (std::size_t i = 0; i < slides.size(); i += 2)
    for (std::size_t sample = 0; sample < samples.count; ++sample)
      EXPECT_EQ(samples.weights[i * samples.count + sample], samples.weights[(i + 1) * samples.count + sample]);
}

TEST(TuningSamples, EveryCaseIsTestedOnceARepeatAndFoldsHaveTheirShareOfEveryClass) {
  const auto slides = cohort();
  const TuningSamples samples = drawSamples(slides, {5, 3, 0, 9});
  for (int repeat = 0; repeat < 3; ++repeat) {
    std::array<int, 5> strong{}, all{};
    for (std::size_t i = 0; i < slides.size(); ++i) {
      int left_out = 0;
      for (int fold = 0; fold < 5; ++fold)
        left_out += samples.weights[i * samples.count + samples.training(repeat, fold)] == 0 ? 1 : 0;
      EXPECT_EQ(left_out, 1);
      const auto fold =
          static_cast<std::size_t>(samples.fold_of_case[static_cast<std::size_t>(repeat)][slides[i].case_index]);
      ++all.at(fold);
      strong.at(fold) += slides[i].reference == Her2Score::k3Plus ? 1 : 0;
    }
    for (int fold = 0; fold < 5; ++fold) {
      EXPECT_EQ(all.at(static_cast<std::size_t>(fold)), 24);
      EXPECT_EQ(strong.at(static_cast<std::size_t>(fold)), 4);
    }
  }
  EXPECT_NE(samples.fold_of_case[0], samples.fold_of_case[1]);
}

TEST(TuningSamples, BootstrapSamplesDrawAsManyCasesAndTheSeedDecides) {
  const auto slides = cohort();
  const TuningSamples samples = drawSamples(slides, {5, 1, 30, 9});
  for (int b = 0; b < 30; ++b) {
    std::int32_t drawn = 0;
    for (std::size_t i = 0; i < slides.size(); i += 2)
      drawn += samples.weights[i * samples.count + samples.bootstrap(b)];
    EXPECT_EQ(drawn, 60);
  }
  EXPECT_EQ(samples.weights, drawSamples(slides, {5, 1, 30, 9}).weights);
  EXPECT_NE(samples.weights, drawSamples(slides, {5, 1, 30, 10}).weights);
}

TEST(TuningSamples, BadOptionsAreNamed) {
  const auto slides = cohort();
  expectRefusal([&] { (void)drawSamples(slides, {1, 1, 0, 1}); }, {"folds = 1", "2 to 20"});
  expectRefusal([&] { (void)drawSamples(slides, {5, 0, 0, 1}); }, {"repeats = 0"});
  expectRefusal([&] { (void)drawSamples(slides, {5, 1, 2001, 1}); }, {"bootstrap_samples = 2001"});
  expectRefusal([&] { (void)drawSamples({{0, Her2Score::k0, {}}}, {5, 1, 0, 1}); }, {"1 cases are fewer than 5 folds"});
}

}  // namespace
}  // namespace herald
