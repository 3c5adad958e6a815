#include "segmentation/nucleus_net_weights.h"

#include <array>

namespace herald {
namespace {

#include "segmentation/nucleus_net_weights.inc"

}  // namespace

std::span<const NetLayer> trainedNucleusNetLayers() {
  return kTrainedLayers;
}

void evaluateNucleusNet(const UNet& net, const NucleusNetInput& input, UNetScratch& scratch,
                        Image<std::int8_t>& centre_logits) {
  const std::array planes = {&input.hematoxylin, &input.dab};
  net.evaluate(planes, scratch, {&centre_logits, 1});
}

void evaluateNucleusNet(const NucleusNetInput& input, UNetScratch& scratch, Image<std::int8_t>& centre_logits) {
  static const UNet kNet(kNucleusNet, trainedNucleusNetLayers());
  evaluateNucleusNet(kNet, input, scratch, centre_logits);
}

}  // namespace herald
