#include "segmentation/phantom/phantom_layout.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "segmentation/phantom/phantom_random.h"

namespace herald {
namespace {

constexpr double kSlideMarginUm = 12.0;  // tissue keeps off the slide's border, so that every cell is whole
constexpr double kGreatestNestUm = 260;  // no nest reaches further from its centre
constexpr int kFitSamples = 96;          // per axis, to fit the shares of tissue and nests

// Greatest cut for which the share of samples with value < cut is `fraction`.
double quantile(std::vector<double> values, double fraction) {
  if (values.empty()) return 0;
  const auto last = static_cast<double>(values.size() - 1);
  const auto rank = static_cast<std::ptrdiff_t>(fraction * last);
  std::nth_element(values.begin(), values.begin() + rank, values.end());
  return values[static_cast<std::size_t>(rank)];
}

template <class Visit>
void visitGrid(double width_um, double height_um, Visit&& visit) {
  for (int j = 0; j < kFitSamples; ++j) {
    for (int i = 0; i < kFitSamples; ++i) {
      visit(PointUm{(i + 0.5) * width_um / kFitSamples, (j + 0.5) * height_um / kFitSamples});
    }
  }
}

PhantomNest randomNest(PhantomRandom& random, PointUm centre) {
  PhantomNest nest;
  nest.centre = centre;
  nest.radius_um = random.uniform(38, 72);
  for (int k = 0; k < PhantomNest::kHarmonics; ++k) {
    nest.amplitude[static_cast<std::size_t>(k)] = random.uniform(0.0, k == 0 ? 0.28 : 0.14 / k);
    nest.phase[static_cast<std::size_t>(k)] = random.uniform(0, 2 * std::numbers::pi);
  }
  nest.column_um = random.uniform(17, 27);
  return nest;
}

}  // namespace

double PhantomNest::outlineRadius(double angle) const {
  double factor = 1;
  for (int k = 0; k < kHarmonics; ++k) {
    const auto at = static_cast<std::size_t>(k);
    factor += amplitude[at] * std::cos((k + 2) * angle + phase[at]);
  }
  return radius_um * factor;
}

PhantomLayout::PhantomLayout(const PhantomOptions& options)
    : seed_(options.seed),
      width_um_(options.width_px * options.mpp_um),
      height_um_(options.height_px * options.mpp_um),
      tumour_(options.layout),
      all_tissue_(options.tissue_fraction == 1),
      nest_grid_(width_um_, height_um_, 64) {
  if (!all_tissue_) fitTissue(options.tissue_fraction);
  fitOtherTissue(options);
  if (tumour_ != PhantomTumourLayout::kNests) return;
  placeNests(options);
  fitNests(options.nest_fraction);
  openLumina(options);
}

double PhantomLayout::tissueDistance(PointUm at) const {
  const double margin = kSlideMarginUm;
  if (at.x < margin || at.y < margin || at.x > width_um_ - margin || at.y > height_um_ - margin) return 9;
  const double u = 2 * at.x / width_um_ - 1;
  const double v = 2 * at.y / height_um_ - 1;
  const double square = std::sqrt(std::sqrt(u * u * u * u + v * v * v * v));
  return square + 0.14 * smoothNoise(seed_ ^ 0x71, at.x, at.y, 0.3 * width_um_) +
         0.05 * smoothNoise(seed_ ^ 0x72, at.x, at.y, 45) + 0.015 * smoothNoise(seed_ ^ 0x73, at.x, at.y, 9);
}

bool PhantomLayout::isGlass(PointUm at) const {
  return !all_tissue_ && tissueDistance(at) >= tissue_cut_;
}

double PhantomLayout::otherTissueField(PointUm at) const {
  return smoothNoise(seed_ ^ 0xd8, at.x, at.y, 190) + 0.35 * smoothNoise(seed_ ^ 0xd9, at.x, at.y, 60) +
         0.06 * smoothNoise(seed_ ^ 0xda, at.x, at.y, 12);
}

void PhantomLayout::fitOtherTissue(const PhantomOptions& options) {
  if (options.muscle_fraction <= 0 && options.lymphoid_fraction <= 0) return;
  std::vector<double> field;
  visitGrid(width_um_, height_um_, [&](PointUm at) {
    if (!isGlass(at)) field.push_back(otherTissueField(at));
  });
  const auto cut = [&](double share, double none, double all) {
    return share <= 0 ? none : (share >= 1 ? all : quantile(field, share));
  };
  muscle_below_ = cut(options.muscle_fraction, -9, 9);
  lymphoid_above_ = cut(1 - options.lymphoid_fraction, -9, 9);
}

void PhantomLayout::fitTissue(double fraction) {
  std::vector<double> distances;
  visitGrid(width_um_, height_um_, [&](PointUm at) { distances.push_back(tissueDistance(at)); });
  tissue_cut_ = quantile(std::move(distances), fraction);
}

void PhantomLayout::placeNests(const PhantomOptions& options) {
  PhantomRandom random(options.seed, 1);
  constexpr double kSpacingUm = 84;
  const int tries = 30 + static_cast<int>(40 * width_um_ * height_um_ / (kSpacingUm * kSpacingUm));
  for (int i = 0; i < tries; ++i) {
    const PointUm at{random.uniform(0, width_um_), random.uniform(0, height_um_)};
    const bool free = std::none_of(nests_.begin(), nests_.end(), [&](const PhantomNest& other) {
      return std::hypot(at.x - other.centre.x, at.y - other.centre.y) < kSpacingUm;
    });
    if (!free) continue;
    nest_grid_.insert(at, static_cast<int>(nests_.size()));
    nests_.push_back(randomNest(random, at));
  }
}

double PhantomLayout::nestDistance(PointUm at) const {
  double nearest = 9;
  nest_grid_.visitWithin(at, kGreatestNestUm, [&](int index, double distance) {
    const PhantomNest& nest = nests_[static_cast<std::size_t>(index)];
    const double angle = std::atan2(at.y - nest.centre.y, at.x - nest.centre.x);
    nearest = std::min(nearest, distance / nest.outlineRadius(angle));
  });
  return nearest + 0.10 * smoothNoise(seed_ ^ 0x75, at.x, at.y, 24);
}

void PhantomLayout::fitNests(double fraction) {
  std::vector<double> distances;
  visitGrid(width_um_, height_um_, [&](PointUm at) {
    if (!isGlass(at)) distances.push_back(nestDistance(at));
  });
  const double scale = std::clamp(quantile(std::move(distances), fraction), 0.4, 2.2);
  for (PhantomNest& nest : nests_) nest.radius_um *= scale;
}

void PhantomLayout::openLumina(const PhantomOptions& options) {
  PhantomRandom random(options.seed, 2);
  for (PhantomNest& nest : nests_) {
    const bool gland = random.chance(options.gland_fraction);
    const double lumen_um = std::min(nest.radius_um - nest.column_um, random.uniform(14, 46));
    if (gland && lumen_um > 7) nest.lumen_scale = lumen_um / nest.radius_um;
  }
}

PhantomZone PhantomLayout::zone(PointUm at) const {
  if (isGlass(at)) return PhantomZone::kGlass;
  if (muscle_below_ > -9 || lymphoid_above_ < 9) {
    const double field = otherTissueField(at);
    if (field < muscle_below_) return PhantomZone::kMuscle;
    if (field > lymphoid_above_) return PhantomZone::kLymphoid;
  }
  if (tumour_ == PhantomTumourLayout::kSolid) return PhantomZone::kNest;
  if (tumour_ != PhantomTumourLayout::kNests) return PhantomZone::kStroma;
  bool lumen = false;
  nest_grid_.visitWithin(at, kGreatestNestUm, [&](int index, double distance) {
    const PhantomNest& nest = nests_[static_cast<std::size_t>(index)];
    const double angle = std::atan2(at.y - nest.centre.y, at.x - nest.centre.x);
    lumen = lumen || distance < nest.lumen_scale * nest.outlineRadius(angle);
  });
  if (lumen) return PhantomZone::kLumen;
  return nestDistance(at) < 1 ? PhantomZone::kNest : PhantomZone::kStroma;
}

double collagenAngle(std::uint64_t seed, PointUm at) {
  return std::numbers::pi *
         (smoothNoise(seed ^ 0xb1, at.x, at.y, 130) + 0.6 * smoothNoise(seed ^ 0xb2, at.x, at.y, 45));
}

PointUm PhantomLayout::warped(PointUm p) const {
  constexpr std::array<double, 4> kAmplitudeUm{4.5, 1.2, 0.5, 0.2};
  constexpr std::array<double, 4> kWavelengthUm{40, 10, 3.1, 1.3};
  PointUm out = p;
  for (std::size_t k = 0; k < kAmplitudeUm.size(); ++k) {
    out.x += kAmplitudeUm[k] * smoothNoise(seed_ ^ (0x91 + 2 * k), p.x, p.y, kWavelengthUm[k]);
    out.y += kAmplitudeUm[k] * smoothNoise(seed_ ^ (0x92 + 2 * k), p.x, p.y, kWavelengthUm[k]);
  }
  return out;
}

PhantomZone PhantomLayout::zoneOfWarped(PointUm at) const {
  const PointUm moved = warped(at);
  return zone({2 * at.x - moved.x, 2 * at.y - moved.y});
}

}  // namespace herald
