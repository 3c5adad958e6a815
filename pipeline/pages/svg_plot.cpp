#include "pipeline/pages/svg_plot.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "pipeline/pages/html_page.h"

namespace herald {
namespace {

constexpr double kWidth = 760;

// A value's place on a straight axis, pixels.
class Scale {
 public:
  Scale(double low, double high, double from_px, double to_px)
      : low_(low), high_(high > low ? high : low + 1), from_px_(from_px), to_px_(to_px) {}
  [[nodiscard]] double at(double value) const {
    const double share = (std::clamp(value, low_, high_) - low_) / (high_ - low_);
    return from_px_ + share * (to_px_ - from_px_);
  }
  // Round numbers, four to nine of them (Heckbert P, Graphics Gems, 1990, p. 61).
  [[nodiscard]] std::vector<double> ticks() const {
    const double raw = (high_ - low_) / 6;
    const double magnitude = std::pow(10, std::floor(std::log10(raw)));
    const double ratio = raw / magnitude;
    const double step = magnitude * (ratio < 1.5 ? 1 : ratio < 3.5 ? 2 : ratio < 7.5 ? 5 : 10);
    std::vector<double> ticks;
    for (double tick = std::ceil(low_ / step - 1e-9) * step; tick <= high_ + 1e-9 * step; tick += step)
      ticks.push_back(std::abs(tick) < step / 1000 ? 0 : tick);
    return ticks;
  }

 private:
  double low_;
  double high_;
  double from_px_;
  double to_px_;
};

std::string line(double x1, double y1, double x2, double y2, std::string_view style, double width = 1) {
  return fmt::format(
      "<line x1=\"{:.1f}\" y1=\"{:.1f}\" x2=\"{:.1f}\" y2=\"{:.1f}\" class=\"{}\" stroke-width=\"{:g}\"/>\n", x1, y1,
      x2, y2, style, width);
}

std::string text(double x, double y, std::string_view anchor, std::string_view plain, std::string_view style = "") {
  return fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"{}\" class=\"{}\">{}</text>\n", x, y, anchor, style,
                     htmlText(plain));
}

std::string tickText(double value) {
  return fmt::format("{:.6g}", value);
}

std::string svg(double height, std::string_view label, const std::string& content) {
  return fmt::format(
      "<svg viewBox=\"0 0 {:g} {:.0f}\" width=\"{:g}\" height=\"{:.0f}\" role=\"img\" aria-label=\"{}\">\n{}</svg>\n",
      kWidth, height, kWidth, height, htmlText(label), content);
}

std::string shortened(const std::string& label, std::size_t most) {
  if (label.size() <= most) return label;
  std::size_t end = most;
  while (end > 0 && (static_cast<unsigned char>(label[end]) & 0xc0) == 0x80) --end;  // not inside a character
  return label.substr(0, end) + "\xe2\x80\xa6";
}

// Vertical axis with grid lines from `left` to `right`.
std::string verticalAxis(const Scale& scale, double left, double right, double middle, const std::string& label) {
  std::string content;
  for (const double tick : scale.ticks()) {
    content += line(left, scale.at(tick), right, scale.at(tick), "grid");
    content += text(left - 8, scale.at(tick) + 4, "end", tickText(tick), "faint");
  }
  return content +
         fmt::format("<text transform=\"translate(14 {:.1f}) rotate(-90)\" text-anchor=\"middle\">{}</text>\n", middle,
                     htmlText(label));
}

std::string dot(double x, double y, double radius, std::string_view style, std::string_view tooltip = "") {
  const std::string title = tooltip.empty() ? "" : fmt::format("<title>{}</title>", htmlText(tooltip));
  return fmt::format("<circle cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"{:g}\" class=\"{}\">{}</circle>\n", x, y, radius, style,
                     title);
}

std::string intervalMark(const IntervalMark& mark, const Scale& x, double y) {
  std::string content;
  if (mark.wider) {
    content += line(x.at(mark.wider->low), y, x.at(mark.wider->high), y, mark.colour);
    for (const double end : {mark.wider->low, mark.wider->high})
      content += line(x.at(end), y - 4, x.at(end), y + 4, mark.colour);
  }
  if (mark.interval) content += line(x.at(mark.interval->low), y, x.at(mark.interval->high), y, mark.colour, 4);
  if (mark.value)
    content +=
        fmt::format("<rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"9\" height=\"9\" class=\"{}\" stroke-width=\"0\"/>\n",
                    x.at(*mark.value) - 4.5, y - 4.5, mark.colour);
  return content;
}

}  // namespace

