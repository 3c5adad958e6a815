// Canvas of overview.jpg and heatmap.png: the slide's thumbnail at a common size over a white strip for the legend.
// Internal to pipeline (shows OpenCV types). Deterministic; thread-safe.
#pragma once

#include <opencv2/core.hpp>

#include <string>

#include "pipeline/analysis/slide_result.h"

namespace herald::picture {

inline constexpr int kMaxSide = 2048;      // longer side of the slide in the overview, pixels
inline constexpr int kMaxMapSide = 1280;   // the same in the heatmap: its fields are large
inline constexpr int kMaxPageSide = 1280;  // in the report, which is no wider
inline constexpr int kMinWidth = 1000;     // the legend needs so much

// The slide in the upper left corner, `scale` picture pixels per level-0 pixel; the legend below it.
struct Canvas {
  cv::Mat bgr;      // 8 bit, 3 channels
  cv::Rect slide;   // part that shows the slide
  cv::Rect legend;  // white strip below
  double scale = 1;
  double text_scale = 1;  // for drawText
};

// Thumbnail shrunk to `max_side` where it is longer, enlarged to kMinWidth (4 x at most) where it is shorter. Throws
// std::invalid_argument when it is empty.
[[nodiscard]] Canvas makeCanvas(const Thumbnail& thumbnail, int max_side, int legend_lines);

[[nodiscard]] cv::Scalar bgrOf(Rgb8 colour);

// Baseline of a line of the legend, from 0.
[[nodiscard]] int legendBaseline(const Canvas& canvas, int line);

// Black text on the legend, x in picture pixels. Returns the x where it ends. Not ASCII: '?', the font has no more.
int drawText(Canvas& canvas, int x, int line, const std::string& text, bool bold = false);

// "slide.svs   HER2 2+ (asco-cap-2018)   ISH reflex", or the status and the first reason; cut to the canvas' width.
void drawHeadline(Canvas& canvas, const SlideResult& result);

// A bar of a round length, a fifth of the slide's width at most, in the slide's lower left corner, with its length.
void drawScaleBar(Canvas& canvas, double um_per_px);

// The whole file; `extension` ".jpg" or ".png".
[[nodiscard]] std::string encoded(const Canvas& canvas, const std::string& extension);
// As JPEG, its width shrunk to kMaxPageSide where it is larger.
[[nodiscard]] std::string encodedForPage(const Canvas& canvas);

}  // namespace herald::picture
