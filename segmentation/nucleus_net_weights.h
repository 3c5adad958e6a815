// The nucleus net (nucleus_net.h) as it was trained.
//
// Thread-safe, one scratch a thread.
#pragma once

#include <span>

#include "segmentation/nucleus_net.h"
#include "segmentation/unet.h"

namespace herald {

// Those of nucleus_net_weights.inc.
[[nodiscard]] std::span<const NetLayer> trainedNucleusNetLayers();

// `centre_logits` gets, for each pixel, the logit (log odds, natural) of being near the centre of a nucleus, in steps
// of 1/16, clamped to -128..127; its size is that of the input, which may be empty. Throws std::invalid_argument when
// the planes differ in size or are no multiple of the grid.
void evaluateNucleusNet(const UNet& net, const NucleusNetInput& input, UNetScratch& scratch,
                        Image<std::int8_t>& centre_logits);
// The same with the trained weights.
void evaluateNucleusNet(const NucleusNetInput& input, UNetScratch& scratch, Image<std::int8_t>& centre_logits);

}  // namespace herald
