// A self-contained HTML page: no file or address beside it, no script but the one given, light or dark as the reader's
// system is, and black on white in print. Pure; thread-safe.
#pragma once

#include <string>
#include <string_view>

#include "pipeline/pages/web_bundle.h"

namespace herald {

// `title` and `subtitle` are plain text, `body` is HTML.
// The page's policy lets the bundle's script run, and nothing else.
[[nodiscard]] std::string htmlPage(std::string_view title, std::string_view subtitle, std::string body,
                                   const PageBundle& bundle = {});

}  // namespace herald
