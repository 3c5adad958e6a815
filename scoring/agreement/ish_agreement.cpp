#include "scoring/agreement/ish_agreement.h"

#include <stdexcept>

namespace herald {

std::optional<IshAgreement> ishAgreement(const IshTable& table, const ScoreClasses& classes) {
  if (table.size() != classes.size()) throw std::invalid_argument("the ISH table must have a row for each class");
  const auto equivocal = classes.loneClassOf(Her2Score::k2Plus);
  const auto positive = classes.loneClassOf(Her2Score::k3Plus);
  if (!equivocal || !positive) return std::nullopt;
  std::int64_t positives = 0;
  std::int64_t negatives = 0;
  for (const auto& row : table) {
    negatives += row[0];
    positives += row[1];
  }
  const auto& two = table[*equivocal];
  const auto& three = table[*positive];
  IshAgreement result;
  result.sent_to_ish = proportionOf(two[0] + two[1], negatives + positives);
  result.three_plus = {proportionOf(three[1], positives), proportionOf(negatives - three[0], negatives)};
  result.reflex = {proportionOf(three[1] + two[1], positives), proportionOf(negatives - three[0], negatives)};
  result.without_equivocal = {proportionOf(three[1], positives - two[1]),
                              proportionOf(negatives - two[0] - three[0], negatives - two[0])};
  return result;
}

}  // namespace herald
