// The score a slide is compared with, derived from what readers say about it. Values; thread-safe.
#pragma once

#include <string>
#include <vector>

#include "pipeline/comparison/readers.h"
#include "scoring/agreement/consensus.h"

namespace herald {

// The outcome of a discussion, not a reader of its own.
inline constexpr std::string_view kConsensusReader = "consensus";

// Indices of the readers who are people: all but one called "consensus".
[[nodiscard]] std::vector<std::size_t> panelOf(const Readers& readers);

class Reference {
 public:
  // `by`: majority | median | consensus | a reader's name; empty: the reader called "consensus" where there is one,
  // else majority. "consensus" without such a reader: slides whose readers all agree. A reader called "majority" or
  // "median" cannot be named. With `exclude_ties` slides whose score settles a tie have none. Throws
  // std::invalid_argument for an unknown reader, with a did-you-mean, and where no reader is a person.
  Reference(const Readers& readers, const std::string& by, bool exclude_ties);

  [[nodiscard]] const std::string& name() const { return name_; }  // "majority", "median", "unanimous", or the reader's
  [[nodiscard]] bool isReader() const { return reader_.has_value(); }
  [[nodiscard]] Consensus of(const ReadSlide& slide) const;

 private:
  std::string name_;
  ConsensusRule rule_ = ConsensusRule::kMajority;
  std::optional<std::size_t> reader_;
  std::vector<std::size_t> panel_;
  bool exclude_ties_;
};

}  // namespace herald
