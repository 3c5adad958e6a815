// How much a place looks like membrane: DAB that rises above its surroundings, whatever the diffuse stain.
//
// A difference of a narrow Gaussian and a wide box mean of DAB, scaled so that a clear membrane has 1. It stops the
// outlines of nuclei (a membrane runs through no nucleus) and holds up the fronts of territories. Pure function;
// thread-safe.
#pragma once

#include <cstdint>

#include "segmentation/scale_space.h"
#include "stain/image.h"

namespace herald {

// Part of [territory] in the configuration; described in territories.h.
struct MembranenessOptions {
  // How far a pixel of DAB can be from one whose membraneness depends on it, micrometres.
  [[nodiscard]] double reachUm() const;

  double clear_membrane_od = 0.045;
  double smoothing_um = 0.35;
  double surroundings_um = 5.0;
};

inline constexpr int kClearMembrane = 255;  // Membraneness::value of a clear membrane, one

struct Membraneness {
  Image<std::uint8_t> value;       // 0-1 in steps of 1 / kClearMembrane
  Image<std::int16_t> smooth_dab;  // milli-OD
};

// Rows of both, from the first one downwards, while the image of DAB comes and goes row by row (HeldRows, milli-OD).
// Beyond the border the smoothing repeats the last pixel, the square is clipped.
class MembranenessRows {
 public:
  // Begins an image; keeps the memory of the last one.
  void begin(int width, double um_per_px, const MembranenessOptions& options);
  // How many rows below a row it takes; above, as many and one more.
  [[nodiscard]] int reachPx() const;
  // Makes the next row, which must be makeable.
  void makeNext(const HeldRows<std::int16_t>& dab, std::uint8_t* value, std::int16_t* smooth_dab);

 private:
  int width_ = 0;
  float scale_ = 0;
  GaussianRows smoothing_;
  BoxMeans surroundings_;
};

// Of a whole image. An empty one gives empty ones.
void measureMembraneness(ImageView<std::int16_t> dab, double um_per_px, const MembranenessOptions& options,
                         MembranenessRows& rows, Membraneness& membraneness);

}  // namespace herald
