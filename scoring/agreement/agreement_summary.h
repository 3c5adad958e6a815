// All that is reported of two raters' agreement: the statistics of agreement.h and proportions.h of one table.
// Values; thread-safe.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "scoring/agreement/agreement.h"
#include "scoring/agreement/proportions.h"
#include "scoring/agreement/score_classes.h"

namespace herald {

struct NamedCutAgreement {
  std::string cut;  // ScoreCut::name
  CutAgreement agreement;
};

struct AgreementSummary {
  ConfusionMatrix matrix{2};            // rows: the reference
  std::optional<Proportion> agreement;  // exact agreement; nothing for an empty matrix
  // By AgreementWeights; the first of `ac` is AC1.
  std::array<std::optional<AgreementCoefficient>, 3> kappa;
  std::array<std::optional<AgreementCoefficient>, 3> ac;
  std::vector<NamedCutAgreement> cuts;  // from low to high
};

// Throws std::invalid_argument unless the matrix has as many classes.
[[nodiscard]] AgreementSummary summariseAgreement(ConfusionMatrix matrix, const ScoreClasses& classes);

}  // namespace herald
