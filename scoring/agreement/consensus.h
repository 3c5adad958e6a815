// One score out of several readers' scores of a slide.
//
// Majority: the score that most readers gave. Where two or more scores lead, studies ask a further reader, discuss the
// slide, or leave it out; with the scores alone only the last can be done. Here the median of all readers
// decides such a tie, and where that lies between two scores the higher one (ours: what is equivocal goes to ISH rather
// than past it); the caller is told and may leave the slide out. Median: the middle one of the scores in order, ties
// likewise. Unanimous: the score all readers gave, else none. Pure functions; thread-safe.
#pragma once

#include <optional>
#include <span>

#include "scoring/rule_set.h"

namespace herald {

enum class ConsensusRule { kMajority, kMedian, kUnanimous };

struct Consensus {
  std::optional<Her2Score> score;  // nothing: no rating, or not unanimous
  bool tied = false;               // `score` settles a tie
};

// Of the ratings that are there.
[[nodiscard]] Consensus consensusOf(std::span<const std::optional<Her2Score>> ratings, ConsensusRule rule);

}  // namespace herald
