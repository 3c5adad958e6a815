// The two images that outlines of nuclei are looked for in, packed into one with a margin, so that a pixel is one load
// and no ray asks where the image ends.
#pragma once

#include <cstdint>

#include "stain/image.h"

namespace herald {

class OutlinePlane {
 public:
  // Begins a plane of this size with a margin of `margin_px` >= 0; keeps its memory.
  void begin(int width, int height, int margin_px);
  // Packs a row: first its signal (optical density, 0-0.5), then its membraneness (membraneness.h); the margins at its
  // ends repeat them.
  void setSignal(int y, const float* signal);
  void addMembraneness(int y, const std::uint8_t* membraneness);
  // Repeat the first row, or the one before `end`, in the margin beyond it.
  void closeTop();
  void closeBottom(int end);
  // Moves all rows up by `count`; the margin above holds the last that went, that below nothing.
  void dropRows(int count) { pixels_.dropRows(count); }

  [[nodiscard]] int marginPx() const { return margin_px_; }
  // Of packed pixels: from one row to the next.
  [[nodiscard]] int stride() const { return pixels_.width(); }
  // Packed pixel (x, y) of the images; not for an empty image. Offsets up to the margin away may be read.
  [[nodiscard]] const std::uint32_t* at(int x, int y) const { return pixels_.row(y + margin_px_) + x + margin_px_; }

  // A packed pixel holds signal in its upper half and membraneness in its lower one, both small enough for a weighted
  // sum of packed pixels to be the packed weighted sum as long as the weights add up to no more than kWeights.
  static constexpr std::uint32_t kWeights = 16;
  static constexpr float kSignalStepOd = 0.5F / 4095;
  [[nodiscard]] static float signalOd(std::uint32_t packed) { return static_cast<float>(packed >> 16) * kSignalStepOd; }
  [[nodiscard]] static float membraneness(std::uint32_t packed) {
    return static_cast<float>(packed & 0xffff) * (1.0F / 255);
  }

 private:
  void copyRow(int from, int to);

  Image<std::uint32_t> pixels_;
  int margin_px_ = 0;
};

}  // namespace herald
