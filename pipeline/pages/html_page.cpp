#include "pipeline/pages/html_page.h"

#include "pipeline/configuration/program.h"
#include "pipeline/drawing/html_template.h"
#include "pipeline/files/embedded_file.h"
#include "pipeline/pages/class_colours.h"

HERALD_EMBED(page_html, "pipeline/pages/templates/page.html")

namespace herald {

std::string htmlPage(std::string_view title, std::string_view subtitle, std::string body, const PageBundle& bundle) {
  static const HtmlTemplate kPage(page_html());
  OrderedJson script;
  if (!bundle.script.empty()) script = {{"sha256", bundle.script_sha256}, {"text", bundle.script}};
  return kPage.filled({{"title", title},
                       {"subtitle", subtitle},
                       {"style", classColourStyle() + std::string(pageStyle()) + std::string(bundle.style)},
                       {"body", std::move(body)},
                       {"herald", programVersion()},
                       {"script", std::move(script)}});
}

}  // namespace herald
