// What hides tissue in the low-resolution picture: pen, red cells, dust and pigment, folds, the coverslip's edge.
//
// Ink and red cells have a colour that no mixture of haematoxylin and DAB has: in optical-density space it lies off the
// cone between the two stain vectors (colour deconvolution, Ruifrok & Johnston 2001), by 15-35 degrees, where stained
// tissue stays within 8, whatever the amount of stain: brown is never ink. Black ink, dust and carbon pigment are grey
// and far darker than tissue smoothed over a cell. Folds are tissue lying in three layers: far above the density of
// the slide's dense tissue, over a band (Palokangas 2007; Bautista & Yagi 2009; Kothari 2013 take the slide's own
// colours as the measure too). Haematoxylin is used: tissue that is merely browner than the rest is not a fold; and its
// density must not drop to single tissue anywhere within a cell. The coverslip's edge is a straight line right across
// the picture (coverslip_edge.h). Kinds are those HistoQC reports (Janowczyk 2019).
//
// Necrosis and crushed tissue are not found. Pure functions; thread-safe.
#pragma once

#include <optional>

#include "stain/artefact_options.h"
#include "stain/image.h"
#include "stain/slide_statistics.h"
#include "stain/units.h"

namespace herald {

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
// kTissue only, except that dust and red cells too small for tissue stay kDebris. `fold_od`: as from foldDensity; 0 =
// do not look for folds. An empty picture is left as it is.
void markArtefacts(const ArtefactFindings& found, ImageView<Rgb8> picture, PixelSize level0_pixel_size,
                   const BackgroundLight& background, double fold_od, const ArtefactOptions& options,
                   TissueMask& tissue);

// Both at once.
void markArtefacts(ImageView<Rgb8> picture, PixelSize level0_pixel_size, const BackgroundLight& background,
                   double fold_od, const ArtefactOptions& options, TissueMask& tissue);

}  // namespace herald
