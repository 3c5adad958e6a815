// The scripts and styles of the pages, in the program: built from apps/web, checked in as pipeline/pages/bundle.
#pragma once

#include <string_view>

namespace herald {

struct PageBundle {
  std::string_view script;
  std::string_view script_sha256;  // base64, for the page's policy
  std::string_view style;
};

// Of every page that is not the viewer's; bundles add to it.
[[nodiscard]] std::string_view pageStyle();

[[nodiscard]] PageBundle reportBundle();  // of a slide
[[nodiscard]] PageBundle runBundle();     // of a run
[[nodiscard]] PageBundle viewerBundle();  // script_sha256 is empty

// WebAssembly of pipeline/pages/judge.
[[nodiscard]] std::string_view judgeModule();

}  // namespace herald
