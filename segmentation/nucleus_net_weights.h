// The nucleus net (nucleus_net.h) as it was trained.
//
// Thread-safe, one scratch a thread.
#pragma once

#include "segmentation/nucleus_net.h"
#include "segmentation/nucleus_net_layers.h"

namespace herald {

// Those of nucleus_net_weights.inc.
[[nodiscard]] const NetLayers& trainedNetLayers();

// NucleusNet::evaluate of the net with these weights.
void evaluateNucleusNet(const NucleusNetInput& input, NucleusNetScratch& scratch, Image<std::int8_t>& centre_logits);

}  // namespace herald
