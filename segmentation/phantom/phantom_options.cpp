#include "segmentation/phantom/phantom_options.h"

#include <numbers>
#include <stdexcept>
#include <string>

#include <Eigen/Geometry>

#include "stain/option_range.h"

namespace herald {
namespace {

void requireRange(const std::string& field, double value, double low, double high) {
  requireInRange("phantom." + field, value, {low, high});
}

void validateMix(const PhantomMix& mix) {
  double sum = 0;
  for (std::size_t i = 0; i < mix.size(); ++i) {
    requireRange("mix." + std::string(kPhantomPatternNames[i]), mix[i], 0, 1e6);
    sum += mix[i];
  }
  if (sum <= 0) throw std::invalid_argument("phantom.mix = 0 in every pattern: at least one must be positive");
}

void validateWidth(const std::string& field, const PhantomWidth& width) {
  requireRange(field + ".mean_um", width.mean_um, 0.2, 4);
  requireRange(field + ".sd_um", width.sd_um, 0, width.mean_um / 3);
}

void validateImaging(const PhantomOptions& options) {
  requireRange("stain_scale", options.stain_scale, 0.2, 3);
  requireRange("hematoxylin_scale", options.hematoxylin_scale, 0.05, 10);
  requireRange("cytoplasm_od", options.cytoplasm_od, 0, 1);
  requireRange("blush_od", options.blush_od, 0, 1);
  requireRange("granules_od", options.granules_od, 0, 1);
  for (const double light : options.background_rgb) requireRange("background_rgb", light, 100, 255);
  requireRange("blur_um", options.blur_um, 0, 3);
  requireRange("sharpening", options.sharpening, 0, 2);
  requireRange("glare", options.glare, 0, 0.2);
  requireRange("noise_levels", options.noise_levels, 0, 30);
  requireRange("jpeg_quality", options.jpeg_quality, 1, 100);
}

}  // namespace

void validate(const PhantomOptions& options) {
  requireRange("width_px", options.width_px, 64, 100000);
  requireRange("height_px", options.height_px, 64, 100000);
  requireRange("mpp_um", options.mpp_um, 0.1, 2);
  validateMix(options.mix);
  requireRange("cuts.moderate_od", options.cuts.moderate_od, 0.1, 0.4);
  requireRange("cuts.strong_od", options.cuts.strong_od, options.cuts.moderate_od + 0.05, 0.8);
  requireRange("cuts.complete_fraction", options.cuts.complete_fraction, 0.3, 0.95);
  requireRange("cuts.none_fraction", options.cuts.none_fraction, 0.02, options.cuts.complete_fraction - 0.1);
  if (options.tissue_fraction != 1) requireRange("tissue_fraction", options.tissue_fraction, 0.2, 0.85);
  requireRange("nest_fraction", options.nest_fraction, 0.05, 0.95);
  requireRange("muscle_fraction", options.muscle_fraction, 0, 1);
  requireRange("lymphoid_fraction", options.lymphoid_fraction, 0, 1 - options.muscle_fraction);
  requireRange("nucleus_fraction", options.nucleus_fraction, 0.15, 0.8);
  requireRange("gland_fraction", options.gland_fraction, 0, 1);
  requireRange("cell_spacing_um", options.cell_spacing_um, 7, 25);
  requireRange("cell_size_variation", options.cell_size_variation, 0, 0.5);
  requireRange("lymphocytes_per_mm2", options.lymphocytes_per_mm2, 0, 20000);
  requireRange("debris_per_mm2", options.debris_per_mm2, 0, 5000);
  validateWidth("weak_width", options.weak_width);
  validateWidth("moderate_width", options.moderate_width);
  validateWidth("strong_width", options.strong_width);
  validateImaging(options);
}

StainMatrix rotatedStains(const StainMatrix& stains, double degrees) {
  requireRange("rotate_stains_deg", degrees, -60, 60);
  const Eigen::AngleAxisd turn(degrees * std::numbers::pi / 180.0, Eigen::Vector3d::Ones().normalized());
  return {turn * stains.hematoxylin(), turn * stains.dab()};
}

StainMatrix withHematoxylin(const StainMatrix& stains, PhantomHue hue) {
  switch (hue) {
    case PhantomHue::kBlue:
      break;
    case PhantomHue::kPurple:
      return {{0.50, 0.76, 0.42}, stains.dab()};
    case PhantomHue::kGrey:
      return {{0.60, 0.59, 0.54}, stains.dab()};
    case PhantomHue::kGreenish:
      return {{0.72, 0.50, 0.48}, stains.dab()};
  }
  return {PhantomOptions{}.stains.hematoxylin(), stains.dab()};
}

}  // namespace herald
