// What OpenSlide says through GLib's log: the cause of a file that does not open stands nowhere else.
#pragma once

#include <string>

namespace herald {

// While one lives, what its thread's calls of OpenSlide say is kept; from the first one on nothing of it goes to
// stderr, whoever's thread it is, but for what ends the program. One a thread at a time.
class OpenSlideMessages {
 public:
  OpenSlideMessages();
  ~OpenSlideMessages();
  OpenSlideMessages(const OpenSlideMessages&) = delete;
  OpenSlideMessages& operator=(const OpenSlideMessages&) = delete;

  // The first one, in one line; empty without one.
  [[nodiscard]] const std::string& first() const { return first_; }

 private:
  std::string first_;
};

}  // namespace herald
