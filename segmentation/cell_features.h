// Optical densities of a cell's compartments and the look of its surroundings, on the analysis grid.
//
// Pure functions; thread-safe.
#pragma once

#include <cstdint>
#include <vector>

#include "segmentation/bit_mask.h"
#include "segmentation/cell_record.h"
#include "segmentation/label_window.h"
#include "segmentation/nuclei.h"
#include "segmentation/nucleus_outline.h"
#include "stain/image.h"

namespace herald {

// Distances that define the compartments, micrometres; fixed, since the tumour-cell classifier is calibrated on them.
inline constexpr double kMembraneBandUm = 1.5;  // cytoplasm keeps this far from the territory's border
// The ring round the nucleus: outside all nuclei and up to here beyond its outline (which has a rim already): farther
// out is the neighbour and its membrane.
inline constexpr double kRingFarUm = 2.4;

struct CompartmentOd {
  float cytoplasm_dab_od = 0;  // median; 0 without has_cytoplasm
  bool has_cytoplasm = false;  // false: too few pixels, cytoplasm_dab_od is 0
  float nucleus_dab_od = 0;
  float nucleus_hematoxylin_od = 0;
  float nucleus_hematoxylin_sd_od = 0;
  float ring_od_p50 =
      0;  // median of the smoothed mean optical density, DAB included: taking DAB out adds more noise than signal
  float ring_od_p10 = 0;          // 10th percentile of the same
  float ring_od_cv = 0;           // standard deviation / mean, 0 when the mean is not positive
  float ring_hematoxylin_od = 0;  // mean, not smoothed
};

struct CellFeatureScratch {
  BitMask deep;
  BitMask ring;
  // Milli-OD of a compartment's pixels; the vectors are longer and keep their size.
  std::vector<std::int16_t> nucleus_hematoxylin;
  std::vector<std::int16_t> nucleus_dab;
  std::vector<std::int16_t> cytoplasm_dab;
  std::vector<std::int16_t> ring_od;
  std::vector<std::int16_t> ring_hematoxylin;
};

// What compartments are measured in, on the analysis grid; images of one size.
struct CompartmentImages {
  ImageView<std::int16_t> hematoxylin;  // milli-OD, as the next two
  ImageView<std::int16_t> dab;
  ImageView<std::int16_t> smooth_od;  // mean optical density smoothed with a sigma of 1 um
  ImageView<std::uint8_t> nuclei;     // 1 inside a nucleus
};

// `own`: the cell's territory as cutOut (label_window.h) finds it round the seed; `outline`: of its nucleus. Medians
// and the percentile are to the nearest milli-OD.
[[nodiscard]] CompartmentOd measureCompartments(const CompartmentImages& images, const LabelWindow& own,
                                                const NucleusSeed& seed, const NucleusOutline& outline,
                                                double um_per_px, CellFeatureScratch& scratch);

}  // namespace herald
