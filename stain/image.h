// Owned images and read-only views of them: row-major, one value a pixel, no padding in owned images.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <vector>

namespace herald {

struct Rgb8 {
  std::uint8_t r = 0;
  std::uint8_t g = 0;
  std::uint8_t b = 0;
  friend bool operator==(const Rgb8&, const Rgb8&) = default;
};

// A view does not own its pixels: it must not outlive the image it was taken from.
template <class T>
struct ImageView {
  const T* pixels = nullptr;
  int width = 0;
  int height = 0;
  std::ptrdiff_t stride_px = 0;

  [[nodiscard]] const T* row(int y) const { return pixels + y * stride_px; }
  [[nodiscard]] const T& at(int x, int y) const { return row(y)[x]; }
  [[nodiscard]] bool empty() const { return width <= 0 || height <= 0; }
  [[nodiscard]] bool contains(int x, int y) const { return x >= 0 && y >= 0 && x < width && y < height; }
  // The part of this size from (left, top) on, which must lie within.
  [[nodiscard]] ImageView part(int left, int top, int part_width, int part_height) const {
    return {row(top) + left, part_width, part_height, stride_px};
  }
  [[nodiscard]] ImageView topRows(int rows) const { return part(0, 0, width, rows); }
};

// The rows of an image that are there so far: from row `first` on, to its last one when it `ends`. For what goes down
// an image that comes and goes row by row.
template <class T>
struct HeldRows {
  ImageView<T> rows;
  int first = 0;
  bool ends = true;

  [[nodiscard]] int end() const { return first + rows.height; }
  [[nodiscard]] const T* row(int y) const { return rows.row(y - first); }
  // Up to which row an image can be made of them that takes `reach` rows below each.
  [[nodiscard]] int makeable(int reach) const { return ends ? end() : std::max(0, end() - reach); }
};

template <class T>
class Image {
 public:
  Image() = default;
  // Throws std::invalid_argument for a negative size.
  Image(int width, int height, T fill = T{}) { reset(width, height, fill); }

  // Gives the image a new size and fills it; keeps the memory it has where that is enough.
  void reset(int width, int height, T fill = T{}) {
    if (width < 0 || height < 0) throw std::invalid_argument("image size must not be negative");
    width_ = width;
    height_ = height;
    pixels_.assign(static_cast<std::size_t>(width) * static_cast<std::size_t>(height), fill);
  }
  // The same without filling: what the pixels hold is unspecified, for those who set every one of them. Costs nothing
  // where the image was as large before.
  void resize(int width, int height) {
    if (width < 0 || height < 0) throw std::invalid_argument("image size must not be negative");
    width_ = width;
    height_ = height;
    const std::size_t count = static_cast<std::size_t>(width) * static_cast<std::size_t>(height);
    if (count > pixels_.capacity()) pixels_ = std::vector<T>();  // or the old and the new pixels would be there at once
    pixels_.resize(count);
  }
  [[nodiscard]] int width() const { return width_; }
  [[nodiscard]] int height() const { return height_; }
  [[nodiscard]] bool empty() const { return pixels_.empty(); }
  [[nodiscard]] bool contains(int x, int y) const { return x >= 0 && y >= 0 && x < width_ && y < height_; }
  [[nodiscard]] T* row(int y) { return pixels_.data() + static_cast<std::ptrdiff_t>(y) * width_; }
  [[nodiscard]] const T* row(int y) const { return pixels_.data() + static_cast<std::ptrdiff_t>(y) * width_; }
  [[nodiscard]] T& at(int x, int y) { return row(y)[x]; }
  [[nodiscard]] const T& at(int x, int y) const { return row(y)[x]; }
  [[nodiscard]] const std::vector<T>& pixels() const { return pixels_; }
  [[nodiscard]] std::vector<T>& pixels() { return pixels_; }
  // Moves all rows up by `count`, which drops the first ones; what the last ones hold then is unspecified.
  void dropRows(int count) {
    const auto dropped = static_cast<std::ptrdiff_t>(count) * width_;
    std::copy(pixels_.begin() + dropped, pixels_.end(), pixels_.begin());
  }
  [[nodiscard]] ImageView<T> view() const { return {pixels_.data(), width_, height_, width_}; }
  operator ImageView<T>() const { return view(); }  // NOLINT(google-explicit-constructor): a view of itself

 private:
  int width_ = 0;
  int height_ = 0;
  std::vector<T> pixels_;
};

}  // namespace herald
