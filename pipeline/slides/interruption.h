// A request that the run stops: made by a signal handler or another thread, noticed by the work at its next check.
#pragma once

#include <atomic>
#include <exception>

namespace herald {

// Thrown where the request is noticed. Not a failure: the work is abandoned, and done another time.
class Interrupted : public std::exception {
 public:
  [[nodiscard]] const char* what() const noexcept override { return "interrupted"; }
};

class Interruption {
 public:
  // Safe in signal handlers and from any thread.
  void request() noexcept { requested_.store(true, std::memory_order_relaxed); }
  [[nodiscard]] bool requested() const noexcept { return requested_.load(std::memory_order_relaxed); }

 private:
  static_assert(std::atomic<bool>::is_always_lock_free, "signal handlers need it");
  std::atomic<bool> requested_{false};
};

}  // namespace herald
