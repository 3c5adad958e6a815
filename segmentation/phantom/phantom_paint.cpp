#include "segmentation/phantom/phantom_paint.h"

#include <algorithm>
#include <cmath>

#include "segmentation/phantom/phantom_nuclei.h"
#include "segmentation/phantom/phantom_random.h"

namespace herald {
namespace {

// visit(column, row) for the grid points inside a closed polygon, even-odd rule.
template <class Visit>
void visitPolygon(const PhantomCanvas& canvas, const std::vector<PointUm>& polygon, Visit&& visit) {
  const CanvasSpan span = spanOf(canvas, polygon, 0);
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
  const CanvasSpan span = spanOf(canvas, blob.centre, blob.centre, radius);
  for (int row = span.top; row < span.bottom; ++row) {
    for (int column = span.left; column < span.right; ++column) {
      const BlobSample sample = sampleBlob(blob, canvas.xUm(column), canvas.yUm(row));
      if (sample.cover > 0) visit(column, row, sample);
    }
  }
}

// Cover of stroma between its samples, and beyond them that of the nearest.
double stromaCover(const PhantomScene& scene, double x_um, double y_um) {
  const double u = x_um / scene.stroma_cover_pitch_um - 0.5;
  const double v = y_um / scene.stroma_cover_pitch_um - 0.5;
  // Tissue that is cut at the slide's border goes on beyond it; glass there, as everywhere else, has none.
  const int i = std::clamp(static_cast<int>(std::floor(u)), 0, std::max(0, scene.stroma_cover.width() - 2));
  const int j = std::clamp(static_cast<int>(std::floor(v)), 0, std::max(0, scene.stroma_cover.height() - 2));
  if (i + 1 >= scene.stroma_cover.width() || j + 1 >= scene.stroma_cover.height()) return 0;
  const double s = std::clamp(u - i, 0.0, 1.0);
  const double t = std::clamp(v - j, 0.0, 1.0);
  const Image<float>& cover = scene.stroma_cover;
  return (1 - t) * ((1 - s) * cover.at(i, j) + s * cover.at(i + 1, j)) +
         t * ((1 - s) * cover.at(i, j + 1) + s * cover.at(i + 1, j + 1));
}

// DAB of the cytoplasm that is only diffuse, nearly even, and only granular: dots of about 1 um.
double blushOf(const PhantomCell& cell, std::uint64_t seed, double x, double y) {
  constexpr double kDotsMean = 0.155;  // of the dots below, so that both have a mean of 1
  const double even = 1 + 0.18 * smoothNoise(seed ^ 0xca, x, y, 3.5) + 0.12 * smoothNoise(seed ^ 0xcb, x, y, 0.9);
  const double dots = std::max(0.0, smoothNoise(seed ^ 0xcc, x, y, 1.0) - 0.05) / kDotsMean;
  return cell.blush_od * even + cell.granules_od * dots;
}

}  // namespace

void paintFibres(const PhantomScene& scene, PhantomCanvas& canvas) {
  Image<float> sum(canvas.dab.width(), canvas.dab.height());
  Image<float> own = sum;
  for (const PhantomFibre& fibre : scene.fibres) {
    const double reach_um = 2.6 * fibre.sigma_um;
    const CanvasSpan span = spanOf(canvas, fibre.line, reach_um);
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
    const bool extra = cell.blush_od > 0 || cell.granules_od > 0;
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
      if (extra) canvas.dab.at(column, row) += static_cast<float>(blushOf(cell, seed, x, y));
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

void paintDebris(const PhantomScene& scene, PhantomCanvas& canvas) {
  for (const PhantomDebris& debris : scene.debris) {
    visitBlob(canvas, debris.shape, [&](int column, int row, const BlobSample& sample) {
      canvas.grey.at(column, row) += static_cast<float>(sample.cover * sample.od * 1.7);
    });
  }
}

}  // namespace herald
