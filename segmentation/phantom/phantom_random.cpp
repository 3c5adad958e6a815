#include "segmentation/phantom/phantom_random.h"

#include <cmath>

namespace herald {
namespace {

std::uint64_t mixBits(std::uint64_t z) {
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
  return z ^ (z >> 31);
}

constexpr std::uint64_t kGoldenGamma = 0x9e3779b97f4a7c15ULL;

// [-1, 1) from the upper bits.
double signedUnit(std::uint64_t bits) {
  return static_cast<double>(bits >> 11) * 0x1.0p-52 - 1.0;
}

double smoothStep(double t) {
  return t * t * (3.0 - 2.0 * t);
}

}  // namespace

PhantomRandom::PhantomRandom(std::uint64_t seed, std::uint64_t stream)
    : state_(mixBits(seed + kGoldenGamma) ^ mixBits(stream * kGoldenGamma + 1)) {}

std::uint64_t PhantomRandom::next() {
  state_ += kGoldenGamma;
  return mixBits(state_);
}

double PhantomRandom::uniform() {
  return static_cast<double>(next() >> 11) * 0x1.0p-53;
}

double PhantomRandom::uniform(double low, double high) {
  return low + (high - low) * uniform();
}

double PhantomRandom::normal() {
  double sum = -6.0;
  for (int i = 0; i < 12; ++i) sum += uniform();
  return sum;
}

int PhantomRandom::below(int count) {
  return static_cast<int>(uniform() * count);
}

std::uint64_t hashAt(std::uint64_t seed, std::int64_t x, std::int64_t y) {
  const auto ux = static_cast<std::uint64_t>(x) * 0x8cb92ba72f3d8dd7ULL;
  const auto uy = static_cast<std::uint64_t>(y) * 0xd6e8feb86659fd93ULL;
  return mixBits(mixBits(seed + ux) + uy);
}

double smoothNoise(std::uint64_t seed, double x, double y, double wavelength) {
  const double u = x / wavelength;
  const double v = y / wavelength;
  const double fu = std::floor(u);
  const double fv = std::floor(v);
  const auto i = static_cast<std::int64_t>(fu);
  const auto j = static_cast<std::int64_t>(fv);
  const double s = smoothStep(u - fu);
  const double t = smoothStep(v - fv);
  const double top = signedUnit(hashAt(seed, i, j)) * (1 - s) + signedUnit(hashAt(seed, i + 1, j)) * s;
  const double bottom = signedUnit(hashAt(seed, i, j + 1)) * (1 - s) + signedUnit(hashAt(seed, i + 1, j + 1)) * s;
  return top * (1 - t) + bottom * t;
}

double pixelNoise(std::uint64_t seed, std::int64_t x, std::int64_t y) {
  // Four 16-bit uniforms: variance 4/12 of a unit each way, hence the factor sqrt(3).
  const std::uint64_t bits = hashAt(seed, x, y);
  double sum = -2.0;
  for (int part = 0; part < 4; ++part) sum += static_cast<double>((bits >> (16 * part)) & 0xffffU) / 65535.0;
  return sum * 1.7320508075688772;
}

}  // namespace herald
