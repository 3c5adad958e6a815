#include "segmentation/phantom/phantom_other_tissue.h"

#include <cmath>
#include <cstdint>
#include <numbers>
#include <utility>

#include "segmentation/phantom/phantom_nuclei.h"

namespace herald {
namespace {

constexpr double kBundleUm = 110;              // width of a muscle bundle
constexpr double kFibresPerMm2 = 34000;        // fibres of the muscle overlap, so that no glass shows
constexpr double kMuscleCellsPerMm2 = 9000;    // tries; a third finds room
constexpr double kLymphocytesPerMm2 = 120000;  // tries; a tenth finds room

// [0, 1) from bits of a hash.
double unit(std::uint64_t bits, int shift) {
  return static_cast<double>((bits >> shift) & 0xfffffU) / 0x1.0p20;
}

// How far fibres and nuclei of a bundle turn from its direction there.
double bendAt(std::uint64_t seed, PointUm at) {
  return 0.35 * smoothNoise(seed ^ 0xe5, at.x, at.y, 45);
}

PhantomFibre muscleFibre(std::uint64_t seed, PointUm from, const PhantomBundle& bundle, PhantomRandom& random) {
  PhantomFibre fibre;
  fibre.sigma_um = static_cast<float>(random.uniform(0.5, bundle.across ? 1.9 : 1.1));
  fibre.od = static_cast<float>(random.uniform(0.015, bundle.across ? 0.09 : 0.06));
  const int steps = bundle.across ? 1 : 6 + random.below(8);
  const double wobble = random.normal(0, 0.04);
  PointUm at = from;
  for (int i = 0; i <= steps; ++i) {
    fibre.line.push_back(at);
    const double angle = bundle.angle + wobble + bendAt(seed, at);
    const double step_um = bundle.across ? 0.7 : 4;
    at = {at.x + step_um * std::cos(angle), at.y + step_um * std::sin(angle)};
  }
  return fibre;
}

// Of a sheet: more unlike each other than those that wander through stroma; a tenth are activated, large and pale.
PhantomNucleus sheetLymphocyte(PointUm at, PhantomRandom& random) {
  PhantomNucleus nucleus = lymphocyteNucleus(at, random);
  const bool activated = random.chance(0.1);
  const double size = activated ? random.uniform(1.2, 1.4) : random.uniform(0.85, 1.15);
  for (float& radius_um : nucleus.radius_um) radius_um *= static_cast<float>(size);
  nucleus.fill_od *= static_cast<float>(activated ? 0.55 : random.uniform(0.7, 1.15));
  nucleus.texture_od *= static_cast<float>(activated ? 0.7 : random.uniform(0.6, 1.0));
  return nucleus;
}

}  // namespace

PhantomBundle bundleAt(std::uint64_t seed, PointUm at) {
  // Bundles are the cells of a jittered lattice, their borders bent.
  const PointUm bent{at.x + 22 * smoothNoise(seed ^ 0xe2, at.x, at.y, 70),
                     at.y + 22 * smoothNoise(seed ^ 0xe3, at.x, at.y, 70)};
  const auto column = static_cast<std::int64_t>(std::floor(bent.x / kBundleUm));
  const auto row = static_cast<std::int64_t>(std::floor(bent.y / kBundleUm));
  double nearest = 1e9;
  double second = 1e9;
  std::uint64_t own = 0;
  for (std::int64_t j = row - 1; j <= row + 1; ++j) {
    for (std::int64_t i = column - 1; i <= column + 1; ++i) {
      const std::uint64_t bits = hashAt(seed ^ 0xe4, i, j);
      const double x = (static_cast<double>(i) + unit(bits, 0)) * kBundleUm;
      const double y = (static_cast<double>(j) + unit(bits, 20)) * kBundleUm;
      const double distance = std::hypot(bent.x - x, bent.y - y);
      if (distance < nearest) {
        second = nearest;
        nearest = distance;
        own = bits;
      } else if (distance < second) {
        second = distance;
      }
    }
  }
  const std::uint64_t look = hashAt(own, 1, 2);
  return {std::numbers::pi * unit(look, 0), unit(look, 20) < 0.25, 0.5 * (second - nearest)};
}

void addMuscleFibres(PhantomGround& ground) {
  PhantomScene& scene = ground.scene();
  if (scene.options.muscle_fraction <= 0) return;
  const std::uint64_t seed = scene.options.seed;
  PhantomRandom random(seed, 9);
  const auto tries = static_cast<int>(ground.areaMm2() * kFibresPerMm2 * 2);
  for (int i = 0; i < tries; ++i) {
    const PointUm at = ground.anywhere(random);
    const bool twice = random.chance(0.5);  // fibres along their bundle are long: fewer do
    if (ground.zoneAt(at) != PhantomZone::kMuscle) continue;
    const PhantomBundle bundle = bundleAt(seed, at);
    if (bundle.edge_um < kMuscleCleftUm || (!bundle.across && twice)) continue;
    scene.fibres.push_back(muscleFibre(seed, at, bundle, random));
  }
}

void addMuscleCells(PhantomGround& ground) {
  if (ground.scene().options.muscle_fraction <= 0) return;
  const std::uint64_t seed = ground.scene().options.seed;
  PhantomRandom random(seed, 10);
  const auto tries = static_cast<int>(ground.areaMm2() * kMuscleCellsPerMm2);
  for (int i = 0; i < tries; ++i) {
    const PointUm at = ground.anywhere(random);
    if (ground.zoneAt(at) != PhantomZone::kMuscle) continue;
    const PhantomBundle bundle = bundleAt(seed, at);
    if (!ground.freeFor(at, bundle.across ? 5.5 : 4.5)) continue;
    const double angle = bundle.angle + bendAt(seed, at) + random.normal(0, 0.06);
    ground.addCell(PhantomCellKind::kStroma, muscleNucleus(at, angle, bundle.across, random));
  }
}

void addLymphoidCells(PhantomGround& ground) {
  if (ground.scene().options.lymphoid_fraction <= 0) return;
  PhantomRandom random(ground.scene().options.seed, 11);
  const auto tries = static_cast<int>(ground.areaMm2() * kLymphocytesPerMm2);
  for (int i = 0; i < tries; ++i) {
    const PointUm at = ground.anywhere(random);
    if (ground.zoneAt(at) != PhantomZone::kLymphoid || !ground.freeFor(at, 2.7)) continue;
    ground.addCell(PhantomCellKind::kLymphocyte, sheetLymphocyte(at, random));
  }
}

}  // namespace herald
