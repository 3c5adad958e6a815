#include "pipeline/pages/web_bundle.h"

#include "pipeline/files/embedded_file.h"

HERALD_EMBED(page_css, "pipeline/pages/bundle/page.css")
HERALD_EMBED(report_js, "pipeline/pages/bundle/report.js")
HERALD_EMBED(report_sha256, "pipeline/pages/bundle/report.sha256")
HERALD_EMBED(report_css, "pipeline/pages/bundle/report.css")
HERALD_EMBED(run_js, "pipeline/pages/bundle/run.js")
HERALD_EMBED(run_sha256, "pipeline/pages/bundle/run.sha256")
HERALD_EMBED(run_css, "pipeline/pages/bundle/run.css")
HERALD_EMBED(viewer_js, "pipeline/pages/bundle/viewer.js")
HERALD_EMBED(viewer_css, "pipeline/pages/bundle/viewer.css")
HERALD_EMBED(judge_wasm, "pipeline/pages/bundle/judge.wasm")

namespace herald {

std::string_view pageStyle() {
  return page_css();
}

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
