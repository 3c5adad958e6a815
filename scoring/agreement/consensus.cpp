#include "scoring/agreement/consensus.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <vector>

namespace herald {
namespace {

// Of at least one score, ascending.
Consensus medianOf(const std::vector<Her2Score>& sorted) {
  const Her2Score upper = sorted[sorted.size() / 2];
  return {upper, sorted[(sorted.size() - 1) / 2] != upper};
}

Consensus majorityOf(const std::vector<Her2Score>& sorted) {
  std::array<std::ptrdiff_t, 4> votes{};
  for (const Her2Score score : sorted) ++votes.at(static_cast<std::size_t>(score));
  const auto* most = std::max_element(votes.begin(), votes.end());
  if (std::count(votes.begin(), votes.end(), *most) > 1) return {medianOf(sorted).score, true};
  return {static_cast<Her2Score>(most - votes.begin()), false};
}

}  // namespace

Consensus consensusOf(std::span<const std::optional<Her2Score>> ratings, ConsensusRule rule) {
  std::vector<Her2Score> sorted;
  for (const auto& rating : ratings)
    if (rating) sorted.push_back(*rating);
  if (sorted.empty()) return {};
  std::sort(sorted.begin(), sorted.end());
  if (rule == ConsensusRule::kMajority) return majorityOf(sorted);
  if (rule == ConsensusRule::kMedian) return medianOf(sorted);
  return {sorted.front() == sorted.back() ? std::optional(sorted.front()) : std::nullopt, false};
}

}  // namespace herald
