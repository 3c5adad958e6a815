// Drawing the objects of a synthetic slide as amounts of stain. Each function adds the objects that touch the canvas,
// in scene order, by pixel centre; what it writes to a pixel depends on position and scene alone.
#pragma once

#include <cstdint>

#include "segmentation/phantom_scene.h"
#include "stain/image.h"

namespace herald {

struct PhantomCanvas {
  // Window [x, x + width) of an endless grid with the given pitch; grid point i has its centre at (i + 0.5) * pitch.
  PhantomCanvas(std::int64_t x_grid, std::int64_t y_grid, int width, int height, double grid_pitch_um);

  [[nodiscard]] double xUm(int column) const { return (static_cast<double>(x + column) + 0.5) * pitch_um; }
  [[nodiscard]] double yUm(int row) const { return (static_cast<double>(y + row) + 0.5) * pitch_um; }

  std::int64_t x;
  std::int64_t y;
  double pitch_um;
  Image<float> hematoxylin;
  Image<float> dab;
  Image<float> grey;
};

void paintFibres(const PhantomScene& scene, PhantomCanvas& canvas);
void paintCytoplasm(const PhantomScene& scene, PhantomCanvas& canvas);
void paintNuclei(const PhantomScene& scene, PhantomCanvas& canvas);
void paintMembranes(const PhantomScene& scene, PhantomCanvas& canvas);
void paintDebris(const PhantomScene& scene, PhantomCanvas& canvas);

}  // namespace herald
