// Points in buckets, for questions about neighbours.
#pragma once

#include <cmath>
#include <cstddef>
#include <vector>

#include "segmentation/phantom/phantom_scene.h"

namespace herald {

// Points outside the rectangle [0, width] x [0, height] fall into the border buckets.
class PhantomGrid {
 public:
  PhantomGrid(double width_um, double height_um, double bucket_um)
      : bucket_um_(bucket_um),
        columns_(static_cast<int>(width_um / bucket_um) + 1),
        rows_(static_cast<int>(height_um / bucket_um) + 1),
        buckets_(static_cast<std::size_t>(columns_) * static_cast<std::size_t>(rows_)) {}

  void insert(PointUm at, int index) { buckets_[bucketOf(column(at.x), row(at.y))].push_back({at, index}); }

  // visit(index, distance_um) for every point within radius_um, in the order of buckets and insertion.
  template <class Visit>
  void visitWithin(PointUm at, double radius_um, Visit&& visit) const {
    for (int j = row(at.y - radius_um); j <= row(at.y + radius_um); ++j) {
      for (int i = column(at.x - radius_um); i <= column(at.x + radius_um); ++i) {
        for (const Entry& entry : buckets_[bucketOf(i, j)]) {
          const double distance = std::hypot(entry.at.x - at.x, entry.at.y - at.y);
          if (distance <= radius_um) visit(entry.index, distance);
        }
      }
    }
  }

 private:
  struct Entry {
    PointUm at;
    int index;
  };
  [[nodiscard]] int column(double x) const { return clamped(x, columns_); }
  [[nodiscard]] int row(double y) const { return clamped(y, rows_); }
  [[nodiscard]] int clamped(double value, int count) const {
    const int bucket = static_cast<int>(std::floor(value / bucket_um_));
    return bucket < 0 ? 0 : (bucket >= count ? count - 1 : bucket);
  }
  [[nodiscard]] std::size_t bucketOf(int i, int j) const {
    return static_cast<std::size_t>(j) * static_cast<std::size_t>(columns_) + static_cast<std::size_t>(i);
  }

  double bucket_um_;
  int columns_;
  int rows_;
  std::vector<std::vector<Entry>> buckets_;
};

}  // namespace herald
