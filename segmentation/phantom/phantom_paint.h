// Drawing the objects of a synthetic slide as amounts of stain. Each function adds the objects that touch the canvas,
// in scene order, by pixel centre; what it writes to a pixel depends on position and scene alone.
#pragma once

#include "segmentation/phantom/phantom_canvas.h"
#include "segmentation/phantom/phantom_scene.h"

namespace herald {

void paintFibres(const PhantomScene& scene, PhantomCanvas& canvas);
void paintCytoplasm(const PhantomScene& scene, PhantomCanvas& canvas);
void paintNuclei(const PhantomScene& scene, PhantomCanvas& canvas);
void paintMembranes(const PhantomScene& scene, PhantomCanvas& canvas);
void paintDebris(const PhantomScene& scene, PhantomCanvas& canvas);

}  // namespace herald
