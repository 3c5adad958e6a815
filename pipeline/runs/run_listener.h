// Hears how a run goes.
#pragma once

#include <cstddef>
#include <string>

#include "pipeline/results/run_report.h"
#include "pipeline/slides/slide_identity.h"

namespace herald {

// Called from the thread that runs, tilesDone also from tile threads, one at a time.
class RunListener {
 public:
  virtual ~RunListener() = default;
  virtual void slideStarted(std::size_t /*index*/, std::size_t /*count*/, const SlideIdentity& /*slide*/) {}
  virtual void tilesDone(std::size_t /*done*/, std::size_t /*total*/) {}
  virtual void warned(const SlideIdentity& /*slide*/, const std::string& /*warning*/) {}
  virtual void slideFinished(const RunInput& /*slide*/) {}
};

}  // namespace herald
