#include "pipeline/slides/image_source.h"

#include <fmt/format.h>

#include <fstream>
#include <new>
#include <string_view>

#include "pipeline/files/read_error.h"
#include "pipeline/slides/image_decoders.h"
#include "pipeline/slides/image_region.h"
#include "pipeline/slides/slide_files.h"

namespace herald {
namespace {

using namespace std::string_view_literals;

// The largest picture without compression, 32 bits a pixel, and its header.
constexpr std::uintmax_t kLargestImageFileBytes = std::uintmax_t{4} * kMaximumImagePixels + (1U << 20U);

class ImageSource final : public SlideSource {
 public:
  explicit ImageSource(DecodedImage image) : image_(std::move(image)) {}
  const SlideDescription& description() const override { return image_.description; }
  void readRegion(int level, std::int64_t x, std::int64_t y, int width, int height, Image<Rgb8>& out) override {
    if (level != 0) throw std::out_of_range("a plain image has level 0 only");
    copyRegion(image_.pixels, x, y, width, height, out);
  }

 private:
  DecodedImage image_;
};

std::string firstBytes(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::string bytes(8, '\0');
  if (!file) throw readError(path, "cannot be read");
  file.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  bytes.resize(static_cast<std::size_t>(file.gcount()));
  return bytes;
}

std::string content(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  const std::uintmax_t size = std::filesystem::file_size(path);
  if (size > kLargestImageFileBytes)
    throw DecodeError(fmt::format("is larger than {} MiB", kLargestImageFileBytes >> 20));
  std::string bytes(static_cast<std::size_t>(size), '\0');
  if (!file.read(bytes.data(), static_cast<std::streamsize>(bytes.size()))) throw DecodeError("cannot be read");
  return bytes;
}

DecodedImage decode(const std::filesystem::path& path) {
  const std::string start = firstBytes(path);
  const auto begins = [&](std::string_view magic) { return std::string_view(start).starts_with(magic); };
  if (begins("\x89PNG\r\n\x1a\n"sv)) return decodePng(content(path));
  if (begins("\xff\xd8\xff"sv)) return decodeJpeg(content(path));
  if (begins("BM"sv)) return decodeBmp(content(path));
  if (begins("II*\0"sv) || begins("MM\0*"sv) || begins("II+\0"sv) || begins("MM\0+"sv)) return decodeTiff(path);
  throw DecodeError("is not in a slide or image format that can be read (herald inspect --formats lists them)");
}

bool withoutColour(const Image<Rgb8>& image) {
  for (const Rgb8& pixel : image.pixels())
    if (pixel.r != pixel.g || pixel.g != pixel.b) return false;
  return true;
}

}  // namespace

void requireImageSize(std::int64_t width, std::int64_t height) {
  if (width <= 0 || height <= 0) throw DecodeError(fmt::format("has no pixels ({} x {})", width, height));
  if (width > kMaximumImagePixels / height)
    throw DecodeError(
        fmt::format("{} x {} pixels are too many for a plain image (at most {} million): convert it to a "
                    "tiled pyramid",
                    width, height, kMaximumImagePixels / 1'000'000));
}

std::unique_ptr<SlideSource> openImageSource(const std::filesystem::path& path) {
  try {
    DecodedImage image = decode(path);
    image.description.vendor = "image";
    image.description.levels = {{image.pixels.width(), image.pixels.height(), 1.0, 0, 0}};
    image.description.greyscale = image.description.greyscale || withoutColour(image.pixels);
    image.description.quick_hash = slideHash(path);
    return std::make_unique<ImageSource>(std::move(image));
  } catch (const std::bad_alloc&) {
    throw readError(path, "does not fit into memory");
  } catch (const ReadError&) {
    throw;
  } catch (const std::exception& error) {
    throw readError(path, error.what());
  }
}

}  // namespace herald