std::string intervalPlot(std::span<const IntervalMark> marks, const PlotAxis& axis) {
  constexpr double kLeft = 200;
  constexpr double kRight = kWidth - 225;
  constexpr double kRow = 24;
  constexpr double kGap = 12;
  const Scale x(axis.low, axis.high, kLeft, kRight);
  double y = 8;
  std::string rows;
  for (const IntervalMark& mark : marks) {
    y += kRow + (mark.begins_group ? kGap : 0);
    rows += text(kLeft - 14, y + 4, "end", shortened(mark.label, 28));
    rows += intervalMark(mark, x, y);
    rows += text(kWidth - 2, y + 4, "end", mark.value_text, mark.value ? "" : "faint");
  }
  const double bottom = y + kRow;
  std::string grid;
  for (const double tick : x.ticks()) {
    grid += line(x.at(tick), 12, x.at(tick), bottom, "grid");
    grid += text(x.at(tick), bottom + 16, "middle", tickText(tick), "faint");
  }
  grid += text((kLeft + kRight) / 2, bottom + 34, "middle", axis.label);
  return svg(bottom + 42, axis.label, grid + rows);
}

std::string blandAltmanPlot(std::span<const MeasurementPair> pairs, const BlandAltman& statistics,
                            const std::string& mean_label, const std::string& difference_label) {
  constexpr double kLeft = 62;
  constexpr double kRight = kWidth - 130;
  constexpr double kBottom = 300;
  double low = std::min(0.0, statistics.bias);
  double high = std::max(0.0, statistics.bias);
  double first = 0;
  double last = 100;
  for (const MeasurementPair& pair : pairs) {
    low = std::min(low, pair.measured - pair.reference);
    high = std::max(high, pair.measured - pair.reference);
    first = std::min(first, (pair.measured + pair.reference) / 2);
    last = std::max(last, (pair.measured + pair.reference) / 2);
  }
  const auto& limits = statistics.limits;
  if (limits) {
    low = std::min(low, limits->low);
    high = std::max(high, limits->high);
  }
  const double margin = std::max(1.0, (high - low) * 0.12);
  const Scale y(low - margin, high + margin, kBottom, 12);
  const Scale x(first, last, kLeft + 8, kRight - 8);
  std::string content = verticalAxis(y, kLeft, kRight, kBottom / 2, difference_label);
  for (const double tick : x.ticks()) content += text(x.at(tick), kBottom + 18, "middle", tickText(tick), "faint");
  content += line(kLeft, y.at(0), kRight, y.at(0), "axis");
  const auto level = [&](double value, const std::string& name, std::string_view style) {
    content += line(kLeft, y.at(value), kRight, y.at(value), style, 1.5);
    content += text(kRight + 8, y.at(value) + 4, "start", fmt::format("{} {:.1f}", name, value));
  };
  if (limits) {
    for (const Interval& band : {limits->bias_interval, limits->low_interval, limits->high_interval})
      content += fmt::format("<rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\" class=\"band\"/>\n",
                             kLeft, y.at(band.high), kRight - kLeft, y.at(band.low) - y.at(band.high));
    level(limits->high, "+1.96 SD", "blue dash");
    level(limits->low,
          "\xe2\x88\x92"
          "1.96 SD",
          "blue dash");
  }
  level(statistics.bias, "bias", "blue");
  for (const MeasurementPair& pair : pairs)
    content += dot(x.at((pair.measured + pair.reference) / 2), y.at(pair.measured - pair.reference), 4, "orange");
  content += text((kLeft + kRight) / 2, kBottom + 38, "middle", mean_label);
  return svg(kBottom + 46, difference_label, content);
}

