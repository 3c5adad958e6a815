#include "scoring/agreement/agreement.h"

#include <gtest/gtest.h>

#include <initializer_list>
#include <stdexcept>

namespace herald {
namespace {

using enum AgreementWeights;

ConfusionMatrix matrixOf(std::initializer_list<std::initializer_list<std::int64_t>> rows) {
  ConfusionMatrix matrix(rows.size());
  std::size_t i = 0;
  for (const auto& row : rows) {
    std::size_t j = 0;
    for (const std::int64_t count : row) matrix.add(i, j++, count);
    ++i;
  }
  return matrix;
}

// Table 3 of PMC3828190: 721 slides by manual and digital reading.
const ConfusionMatrix kPublished = matrixOf({{534, 32, 0}, {47, 42, 2}, {3, 12, 49}});

TEST(CohenKappa, MatchesThePublishedTable) {
  EXPECT_NEAR(cohenKappa(kPublished, kIdentity)->value, 0.6116, 5e-5);
  const auto linear = cohenKappa(kPublished, kLinear);
  EXPECT_NEAR(linear->value, 0.7080, 5e-5);
  EXPECT_NEAR(linear->interval->low, 0.6495, 5e-5);
  EXPECT_NEAR(linear->interval->high, 0.7665, 5e-5);
  EXPECT_NEAR(cohenKappa(kPublished, kQuadratic)->value, 0.7992, 5e-5);
}

TEST(CohenKappa, MatchesThePublishedBinaryTable) {
  const auto kappa = cohenKappa(matrixOf({{72, 14}, {6, 629}}), kIdentity);
  EXPECT_NEAR(kappa->value, 0.8624, 5e-5);
  EXPECT_NEAR(kappa->interval->low, 0.8034, 5e-5);
  EXPECT_NEAR(kappa->interval->high, 0.9215, 5e-5);
}

TEST(GwetAc, MatchesThePublishedTable) {
  EXPECT_NEAR(gwetAc(kPublished, kIdentity)->value, 0.8393, 5e-5);
  EXPECT_NEAR(gwetAc(kPublished, kLinear)->value, 0.9039, 5e-5);
  EXPECT_NEAR(gwetAc(kPublished, kQuadratic)->value, 0.9446, 5e-5);
}

TEST(CohenKappa, IsUndefinedWithoutSlidesAndWithOneClassOnly) {
  for (const auto weights : {kIdentity, kLinear, kQuadratic}) {
    EXPECT_FALSE(cohenKappa(ConfusionMatrix(4), weights));
    EXPECT_FALSE(cohenKappa(matrixOf({{0, 0}, {0, 9}}), weights));
  }
}

TEST(GwetAc, IsDefinedWithOneClassOnly) {
  EXPECT_FALSE(gwetAc(ConfusionMatrix(4), kIdentity));
  EXPECT_EQ(gwetAc(matrixOf({{0, 0}, {0, 9}}), kIdentity)->value, 1);
}

TEST(Agreement, OfAllSlidesIsOneWithoutAnInterval) {
  const ConfusionMatrix perfect = matrixOf({{3, 0, 0}, {0, 2, 0}, {0, 0, 5}});
  for (const auto weights : {kIdentity, kLinear, kQuadratic})
    for (const auto& coefficient : {cohenKappa(perfect, weights), gwetAc(perfect, weights)}) {
      EXPECT_DOUBLE_EQ(coefficient->value, 1);
      EXPECT_FALSE(coefficient->interval);
    }
}

TEST(CohenKappa, OfARaterWhoCallsEverythingTheSameIsZeroWithoutAnInterval) {
  const auto kappa = cohenKappa(matrixOf({{3, 0, 0}, {2, 0, 0}, {5, 0, 0}}), kLinear);
  EXPECT_NEAR(kappa->value, 0, 1e-15);
  EXPECT_FALSE(kappa->interval);
}

TEST(Agreement, DoesNotDependOnWhoIsTheReferenceNorOnTheDirectionOfTheScale) {
  const ConfusionMatrix matrix = matrixOf({{9, 4, 1, 0}, {2, 7, 3, 1}, {0, 5, 6, 2}, {1, 0, 2, 8}});
  ConfusionMatrix transposed(4);
  ConfusionMatrix reversed(4);
  for (std::size_t i = 0; i < 4; ++i)
    for (std::size_t j = 0; j < 4; ++j) {
      transposed.add(j, i, matrix.count(i, j));
      reversed.add(3 - i, 3 - j, matrix.count(i, j));
    }
  for (const auto weights : {kIdentity, kLinear, kQuadratic})
    for (const ConfusionMatrix* other : {&transposed, &reversed}) {
      EXPECT_NEAR(cohenKappa(matrix, weights)->value, cohenKappa(*other, weights)->value, 1e-12);
      EXPECT_NEAR(gwetAc(matrix, weights)->value, gwetAc(*other, weights)->value, 1e-12);
      EXPECT_NEAR(cohenKappa(matrix, weights)->interval->low, cohenKappa(*other, weights)->interval->low, 1e-12);
    }
}

TEST(Agreement, WeightsForgiveNearErrorsOnly) {
  const ConfusionMatrix near = matrixOf({{5, 3, 0}, {0, 5, 3}, {0, 0, 5}});
  EXPECT_LT(cohenKappa(near, kIdentity)->value, cohenKappa(near, kLinear)->value);
  EXPECT_LT(cohenKappa(near, kLinear)->value, cohenKappa(near, kQuadratic)->value);
}

TEST(ConfusionMatrix, CountsTwoStepErrors) {
  EXPECT_EQ(kPublished.twoStepErrors(), 3);
  EXPECT_EQ(kPublished.agreeing(), 625);
  EXPECT_EQ(kPublished.total(), 721);
}

TEST(ConfusionMatrix, RefusesWhatIsNoCount) {
  ConfusionMatrix matrix(3);
  EXPECT_THROW(matrix.add(3, 0), std::out_of_range);
  EXPECT_THROW(matrix.add(0, 0, -1), std::invalid_argument);
  EXPECT_THROW(ConfusionMatrix(1), std::invalid_argument);
  EXPECT_EQ(matrix.total(), 0);
}

}  // namespace
}  // namespace herald
