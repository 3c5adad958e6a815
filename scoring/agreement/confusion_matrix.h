// Counts of slides by the class that a reference and a judged rater gave them. A value; reading is thread-safe.
#pragma once

#include <cstdint>
#include <vector>

namespace herald {

class ConfusionMatrix {
 public:
  // All counts 0. Throws std::invalid_argument for fewer than two classes.
  explicit ConfusionMatrix(std::size_t classes);

  // Throws std::out_of_range for a class beyond the scale, std::invalid_argument for a negative count.
  void add(std::size_t reference, std::size_t judged, std::int64_t count = 1);

  [[nodiscard]] std::size_t classes() const { return classes_; }
  // Throws std::out_of_range.
  [[nodiscard]] std::int64_t count(std::size_t reference, std::size_t judged) const;
  [[nodiscard]] std::int64_t total() const { return total_; }
  [[nodiscard]] std::int64_t agreeing() const;  // the diagonal
  // Slides whose classes lie two steps or more apart: 0 and 2+, say; such errors change treatment or miss ISH.
  [[nodiscard]] std::int64_t twoStepErrors() const;
  // Share of each class, 0-1; by reference (rows) and by the judged rater (columns). Zeros for an empty matrix.
  [[nodiscard]] std::vector<double> referenceShares() const;
  [[nodiscard]] std::vector<double> judgedShares() const;

 private:
  [[nodiscard]] std::size_t placeOf(std::size_t reference, std::size_t judged) const;

  std::size_t classes_;
  std::vector<std::int64_t> counts_;  // row-major, rows = reference
  std::int64_t total_ = 0;
};

}  // namespace herald
