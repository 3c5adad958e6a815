#include "pipeline/pages/web_bundle.h"

// Puts a file of the bundle into the program, between two symbols. HERALD_BUNDLE is its folder.
#define HERALD_EMBED(symbol, file)                                          \
  asm(".pushsection .rodata\n"                                              \
      ".global herald_" #symbol "_begin\nherald_" #symbol                   \
      "_begin:\n"                                                           \
      ".incbin \"" HERALD_BUNDLE "/" file                                   \
      "\"\n"                                                                \
      ".global herald_" #symbol "_end\nherald_" #symbol                     \
      "_end:\n.byte 0\n"                                                    \
      ".popsection\n");                                                     \
  extern "C" const char herald_##symbol##_begin[], herald_##symbol##_end[]; \
  namespace herald {                                                        \
  namespace {                                                               \
  std::string_view symbol() {                                               \
    return {herald_##symbol##_begin, herald_##symbol##_end};                \
  }                                                                         \
  }                                                                         \
  }

HERALD_EMBED(report_js, "report.js")
HERALD_EMBED(report_sha256, "report.sha256")
HERALD_EMBED(report_css, "report.css")
HERALD_EMBED(run_js, "run.js")
HERALD_EMBED(run_sha256, "run.sha256")
HERALD_EMBED(run_css, "run.css")
HERALD_EMBED(viewer_js, "viewer.js")
HERALD_EMBED(viewer_css, "viewer.css")
HERALD_EMBED(judge_wasm, "judge.wasm")

namespace herald {

PageBundle reportBundle() {
  return {report_js(), report_sha256(), report_css()};
}

PageBundle runBundle() {
  return {run_js(), run_sha256(), run_css()};
}

PageBundle viewerBundle() {
  return {viewer_js(), "", viewer_css()};
}

std::string_view judgeModule() {
  return judge_wasm();
}

}  // namespace herald
