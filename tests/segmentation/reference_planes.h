// The made-up picture that nets are compared on with what their training scripts say.
#pragma once

#include <cstdint>
#include <vector>

#include "stain/image.h"

namespace herald {

// As the comment in nucleus_net_reference.inc says; milli optical density.
class ReferencePlanes {
 public:
  ReferencePlanes() : hematoxylin(kWidth, kHeight), dab(kWidth, kHeight) {
    std::vector<Disc> discs;
    for (int n = 0; n < 14; ++n) {
      Disc disc{};
      disc.x = next() % kWidth;
      disc.y = next() % kHeight;
      disc.radius = 3 + next() % 6;
      disc.hematoxylin = next() % 900;
      if (next() % 3 == 0) disc.dab = next() % 1500;
      discs.push_back(disc);
    }
    for (int y = 0; y < kHeight; ++y) {
      for (int x = 0; x < kWidth; ++x) {
        int h = next() % 61 - 30;
        int d = next() % 41 - 20;
        for (const Disc& disc : discs) {
          const int q = (x - disc.x) * (x - disc.x) + (y - disc.y) * (y - disc.y);
          const int r = disc.radius;
          if (q < r * r) h += disc.hematoxylin * (r * r - q) / (r * r);
          if (q >= (r - 2) * (r - 2) && q < (r + 1) * (r + 1)) d += disc.dab;
        }
        hematoxylin.at(x, y) = static_cast<std::int16_t>(h);
        dab.at(x, y) = static_cast<std::int16_t>(d);
      }
    }
  }
  static constexpr int kWidth = 48;
  static constexpr int kHeight = 40;
  Image<std::int16_t> hematoxylin;
  Image<std::int16_t> dab;

 private:
  struct Disc {
    int x, y, radius, hematoxylin, dab;
  };
  int next() {
    state_ = state_ * 1664525U + 1013904223U;
    return static_cast<int>(state_ >> 16U);
  }
  std::uint32_t state_ = 1;
};

}  // namespace herald
