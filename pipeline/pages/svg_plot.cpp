#include "pipeline/pages/svg_plot.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "pipeline/pages/svg_elements.h"

namespace herald {
namespace {

using svg::dot;
using svg::kWidth;
using svg::line;
using svg::rectangle;
using svg::Scale;
using svg::text;
using svg::tickText;

constexpr double kLeft = 62;  // of plots with a vertical axis

std::string shortened(const std::string& label, std::size_t most) {
  if (label.size() <= most) return label;
  std::size_t end = most;
  while (end > 0 && (static_cast<unsigned char>(label[end]) & 0xc0) == 0x80) --end;  // not inside a character
  return label.substr(0, end) + "…";
}

std::string intervalMark(const IntervalMark& mark, const Scale& x, double y) {
  constexpr double kEdge = 9;
  std::string content;
  if (mark.wider) {
    content += line(x.at(mark.wider->low), y, x.at(mark.wider->high), y, mark.colour);
    for (const double end : {mark.wider->low, mark.wider->high})
      content += line(x.at(end), y - 4, x.at(end), y + 4, mark.colour);
  }
  if (mark.interval) content += line(x.at(mark.interval->low), y, x.at(mark.interval->high), y, mark.colour, 4);
  if (mark.value) content += rectangle(x.at(*mark.value) - kEdge / 2, y - kEdge / 2, kEdge, kEdge, mark.colour);
  return content;
}

// A range that grows with what it has to hold.
struct Extent {
  double low;
  double high;
  void add(double value) {
    low = std::min(low, value);
    high = std::max(high, value);
  }
};

double meanOf(const MeasurementPair& pair) {
  return (pair.measured + pair.reference) / 2;
}

double differenceOf(const MeasurementPair& pair) {
  return pair.measured - pair.reference;
}

Extent differences(std::span<const MeasurementPair> pairs, const BlandAltman& statistics) {
  Extent extent{0, 0};
  extent.add(statistics.bias);
  for (const MeasurementPair& pair : pairs) extent.add(differenceOf(pair));
  if (statistics.limits) {
    extent.add(statistics.limits->low);
    extent.add(statistics.limits->high);
  }
  const double margin = std::max(1.0, (extent.high - extent.low) * 0.12);
  return {extent.low - margin, extent.high + margin};
}

// Bias and limits as lines with their values, their intervals as bands.
std::string limitLines(const BlandAltman& statistics, const Scale& y, double right) {
  std::string content;
  const auto level = [&](double value, std::string_view name, std::string_view style) {
    content += line(kLeft, y.at(value), right, y.at(value), style, 1.5);
    content += text(right + 8, y.at(value) + 4, "start", fmt::format("{} {:.1f}", name, value));
  };
  if (const auto& limits = statistics.limits) {
    for (const Interval& band : {limits->bias_interval, limits->low_interval, limits->high_interval})
      content += rectangle(kLeft, y.at(band.high), right - kLeft, y.at(band.low) - y.at(band.high), "band");
    level(limits->high, "+1.96 SD", "blue dash");
    level(limits->low, "−1.96 SD", "blue dash");
  }
  level(statistics.bias, "bias", "blue");
  return content;
}

std::string boxOf(const PlotGroup& group, double x, const Scale& y) {
  constexpr double kHalf = 26;
  const auto five = fiveNumbers(group.values);
  if (!five) return "";
  const double top = y.at(five->upper_quartile);
  const double bottom = y.at(five->lower_quartile);
  std::string content = line(x, y.at(five->minimum), x, bottom, "blue", 1.5) +
                        line(x, top, x, y.at(five->maximum), "blue", 1.5) +
                        rectangle(x - kHalf, top, 2 * kHalf, bottom - top, "blue hollow", 1.5) +
                        line(x - kHalf, y.at(five->median), x + kHalf, y.at(five->median), "blue", 3);
  for (std::size_t k = 0; k < group.values.size(); ++k)  // beside the box, in three columns, so that ties show
    content += dot(x + kHalf + 12 + 7 * static_cast<double>(k % 3), y.at(group.values[k]), 3, "orange");
  return content;
}

Extent valuesOf(const ControlChart& chart) {
  Extent extent{chart.points.front().value, chart.points.front().value};
  for (const ControlChartPoint& point : chart.points) extent.add(point.value);
  if (chart.limits) {
    extent.add(chart.limits->low);
    extent.add(chart.limits->high);
  }
  const double high = extent.high;
  const double margin = high > extent.low ? (high - extent.low) * 0.1 : std::max(0.5, std::abs(high) * 0.05);
  return {extent.low - margin, high + margin};
}

// Median and limits as lines with their values, which keep apart where the lines are close.
std::string controlLines(const ControlChart& chart, const Scale& y, double right) {
  constexpr double kLineOfText = 13;
  std::string content;
  const auto level = [&](double value, std::string_view name, std::string_view style, double text_y) {
    content += line(kLeft, y.at(value), right, y.at(value), style);
    content += text(right + 8, text_y + 4, "start", fmt::format("{} {:.4g}", name, value), "faint");
  };
  if (chart.median) level(*chart.median, "median", "blue", y.at(*chart.median));
  if (chart.limits) {
    const double middle = y.at(chart.median.value_or((chart.limits->low + chart.limits->high) / 2));
    level(chart.limits->high, "high", "blue dash", std::min(y.at(chart.limits->high), middle - kLineOfText));
    level(chart.limits->low, "low", "blue dash", std::max(y.at(chart.limits->low), middle + kLineOfText));
  }
  return content;
}

}  // namespace

std::string intervalPlot(std::span<const IntervalMark> marks, const PlotAxis& axis) {
  constexpr double kFrom = 200;
  constexpr double kTo = kWidth - 225;
  constexpr double kRow = 24;
  constexpr double kGap = 12;
  const Scale x(axis.low, axis.high, kFrom, kTo);
  double y = 8;
  std::string rows;
  for (const IntervalMark& mark : marks) {
    y += kRow + (mark.begins_group ? kGap : 0);
    rows += text(kFrom - 14, y + 4, "end", shortened(mark.label, 28));
    rows += intervalMark(mark, x, y);
    rows += text(kWidth - 2, y + 4, "end", mark.value_text, mark.value ? "" : "faint");
  }
  const double bottom = y + kRow;
  std::string grid;
  for (const double tick : x.ticks()) {
    grid += line(x.at(tick), 12, x.at(tick), bottom, "grid");
    grid += text(x.at(tick), bottom + 16, "middle", tickText(tick), "faint");
  }
  grid += text((kFrom + kTo) / 2, bottom + 34, "middle", axis.label);
  return svg::drawing(bottom + 42, axis.label, grid + rows);
}

std::string blandAltmanPlot(std::span<const MeasurementPair> pairs, const BlandAltman& statistics,
                            const std::string& mean_label, const std::string& difference_label) {
  constexpr double kRight = kWidth - 130;
  constexpr double kBottom = 300;
  Extent means{0, 100};
  for (const MeasurementPair& pair : pairs) means.add(meanOf(pair));
  const Extent range = differences(pairs, statistics);
  const Scale y(range.low, range.high, kBottom, 12);
  const Scale x(means.low, means.high, kLeft + 8, kRight - 8);
  std::string content = svg::verticalAxis(y, kLeft, kRight, kBottom / 2, difference_label);
  for (const double tick : x.ticks()) content += text(x.at(tick), kBottom + 18, "middle", tickText(tick), "faint");
  content += line(kLeft, y.at(0), kRight, y.at(0), "axis") + limitLines(statistics, y, kRight);
  for (const MeasurementPair& pair : pairs) content += dot(x.at(meanOf(pair)), y.at(differenceOf(pair)), 4, "orange");
  content += text((kLeft + kRight) / 2, kBottom + 38, "middle", mean_label);
  return svg::drawing(kBottom + 46, difference_label, content);
}

std::string boxPlot(std::span<const PlotGroup> groups, const PlotAxis& axis) {
  constexpr double kRight = kWidth - 10;
  constexpr double kBottom = 280;
  const Scale y(axis.low, axis.high, kBottom, 12);
  std::string content = svg::verticalAxis(y, kLeft, kRight, kBottom / 2, axis.label);
  const double step = (kRight - kLeft) / static_cast<double>(std::max<std::size_t>(groups.size(), 1));
  double x = kLeft + step / 2;
  for (const PlotGroup& group : groups) {
    content += text(x, kBottom + 18, "middle", group.label);
    content += text(x, kBottom + 34, "middle", fmt::format("n = {}", group.values.size()), "faint");
    content += boxOf(group, x, y);
    x += step;
  }
  return svg::drawing(kBottom + 44, axis.label, content);
}

std::string controlChartPlot(const ControlChart& chart, const std::string& label) {
  constexpr double kRight = kWidth - 110;
  constexpr double kBottom = 150;
  if (chart.points.empty()) return "";
  const Extent range = valuesOf(chart);
  const Scale y(range.low, range.high, kBottom, 8);
  std::string content = svg::verticalAxis(y, kLeft, kRight, kBottom / 2, "") + controlLines(chart, y, kRight);
  const double step = (kRight - kLeft) / static_cast<double>(chart.points.size());
  double x = kLeft + step / 2;
  for (const ControlChartPoint& point : chart.points) {
    const std::string_view colour = point.of_second ? "orange" : "blue";
    content += dot(x, y.at(point.value), 3.5, colour, fmt::format("{}: {:.6g}", point.slide, point.value));
    if (point.outside) content += dot(x, y.at(point.value), 8, fmt::format("{} hollow", colour));
    x += step;
  }
  return svg::drawing(kBottom + 12, label, content);
}

}  // namespace herald
