#include "segmentation/nucleus_net_weights.h"

namespace herald {
namespace {

#include "segmentation/nucleus_net_weights.inc"

}  // namespace

const NetLayers& trainedNetLayers() {
#define HERALD_NET_LAYER(L)                                                \
  NetLayer {                                                               \
    k##L##Weights, k##L##Bias, k##L##Multipliers, k##L##ResidualMultiplier \
  }
  static constexpr NetLayers kLayers = {
      HERALD_NET_LAYER(Stem),   HERALD_NET_LAYER(L1B0Dw), HERALD_NET_LAYER(L1B0Pw), HERALD_NET_LAYER(D2),
      HERALD_NET_LAYER(L2B0Dw), HERALD_NET_LAYER(L2B0Pw), HERALD_NET_LAYER(L2B1Dw), HERALD_NET_LAYER(L2B1Pw),
      HERALD_NET_LAYER(D3),     HERALD_NET_LAYER(L3B0Dw), HERALD_NET_LAYER(L3B0Pw), HERALD_NET_LAYER(L3B1Dw),
      HERALD_NET_LAYER(L3B1Pw), HERALD_NET_LAYER(U2),     HERALD_NET_LAYER(M2Dw),   HERALD_NET_LAYER(M2Pw),
      HERALD_NET_LAYER(U1),     HERALD_NET_LAYER(M1Dw),   HERALD_NET_LAYER(M1Pw),   HERALD_NET_LAYER(Head),
  };
#undef HERALD_NET_LAYER
  return kLayers;
}

void evaluateNucleusNet(const NucleusNetInput& input, NucleusNetScratch& scratch, Image<std::int8_t>& centre_logits) {
  static const NucleusNet kNet(trainedNetLayers());
  kNet.evaluate(input, scratch, centre_logits);
}

}  // namespace herald
