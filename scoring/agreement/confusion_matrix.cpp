#include "scoring/agreement/confusion_matrix.h"

#include <stdexcept>

namespace herald {

ConfusionMatrix::ConfusionMatrix(std::size_t classes) : classes_(classes), counts_(classes * classes, 0) {
  if (classes < 2) throw std::invalid_argument("a confusion matrix needs two classes or more");
}

std::size_t ConfusionMatrix::placeOf(std::size_t reference, std::size_t judged) const {
  if (reference >= classes_ || judged >= classes_) throw std::out_of_range("a class beyond the scale");
  return reference * classes_ + judged;
}

void ConfusionMatrix::add(std::size_t reference, std::size_t judged, std::int64_t count) {
  if (count < 0) throw std::invalid_argument("a count below 0");
  counts_[placeOf(reference, judged)] += count;
  total_ += count;
}

std::int64_t ConfusionMatrix::count(std::size_t reference, std::size_t judged) const {
  return counts_[placeOf(reference, judged)];
}

std::int64_t ConfusionMatrix::agreeing() const {
  std::int64_t sum = 0;
  for (std::size_t i = 0; i < classes_; ++i) sum += count(i, i);
  return sum;
}

std::int64_t ConfusionMatrix::twoStepErrors() const {
  std::int64_t sum = 0;
  for (std::size_t i = 0; i < classes_; ++i)
    for (std::size_t j = 0; j < classes_; ++j)
      if (i >= j + 2 || j >= i + 2) sum += count(i, j);
  return sum;
}

std::vector<double> ConfusionMatrix::referenceShares() const {
  std::vector<double> shares(classes_, 0);
  if (total_ == 0) return shares;
  for (std::size_t i = 0; i < classes_; ++i)
    for (std::size_t j = 0; j < classes_; ++j)
      shares[i] += static_cast<double>(count(i, j)) / static_cast<double>(total_);
  return shares;
}

std::vector<double> ConfusionMatrix::judgedShares() const {
  std::vector<double> shares(classes_, 0);
  if (total_ == 0) return shares;
  for (std::size_t i = 0; i < classes_; ++i)
    for (std::size_t j = 0; j < classes_; ++j)
      shares[j] += static_cast<double>(count(i, j)) / static_cast<double>(total_);
  return shares;
}

}  // namespace herald
