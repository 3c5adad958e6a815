#include "segmentation/phantom_paint.h"

#include <algorithm>
#include <cmath>

#include "segmentation/phantom_nuclei.h"
#include "segmentation/phantom_random.h"
#include "segmentation/phantom_render.h"

namespace herald {
namespace {

// Columns and rows of the canvas that a box of the scene touches.
struct Span {
  int left;
  int top;
  int right;   // one past
  int bottom;  // one past
  [[nodiscard]] bool empty() const { return left >= right || top >= bottom; }
};

Span spanOf(const PhantomCanvas& canvas, PointUm low, PointUm high, double margin_um) {
  const auto clampTo = [](double value, int size) {
    return static_cast<int>(std::clamp(value, 0.0, static_cast<double>(size)));
  };
  const auto column = [&](double x_um) { return x_um / canvas.pitch_um - static_cast<double>(canvas.x); };
  const auto row = [&](double y_um) { return y_um / canvas.pitch_um - static_cast<double>(canvas.y); };
  return {clampTo(std::floor(column(low.x - margin_um)), canvas.dab.width()),
          clampTo(std::floor(row(low.y - margin_um)), canvas.dab.height()),
          clampTo(std::ceil(column(high.x + margin_um)) + 1, canvas.dab.width()),
          clampTo(std::ceil(row(high.y + margin_um)) + 1, canvas.dab.height())};
}

Span spanOf(const PhantomCanvas& canvas, const std::vector<PointUm>& points, double margin_um) {
  PointUm low{1e30, 1e30};
  PointUm high{-1e30, -1e30};
  for (const PointUm& p : points) {
    low = {std::min(low.x, p.x), std::min(low.y, p.y)};
    high = {std::max(high.x, p.x), std::max(high.y, p.y)};
  }
  return spanOf(canvas, low, high, margin_um);
}

double squaredDistance(PointUm p, PointUm a, PointUm b) {
  const double ex = b.x - a.x;
  const double ey = b.y - a.y;
  const double length2 = ex * ex + ey * ey;
  const double t = length2 > 0 ? std::clamp(((p.x - a.x) * ex + (p.y - a.y) * ey) / length2, 0.0, 1.0) : 0.0;
  const double dx = p.x - a.x - t * ex;
  const double dy = p.y - a.y - t * ey;
  return dx * dx + dy * dy;
}

// visit(column, row, squared distance) for the grid points within reach of a stretch.
template <class Visit>
void visitStretch(const PhantomCanvas& canvas, PointUm a, PointUm b, double reach_um, Visit&& visit) {
  const Span span =
      spanOf(canvas, {std::min(a.x, b.x), std::min(a.y, b.y)}, {std::max(a.x, b.x), std::max(a.y, b.y)}, reach_um);
  for (int row = span.top; row < span.bottom; ++row) {
    for (int column = span.left; column < span.right; ++column) {
      const double distance2 = squaredDistance({canvas.xUm(column), canvas.yUm(row)}, a, b);
      if (distance2 < reach_um * reach_um) visit(column, row, distance2);
    }
  }
}

// visit(column, row) for the grid points inside a closed polygon, even-odd rule.
template <class Visit>
void visitPolygon(const PhantomCanvas& canvas, const std::vector<PointUm>& polygon, Visit&& visit) {
  const Span span = spanOf(canvas, polygon, 0);
  if (span.empty()) return;
  std::vector<double> crossings;
  for (int row = span.top; row < span.bottom; ++row) {
    const double y = canvas.yUm(row);
    crossings.clear();
    for (std::size_t i = 0; i < polygon.size(); ++i) {
      const PointUm& a = polygon[i];
      const PointUm& b = polygon[(i + 1) % polygon.size()];
      if ((a.y <= y) != (b.y <= y)) crossings.push_back(a.x + (y - a.y) / (b.y - a.y) * (b.x - a.x));
    }
    std::sort(crossings.begin(), crossings.end());
    for (std::size_t k = 0; k + 1 < crossings.size(); k += 2) {
      for (int column = span.left; column < span.right; ++column) {
        const double x = canvas.xUm(column);
        if (x >= crossings[k] && x < crossings[k + 1]) visit(column, row);
      }
    }
  }
}

struct BlobSample {
  double cover = 0;  // 0 outside - 1 inside
  double od = 0;
};

BlobSample sampleBlob(const PhantomNucleus& nucleus, double x, double y) {
  const double dx = x - nucleus.centre.x;
  const double dy = y - nucleus.centre.y;
  const double depth = nucleusRadius(nucleus, std::atan2(dy, dx)) - std::hypot(dx, dy);
  const double t = std::clamp(0.5 + depth / (2 * nucleus.softness_um), 0.0, 1.0);
  if (t <= 0) return {};
  const double clump = nucleus.clump_um;
  const double texture = 0.6 * smoothNoise(nucleus.texture_seed, x, y, clump) +
                         0.6 * smoothNoise(nucleus.texture_seed + 1, x, y, 0.5 * clump) +
                         0.4 * smoothNoise(nucleus.texture_seed + 2, x, y, 2.5 * clump);
  const double clumped = texture + 0.7 * std::max(0.0, texture) * texture;
  const double from_rim = (depth - 0.3) / 0.3;
  const double rim = std::max(0.15, 1 + 1.2 * smoothNoise(nucleus.texture_seed + 3, x, y, 1.7));
  double od =
      nucleus.fill_od + nucleus.texture_od * clumped + rim * nucleus.rim_od * std::exp(-0.5 * from_rim * from_rim);
  for (const PhantomNucleus::Nucleolus& nucleolus : nucleus.nucleoli) {
    const double r = std::hypot(x - nucleolus.centre.x, y - nucleolus.centre.y) / nucleolus.radius_um;
    if (r < 2) od += nucleolus.od * std::exp(-0.7 * r * r * r * r);
  }
  return {t * t * (3 - 2 * t), std::max(0.0, od)};
}

template <class Visit>
void visitBlob(const PhantomCanvas& canvas, const PhantomNucleus& blob, Visit&& visit) {
  const double radius = *std::max_element(blob.radius_um.begin(), blob.radius_um.end()) + blob.softness_um;
  const Span span = spanOf(canvas, blob.centre, blob.centre, radius);
  for (int row = span.top; row < span.bottom; ++row) {
    for (int column = span.left; column < span.right; ++column) {
      const BlobSample sample = sampleBlob(blob, canvas.xUm(column), canvas.yUm(row));
      if (sample.cover > 0) visit(column, row, sample);
    }
  }
}

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

// Cover of stroma between its samples, 0 outside.
double stromaCover(const PhantomScene& scene, double x_um, double y_um) {
  const double u = x_um / scene.stroma_cover_pitch_um - 0.5;
  const double v = y_um / scene.stroma_cover_pitch_um - 0.5;
  const int i = static_cast<int>(std::floor(u));
  const int j = static_cast<int>(std::floor(v));
  if (i < 0 || j < 0 || i + 1 >= scene.stroma_cover.width() || j + 1 >= scene.stroma_cover.height()) return 0;
  const double s = u - i;
  const double t = v - j;
  const Image<float>& cover = scene.stroma_cover;
  return (1 - t) * ((1 - s) * cover.at(i, j) + s * cover.at(i + 1, j)) +
         t * ((1 - s) * cover.at(i, j + 1) + s * cover.at(i + 1, j + 1));
}

}  // namespace

PhantomCanvas::PhantomCanvas(std::int64_t x_grid, std::int64_t y_grid, int width, int height, double grid_pitch_um)
    : x(x_grid),
      y(y_grid),
      pitch_um(grid_pitch_um),
      hematoxylin(width, height),
      dab(width, height),
      grey(width, height) {}

void paintFibres(const PhantomScene& scene, PhantomCanvas& canvas) {
  Image<float> sum(canvas.dab.width(), canvas.dab.height());
  Image<float> own = sum;
  for (const PhantomFibre& fibre : scene.fibres) {
    const double reach_um = 2.6 * fibre.sigma_um;
    const Span span = spanOf(canvas, fibre.line, reach_um);
    if (span.empty()) continue;
    const double factor = -0.5 / (static_cast<double>(fibre.sigma_um) * fibre.sigma_um);
    for (std::size_t i = 0; i + 1 < fibre.line.size(); ++i) {
      visitStretch(canvas, fibre.line[i], fibre.line[i + 1], reach_um, [&](int column, int row, double distance2) {
        const auto od = static_cast<float>(fibre.od * std::exp(factor * distance2));
        own.at(column, row) = std::max(own.at(column, row), od);
      });
    }
    for (int row = span.top; row < span.bottom; ++row) {
      for (int column = span.left; column < span.right; ++column) {
        sum.at(column, row) += own.at(column, row);
        own.at(column, row) = 0;
      }
    }
  }
  const std::uint64_t seed = scene.options.seed ^ 0xc1;
  for (int row = 0; row < sum.height(); ++row) {
    for (int column = 0; column < sum.width(); ++column) {
      const double x = canvas.xUm(column);
      const double y = canvas.yUm(row);
      const double cover = stromaCover(scene, x, y);
      const double fibres = sum.at(column, row);
      if (cover <= 0 && fibres <= 0) continue;
      // A loose ground between the fibres, with gaps of glass in it.
      const double patches =
          0.55 + 0.9 * smoothNoise(seed ^ 0x100, x, y, 16) + 0.6 * smoothNoise(seed ^ 0x200, x, y, 4.5);
      const double piled = fibres + 0.055 * cover * std::clamp(patches, 0.0, 1.0);
      const double grain =
          std::max(0.1, 1 + 0.6 * smoothNoise(seed, x, y, 0.8) + 0.5 * smoothNoise(seed ^ 0x300, x, y, 1.9));
      const double od = grain * 0.15 * (1 - std::exp(-piled / 0.15));
      canvas.hematoxylin.at(column, row) += static_cast<float>(0.62 * od);
      canvas.grey.at(column, row) += static_cast<float>(0.5 * od);
    }
  }
}

void paintCytoplasm(const PhantomScene& scene, PhantomCanvas& canvas) {
  const std::uint64_t seed = scene.options.seed;
  for (const PhantomCell& cell : scene.cells) {
    if (cell.kind != PhantomCellKind::kTumour) continue;
    visitPolygon(canvas, cell.outline, [&](int column, int row) {
      const double x = canvas.xUm(column);
      const double y = canvas.yUm(row);
      const double fine = smoothNoise(seed ^ 0xc2, x, y, 0.9);
      const double coarse = smoothNoise(seed ^ 0xc3, x, y, 2.8);
      const double finest = smoothNoise(seed ^ 0xc6, x, y, 0.5);
      const double texture = std::max(0.1, 1 + 0.6 * finest + 0.7 * fine + 0.7 * coarse);
      canvas.hematoxylin.at(column, row) = static_cast<float>(0.85 * cell.cytoplasm_od * texture);
      canvas.grey.at(column, row) = static_cast<float>(0.3 * cell.cytoplasm_od * texture);
      // DAB: two thirds diffuse, one third in granules.
      const double granules = 2.4 * std::max(0.0, smoothNoise(seed ^ 0xc4, x, y, 1.1) - 0.05);
      canvas.dab.at(column, row) =
          static_cast<float>(cell.cytoplasm_dab_od * std::max(0.0, 0.67 + 0.4 * coarse + 0.3 * finest + granules));
    });
  }
}

void paintNuclei(const PhantomScene& scene, PhantomCanvas& canvas) {
  for (const PhantomNucleus& nucleus : scene.nuclei) {
    visitBlob(canvas, nucleus, [&](int column, int row, const BlobSample& sample) {
      float& hematoxylin = canvas.hematoxylin.at(column, row);
      hematoxylin = static_cast<float>((1 - sample.cover) * hematoxylin + sample.cover * sample.od);
      canvas.dab.at(column, row) *= static_cast<float>(1 - 0.6 * sample.cover);
      canvas.grey.at(column, row) *= static_cast<float>(1 - 0.7 * sample.cover);
    });
  }
}

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

void paintDebris(const PhantomScene& scene, PhantomCanvas& canvas) {
  for (const PhantomDebris& debris : scene.debris) {
    visitBlob(canvas, debris.shape, [&](int column, int row, const BlobSample& sample) {
      canvas.grey.at(column, row) += static_cast<float>(sample.cover * sample.od * 1.7);
    });
  }
}

}  // namespace herald
