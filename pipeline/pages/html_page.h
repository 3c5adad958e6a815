// A self-contained HTML page: no file or address beside it, no script but the one given, light or dark as the reader's
// system is, and black on white in print. Pure; thread-safe.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline/pages/web_bundle.h"

namespace herald {

// Text for between tags and inside quoted attributes: & < > " ' as entities, control characters as in printable.h,
// bytes that are not UTF-8 as U+FFFD.
[[nodiscard]] std::string htmlText(std::string_view text);

// A relative path as a link's address: every byte but letters, digits and - . _ ~ / percent-encoded.
[[nodiscard]] std::string htmlPath(std::string_view relative_path);

// `title` and `subtitle` are plain text, `body` is HTML.
// The page's policy lets the bundle's script run, and nothing else.
[[nodiscard]] std::string htmlPage(std::string_view title, std::string_view subtitle, std::string_view body,
                                   const PageBundle& bundle = {});

// One table cell; `html` is HTML.
struct HtmlCell {
  std::string html;
  bool is_number = false;
};
using HtmlRow = std::vector<HtmlCell>;

// <table> with a line of plain-text headings. A heading that begins with '#' is over numbers.
[[nodiscard]] std::string htmlTable(std::span<const std::string_view> headings, std::span<const HtmlRow> rows);

// <section> with a heading; `body` is HTML.
[[nodiscard]] std::string htmlSection(std::string_view heading, std::string_view body);

}  // namespace herald
