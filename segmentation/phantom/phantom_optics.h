// Blur, unsharp mask and glare of the microscope and scanner that a synthetic slide is seen through. Pure; thread-safe.
#pragma once

#include <array>

#include "segmentation/phantom/phantom_canvas.h"
#include "segmentation/phantom/phantom_options.h"
#include "stain/image.h"

namespace herald {

// How far a grid point can be from one that its light depends on, micrometres.
[[nodiscard]] double opticsReachUm(const PhantomOptions& options);

// Blur and unsharp mask in one, on any plane: (1 + k) G(blur) - k G(blur and radius), each G of sum 1. What lies within
// opticsReachUm of the border is not to be used.
void applyOptics(Image<float>& plane, const PhantomOptions& options, double pitch_um);

// Share of a line's peak that is left on its ridge behind a blur and unsharp mask, for a Gaussian line profile.
[[nodiscard]] double ridgeGain(double width_um, double blur_um, double sharpening);

// Light behind the stained slide in R, G, B, 1 = that of empty glass, from amounts of stain; without glare. With
// PhantomOptics::kLight the optics act here, and nothing is darker than black.
[[nodiscard]] std::array<Image<float>, 3> transmittedLight(const PhantomCanvas& canvas, const PhantomOptions& options);

}  // namespace herald
