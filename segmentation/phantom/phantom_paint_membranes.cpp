#include <algorithm>
#include <cmath>

#include "segmentation/phantom/phantom_optics.h"
#include "segmentation/phantom/phantom_paint.h"
#include "segmentation/phantom/phantom_random.h"

namespace herald {
namespace {

// Unstained borders are faintly grey; towards glass and lumen they are refractile and darker.
double greyOf(PhantomSurrounding surrounding) {
  switch (surrounding) {
    case PhantomSurrounding::kCell:
      return 0.028;
    case PhantomSurrounding::kStroma:
      return 0.05;
    case PhantomSurrounding::kLumen:
    case PhantomSurrounding::kGlass:
      break;
  }
  return 0.10;
}

constexpr double kGreySigmaUm = 0.32;
constexpr double kGreatestHaze = 0.45;  // of the line: stain beside it, on the side the membrane slants to
constexpr double kHazeSigmaUm = 1.5;
constexpr double kHazeReachUm = 2.4 * kHazeSigmaUm;
constexpr float kNominalBlurUm = 0.25F;      // of PhantomOptions::blur_um and sharpening: what PhantomMembrane::dab_od
constexpr double kNominalSharpening = 0.45;  // refers to

struct MembranePlanes {
  MembranePlanes(int width, int height) : line(width, height), haze(width, height), border(width, height) {}
  Image<float> line;    // DAB on the membrane
  Image<float> haze;    // DAB beside it
  Image<float> border;  // unstained outline
};

void raise(float& value, double to) {
  value = std::max(value, static_cast<float>(to));
}

// How a membrane looks: drawn from its index, so that it is the same in every region.
struct MembraneLook {
  double haze;       // 0 - kGreatestHaze
  double haze_side;  // +1 or -1
  std::uint64_t seed;
};

MembraneLook lookOf(const PhantomScene& scene, std::size_t index) {
  PhantomRandom random(scene.options.seed ^ 0xc8, index);
  const double share = random.uniform();
  return {kGreatestHaze * share * share, random.chance(0.5) ? 1.0 : -1.0, random.next()};
}

void paintLine(const PhantomMembrane& membrane, const MembraneLook& look, const PhantomCanvas& canvas,
               MembranePlanes& planes) {
  const double gain = ridgeGain(membrane.width_um, kNominalBlurUm, kNominalSharpening);
  const double grey = greyOf(membrane.surrounding);
  for (std::size_t i = 0; i < membrane.dab_od.size(); ++i) {
    const double peak = membrane.dab_od[i] / gain;
    const double uneven = 1 + 0.35 * smoothNoise(look.seed, static_cast<double>(i), 0.5, 4);
    const double sigma = uneven * membrane.width_um / 2.3548;
    const double reach_um = std::max(3 * kGreySigmaUm, peak > 0 ? 3 * sigma : 0);
    visitStretch(canvas, membrane.line[i], membrane.line[i + 1], reach_um, [&](int column, int row, double d2) {
      raise(planes.border.at(column, row), grey * std::exp(-0.5 * d2 / (kGreySigmaUm * kGreySigmaUm)));
      if (peak > 0) raise(planes.line.at(column, row), peak * std::exp(-0.5 * d2 / (sigma * sigma)));
    });
  }
}

void paintHaze(const PhantomMembrane& membrane, const MembraneLook& look, const PhantomCanvas& canvas,
               MembranePlanes& planes) {
  constexpr std::size_t kStride = 4;  // stretches drawn as one: haze has no detail
  for (std::size_t i = 0; i < membrane.dab_od.size(); i += kStride) {
    const std::size_t end = std::min(i + kStride, membrane.dab_od.size());
    double od = 0;
    for (std::size_t k = i; k < end; ++k) od += membrane.dab_od[k] / static_cast<double>(end - i);
    od *= look.haze;
    if (od < 0.006) continue;
    const PointUm a = membrane.line[i];
    const PointUm b = membrane.line[end];
    visitStretch(canvas, a, b, kHazeReachUm, [&](int column, int row, double d2) {
      const double side = (b.x - a.x) * (canvas.yUm(row) - a.y) - (b.y - a.y) * (canvas.xUm(column) - a.x);
      if (side * look.haze_side < 0) return;
      raise(planes.haze.at(column, row), od * std::exp(-0.5 * d2 / (kHazeSigmaUm * kHazeSigmaUm)));
    });
  }
}

void paintMembrane(const PhantomScene& scene, std::size_t index, const PhantomCanvas& canvas, MembranePlanes& planes) {
  const PhantomMembrane& membrane = scene.membranes[index];
  if (spanOf(canvas, membrane.line, std::max(2 * membrane.width_um, kHazeReachUm)).empty()) return;
  const MembraneLook look = lookOf(scene, index);
  paintLine(membrane, look, canvas, planes);
  paintHaze(membrane, look, canvas, planes);
}

}  // namespace

void paintMembranes(const PhantomScene& scene, PhantomCanvas& canvas) {
  MembranePlanes planes(canvas.dab.width(), canvas.dab.height());
  for (std::size_t i = 0; i < scene.membranes.size(); ++i) paintMembrane(scene, i, canvas, planes);
  const std::uint64_t seed = scene.options.seed;
  for (int row = 0; row < canvas.dab.height(); ++row) {
    for (int column = 0; column < canvas.dab.width(); ++column) {
      const float border = planes.border.at(column, row);
      canvas.hematoxylin.at(column, row) += 0.5F * border;
      canvas.grey.at(column, row) += 0.6F * border;
      const float line = planes.line.at(column, row);
      const float haze = planes.haze.at(column, row);
      if (line <= 0 && haze <= 0) continue;
      const double x = canvas.xUm(column);
      const double y = canvas.yUm(row);
      const double grain = smoothNoise(seed ^ 0xc5, x, y, 0.6);
      const double flecks = std::max(0.0, 1 + 1.1 * smoothNoise(seed ^ 0xc7, x, y, 1.6) + 0.9 * grain);
      canvas.dab.at(column, row) += static_cast<float>(std::max((1 + 0.22 * grain) * line, flecks * haze));
    }
  }
}

}  // namespace herald
