// The plots of the pages as inline SVG, in the colours of html_page.h. All text given is plain and is escaped. A value
// outside an axis is drawn at its end. Pure; deterministic; thread-safe.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "scoring/agreement/bland_altman.h"
#include "scoring/agreement/robust_limits.h"

namespace herald {

struct PlotAxis {
  std::string label;
  double low = 0;
  double high = 1;
};

// One line of an interval plot ("forest plot"): a mark with a thick whisker and, where given, a thin longer one.
struct IntervalMark {
  std::string label;       // at the left
  std::string value_text;  // at the right
  std::optional<double> value;
  std::optional<Interval> interval;
  std::optional<Interval> wider;
  std::string colour = "blue";  // blue | orange | green
  bool begins_group = false;    // a gap above
};
[[nodiscard]] std::string intervalPlot(std::span<const IntervalMark> marks, const PlotAxis& axis);

// Differences over means, with bias and limits of agreement and their intervals.
[[nodiscard]] std::string blandAltmanPlot(std::span<const MeasurementPair> pairs, const BlandAltman& statistics,
                                          const std::string& mean_label, const std::string& difference_label);

// Every value of each group as a dot beside its box: quartiles, median, whiskers to the ends.
struct PlotGroup {
  std::string label;
  std::vector<double> values;
};
[[nodiscard]] std::string boxPlot(std::span<const PlotGroup> groups, const PlotAxis& axis);

// A measurement slide by slide. Slides of the second folder are orange and follow the first's.
struct ControlChartPoint {
  double value = 0;
  bool of_second = false;
  bool outside = false;  // of the limits: ringed
  std::string slide;     // for the tooltip
};
struct ControlChart {
  std::vector<ControlChartPoint> points;
  std::optional<double> median;
  std::optional<Interval> limits;
};
[[nodiscard]] std::string controlChartPlot(const ControlChart& chart, const std::string& label);

}  // namespace herald
