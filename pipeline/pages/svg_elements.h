// What plots are drawn of: elements of SVG in the colours of the pages' style, and axes. Texts are plain and are
// escaped. Pure; deterministic; thread-safe.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace herald::svg {

inline constexpr double kWidth = 760;  // of every plot, pixels

// A value's place on a straight axis, pixels. A value outside is at the axis's end.
class Scale {
 public:
  Scale(double low, double high, double from_px, double to_px);
  [[nodiscard]] double at(double value) const;
  // Round numbers, four to nine of them (Heckbert P, Graphics Gems, 1990, p. 61).
  [[nodiscard]] std::vector<double> ticks() const;

 private:
  double low_;
  double high_;
  double from_px_;
  double to_px_;
};

// `style`: classes of the style sheet, separated by spaces.
[[nodiscard]] std::string line(double x1, double y1, double x2, double y2, std::string_view style, double width = 1);
// `anchor`: start | middle | end
[[nodiscard]] std::string text(double x, double y, std::string_view anchor, std::string_view plain,
                               std::string_view style = "");
[[nodiscard]] std::string rectangle(double x, double y, double width, double height, std::string_view style,
                                    double stroke_width = 0);
// `tooltip` is shown where the mouse rests; empty: none.
[[nodiscard]] std::string dot(double x, double y, double radius, std::string_view style, std::string_view tooltip = "");

[[nodiscard]] std::string tickText(double value);

// Grid lines from `left` to `right` with their values, and the axis's label upright beside them.
[[nodiscard]] std::string verticalAxis(const Scale& scale, double left, double right, double middle,
                                       std::string_view label);

// The whole drawing, kWidth wide; `label` says what it is to those who do not see it.
[[nodiscard]] std::string drawing(double height, std::string_view label, std::string_view content);

}  // namespace herald::svg
