#include "segmentation/nucleus_net_weights.h"

#include "segmentation/trained_layers.h"

namespace herald {
namespace {

#include "segmentation/nucleus_net_weights.inc"

}  // namespace

const NetLayers& trainedNetLayers() {
  static constexpr NetLayers kLayers = HERALD_NET_LAYERS;
  return kLayers;
}

void evaluateNucleusNet(const NucleusNetInput& input, NucleusNetScratch& scratch, Image<std::int8_t>& centre_logits) {
  static const NucleusNet kNet(trainedNetLayers());
  kNet.evaluate(input, scratch, centre_logits);
}

}  // namespace herald
