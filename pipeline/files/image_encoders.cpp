#include "pipeline/files/image_encoders.h"

#include <png.h>
#include <turbojpeg.h>
#include <zlib.h>

#include <csetjmp>
#include <memory>
#include <new>
#include <stdexcept>
#include <vector>

namespace herald {
namespace {

struct DestroyCompressor {
  void operator()(void* compressor) const { tjDestroy(compressor); }
};

void requirePixels(const ColourBytes& picture) {
  if (picture.first_row == nullptr || picture.width < 1 || picture.height < 1)
    throw std::invalid_argument("a picture without pixels cannot be encoded");
}

void appendBytes(png_structp png, png_bytep bytes, std::size_t count) {
  auto* file = static_cast<std::vector<std::uint8_t>*>(png_get_io_ptr(png));
  file->insert(file->end(), bytes, bytes + count);
}

void nothingToFlush(png_structp) {}

// libpng leaves by longjmp when it fails: nothing with a destructor may live in here.
bool writePng(png_structp png, png_infop info, const ColourBytes& picture) {
  if (setjmp(png_jmpbuf(png)) != 0) return false;
  const int colour_type = picture.order == ChannelOrder::kRgba ? PNG_COLOR_TYPE_RGB_ALPHA : PNG_COLOR_TYPE_RGB;
  png_set_IHDR(png, info, static_cast<png_uint_32>(picture.width), static_cast<png_uint_32>(picture.height), 8,
               colour_type, PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_BASE, PNG_FILTER_TYPE_BASE);
  png_set_compression_level(png, Z_BEST_SPEED);
  png_set_compression_strategy(png, Z_RLE);
  png_set_filter(png, PNG_FILTER_TYPE_BASE, PNG_FILTER_SUB);
  if (picture.order == ChannelOrder::kBgr) png_set_bgr(png);
  png_write_info(png, info);
  for (int y = 0; y < picture.height; ++y) png_write_row(png, picture.first_row + y * picture.row_bytes);
  png_write_end(png, info);
  return true;
}

}  // namespace

ColourBytes colourBytes(ImageView<Rgb8> image) {
  static_assert(sizeof(Rgb8) == 3, "a row of pixels is a row of bytes");
  return {reinterpret_cast<const std::uint8_t*>(image.pixels), image.width, image.height, 3 * image.stride_px,
          ChannelOrder::kRgb};
}

std::string encodePng(const ColourBytes& picture) {
  requirePixels(picture);
  std::vector<std::uint8_t> file;
  png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, nullptr, nullptr, nullptr);
  png_infop info = png == nullptr ? nullptr : png_create_info_struct(png);
  if (info == nullptr) {
    png_destroy_write_struct(&png, nullptr);
    throw std::bad_alloc();
  }
  png_set_write_fn(png, &file, appendBytes, nothingToFlush);
  const bool written = writePng(png, info, picture);
  png_destroy_write_struct(&png, &info);
  if (!written) throw std::logic_error("cannot encode a PNG");
  return {file.begin(), file.end()};
}

std::string encodeJpeg(const ColourBytes& picture, int quality) {
  requirePixels(picture);
  if (picture.order == ChannelOrder::kRgba) throw std::invalid_argument("a JPEG has no transparency");
  const std::unique_ptr<void, DestroyCompressor> compressor(tjInitCompress());
  std::string file(tjBufSize(picture.width, picture.height, TJSAMP_420), '\0');
  auto* bytes = reinterpret_cast<unsigned char*>(file.data());
  auto size = static_cast<unsigned long>(file.size());
  const int pixel_format = picture.order == ChannelOrder::kBgr ? TJPF_BGR : TJPF_RGB;
  if (tjCompress2(compressor.get(), picture.first_row, picture.width, static_cast<int>(picture.row_bytes),
                  picture.height, pixel_format, &bytes, &size, TJSAMP_420, quality,
                  TJFLAG_NOREALLOC | TJFLAG_ACCURATEDCT) != 0)
    throw std::logic_error(std::string("cannot encode a JPEG: ") + tjGetErrorStr2(compressor.get()));
  file.resize(size);
  return file;
}

}  // namespace herald
