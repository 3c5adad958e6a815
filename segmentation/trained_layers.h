// Gathers the constants that a weights file of tests/calibration/nucleus_net/export.py defines, in order of evaluation.
#pragma once

#include "segmentation/nucleus_net_layers.h"

#define HERALD_NET_LAYER(L)                                                \
  ::herald::NetLayer {                                                     \
    k##L##Weights, k##L##Bias, k##L##Multipliers, k##L##ResidualMultiplier \
  }
// Initialises a NetLayers where the weights file is included.
#define HERALD_NET_LAYERS                                                                                       \
  {                                                                                                             \
    HERALD_NET_LAYER(Stem), HERALD_NET_LAYER(L1B0Dw), HERALD_NET_LAYER(L1B0Pw), HERALD_NET_LAYER(D2),           \
        HERALD_NET_LAYER(L2B0Dw), HERALD_NET_LAYER(L2B0Pw), HERALD_NET_LAYER(L2B1Dw), HERALD_NET_LAYER(L2B1Pw), \
        HERALD_NET_LAYER(D3), HERALD_NET_LAYER(L3B0Dw), HERALD_NET_LAYER(L3B0Pw), HERALD_NET_LAYER(L3B1Dw),     \
        HERALD_NET_LAYER(L3B1Pw), HERALD_NET_LAYER(U2), HERALD_NET_LAYER(M2Dw), HERALD_NET_LAYER(M2Pw),         \
        HERALD_NET_LAYER(U1), HERALD_NET_LAYER(M1Dw), HERALD_NET_LAYER(M1Pw), HERALD_NET_LAYER(Head),           \
  }
