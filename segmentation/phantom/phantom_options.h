// Options of the synthetic HER2 slides (see phantom_scene.h). Tissue first, then imaging.
//
// The defaults look like one laboratory, that of the cores at hand; the fields marked "other laboratories" give the
// rest. The truth of a slide (completeness, width, optical density, class) describes the tissue: it does not change
// with the imaging fields, so that robustness against blur, noise, light or colour can be measured on one and the same
// truth.
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

// How tumour cells lie together: solid nests and glands in stroma; one sheet without stroma, lumina and holes; cords of
// 2-3 cells; single files of cells, as lobular carcinoma has them.
enum class PhantomTumourLayout : std::uint8_t { kNests, kSolid, kStrands, kFiles };
inline constexpr std::array<std::string_view, 4> kPhantomLayoutNames = {"nests", "solid", "strands", "files"};

// What carries the stain through the optics: amounts of stain (optical density), or light.
enum class PhantomOptics : std::uint8_t { kOpticalDensity, kLight };
inline constexpr std::array<std::string_view, 2> kPhantomOpticsNames = {"od", "light"};

// Colour of the haematoxylin: by product, pH of the bluing and age of the solution.
enum class PhantomHue : std::uint8_t { kBlue, kPurple, kGrey, kGreenish };
inline constexpr std::array<std::string_view, 4> kPhantomHueNames = {"blue", "purple", "grey", "greenish"};

// Rows and columns of pixels that share one colour in the JPEG of the slide.
enum class PhantomChroma : std::uint8_t { k420, k444 };
inline constexpr std::array<std::string_view, 2> kPhantomChromaNames = {"420", "444"};

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
      0.74;  // share of the slide that is tissue, the rest is glass; 0.2-0.85 (background needs >= 15 % glass), or 1:
             // a field within tissue, without glass and cut at the slide's border
  PhantomTumourLayout layout = PhantomTumourLayout::kNests;
  double nest_fraction = 0.72;  // share of the tissue that is tumour, 0.05-0.95; rest is stroma. Not of a solid layout;
                                // strands and files end at what fits, about 0.45 and 0.35
  double gland_fraction = 0.5;  // share of the nests built round a lumen (columnar cells), 0-1
  double cell_spacing_um = 11.5;     // mean distance of tumour cells, 7-25; by eye on the cores (10-16)
  double cell_size_variation = 0.3;  // relative spread of that distance, 0-0.5
  // Other laboratories: share of the tissue that is bundles of smooth muscle, and sheets of lymphocytes; 0-1 together.
  // Tumour takes what is left. Their cells are "stroma" and "lymphocyte" in the truth.
  double muscle_fraction = 0.0;
  double lymphoid_fraction = 0.0;
  // Mean share of a tumour cell's area that is nucleus, 0.15-0.8; by eye on the cores, as the spread of 0.07. Above 0.6
  // the nucleus fills its cell but for a rim.
  double nucleus_fraction = 0.34;
  double lymphocytes_per_mm2 = 1500;  // of stroma, 0-20000; two thirds lie in clusters
  double debris_per_mm2 = 60;         // grey debris and red cells, of the slide, 0-5000

  // --- the stain
  // Line widths by strength: weak and moderate as Scheel 2018 (0.64 +- 0.10, 1.00 +- 0.23). That paper has
  // 2.14 +- 0.40 for strong; the cores at hand show 1.2 or less, so the default lies near them. 0.2-4.
  PhantomWidth weak_width{0.64, 0.10};
  PhantomWidth moderate_width{1.00, 0.23};
  PhantomWidth strong_width{1.10, 0.25};
  double cytoplasm_od = 0.0;  // diffuse plus granular cytoplasmic DAB of tumour cells, optical density, 0-1
  // Other laboratories: cytoplasmic DAB that is only diffuse (blush), and only in granules, on top of cytoplasm_od.
  // Mean optical density of the cytoplasm, cells vary by 30 %; 0-1. By eye, 0.15-0.2 is a blush that
  // nobody overlooks.
  double blush_od = 0.0;
  double granules_od = 0.0;
  double stain_scale = 1.0;  // factor on all stain amounts (batch, thickness), 0.2-3
  // Other laboratories: factor on haematoxylin alone, 0.05-10. The haematoxylin scale of a slide
  // (segmentation/hematoxylin_scale.h) is about 0.046 times this, measured on two default slides; real
  // slides have 0.014-0.16.
  double hematoxylin_scale = 1.0;
  // Vectors the slide is mixed with. Haematoxylin as the bluest nuclei of the cores (optical density R, G, B), DAB the
  // default vector: unmixing with the default matrix reads DAB right and a tenth of haematoxylin as DAB, as on the
  // cores.
  StainMatrix stains{{0.665, 0.645, 0.376}, {0.268, 0.570, 0.776}};

  // --- the imaging
  std::array<double, 3> background_rgb{238, 238, 245};  // light of empty glass, 100-255; as the cores
  double blur_um = 0.25;     // standard deviation of the optical blur, 0-3; by eye on the cores
  double sharpening = 0.45;  // amount of the scanner's unsharp mask, 0-2; the cores show bright seams along dark edges
  // Blur and unsharp mask act on light in a microscope and its scanner. The default is the older approximation, linear
  // in optical density: the cuts and fits of later stages were calibrated on such slides, and membranes keep the
  // optical density of their truth in it. On light, dark lines lose more of theirs.
  PhantomOptics optics = PhantomOptics::kOpticalDensity;
  // Other laboratories: share of the light of empty glass that is scattered evenly over the picture, 0-0.2; scanners
  // have 0-0.04. It caps what optical density can be read.
  double glare = 0.0;
  double noise_levels = 1.6;  // standard deviation of sensor noise, grey levels of 255, 0-30; glass of the cores
  int jpeg_quality = 80;      // used by the writer, 1-100
  PhantomChroma chroma = PhantomChroma::k420;  // used by the writer; scanners write either
};

// Throws std::invalid_argument naming the first field out of range, its value and the range.
void validate(const PhantomOptions& options);

// Both stain vectors turned by `degrees` (-60 to 60) about the axis of neutral grey: a change of hue as between batches
// and scanners. They move by less: 30 degrees about grey are 7 of haematoxylin and 11 of DAB. Beyond 30 DAB is
// olive or red, as other chromogens are. Throws
// std::invalid_argument when a turned vector leaves what StainMatrix allows.
[[nodiscard]] StainMatrix rotatedStains(const StainMatrix& stains, double degrees);

// The same DAB with haematoxylin of that colour, 10-12 degrees from the default one; vectors chosen by eye.
// kBlue is the default one.
[[nodiscard]] StainMatrix withHematoxylin(const StainMatrix& stains, PhantomHue hue);

}  // namespace herald
