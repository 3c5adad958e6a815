// Turns signals into a request that the run stops.
#pragma once

#include <filesystem>
#include <string_view>

#include "pipeline/slides/interruption.h"

namespace herald {

// From now on the first SIGINT, SIGTERM or SIGHUP requests `interruption`, which must live as long as the program, and
// says `message` on stderr; the second removes `in_work` (fatal_slides.h: no slide was fatal; empty = none) and ends
// the process at once with exit code 130. A signal that is ignored (nohup, a shell's background job) stays ignored. To
// be called once.
inline constexpr std::string_view kStopping =
    "\nherald: stopping; finished slides are kept. Interrupt again to end at once.\n";
void stopOnSignals(Interruption& interruption, const std::filesystem::path& in_work,
                   std::string_view message = kStopping);

// Writing to a closed pipe, or beyond a size limit, is an error of that write, not the end of the process.
void surviveFailingWrites();

}  // namespace herald
