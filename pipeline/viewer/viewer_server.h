// The viewer's web server: one user, this machine. It listens on 127.0.0.1 alone; every address begins with a random
// token, so that neither other users of the machine nor pages of other sites can ask it anything; requests for another
// host (DNS rebinding) or from another origin are refused; nothing but the pictures and numbers of the cohort is
// served, and nothing is written but regions (viewer_answers.h).
#pragma once

#include <memory>
#include <string>

#include "pipeline/viewer/viewer_cohort.h"

namespace herald {

class ViewerServer {
 public:
  // Takes the port, 0 = any that is free. Throws std::runtime_error when it is not available.
  ViewerServer(ViewerCohort& cohort, int port);
  ~ViewerServer();
  ViewerServer(const ViewerServer&) = delete;
  ViewerServer& operator=(const ViewerServer&) = delete;

  // "http://127.0.0.1:PORT/TOKEN/"
  [[nodiscard]] std::string address() const;
  // Answers requests until stop() is called, once, by another thread while it is running.
  void run();
  [[nodiscard]] bool isRunning() const;
  void stop();

 private:
  struct Http;
  std::unique_ptr<Http> http_;
};

}  // namespace herald
