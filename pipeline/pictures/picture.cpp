#include "pipeline/pictures/picture.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>
#include <stdexcept>

#include "pipeline/files/image_encoders.h"

namespace herald::picture {
namespace {

constexpr int kJpegQuality = 90;
constexpr int kPageJpegQuality = 80;
constexpr int kLineHeight = 34;  // at text scale 1
constexpr int kMargin = 12;
constexpr double kFontScale = 0.7;
constexpr double kMaxEnlargement = 4;

// The font has ASCII only. A UTF-8 sequence becomes one '?'.
std::string asciiOf(const std::string& text) {
  std::string ascii;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x20 && byte < 0x7f)
      ascii += c;
    else if (byte >= 0xc0 || byte < 0x20)
      ascii += '?';
  }
  return ascii;
}

cv::Mat bgrOf(const Image<Rgb8>& image) {
  static_assert(sizeof(Rgb8) == 3, "a row of pixels is a row of bytes");
  const cv::Mat rgb(image.height(), image.width(), CV_8UC3, const_cast<Rgb8*>(image.pixels().data()));
  cv::Mat bgr;
  cv::cvtColor(rgb, bgr, cv::COLOR_RGB2BGR);
  return bgr;
}

// Longer pictures are shrunk; small fields are enlarged, so that dots and legend fit them.
double zoomOf(const cv::Mat& slide, int max_side) {
  const int longer = std::max(slide.cols, slide.rows);
  if (longer > max_side) return double(max_side) / longer;
  return longer < kMinWidth ? std::min(kMaxEnlargement, kMinWidth / double(longer)) : 1.0;
}

ColourBytes bytesOf(const cv::Mat& bgr) {
  return {bgr.data, bgr.cols, bgr.rows, static_cast<std::ptrdiff_t>(bgr.step[0]), ChannelOrder::kBgr};
}

int fontOf(bool bold) {
  return bold ? cv::FONT_HERSHEY_DUPLEX : cv::FONT_HERSHEY_SIMPLEX;
}

int textWidth(const Canvas& canvas, const std::string& text, bool bold) {
  int below = 0;
  return cv::getTextSize(text, fontOf(bold), canvas.text_scale * kFontScale, 1, &below).width;
}

}  // namespace

cv::Scalar bgrOf(Rgb8 colour) {
  return {double(colour.b), double(colour.g), double(colour.r)};
}

Canvas makeCanvas(const Thumbnail& thumbnail, int max_side, int legend_lines) {
  if (thumbnail.image.empty()) throw std::invalid_argument("thumbnail is empty");
  cv::Mat slide = bgrOf(thumbnail.image);
  const double zoom = zoomOf(slide, max_side);
  if (zoom != 1) {
    const cv::Size size(std::max(1, cvRound(slide.cols * zoom)), std::max(1, cvRound(slide.rows * zoom)));
    cv::resize(slide, slide, size, 0, 0, zoom < 1 ? cv::INTER_AREA : cv::INTER_LINEAR);
  }
  Canvas canvas;
  canvas.scale = zoom / thumbnail.downsample_px;
  const int width = std::max(slide.cols, kMinWidth);
  canvas.text_scale = std::clamp(width / 1300.0, 0.8, 1.4);
  const int strip = cvRound(legend_lines * kLineHeight * canvas.text_scale) + kMargin;
  canvas.bgr = cv::Mat(slide.rows + strip, width, CV_8UC3, cv::Scalar::all(255));
  canvas.slide = {0, 0, slide.cols, slide.rows};
  canvas.legend = {0, slide.rows, width, strip};
  slide.copyTo(canvas.bgr(canvas.slide));
  return canvas;
}

int legendBaseline(const Canvas& canvas, int line) {
  return canvas.legend.y + cvRound((line + 0.8) * kLineHeight * canvas.text_scale);
}

int drawText(Canvas& canvas, int x, int line, const std::string& text, bool bold) {
  const std::string ascii = asciiOf(text);
  cv::putText(canvas.bgr, ascii, {x, legendBaseline(canvas, line)}, fontOf(bold), canvas.text_scale * kFontScale,
              cv::Scalar::all(20), 1, cv::LINE_AA);
  return x + textWidth(canvas, ascii, bold);
}

void drawHeadline(Canvas& canvas, const SlideResult& result) {
  std::string answer = std::string(slideStatusName(result.status));
  if (result.judged.score.score) {
    answer = "HER2 " + std::string(her2ScoreName(*result.judged.score.score));
    if (result.judged.score.borderline) answer += " borderline";
    if (!result.judged.score.ish.empty()) answer += ", ISH " + result.judged.score.ish;
  } else if (const auto& reasons = result.reasons; !reasons.empty()) {
    answer += ": " + reasons.front();
  }
  std::string rest =
      result.identity.slide + (result.judged.ruleSetName().empty() ? "" : "   " + result.judged.ruleSetName());
  const int gap = cvRound(30 * canvas.text_scale);
  for (std::string* cut : {&rest, &answer})
    while (cut->size() > 8 &&
           textWidth(canvas, asciiOf(answer), true) + gap + textWidth(canvas, asciiOf(rest), false) + 2 * kMargin >
               canvas.legend.width)
      *cut = cut->substr(0, cut->size() - 4) + "...";
  drawText(canvas, drawText(canvas, kMargin, 0, answer, true) + gap, 0, rest);
}

void drawScaleBar(Canvas& canvas, double um_per_px) {
  const double longest_um = canvas.slide.width / canvas.scale * um_per_px / 5;
  const double power = std::pow(10, std::floor(std::log10(longest_um)));
  const double length_um = longest_um >= 5 * power ? 5 * power : longest_um >= 2 * power ? 2 * power : power;
  const std::string text =
      length_um >= 1000 ? fmt::format("{:g} mm", length_um / 1000) : fmt::format("{:g} um", length_um);
  const int margin = cvRound(kMargin * canvas.text_scale);
  const int width = cvRound(length_um / um_per_px * canvas.scale);
  const int height = cvRound(kLineHeight * canvas.text_scale);
  const int box_width = std::max(width, textWidth(canvas, text, false)) + 2 * margin;
  const cv::Rect box(margin, canvas.slide.height - height - 2 * margin, box_width, height + margin);
  if ((box & canvas.slide) != box) return;  // a slide that is all width
  cv::rectangle(canvas.bgr, box, cv::Scalar::all(255), cv::FILLED);
  cv::putText(canvas.bgr, text, {box.x + margin, box.y + cvRound(height * 0.75)}, fontOf(false),
              canvas.text_scale * kFontScale, cv::Scalar::all(20), 1, cv::LINE_AA);
  cv::rectangle(canvas.bgr, {box.x + margin, box.y + height, width, std::max(3, margin / 3)}, cv::Scalar::all(20),
                cv::FILLED);
}

std::string encoded(const Canvas& canvas, const std::string& extension) {
  if (extension == ".png") return encodePng(bytesOf(canvas.bgr));
  if (extension == ".jpg") return encodeJpeg(bytesOf(canvas.bgr), kJpegQuality);
  throw std::logic_error("cannot encode " + extension);
}

std::string encodedForPage(const Canvas& canvas) {
  cv::Mat page = canvas.bgr;
  if (page.cols > kMaxPageSide) {
    const int height = std::max(1, cvRound(double(page.rows) * kMaxPageSide / page.cols));
    cv::resize(canvas.bgr, page, {kMaxPageSide, height}, 0, 0, cv::INTER_AREA);
  }
  return encodeJpeg(bytesOf(page), kPageJpegQuality);
}

}  // namespace herald::picture
