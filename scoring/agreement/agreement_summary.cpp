#include "scoring/agreement/agreement_summary.h"

#include <stdexcept>
#include <utility>

namespace herald {

AgreementSummary summariseAgreement(ConfusionMatrix matrix, const ScoreClasses& classes) {
  if (matrix.classes() != classes.size()) throw std::invalid_argument("matrix and scale differ in their classes");
  AgreementSummary summary{std::move(matrix), {}, {}, {}, {}};
  summary.agreement = proportionOf(summary.matrix.agreeing(), summary.matrix.total());
  for (std::size_t i = 0; i < summary.kappa.size(); ++i) {
    summary.kappa.at(i) = cohenKappa(summary.matrix, static_cast<AgreementWeights>(i));
    summary.ac.at(i) = gwetAc(summary.matrix, static_cast<AgreementWeights>(i));
  }
  for (const ScoreCut& cut : classes.cuts())
    summary.cuts.push_back({cut.name, agreementAtCut(summary.matrix, cut.first_positive)});
  return summary;
}

}  // namespace herald
