// The scale that agreement is measured on: the four scores, or fewer where neighbours are merged.
//
// Merging comes before every statistic: "0|1+,2+,3+" takes 0 and 1+ for one class, as "negative" is in the guideline
// (Wolff, J Clin Oncol 2018;36:2105). Values; thread-safe.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scoring/rule_set.h"

namespace herald {

// "0", "1+", "2+", "3+" exactly; nothing for any other text.
[[nodiscard]] std::optional<Her2Score> her2ScoreNamed(std::string_view name);

// A place to divide the scale: at and above it is positive, below it negative.
struct ScoreCut {
  std::string name;                // ">=1+", ">=2+", "3+"
  std::size_t first_positive = 1;  // class index
};

class ScoreClasses {
 public:
  // The four scores, each a class.
  ScoreClasses();

  // Classes from low to high with ',' between them and '|' between the scores of one class; spaces are ignored. Throws
  // std::invalid_argument naming the text unless every score is there once, in order, and there are two classes or
  // more.
  [[nodiscard]] static ScoreClasses parse(std::string_view text);

  [[nodiscard]] std::size_t size() const { return names_.size(); }
  [[nodiscard]] const std::string& name(std::size_t index) const { return names_.at(index); }  // "0|1+"
  [[nodiscard]] std::size_t classOf(Her2Score score) const { return class_of_.at(static_cast<std::size_t>(score)); }
  // The class that holds `score` and no other; nothing where it is merged.
  [[nodiscard]] std::optional<std::size_t> loneClassOf(Her2Score score) const;
  // Cuts between classes; a cut inside a merged class does not exist.
  [[nodiscard]] std::vector<ScoreCut> cuts() const;

 private:
  std::vector<std::string> names_;
  std::array<std::size_t, 4> class_of_;  // by Her2Score
};

}  // namespace herald
