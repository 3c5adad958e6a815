// The haematoxylin scale of a slide: how strongly its typical nucleus answers a blob filter, in optical density. What
// is looked for in a nucleus is measured against it, so that a pale counterstain and a strong one give the same nuclei.
//
// No nucleus is segmented for it. Haematoxylin less a share of DAB (membranes lean on it), about 1 um per pixel, is
// filtered with one difference of Gaussians of the size of a nucleus (Lindeberg, Int J Comput Vis 1998;30:79). Its
// maxima are texture and nuclei; on a logarithmic scale Otsu's threshold (IEEE Trans Syst Man Cybern 1979;9:62) parts
// them, and the median of the upper class is the scale. On 102 recoloured histology fields it is 0.88-0.96 of the
// median response of marked nuclei. Maxima from a whole slide are needed: places of 256 um differ by a factor of up to
// ten. Pure functions; exact sums and comparisons, so that the scale has the same bits everywhere; thread-safe.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "segmentation/scale_space.h"
#include "stain/image.h"

namespace herald {

struct BlobScratch {
  Image<float> blob_density;
  Image<float> response;
  GaussianRows fine;
  GaussianRows coarse;
};

// Appends the responses (optical density) at the maxima of a window, whose images are on the analysis grid in milli-OD
// and of one size. `dab_coefficient` as in NucleusOptions. `wanted`: 0 where a maximum is not asked, of the same size;
// beyond the window's border the nearest pixel is repeated, so that whoever wants the same of every window leaves out
// blobReachUm there. A window without any pixel adds nothing.
void addBlobResponses(ImageView<std::int16_t> hematoxylin, ImageView<std::int16_t> dab, ImageView<std::uint8_t> wanted,
                      double dab_coefficient, double um_per_px, BlobScratch& scratch, std::vector<float>& responses);

// How far from a maximum a pixel can be that its response depends on, micrometres.
[[nodiscard]] double blobReachUm();

// The scale, optical density in steps of 0.1 milli-OD; nothing with fewer than kFewestBlobs maxima. The order of the
// responses does not matter.
inline constexpr std::size_t kFewestBlobs = 8;
[[nodiscard]] std::optional<double> hematoxylinScale(std::span<const float> responses);

}  // namespace herald