std::string boxPlot(std::span<const PlotGroup> groups, const PlotAxis& axis) {
  constexpr double kLeft = 62;
  constexpr double kBottom = 280;
  constexpr double kHalfBox = 26;
  const Scale y(axis.low, axis.high, kBottom, 12);
  std::string content = verticalAxis(y, kLeft, kWidth - 10, kBottom / 2, axis.label);
  const double step = (kWidth - 10 - kLeft) / static_cast<double>(std::max<std::size_t>(groups.size(), 1));
  for (std::size_t i = 0; i < groups.size(); ++i) {
    const PlotGroup& group = groups[i];
    const double x = kLeft + (static_cast<double>(i) + 0.5) * step;
    content += text(x, kBottom + 18, "middle", group.label);
    content += text(x, kBottom + 34, "middle", fmt::format("n = {}", group.values.size()), "faint");
    const auto five = fiveNumbers(group.values);
    if (!five) continue;
    content += line(x, y.at(five->minimum), x, y.at(five->lower_quartile), "blue", 1.5);
    content += line(x, y.at(five->upper_quartile), x, y.at(five->maximum), "blue", 1.5);
    content += fmt::format(
        "<rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\" class=\"blue hollow\" "
        "stroke-width=\"1.5\"/>\n",
        x - kHalfBox, y.at(five->upper_quartile), 2 * kHalfBox,
        y.at(five->lower_quartile) - y.at(five->upper_quartile));
    content += line(x - kHalfBox, y.at(five->median), x + kHalfBox, y.at(five->median), "blue", 3);
    for (std::size_t k = 0; k < group.values.size(); ++k)  // beside the box, in three columns, so that ties show
      content += dot(x + kHalfBox + 12 + 7 * static_cast<double>(k % 3), y.at(group.values[k]), 3, "orange");
  }
  return svg(kBottom + 44, axis.label, content);
}

std::string controlChartPlot(const ControlChart& chart, const std::string& label) {
  constexpr double kLeft = 62;
  constexpr double kRight = kWidth - 110;
  constexpr double kBottom = 150;
  if (chart.points.empty()) return "";
  const auto [lowest, highest] =
      std::minmax_element(chart.points.begin(), chart.points.end(),
                          [](const ControlChartPoint& a, const ControlChartPoint& b) { return a.value < b.value; });
  const double low = chart.limits ? std::min(lowest->value, chart.limits->low) : lowest->value;
  const double high = chart.limits ? std::max(highest->value, chart.limits->high) : highest->value;
  const double margin = high > low ? (high - low) * 0.1 : std::max(0.5, std::abs(high) * 0.05);
  const Scale y(low - margin, high + margin, kBottom, 8);
  std::string content = verticalAxis(y, kLeft, kRight, kBottom / 2, "");
  const auto level = [&](double value, std::string_view name, std::string_view style, double text_y) {
    content += line(kLeft, y.at(value), kRight, y.at(value), style);
    content += text(kRight + 8, text_y + 4, "start", fmt::format("{} {:.4g}", name, value), "faint");
  };
  constexpr double kLineOfText = 13;
  if (chart.median) level(*chart.median, "median", "blue", y.at(*chart.median));
  if (chart.limits) {
    const double middle = y.at(chart.median.value_or((chart.limits->low + chart.limits->high) / 2));
    level(chart.limits->high, "high", "blue dash", std::min(y.at(chart.limits->high), middle - kLineOfText));
    level(chart.limits->low, "low", "blue dash", std::max(y.at(chart.limits->low), middle + kLineOfText));
  }
  const double step = (kRight - kLeft) / static_cast<double>(chart.points.size());
  for (std::size_t i = 0; i < chart.points.size(); ++i) {
    const ControlChartPoint& point = chart.points[i];
    const double x = kLeft + (static_cast<double>(i) + 0.5) * step;
    content += dot(x, y.at(point.value), 3.5, point.of_second ? "orange" : "blue",
                   fmt::format("{}: {:.6g}", point.slide, point.value));
    if (point.outside) content += dot(x, y.at(point.value), 8, point.of_second ? "orange hollow" : "blue hollow");
  }
  return svg(kBottom + 12, label, content);
}

}  // namespace herald
