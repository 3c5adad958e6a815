#include "pipeline/pages/svg_elements.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "pipeline/drawing/html_text.h"

namespace herald::svg {

Scale::Scale(double low, double high, double from_px, double to_px)
    : low_(low), high_(high > low ? high : low + 1), from_px_(from_px), to_px_(to_px) {}

double Scale::at(double value) const {
  const double share = (std::clamp(value, low_, high_) - low_) / (high_ - low_);
  return from_px_ + share * (to_px_ - from_px_);
}

std::vector<double> Scale::ticks() const {
  const double raw = (high_ - low_) / 6;
  const double magnitude = std::pow(10, std::floor(std::log10(raw)));
  const double ratio = raw / magnitude;
  const double step = magnitude * (ratio < 1.5 ? 1 : ratio < 3.5 ? 2 : ratio < 7.5 ? 5 : 10);
  std::vector<double> ticks;
  for (double tick = std::ceil(low_ / step - 1e-9) * step; tick <= high_ + 1e-9 * step; tick += step)
    ticks.push_back(std::abs(tick) < step / 1000 ? 0 : tick);
  return ticks;
}

std::string line(double x1, double y1, double x2, double y2, std::string_view style, double width) {
  return fmt::format(R"(<line x1="{:.1f}" y1="{:.1f}" x2="{:.1f}" y2="{:.1f}" class="{}" stroke-width="{:g}"/>)"
                     "\n",
                     x1, y1, x2, y2, style, width);
}

std::string text(double x, double y, std::string_view anchor, std::string_view plain, std::string_view style) {
  return fmt::format(R"(<text x="{:.1f}" y="{:.1f}" text-anchor="{}" class="{}">{}</text>)"
                     "\n",
                     x, y, anchor, style, htmlText(plain));
}

std::string rectangle(double x, double y, double width, double height, std::string_view style, double stroke_width) {
  return fmt::format(R"(<rect x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}" class="{}" stroke-width="{:g}"/>)"
                     "\n",
                     x, y, width, height, style, stroke_width);
}

std::string dot(double x, double y, double radius, std::string_view style, std::string_view tooltip) {
  const std::string title = tooltip.empty() ? "" : fmt::format("<title>{}</title>", htmlText(tooltip));
  return fmt::format(R"(<circle cx="{:.1f}" cy="{:.1f}" r="{:g}" class="{}">{}</circle>)"
                     "\n",
                     x, y, radius, style, title);
}

std::string tickText(double value) {
  return fmt::format("{:.6g}", value);
}

std::string verticalAxis(const Scale& scale, double left, double right, double middle, std::string_view label) {
  std::string content;
  for (const double tick : scale.ticks()) {
    content += line(left, scale.at(tick), right, scale.at(tick), "grid");
    content += text(left - 8, scale.at(tick) + 4, "end", tickText(tick), "faint");
  }
  return content +
         fmt::format(R"svg(<text transform="translate(14 {:.1f}) rotate(-90)" text-anchor="middle">{}</text>)svg"
                     "\n",
                     middle, htmlText(label));
}

std::string drawing(double height, std::string_view label, std::string_view content) {
  return fmt::format(R"(<svg viewBox="0 0 {0:g} {1:.0f}" width="{0:g}" height="{1:.0f}" role="img" aria-label="{2}">)"
                     "\n{3}</svg>\n",
                     kWidth, height, htmlText(label), content);
}

}  // namespace herald::svg
