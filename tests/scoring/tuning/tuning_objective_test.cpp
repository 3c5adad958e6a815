#include "scoring/tuning/tuning_objective.h"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/support/seeded_random.h"

namespace herald {
namespace {

struct Reading {
  std::vector<TuningSlide> slides;
  std::vector<std::uint8_t> scores;
};

// PMC3828190, table 3: 0/1+, 2+, 3+; here as 0, 1+, 2+.
Reading published() {
  constexpr int kTable[3][3] = {{534, 32, 0}, {47, 42, 2}, {3, 12, 49}};
  Reading reading;
  for (std::size_t a = 0; a < 3; ++a)
    for (std::size_t b = 0; b < 3; ++b)
      for (int i = 0; i < kTable[a][b]; ++i) {
        reading.slides.push_back({reading.slides.size(), static_cast<Her2Score>(a), {}});
        reading.scores.push_back(static_cast<std::uint8_t>(b));
      }
  return reading;
}

double valueOf(const Reading& reading, TuningObjective objective) {
  const TuningSamples samples = drawSamples(reading.slides, {2, 1, 0, 1});
  return AgreementOfSamples(reading.slides, samples, objective).evaluate(reading.scores).front().value;
}

TEST(AgreementOfSamples, GivesThePublishedKappas) {
  const Reading reading = published();
  EXPECT_NEAR(valueOf(reading, TuningObjective::kKappa), 0.6116, 5e-5);
  EXPECT_NEAR(valueOf(reading, TuningObjective::kLinearKappa), 0.7080, 5e-5);
  EXPECT_NEAR(valueOf(reading, TuningObjective::kQuadraticKappa), 0.7992, 5e-5);
  EXPECT_NEAR(valueOf(reading, TuningObjective::kAgreement), 0.8669, 5e-5);
}

// Gwet's definition, by the letter: 1 - sum of weighted disagreement over that of chance.
TEST(AgreementOfSamples, Ac2IsGwetsOnFourScores) {
  const Reading reading = published();
  const double n = static_cast<double>(reading.slides.size());
  double agreement = 0;
  std::array<double, 4> shares{};
  double weights = 0;
  for (std::size_t i = 0; i < reading.slides.size(); ++i) {
    const int a = static_cast<int>(reading.slides[i].reference);
    agreement += (1 - std::abs(a - reading.scores[i]) / 3.0) / n;
    shares[static_cast<std::size_t>(a)] += 0.5 / n;
    shares[reading.scores[i]] += 0.5 / n;
  }
  for (int a = 0; a < 4; ++a)
    for (int b = 0; b < 4; ++b) weights += 1 - std::abs(a - b) / 3.0;
  double chance = 0;
  for (const double share : shares) chance += weights / 12 * share * (1 - share);
  EXPECT_NEAR(valueOf(reading, TuningObjective::kAc2), (agreement - chance) / (1 - chance), 1e-12);
}

// A bootstrap sample is the same as the slides written down as often as they were drawn.
TEST(AgreementOfSamples, AWeightedSampleIsTheSameAsRepeatedSlides) {
  SeededRandom random(5);
  Reading reading;
  for (std::size_t i = 0; i < 40; ++i) {
    reading.slides.push_back({i / 2, static_cast<Her2Score>(random.integer(0, 3)), random.integer(0, 1) == 1});
    reading.scores.push_back(static_cast<std::uint8_t>(random.integer(0, 3)));
  }
  const TuningSamples samples = drawSamples(reading.slides, {4, 2, 20, 3});
  AgreementOfSamples agreement(reading.slides, samples, TuningObjective::kLinearKappa);
  const auto values = agreement.evaluate(reading.scores);
  for (std::size_t sample = 0; sample < samples.count; ++sample) {
    Reading repeated;
    int positive = 0, caught = 0;
    for (std::size_t i = 0; i < 40; ++i)
      for (int k = 0; k < samples.weights[i * samples.count + sample]; ++k) {
        repeated.slides.push_back({repeated.slides.size(), reading.slides[i].reference, {}});
        repeated.scores.push_back(reading.scores[i]);
        positive += reading.slides[i].ish_positive == true ? 1 : 0;
        caught += reading.slides[i].ish_positive == true && reading.scores[i] >= 2 ? 1 : 0;
      }
    EXPECT_NEAR(values[sample].value, valueOf(repeated, TuningObjective::kLinearKappa), 1e-12) << sample;
    EXPECT_DOUBLE_EQ(values[sample].ish_sensitivity, static_cast<double>(caught) / positive);
  }
}

// Against the jackknife done by hand, leaving out one case after the other.
TEST(AgreementOfSamples, TheErrorOfADifferenceIsThatOfTheJackknifeOverCases) {
  SeededRandom random(6);
  Reading reading;
  std::vector<std::uint8_t> other;
  for (std::size_t i = 0; i < 300; ++i) {
    reading.slides.push_back({i / 3, static_cast<Her2Score>(random.integer(0, 3)), {}});
    const auto reference = static_cast<int>(reading.slides.back().reference);
    const auto read = [&] {
      return static_cast<std::uint8_t>(std::clamp(reference + random.integer(-4, 4) / 3, 0, 3));
    };
    reading.scores.push_back(read());
    other.push_back(read());
  }
  const TuningSamples samples = drawSamples(reading.slides, {2, 1, 0, 1});
  AgreementOfSamples agreement(reading.slides, samples, TuningObjective::kAgreement);
  std::vector<double> expected;
  for (const auto& value : agreement.evaluate(other)) expected.push_back(value.expected);
  std::vector<std::int32_t> best(300 * samples.count);
  for (std::size_t i = 0; i < best.size(); ++i)
    best[i] = disagreement(TuningObjective::kAgreement, static_cast<Her2Score>(other[i / samples.count]),
                           reading.slides[i / samples.count].reference);
  std::vector<double> errors(samples.count);
  agreement.standardErrors(reading.scores, best, expected, errors);

  std::vector<double> left_out;
  double mean = 0;
  for (std::size_t out = 0; out < 100; ++out) {
    double difference = 0;
    for (std::size_t i = 0; i < 300; ++i)
      if (reading.slides[i].case_index != out)
        difference += (reading.scores[i] == static_cast<int>(reading.slides[i].reference) ? 1.0 : 0.0) -
                      (other[i] == static_cast<int>(reading.slides[i].reference) ? 1.0 : 0.0);
    left_out.push_back(difference / 297);
    mean += left_out.back() / 100;
  }
  double variance = 0;
  for (const double value : left_out) variance += (value - mean) * (value - mean) * 99 / 100;
  EXPECT_NEAR(errors.front(), std::sqrt(variance), 0.02 * std::sqrt(variance));
}

TEST(AgreementOfSamples, ChanceAloneThatAgreesCompletelyIsZero) {
  Reading reading;
  for (std::size_t i = 0; i < 10; ++i) reading.slides.push_back({i, Her2Score::k1Plus, {}});
  reading.scores.assign(10, 1);
  EXPECT_EQ(valueOf(reading, TuningObjective::kLinearKappa), 0);
  EXPECT_EQ(valueOf(reading, TuningObjective::kAgreement), 1);
}

}  // namespace
}  // namespace herald
