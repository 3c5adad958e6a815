// Random numbers and textures of the synthetic slides: the same on every machine and in every region.
//
// A sequence (PhantomRandom: splitmix64, Steele, Lea & Flood, OOPSLA 2014) serves the layout; functions of position
// (hashAt, smoothNoise, pixelNoise) serve the rendering, so that a pixel does not depend on how the slide is cut.
// No distribution of the standard library is used: their results differ between implementations. Thread-safe but for
// the sequence itself.
#pragma once

#include <cstdint>

namespace herald {

class PhantomRandom {
 public:
  explicit PhantomRandom(std::uint64_t seed) : state_(seed) {}
  // An independent sequence of its own for part `stream` of the same slide.
  PhantomRandom(std::uint64_t seed, std::uint64_t stream);

  std::uint64_t next();
  double uniform();                         // [0, 1)
  double uniform(double low, double high);  // [low, high)
  // Sum of 12 uniform numbers less 6: mean 0, standard deviation 1, never beyond 6.
  double normal();
  double normal(double mean, double sd) { return mean + sd * normal(); }
  int below(int count);  // 0 .. count - 1; count must be positive
  bool chance(double probability) { return uniform() < probability; }

 private:
  std::uint64_t state_;
};

// 64 well-mixed bits of a lattice position.
[[nodiscard]] std::uint64_t hashAt(std::uint64_t seed, std::int64_t x, std::int64_t y);

// Value noise in [-1, 1], mean 0, standard deviation about 0.4, with smooth interpolation between lattice points
// `wavelength` apart (same unit as x and y).
[[nodiscard]] double smoothNoise(std::uint64_t seed, double x, double y, double wavelength);

// Nearly normal noise of standard deviation 1 for one pixel, independent between pixels.
[[nodiscard]] double pixelNoise(std::uint64_t seed, std::int64_t x, std::int64_t y);

}  // namespace herald
