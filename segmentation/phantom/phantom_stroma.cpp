#include "segmentation/phantom/phantom_stroma.h"

#include <cmath>
#include <numbers>

#include "segmentation/phantom/phantom_ground.h"
#include "segmentation/phantom/phantom_nuclei.h"
#include "segmentation/phantom/phantom_other_tissue.h"
#include "segmentation/phantom/phantom_random.h"

namespace herald {
namespace {

class StromaBuilder {
 public:
  StromaBuilder(const PhantomLayout& layout, PhantomScene& scene)
      : layout_(layout), scene_(scene), seed_(scene.options.seed), random_(seed_, 5), ground_(layout, scene) {}

  void build() {
    coverStroma();
    addFibres();
    addMuscleFibres(ground_);
    addSpindles();
    addMuscleCells(ground_);
    addLymphocytes();
    addLymphoidCells(ground_);
    addDebris();
  }

 private:
  PointUm anywhere() { return ground_.anywhere(random_); }
  double areaMm2() const { return ground_.areaMm2(); }
  PhantomZone zoneAt(PointUm at) const { return ground_.zoneAt(at); }
  bool freeFor(PointUm at, double radius_um) const { return ground_.freeFor(at, radius_um); }

  void coverStroma() {
    const double pitch_um = scene_.stroma_cover_pitch_um;
    scene_.stroma_cover.reset(static_cast<int>(layout_.widthUm() / pitch_um) + 1,
                              static_cast<int>(layout_.heightUm() / pitch_um) + 1);
    for (int j = 0; j < scene_.stroma_cover.height(); ++j) {
      for (int i = 0; i < scene_.stroma_cover.width(); ++i) {
        const PointUm at{(i + 0.5) * pitch_um, (j + 0.5) * pitch_um};
        const PhantomZone zone = zoneAt(at);
        if (zone == PhantomZone::kStroma) scene_.stroma_cover.at(i, j) = 1;
        if (zone == PhantomZone::kMuscle) {  // fibres cover what this does not
          scene_.stroma_cover.at(i, j) = bundleAt(seed_, at).edge_um < kMuscleCleftUm ? 1.0F : 0.25F;
        }
        if (zone == PhantomZone::kLymphoid) scene_.stroma_cover.at(i, j) = 0.8F;
      }
    }
  }

  void addFibre(PointUm at) {
    PhantomFibre fibre;
    fibre.sigma_um = static_cast<float>(random_.uniform(0.35, 1.1));
    fibre.od = static_cast<float>(random_.uniform(0.012, 0.05));
    const int steps = 8 + random_.below(26);
    const double wobble = random_.normal(0, 0.25);
    for (int i = 0; i < steps && zoneAt(at) == PhantomZone::kStroma; ++i) {
      fibre.line.push_back(at);
      const double angle = collagenAngle(seed_, at) + wobble + 0.5 * smoothNoise(seed_ ^ 0xb3, at.x, at.y, 8);
      at = {at.x + 1.2 * std::cos(angle), at.y + 1.2 * std::sin(angle)};
    }
    if (fibre.line.size() > 2) scene_.fibres.push_back(std::move(fibre));
  }

  void addFibres() {
    const auto tries = static_cast<int>(areaMm2() * 52000);
    for (int i = 0; i < tries; ++i) {
      const PointUm at = anywhere();
      // Collagen is dense in places and leaves gaps of glass in others.
      const double density =
          0.55 + 0.9 * smoothNoise(seed_ ^ 0xb4, at.x, at.y, 35) + 0.5 * smoothNoise(seed_ ^ 0xb5, at.x, at.y, 12);
      if (random_.chance(density) && zoneAt(at) == PhantomZone::kStroma) addFibre(at);
    }
  }

  void addSpindles() {
    const auto tries = static_cast<int>(areaMm2() * 4200);
    for (int i = 0; i < tries; ++i) {
      const PointUm at = anywhere();
      if (zoneAt(at) != PhantomZone::kStroma || !freeFor(at, 3.4)) continue;
      const double angle = collagenAngle(seed_, at) + random_.normal(0, 0.2);
      ground_.addCell(PhantomCellKind::kStroma, spindleNucleus(at, angle, random_));
    }
  }

  void addLymphocyte(PointUm at) {
    if (zoneAt(at) != PhantomZone::kStroma || !freeFor(at, 3.4)) return;
    ground_.addCell(PhantomCellKind::kLymphocyte, lymphocyteNucleus(at, random_));
  }

  void addLymphocytes() {
    const double density = scene_.options.lymphocytes_per_mm2;
    constexpr int kClusterTries = 40;
    const auto clusters = static_cast<int>(areaMm2() * density * 0.67 / 12 + 0.5);
    for (int i = 0; i < clusters; ++i) {
      const PointUm centre = anywhere();
      if (zoneAt(centre) != PhantomZone::kStroma) continue;
      const double spread_um = random_.uniform(9, 22);
      for (int k = 0; k < kClusterTries; ++k) {
        addLymphocyte({random_.normal(centre.x, spread_um), random_.normal(centre.y, spread_um)});
      }
    }
    const auto scattered = static_cast<int>(areaMm2() * density * 0.33);
    for (int i = 0; i < scattered; ++i) addLymphocyte(anywhere());
  }

  void crumple(PhantomNucleus& blob, double scale, double roughness) {
    const std::uint64_t seed = random_.next();
    for (std::size_t i = 0; i < blob.radius_um.size(); ++i) {
      // Noise along a circle, so that it closes.
      const double angle = 2 * std::numbers::pi * static_cast<double>(i) / static_cast<double>(blob.radius_um.size());
      const double bump = smoothNoise(seed, 5 + 2 * std::cos(angle), 5 + 2 * std::sin(angle), 1);
      blob.radius_um[i] *= static_cast<float>(scale * (1 + roughness * bump));
    }
  }

  void addDebris() {
    const auto tries = static_cast<int>(areaMm2() * scene_.options.debris_per_mm2);
    for (int i = 0; i < tries; ++i) {
      const PointUm at = anywhere();
      const bool red_cell = random_.chance(0.6);
      if (zoneAt(at) == PhantomZone::kNest || !freeFor(at, red_cell ? 3.6 : 1.5)) continue;
      PhantomNucleus blob = lymphocyteNucleus(at, random_);
      const double scale = red_cell ? random_.uniform(1.0, 1.35) : random_.uniform(0.2, 1.1);
      crumple(blob, scale, red_cell ? 0.12 : 0.5);
      blob.fill_od = static_cast<float>(red_cell ? random_.uniform(0.05, 0.14) : random_.uniform(0.0, 0.2));
      blob.rim_od = static_cast<float>(random_.uniform(0.06, 0.22));
      blob.texture_od = 0.03F;
      scene_.debris.push_back({std::move(blob)});
    }
  }

  const PhantomLayout& layout_;
  PhantomScene& scene_;
  std::uint64_t seed_;
  PhantomRandom random_;
  PhantomGround ground_;
};

}  // namespace

void addStroma(const PhantomLayout& layout, PhantomScene& scene) {
  StromaBuilder(layout, scene).build();
}

}  // namespace herald
