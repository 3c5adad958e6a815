// What tissue a place is, by its looks without DAB: for each pixel of 1 um, how likely it is epithelium (tumour or
// normal) rather than stroma, muscle, vessels, lymphocytes, necrosis or nothing.
//
// The nucleus net's layers (nucleus_net.h) with other weights, trained by tests/calibration/tissue_net/train.py
// (tissue_net_weights.inc), on two planes of haematoxylin relative to the slide's scale:
//
//   detail    haematoxylin, of which what lies under DAB is not believed but filled in from what is less brown around
//             it (normalised convolution: Knutsson & Westin, CVPR 1993:515), since what is brown takes red as well, and
//             the outline of a membrane would be seen in haematoxylin too;
//   context   its mean over about 12 um.
//
// Whether a cell has a membrane must not say that it is epithelium: no DAB is shown to the net, and in training DAB lay
// on every kind of tissue alike. All in integers, the same on every machine. Pure functions; thread-safe, one scratch a
// thread.
#pragma once

#include <cstdint>
#include <vector>

#include "segmentation/nucleus_net.h"
#include "segmentation/nucleus_net_layers.h"
#include "stain/image.h"

namespace herald {

// Analysis pixels per pixel of the net, along one axis.
inline constexpr int kTissueGridPx = 2;
// Windows of one slide begin at multiples of so many analysis pixels, or they differ.
inline constexpr int kTissueNetGridPx = kTissueGridPx * kNucleusNetGridPx;
// Output pixels with so many analysis pixels between themselves and an edge of a window are those of the whole slide.
inline constexpr int kTissueNetMarginPx = kTissueGridPx * (kNucleusNetMarginPx + 14 + 4);

// What the net is shown, in milli optical density.
struct TissuePlanes {
  Image<std::int16_t> detail;
  Image<std::int16_t> context;
};

struct TissuePlanesScratch {
  Image<std::int32_t> own_weight;
  Image<std::int32_t> weight;
  Image<std::int32_t> weighted;
  Image<std::int32_t> between;
  std::vector<std::int32_t> row;
};

// Both planes of the analysis grid (milli optical density, of one size), which begin on the net's grid, become planes
// of half the size, rounded up; an odd last row or column counts twice. Means of 2 x 2, (a + b + c + d + 2) / 4. DAB d,
// 0-4000, leaves haematoxylin the weight w = max(1, (256 x 2500 + (2500 + d^2) / 2) / (2500 + d^2)); detail is the
// share w / 256 of haematoxylin, -1000-3000, and for the rest its mean weighted by w and by 1 2 3 4 5 4 3 2 1 along
// both axes; context the mean of that weighted by 1 2 ... 15 ... 2 1. Divisions round to nearest. Beyond the border
// nothing has weight.
void makeTissuePlanes(ImageView<std::int16_t> hematoxylin, ImageView<std::int16_t> dab, TissuePlanesScratch& scratch,
                      TissuePlanes& planes);

// Bytes of both planes for a haematoxylin scale: 127 v / (v + 3 scales) of detail, 127 v / (v + scale) of context, as
// NucleusNetEncoding.
class TissueNetEncoding {
 public:
  explicit TissueNetEncoding(int hematoxylin_scale_milli_od);
  void encode(const TissuePlanes& planes, NucleusNetInput& input) const;

 private:
  NucleusNetEncoding::Table detail_;
  NucleusNetEncoding::Table context_;
};

// Those of tissue_net_weights.inc.
[[nodiscard]] const NetLayers& trainedTissueNetLayers();

struct TissueNetScratch {
  TissuePlanesScratch planes_scratch;
  TissuePlanes planes;
  NucleusNetInput input;
  NucleusNetScratch net;
};

// Logits of epithelium in steps of 1/16, one for 2 x 2 analysis pixels, at least as many as cover the planes. Empty
// planes give none.
void evaluateTissueNet(ImageView<std::int16_t> hematoxylin, ImageView<std::int16_t> dab,
                       const TissueNetEncoding& encoding, TissueNetScratch& scratch, Image<std::int8_t>& logits);

// Mean logit, natural, over the pixels of `logits` whose centres lie within kTissueReachUm of a place (in their pixels,
// the middle of the first is 0.5), those that there are. `um_per_px`: of the analysis grid. At least the nearest pixel
// counts.
inline constexpr double kTissueReachUm = 3.0;
[[nodiscard]] float tissueLogitAt(ImageView<std::int8_t> logits, double x, double y, double um_per_px);

}  // namespace herald
