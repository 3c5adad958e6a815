// A slide that can no longer be read once the run is to stop.
//
// Every step of an analysis reads in parts, so that this one check ends pass 1 and pass 2 within a part.
#pragma once

#include <memory>

#include "pipeline/slides/interruption.h"
#include "pipeline/slides/slide_source.h"

namespace herald {

// The same slide; readRegion throws Interrupted as soon as it is requested. `interruption` must outlive it. Thread-safe
// as `slide` is.
[[nodiscard]] std::unique_ptr<SlideSource> interruptible(std::unique_ptr<SlideSource> slide,
                                                         const Interruption& interruption);

}  // namespace herald
