// What hides tissue in the low-resolution picture: pen, red cells, dust and pigment, folds, the coverslip's edge.
//
// Ink and red cells have a colour that no mixture of haematoxylin and DAB has: in optical-density space it lies off the
// cone between the two stain vectors (colour deconvolution, Ruifrok & Johnston 2001), by 15-35 degrees, where stained
// tissue stays within 8, whatever the amount of stain: brown is never ink. Black ink, dust and carbon pigment are grey
// and far darker than tissue smoothed over a cell. Folds are tissue lying in three layers: far above the density of
// the slide's dense tissue, over a band (Palokangas 2007; Bautista & Yagi 2009; Kothari 2013 take the slide's own
// colours as the measure too). Haematoxylin is used: tissue that is merely browner than the rest is no fold; and its
// density must not drop to single tissue anywhere within a cell. The coverslip's edge is a straight line right across
// the picture (coverslip_edge.h). Kinds are those HistoQC reports (Janowczyk 2019).
//
// Necrosis and crushed tissue are not found. Pure functions; thread-safe.
#pragma once

#include <optional>

#include "stain/image.h"
#include "stain/slide_statistics.h"
#include "stain/units.h"

namespace herald {

// [artefact] in the configuration. Densities are means over `smoothing_um`.
struct ArtefactOptions {
  // Edge of the square colours are averaged over, micrometres; about one cell.
  double smoothing_um = 8;
  // Angle off the cone of haematoxylin and DAB from which a colour is foreign, degrees. Tissue darker than OD 0.25
  // stays within 7.5 on four HER2 cores and 2.6 on phantoms with stains turned by 5 degrees; red ink has 19, blue 16,
  // green 32.
  double foreign_angle_deg = 12;
  // The same towards red, where tissue of the cores and of turned phantoms stays within 1.6 degrees: red cells have
  // 5-13.
  double red_angle_deg = 7;
  // Mean optical density from which a foreign colour is looked at.
  double foreign_od = 0.12;
  // Red foreign colour fainter than this is red cells, else ink. By eye: marker ink 0.5 and more, red cells 0.1-0.4.
  double red_ink_od = 0.45;
  // Mean optical density from which grey is dust or ink. Dense tissue of both stains is grey, too, but hardly ever so
  // dark.
  double black_od = 0.6;
  // Grey: largest less smallest of the three densities, share of their mean. So dark tissue of the cores and phantoms
  // has 0.6 and more.
  double grey_share = 0.2;
  // Pieces of ink smaller than this are none; black pieces are dust then, mm2.
  double smallest_pen_mm2 = 0.002;
  // Lakes of red cells smaller than this are left to the brown gate of the membrane profile, mm2.
  double smallest_red_cells_mm2 = 0.0004;
  // A fold has this many times the density of dense tissue (its 75th percentile). A wrinkle is three layers. At 1.9
  // single tissue of the cores is taken for folds (up to 4 %), at 2.2 none; the margin is for tissue less even than
  // that.
  double fold_ratio = 2.6;
  // Folds are bands: length over width at least this, and area at least smallest_fold_mm2. Lymphoid follicles are
  // round.
  double fold_elongation = 2.5;
  double smallest_fold_mm2 = 0.006;
  // Share of the picture's width or height along which a straight line must be seen to be the coverslip's edge.
  double coverslip_line_share = 0.6;
};

// Throws std::invalid_argument naming field, value and range.
void validate(const ArtefactOptions& options);

// Density of haematoxylin from which tissue may be a fold: `fold_ratio` times its 75th percentile over `tissue`'s
// pixels of class kTissue, but at least 0.04, so that pale stroma does not fold; nothing without tissue. `picture` and
// `tissue.classes` have the same size (std::invalid_argument otherwise), here and below.
[[nodiscard]] std::optional<double> foldDensity(ImageView<Rgb8> picture, const TissueMask& tissue,
                                                PixelSize level0_pixel_size, const BackgroundLight& background,
                                                const ArtefactOptions& options);

// What colours and straight lines say, whatever the tissue mask is: kinds of artefact, kGlass = none, in pixels of
// `factor` x `factor` pixels of the picture (fewer at the right and lower border).
struct ArtefactFindings {
  int factor = 1;
  Image<TissueClass> kinds;
};

// Pen, dust, red cells and the coverslip's edge; where they overlap, in this order. `picture`: `downsample_px` level-0
// pixels per pixel.
[[nodiscard]] ArtefactFindings findArtefacts(ImageView<Rgb8> picture, double downsample_px, PixelSize level0_pixel_size,
                                             const BackgroundLight& background, const ArtefactOptions& options);

// Marks what was found in the same picture, and folds, in `tissue`. Pen is found on glass, too; the others replace
// kTissue only, except that dust and red cells too small for tissue stay kDebris. `fold_od`: as from foldDensity, 0 =
// look for none. An empty picture is left as it is.
void markArtefacts(const ArtefactFindings& found, ImageView<Rgb8> picture, PixelSize level0_pixel_size,
                   const BackgroundLight& background, double fold_od, const ArtefactOptions& options,
                   TissueMask& tissue);

// Both at once.
void markArtefacts(ImageView<Rgb8> picture, PixelSize level0_pixel_size, const BackgroundLight& background,
                   double fold_od, const ArtefactOptions& options, TissueMask& tissue);

}  // namespace herald
