#include "segmentation/cell_features.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace herald {
namespace {

constexpr std::size_t kFewestCytoplasmPixels = 6;
constexpr std::size_t kFewestRingPixels = 10;

struct Moments {
  double n = 0;
  double sum = 0;
  double squares = 0;
  void add(double value) {
    n += 1;
    sum += value;
    squares += value * value;
  }
  [[nodiscard]] double mean() const { return n > 0 ? sum / n : 0; }
  [[nodiscard]] double deviation() const { return n > 1 ? std::sqrt(std::max(0.0, squares / n - mean() * mean())) : 0; }
};

float quantile(std::vector<float>& values, double fraction) {
  const auto rank = static_cast<std::ptrdiff_t>(fraction * static_cast<double>(values.size() - 1));
  std::nth_element(values.begin(), values.begin() + rank, values.end());
  return values[static_cast<std::size_t>(rank)];
}

// Are the four pixels at `distance` along the axes of the same cell? A cheap erosion.
bool deepInside(const Image<std::int32_t>& cells, std::int32_t index, int x, int y, int distance) {
  const auto same = [&](int px, int py) { return cells.contains(px, py) && cells.at(px, py) == index; };
  return same(x - distance, y) && same(x + distance, y) && same(x, y - distance) && same(x, y + distance);
}

// In the ring round the nucleus: farther out than the near and no farther than the far distance beyond its outline.
bool inRing(const NucleusOutline& outline, double dx, double dy, double um_per_px) {
  const double beyond_um = std::sqrt(dx * dx + dy * dy) * um_per_px - outline.radiusToward(dx, dy);
  return beyond_um > kRingNearUm && beyond_um <= kRingFarUm;
}

}  // namespace

CompartmentOd measureCompartments(const AnalysisPlanes& planes, ImageView<std::int16_t> smooth_od,
                                  const Territories& territories, const NucleusSeed& seed,
                                  const NucleusOutline& outline, std::int32_t index, int reach_px, double um_per_px,
                                  CellFeatureScratch& scratch) {
  const int band_px = std::max(1, static_cast<int>(std::lround(kMembraneBandUm / um_per_px)));
  Moments hematoxylin;
  Moments dab;
  Moments ring;
  Moments ring_hematoxylin;
  scratch.cytoplasm.clear();
  scratch.ring.clear();
  const int width = planes.dab.width();
  const int height = planes.dab.height();
  for (int y = std::max(0, seed.y - reach_px); y <= std::min(height - 1, seed.y + reach_px); ++y) {
    for (int x = std::max(0, seed.x - reach_px); x <= std::min(width - 1, seed.x + reach_px); ++x) {
      const bool own = territories.cell.at(x, y) == index;
      const bool nucleus = territories.nucleus.at(x, y) != 0;
      if (own && nucleus) {
        hematoxylin.add(planes.hematoxylin.at(x, y) / kMilliOd);
        dab.add(planes.dab.at(x, y) / kMilliOd);
      } else if (!nucleus) {
        const double dab_od = planes.dab.at(x, y) / kMilliOd;
        if (own && deepInside(territories.cell, index, x, y, band_px))
          scratch.cytoplasm.push_back(static_cast<float>(dab_od));
        if (inRing(outline, x - seed.x, y - seed.y, um_per_px)) {
          const double od = static_cast<double>(smooth_od.at(x, y)) / kMilliOd;
          scratch.ring.push_back(static_cast<float>(od));
          ring.add(od);
          ring_hematoxylin.add(planes.hematoxylin.at(x, y) / kMilliOd);
        }
      }
    }
  }
  CompartmentOd result;
  result.nucleus_hematoxylin_od = static_cast<float>(hematoxylin.mean());
  result.nucleus_hematoxylin_sd_od = static_cast<float>(hematoxylin.deviation());
  result.nucleus_dab_od = static_cast<float>(dab.mean());
  result.has_cytoplasm = scratch.cytoplasm.size() >= kFewestCytoplasmPixels;
  if (result.has_cytoplasm) result.cytoplasm_dab_od = quantile(scratch.cytoplasm, 0.5);
  if (scratch.ring.size() >= kFewestRingPixels) {
    result.ring_od_p50 = quantile(scratch.ring, 0.5);
    result.ring_od_p10 = quantile(scratch.ring, 0.1);
    result.ring_hematoxylin_od = static_cast<float>(ring_hematoxylin.mean());
    result.ring_od_cv = ring.mean() > 0.005 ? static_cast<float>(ring.deviation() / ring.mean()) : 0.0F;
  }
  return result;
}

float measureFocus(ImageView<Rgb8> colours, int centre_x, int centre_y, double level0_um_per_px) {
  const int fine = std::max(1, static_cast<int>(std::lround(1.0 / level0_um_per_px)));
  const int coarse = std::max(2, static_cast<int>(std::lround(4.0 / level0_um_per_px)));
  const int reach = static_cast<int>(std::lround(8.0 / level0_um_per_px));
  const int x0 = std::max(0, centre_x - reach);
  const int y0 = std::max(0, centre_y - reach);
  const int x1 = std::min(colours.width - coarse, centre_x + reach);
  const int y1 = std::min(colours.height - coarse, centre_y + reach);
  std::int64_t fine_change = 0;
  std::int64_t coarse_change = 0;
  for (int y = y0; y < y1; y += 2) {
    const Rgb8* row = colours.row(y);
    const Rgb8* fine_row = colours.row(y + fine);
    const Rgb8* coarse_row = colours.row(y + coarse);
    for (int x = x0; x < x1; x += 2) {
      fine_change += std::abs(row[x + fine].g - row[x].g) + std::abs(fine_row[x].g - row[x].g);
      coarse_change += std::abs(row[x + coarse].g - row[x].g) + std::abs(coarse_row[x].g - row[x].g);
    }
  }
  return coarse_change > 0 ? static_cast<float>(static_cast<double>(fine_change) / static_cast<double>(coarse_change))
                           : 0.0F;
}

}  // namespace herald
