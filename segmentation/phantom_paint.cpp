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
  const double from_rim = (depth - 0.3) / 0.32;
  double od = nucleus.fill_od + nucleus.texture_od * texture + nucleus.rim_od * std::exp(-0.5 * from_rim * from_rim);
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
constexpr double kShoulder = 0.10;           // of the line: membrane seen at a slant, stain spread to the sides
constexpr double kShoulderSigmaUm = 0.85;    // on top of the line's own
constexpr float kNominalBlurUm = 0.25F;      // of PhantomOptions::blur_um and sharpening: what PhantomMembrane::dab_od
constexpr double kNominalSharpening = 0.45;  // refers to

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
      const double piled = sum.at(column, row);
      if (piled <= 0) continue;
      const double grain = 1 + 0.5 * smoothNoise(seed, canvas.xUm(column), canvas.yUm(row), 0.8);
      const double od = grain * 0.16 * (1 - std::exp(-piled / 0.16));
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
      const double texture = std::max(0.1, 1 + 0.75 * fine + 0.65 * coarse);
      canvas.hematoxylin.at(column, row) = static_cast<float>(0.85 * cell.cytoplasm_od * texture);
      canvas.grey.at(column, row) = static_cast<float>(0.3 * cell.cytoplasm_od * texture);
      // DAB: two thirds diffuse, one third in granules.
      const double granules = 2.4 * std::max(0.0, smoothNoise(seed ^ 0xc4, x, y, 1.1) - 0.05);
      canvas.dab.at(column, row) = static_cast<float>(cell.cytoplasm_dab_od * ((0.67 + 0.2 * coarse) + granules));
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
  Image<float> line(canvas.dab.width(), canvas.dab.height());
  Image<float> border = line;
  for (const PhantomMembrane& membrane : scene.membranes) {
    const double sigma = membrane.width_um / 2.3548;
    const double side_sigma = std::hypot(sigma, kShoulderSigmaUm);
    const double gain = ridgeGain(membrane.width_um, kNominalBlurUm, kNominalSharpening) +
                        kShoulder * ridgeGain(2.3548 * side_sigma, kNominalBlurUm, kNominalSharpening);
    const double reach_um = std::max(2.6 * side_sigma, 3 * kGreySigmaUm);
    if (spanOf(canvas, membrane.line, reach_um).empty()) continue;
    const double grey = greyOf(membrane.surrounding);
    for (std::size_t i = 0; i < membrane.dab_od.size(); ++i) {
      const double peak = membrane.dab_od[i] / gain;
      const double own_reach_um = peak > 0 ? reach_um : 3 * kGreySigmaUm;
      visitStretch(canvas, membrane.line[i], membrane.line[i + 1], own_reach_um, [&](int column, int row, double d2) {
        const double faint = grey * std::exp(-0.5 * d2 / (kGreySigmaUm * kGreySigmaUm));
        border.at(column, row) = std::max(border.at(column, row), static_cast<float>(faint));
        if (peak <= 0) return;
        const double od = peak * (std::exp(-0.5 * d2 / (sigma * sigma)) +
                                  kShoulder * std::exp(-0.5 * d2 / (side_sigma * side_sigma)));
        line.at(column, row) = std::max(line.at(column, row), static_cast<float>(od));
      });
    }
  }
  const std::uint64_t seed = scene.options.seed ^ 0xc5;
  for (int row = 0; row < line.height(); ++row) {
    for (int column = 0; column < line.width(); ++column) {
      canvas.hematoxylin.at(column, row) += 0.5F * border.at(column, row);
      canvas.grey.at(column, row) += 0.6F * border.at(column, row);
      if (line.at(column, row) <= 0) continue;
      const double grain = 1 + 0.3 * smoothNoise(seed, canvas.xUm(column), canvas.yUm(row), 0.6);
      canvas.dab.at(column, row) += static_cast<float>(grain * line.at(column, row));
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
