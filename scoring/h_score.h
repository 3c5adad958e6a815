// H-score = 1 x %1+ + 2 x %2+ + 3 x %3+ (McCarty KS et al., Arch Pathol Lab Med 1985;109:716), summed up cell by cell:
// 100 x the mean class.
#pragma once

#include <cstdint>

#include "scoring/cell_class.h"

namespace herald {

inline constexpr double kMaxHScore = 300;  // every cell 3+

class HScoreSum {
 public:
  void add(StainingPattern pattern) {
    classes_ += static_cast<int>(classOfPattern(pattern));
    ++cells_;
  }
  [[nodiscard]] std::int64_t cells() const { return cells_; }
  // 0-300; 0 without a cell.
  [[nodiscard]] double value() const {
    return cells_ == 0 ? 0 : 100.0 * static_cast<double>(classes_) / static_cast<double>(cells_);
  }

 private:
  std::int64_t classes_ = 0;
  std::int64_t cells_ = 0;
};

}  // namespace herald
