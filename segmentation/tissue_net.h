// What tissue a place is, by its looks without DAB: how likely it is epithelium (tumour or normal), lymphocytes, or
// stroma (muscle and vessels too).
//
// A U-net (unet.h) trained by tests/calibration/tissue_net/train.py (tissue_net_weights.inc), on two planes of
// haematoxylin relative to the slide's scale:
//
//   detail    haematoxylin, of which what lies under DAB is not believed but filled in from what is less brown around
//             it (normalised convolution: Knutsson & Westin, CVPR 1993:515), since what is brown takes red as well, and
//             the outline of a membrane would be seen in haematoxylin too;
//   context   its mean over about 12 um, at half the resolution.
//
// Whether a cell has a membrane must not say that it is epithelium: no DAB is shown to the net, and in training DAB lay
// on every kind of tissue alike. All in integers, the same on every machine. Pure functions; thread-safe, one scratch a
// thread.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "segmentation/nucleus_net.h"
#include "segmentation/unet.h"
#include "stain/image.h"

namespace herald {

inline constexpr std::array<int, 2> kTissueNetFolds = {4, 2};
inline constexpr std::array<UNetLevel, 3> kTissueNetLevels = {{{24, 0}, {48, 2}, {72, 3}}};
enum class TissueMap : std::uint8_t { kEpithelium, kLymphocytes, kStroma };
inline constexpr int kTissueMaps = 3;
inline constexpr UNetArchitecture kTissueNet{"tissue net", kTissueNetFolds, kTissueNetLevels, kTissueMaps, 1};

// Analysis pixels per pixel of the maps, along one axis.
inline constexpr int kTissueGridPx = 4;
// Windows of one slide begin at multiples of so many analysis pixels, or they differ.
inline constexpr int kTissueNetGridPx = kTissueGridPx * kTissueNet.gridPx();
// Map pixels with so many analysis pixels between themselves and an edge of a window are those of the whole slide: 84
// on the net's way from its own grid, 38 of filling and context, in whole squares of the grid.
inline constexpr int kTissueNetMarginPx = 8 * kTissueNetGridPx;
static_assert(kTissueNetMarginPx >= 84 + 2 * (14 + 5));

// What the net is shown, in milli optical density.
struct TissuePlanes {
  Image<std::int16_t> detail;   // analysis grid
  Image<std::int16_t> context;  // half its resolution
};

struct TissuePlanesScratch {
  Image<std::int32_t> weight;  // at half the resolution, as all of these
  Image<std::int32_t> weighted;
  Image<std::int32_t> between;
  std::vector<std::int32_t> row;
};

// From planes of the analysis grid (milli optical density, of one size, even, or std::invalid_argument). DAB leaves
// haematoxylin h, -1000-3000, the weight w = max(1, (256 x 3600 + (3600 + d^2) / 2) / (3600 + d^2)), where d is DAB
// less an eighth of h above 0, within 0-4000. Detail is the share w / 256 of h and for the rest a filling: at half the
// resolution, (sum of w h + 2) / 4 and (sum of w + 2) / 4 of 2 x 2 pixels, each summed with the weights 1 2 3 4 5 4 3 2
// 1 along both axes, and divided. Context is that mean, with the weights 1 2 ... 15 ... 2 1, of detail's means of 2
// x 2. Divisions round to nearest. Beyond the border nothing has weight.
void makeTissuePlanes(ImageView<std::int16_t> hematoxylin, ImageView<std::int16_t> dab, TissuePlanesScratch& scratch,
                      TissuePlanes& planes);

struct TissueNetInput {
  Image<std::int8_t> detail;
  Image<std::int8_t> context;
};

// Bytes of both planes for a haematoxylin scale: 127 v / (v + 3 scales) of detail, 127 v / (v + scale) of context, as
// NucleusNetEncoding.
class TissueNetEncoding {
 public:
  explicit TissueNetEncoding(int hematoxylin_scale_milli_od);
  // Up to the net's grid; pixels beyond are 0.
  void encode(const TissuePlanes& planes, TissueNetInput& input) const;

 private:
  NucleusNetEncoding::Table detail_;
  NucleusNetEncoding::Table context_;
};

// Those of tissue_net_weights.inc.
[[nodiscard]] std::span<const NetLayer> trainedTissueNetLayers();

using TissueMaps = std::array<Image<std::int8_t>, kTissueMaps>;

struct TissueNetScratch {
  TissuePlanesScratch planes_scratch;
  TissuePlanes planes;
  TissueNetInput input;
  UNetScratch net;
};

// Logits of each kind of tissue by itself, in steps of 1/16, one for kTissueGridPx squared analysis pixels, at least as
// many as cover the planes. Empty planes give none.
void evaluateTissueNet(ImageView<std::int16_t> hematoxylin, ImageView<std::int16_t> dab,
                       const TissueNetEncoding& encoding, TissueNetScratch& scratch, TissueMaps& maps);

// Mean logit, natural, over the pixels of a map whose centres lie within kTissueReachUm of a place (in its pixels, the
// middle of the first is 0.5), those that there are. `um_per_px`: of the analysis grid. At least the nearest pixel
// counts.
inline constexpr double kTissueReachUm = 3.0;
[[nodiscard]] float tissueLogitAt(ImageView<std::int8_t> map, double x, double y, double um_per_px);

}  // namespace herald
