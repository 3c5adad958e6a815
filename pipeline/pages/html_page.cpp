#include "pipeline/pages/html_page.h"

#include <fmt/format.h>

#include <algorithm>

#include "pipeline/configuration/program.h"
#include "pipeline/files/printable.h"

namespace herald {
namespace {

// Colours: Okabe M & Ito K, Color Universal Design, 2008; told apart by all kinds of colour vision. Blue agrees, orange
// differs.
constexpr std::string_view kStyle = R"css(
:root{--paper:#fff;--ink:#1b1f24;--faint:#5a6470;--line:#d5dae0;--panel:#f6f8fa;--blue:#0072b2;--orange:#d55e00;--green:#00795a;--mark:#fff3d6}
@media (prefers-color-scheme:dark){:root{--paper:#14181d;--ink:#e6eaef;--faint:#9aa5b1;--line:#343c46;--panel:#1c2229;--blue:#56b4e9;--orange:#e69f00;--green:#3cc79a;--mark:#40351a}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:64rem;padding:1.5rem 1.25rem 3rem;background:var(--paper);color:var(--ink);font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Liberation Sans",sans-serif}
h1{font-size:1.6rem;line-height:1.25;margin:0}
h2{font-size:1.15rem;margin:0 0 .6rem}
h3{font-size:1rem;margin:1.2rem 0 .4rem}
p{margin:.4rem 0 .7rem}
.subtitle,.note,figcaption{color:var(--faint);font-size:.9rem}
.subtitle{overflow-wrap:anywhere}
.banner{border-left:4px solid var(--orange);background:var(--panel);padding:.5rem .8rem;margin:1rem 0}
section{border-top:1px solid var(--line);margin-top:1.6rem;padding-top:1.1rem}
table{border-collapse:collapse;font-size:.9rem;margin:.4rem 0 .8rem;font-variant-numeric:tabular-nums}
th,td{padding:.25rem .6rem;text-align:left;border-bottom:1px solid var(--line);vertical-align:top}
th{font-weight:600;white-space:nowrap}
td.number,th.number{text-align:right;white-space:nowrap}
.scroll{overflow-x:auto}
.slide{overflow-wrap:anywhere;min-width:10rem}
.far{background:var(--mark)}
.matrix td{position:relative;text-align:center;width:5.2rem;height:3.1rem;vertical-align:middle;border:1px solid var(--line);font-size:1.05rem}
.matrix th{border:0;text-align:center}
.matrix th.row{text-align:right;vertical-align:middle}
.matrix td.margin{color:var(--faint);font-size:.9rem}
.matrix .fill{position:absolute;inset:0;z-index:0}
.matrix .count{position:relative;z-index:1}
.matrix .share{position:relative;z-index:1;display:block;font-size:.75rem;color:var(--faint)}
.side{display:flex;flex-wrap:wrap;gap:1.2rem 2.5rem;align-items:flex-start}
.big{display:flex;flex-wrap:wrap;gap:.8rem;margin:1rem 0}
.big div{background:var(--panel);border:1px solid var(--line);border-radius:.4rem;padding:.5rem .9rem;min-width:8.5rem}
.big b{display:block;font-size:1.5rem;line-height:1.3}
.big span{color:var(--faint);font-size:.85rem}
a{color:var(--blue)}
figure{margin:.4rem 0 1rem}
svg{display:block;max-width:100%;height:auto}
svg text{fill:var(--ink);font:12px system-ui,-apple-system,"Segoe UI",Roboto,"Liberation Sans",sans-serif}
svg .faint{fill:var(--faint)}
svg .grid{stroke:var(--line);stroke-width:1}
svg .axis{stroke:var(--faint);stroke-width:1}
svg .blue{stroke:var(--blue);fill:var(--blue)}
svg .orange{stroke:var(--orange);fill:var(--orange)}
svg .green{stroke:var(--green);fill:var(--green)}
svg .hollow{fill:none}
svg .band{fill:var(--blue);opacity:.12;stroke:none}
svg .dash{stroke-dasharray:5 4}
footer{margin-top:2rem;color:var(--faint);font-size:.85rem}
@media print{:root{--paper:#fff;--ink:#000;--faint:#444;--line:#bbb;--panel:#fff;--blue:#0072b2;--orange:#d55e00;--green:#00795a;--mark:#fff}
@page{margin:14mm}
body{max-width:none;padding:0;font-size:10.5pt}section{break-inside:auto}h2,h3{break-after:avoid}.scroll{overflow:visible}table{font-size:8.5pt}th{white-space:normal}th,td{padding:.2rem .4rem}footer{margin-top:.8rem}figure,table,.matrix{break-inside:avoid}.far{font-weight:600}.matrix .fill{print-color-adjust:exact;-webkit-print-color-adjust:exact}}
)css";

// Length of the UTF-8 sequence at the front of `text`; 0 when there is none.
std::size_t sequenceLength(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = byte(0);
  const std::size_t length = first < 0x80   ? 1
                             : first < 0xc2 ? 0
                             : first < 0xe0 ? 2
                             : first < 0xf0 ? 3
                             : first < 0xf5 ? 4
                                            : 0;
  if (length == 0 || length > text.size()) return 0;
  for (std::size_t i = 1; i < length; ++i)
    if ((byte(i) & 0xc0) != 0x80) return 0;
  if ((first == 0xe0 && byte(1) < 0xa0) || (first == 0xed && byte(1) > 0x9f) || (first == 0xf0 && byte(1) < 0x90) ||
      (first == 0xf4 && byte(1) > 0x8f))
    return 0;
  return length;
}

std::string_view entityOf(char c) {
  switch (c) {
    case '&':
      return "&amp;";
    case '<':
      return "&lt;";
    case '>':
      return "&gt;";
    case '"':
      return "&quot;";
    case '\'':
      return "&#39;";
    default:
      return {};
  }
}

}  // namespace

std::string htmlText(std::string_view text) {
  const std::string plain = printable(text);
  std::string html;
  for (std::size_t i = 0; i < plain.size();) {
    const std::string_view rest = std::string_view(plain).substr(i);
    const std::size_t length = sequenceLength(rest);
    if (length == 0)
      html += "\xef\xbf\xbd";
    else if (const auto entity = entityOf(rest[0]); !entity.empty())
      html += entity;
    else
      html += rest.substr(0, length);
    i += std::max<std::size_t>(length, 1);
  }
  return html;
}

std::string htmlPath(std::string_view relative_path) {
  constexpr std::string_view kPlain = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/";
  std::string address;
  for (const char c : relative_path) {
    if (kPlain.find(c) != std::string_view::npos)
      address += c;
    else
      address += fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return address;
}

std::string htmlPage(std::string_view title, std::string_view subtitle, std::string_view body,
                     const PageBundle& bundle) {
  const bool runs = !bundle.script.empty();
  const std::string policy =
      runs ? fmt::format("; script-src 'sha256-{}' 'wasm-unsafe-eval'", bundle.script_sha256) : std::string();
  return fmt::format(
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; "
      "img-src data:{}\">\n<meta name=\"color-scheme\" content=\"light "
      "dark\">\n<title>{}</title>\n<style>{}{}</style>\n"
      "</head>\n<body>\n<main>\n<h1>{}</h1>\n<p class=\"subtitle\">{}</p>\n"
      "<p class=\"banner\"><b>For research and quality assurance only.</b> Herald is not a medical device: nothing "
      "here is for diagnosis or treatment.</p>\n{}\n</main>\n<footer>herald {}</footer>\n{}</body>\n</html>\n",
      policy, htmlText(title), kStyle, bundle.style, htmlText(title), htmlText(subtitle), body,
      htmlText(programVersion()), runs ? fmt::format("<script>{}</script>\n", bundle.script) : std::string());
}

std::string htmlTable(std::span<const std::string_view> headings, std::span<const HtmlRow> rows) {
  std::string html = "<div class=\"scroll\"><table>\n<thead><tr>";
  for (const std::string_view heading : headings) {
    const bool over_numbers = heading.starts_with('#');
    html += fmt::format("<th scope=\"col\"{}>{}</th>", over_numbers ? " class=\"number\"" : "",
                        htmlText(heading.substr(over_numbers ? 1 : 0)));
  }
  html += "</tr></thead>\n<tbody>\n";
  for (const HtmlRow& row : rows) {
    html += "<tr>";
    for (const HtmlCell& cell : row)
      html += fmt::format("<td{}>{}</td>", cell.is_number ? " class=\"number\"" : "", cell.html);
    html += "</tr>\n";
  }
  return html + "</tbody></table></div>\n";
}

std::string htmlSection(std::string_view heading, std::string_view body) {
  return fmt::format("<section>\n<h2>{}</h2>\n{}</section>\n", htmlText(heading), body);
}

}  // namespace herald
