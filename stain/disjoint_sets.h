// Sets of elements 0, 1, 2, ... that are joined one by one (union-find: Tarjan, J ACM 1975;22:215, with path halving).
//
// The root of a set is its smallest element, whatever the order of joins, so that pieces and groups come out in the
// same order everywhere. Not thread-safe.
#pragma once

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <vector>

namespace herald {

class DisjointSets {
 public:
  explicit DisjointSets(std::size_t count = 0) : parent_(count) {
    std::iota(parent_.begin(), parent_.end(), std::size_t{0});
  }
  // Adds the next element, a set of its own.
  void add() { parent_.push_back(parent_.size()); }
  [[nodiscard]] std::size_t rootOf(std::size_t element) {
    while (parent_[element] != element) element = parent_[element] = parent_[parent_[element]];
    return element;
  }
  void join(std::size_t a, std::size_t b) {
    a = rootOf(a);
    b = rootOf(b);
    parent_[std::max(a, b)] = std::min(a, b);
  }

 private:
  std::vector<std::size_t> parent_;
};

}  // namespace herald
