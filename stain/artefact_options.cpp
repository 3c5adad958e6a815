#include "stain/artefact_options.h"

namespace herald {

void validate(const ArtefactOptions& options) {
  requireInRanges(options);
}

}  // namespace herald
