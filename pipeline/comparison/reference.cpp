#include "pipeline/comparison/reference.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <stdexcept>

#include "pipeline/files/printable.h"
#include "scoring/suggestion.h"

namespace herald {
namespace {

constexpr std::string_view kMajority = "majority";
constexpr std::string_view kMedian = "median";

[[noreturn]] void refuse(const Readers& readers, const std::string& by) {
  std::vector<std::string_view> known = {kMajority, kMedian, kConsensusReader};
  known.insert(known.end(), readers.names.begin(), readers.names.end());
  throw std::invalid_argument(fmt::format("--reference-by \"{}\" is not one of {}{}", printable(by),
                                          fmt::join(known, ", "), didYouMean(by, known)));
}

}  // namespace

std::vector<std::size_t> panelOf(const Readers& readers) {
  std::vector<std::size_t> panel;
  for (std::size_t i = 0; i < readers.names.size(); ++i)
    if (readers.names[i] != kConsensusReader) panel.push_back(i);
  return panel;
}

Reference::Reference(const Readers& readers, const std::string& by, bool exclude_ties)
    : panel_(panelOf(readers)), exclude_ties_(exclude_ties) {
  const auto consensus = readers.find(kConsensusReader);
  if (by == kMajority || (by.empty() && !consensus)) {
    name_ = kMajority;
  } else if (by == kMedian) {
    name_ = kMedian;
    rule_ = ConsensusRule::kMedian;
  } else if (by == kConsensusReader && !consensus) {
    name_ = "unanimous";
    rule_ = ConsensusRule::kUnanimous;
  } else {
    reader_ = by.empty() ? consensus : readers.find(by);
    if (!reader_) refuse(readers, by);
    name_ = readers.names[*reader_];
  }
  if (!reader_ && panel_.empty())
    throw std::invalid_argument(
        fmt::format("--reference-by {}: {} has no reader other than \"{}\"", name_, readers.file, kConsensusReader));
}

Consensus Reference::of(const ReadSlide& slide) const {
  if (reader_) return {slide.scores[*reader_], false};
  std::vector<std::optional<Her2Score>> scores;
  for (const std::size_t reader : panel_) scores.push_back(slide.scores[reader]);
  Consensus consensus = consensusOf(scores, rule_);
  if (consensus.tied && exclude_ties_) consensus.score = std::nullopt;
  return consensus;
}

}  // namespace herald
