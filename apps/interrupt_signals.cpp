#include "apps/interrupt_signals.h"

#include <signal.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <string>
#include <string_view>

#include "pipeline/runs/run.h"

namespace herald {
namespace {

std::atomic<Interruption*> to_request{nullptr};
std::string in_work_path;
std::string stopping_message;
static_assert(std::atomic<Interruption*>::is_always_lock_free, "the signal handler needs it");

extern "C" void onStopSignal(int /*signal*/) {
  const int error = errno;
  Interruption& interruption = *to_request.load();
  if (interruption.requested()) {
    unlink(in_work_path.c_str());
    _exit(kExitInterrupted);
  }
  interruption.request();
  (void)!write(STDERR_FILENO, stopping_message.data(), stopping_message.size());
  errno = error;
}

}  // namespace

void stopOnSignals(Interruption& interruption, const std::filesystem::path& in_work, std::string_view message) {
  stopping_message = message;
  in_work_path = in_work.string();
  to_request = &interruption;
  struct sigaction stop {};
  stop.sa_handler = onStopSignal;
  stop.sa_flags = SA_RESTART;
  sigemptyset(&stop.sa_mask);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
    struct sigaction before {};
    sigaction(signal, nullptr, &before);
    if (before.sa_handler != SIG_IGN) sigaction(signal, &stop, nullptr);
  }
}

void surviveFailingWrites() {
  signal(SIGPIPE, SIG_IGN);
  signal(SIGXFSZ, SIG_IGN);
}

}  // namespace herald
