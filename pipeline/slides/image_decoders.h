// The decoders of plain images, one a format; image_source.h chooses among them by the first bytes of a file.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "pipeline/slides/slide_source.h"

namespace herald {

// `description` comes back with decoder, notes, greyscale and pixel_sizes filled in; levels and hash are the caller's.
struct DecodedImage {
  Image<Rgb8> pixels;
  SlideDescription description;
};

// The cause alone; the caller adds the file's name.
class DecodeError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// Throws DecodeError when there are no pixels or more than kMaximumImagePixels.
void requireImageSize(std::int64_t width, std::int64_t height);

// Each throws DecodeError for damaged, truncated or unsupported content. `bytes` is the whole file.
[[nodiscard]] DecodedImage decodePng(const std::string& bytes);
[[nodiscard]] DecodedImage decodeBmp(const std::string& bytes);
[[nodiscard]] DecodedImage decodeJpeg(const std::string& bytes);
[[nodiscard]] DecodedImage decodeTiff(const std::filesystem::path& path);

}  // namespace herald
