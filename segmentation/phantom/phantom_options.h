// Options of the synthetic HER2 slides (see phantom_scene.h). Tissue first, then imaging.
//
// The truth of a slide (completeness, width, optical density, class) describes the tissue: it does not change with the
// imaging fields, so that robustness against blur, noise, light or colour can be measured on one and the same truth.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "stain/stain_matrix.h"

namespace herald {

// Patterns of a tumour cell in the order of PhantomOptions::mix: unstained; incomplete and complete, weak / moderate /
// strong.
inline constexpr std::array<std::string_view, 7> kPhantomPatternNames = {"none", "iw", "im", "is", "cw", "cm", "cs"};
using PhantomMix = std::array<double, 7>;

// Cuts on the membrane itself that name a cell's true pattern. Fixed: those of CellClassOptions are for measured values
// and were calibrated against these.
struct PhantomCuts {
  double moderate_od = 0.20;
  double strong_od = 0.45;
  double complete_fraction = 0.80;
  double none_fraction = 0.15;
};

// Full width at half maximum of the stained line, micrometres: mean and standard deviation over membranes.
struct PhantomWidth {
  double mean_um = 1.0;
  double sd_um = 0.2;
};

struct PhantomOptions {
  // --- the slide
  std::uint64_t seed = 1;  // everything follows from it
  int width_px = 2048;     // level-0 pixels, 64-100000
  int height_px = 2048;
  double mpp_um = 0.25;  // micrometres per pixel, 0.1-2; the scene depends on size x mpp, not on the pixels

  // --- the tissue
  PhantomMix mix{1, 0, 0, 0, 0, 0, 0};  // share of tumour cells in each pattern; scaled to a sum of 1
  PhantomCuts cuts;
  double tissue_fraction =
      0.74;  // share of the slide that is tissue, the rest is glass; 0.2-0.85 (background needs >= 15 % glass)
  double nest_fraction = 0.72;        // share of the tissue that is tumour nests and glands, 0.05-0.95; rest is stroma
  double gland_fraction = 0.5;        // share of the nests built round a lumen (columnar cells), 0-1
  double cell_spacing_um = 11.5;      // mean distance of tumour cells, 7-25; by eye on the cores (10-16)
  double cell_size_variation = 0.3;   // relative spread of that distance, 0-0.5
  double lymphocytes_per_mm2 = 1500;  // of stroma, 0-20000; two thirds lie in clusters
  double debris_per_mm2 = 60;         // grey debris and red cells, of the slide, 0-5000

  // --- the stain
  // Line widths by strength: weak and moderate as Scheel 2018 (0.64 +- 0.10, 1.00 +- 0.23). That paper has
  // 2.14 +- 0.40 for strong; the cores at hand show 1.2 or less, so the default lies near them. 0.2-4.
  PhantomWidth weak_width{0.64, 0.10};
  PhantomWidth moderate_width{1.00, 0.23};
  PhantomWidth strong_width{1.10, 0.25};
  double cytoplasm_od = 0.0;  // diffuse plus granular cytoplasmic DAB of tumour cells, optical density, 0-1
  double stain_scale = 1.0;   // factor on all stain amounts (batch, thickness), 0.2-3
  // Vectors the slide is mixed with. Haematoxylin as the bluest nuclei of the cores (optical density R, G, B), DAB the
  // default vector: unmixing with the default matrix reads DAB right and a tenth of haematoxylin as DAB, as on the
  // cores.
  StainMatrix stains{{0.665, 0.645, 0.376}, {0.268, 0.570, 0.776}};

  // --- the imaging
  std::array<double, 3> background_rgb{238, 238, 245};  // light of empty glass, 100-255; as the cores
  double blur_um = 0.25;      // standard deviation of the optical blur, 0-3; by eye on the cores
  double sharpening = 0.45;   // amount of the scanner's unsharp mask, 0-2; the cores show bright seams along dark edges
  double noise_levels = 1.6;  // standard deviation of sensor noise, grey levels of 255, 0-30; glass of the cores
  int jpeg_quality = 80;      // used by the writer, 1-100
};

// Throws std::invalid_argument naming the first field out of range, its value and the range.
void validate(const PhantomOptions& options);

// Both stain vectors turned by `degrees` about the axis of neutral grey: a change of hue as between batches and
// scanners. Throws std::invalid_argument when a turned vector leaves what StainMatrix allows.
[[nodiscard]] StainMatrix rotatedStains(const StainMatrix& stains, double degrees);

}  // namespace herald
