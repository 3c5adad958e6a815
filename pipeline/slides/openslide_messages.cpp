#include "pipeline/slides/openslide_messages.h"

#include <dlfcn.h>

#include <algorithm>
#include <cstdio>

namespace herald {
namespace {

thread_local std::string* kept = nullptr;

// GLib's GLogFunc and g_log_set_default_handler. OpenSlide brings the library along, but not its headers.
using LogHandler = void (*)(const char* domain, int level, const char* message, void* user);
using SetDefaultHandler = LogHandler (*)(LogHandler handler, void* user);

void keepFirst(const char* /*domain*/, int level, const char* message, void* /*user*/) {
  constexpr int kFatal = 2;
  if (message == nullptr) return;
  if ((level & kFatal) != 0) std::fprintf(stderr, "%s\n", message);
  if (kept == nullptr || !kept->empty()) return;
  *kept = message;
  std::replace(kept->begin(), kept->end(), '\n', ' ');
}

void takeOverLog() {
  static const bool taken = [] {
    void* const found = dlsym(RTLD_DEFAULT, "g_log_set_default_handler");
    if (found != nullptr) reinterpret_cast<SetDefaultHandler>(found)(keepFirst, nullptr);
    return found != nullptr;
  }();
  (void)taken;
}

}  // namespace

OpenSlideMessages::OpenSlideMessages() {
  takeOverLog();
  kept = &first_;
}

OpenSlideMessages::~OpenSlideMessages() {
  kept = nullptr;
}

}  // namespace herald
