// Decoding of the JPEG tiles of a TIFF (TIFF Technical Note 2: streams without tables, which stand once in the tag
// JPEGTables), through libjpeg-turbo: integer DCT, smooth chroma upsampling, every warning an error.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "stain/image.h"

namespace herald {

// How the tiles of one level are stored.
struct JpegTileFormat {
  int width = 0;  // pixels of every tile, those at the right and bottom border of the level too
  int height = 0;
  // The colour space of the three components, as the TIFF says. False = RGB (Aperio). A JFIF or Adobe marker of the
  // stream decides over it, as in viewers.
  bool ycbcr = true;
  std::vector<std::uint8_t> tables;  // of the tag JPEGTables; empty = every tile carries its own
};

// Not thread-safe: one a thread. Memory of a decoded tile is the caller's; the decoder keeps a few kilobytes.
class JpegTileDecoder {
 public:
  JpegTileDecoder();
  ~JpegTileDecoder();
  JpegTileDecoder(const JpegTileDecoder&) = delete;
  JpegTileDecoder& operator=(const JpegTileDecoder&) = delete;

  // Decodes one tile into format.height rows of format.width pixels, `stride_px` apart, at `pixels`. What a tile gives
  // depends on nothing decoded before. Throws DecodeError, with the cause alone, for a stream that is damaged in any
  // way the library notices (it ends too early, a bad code or marker), that does not have three components of 8 bits,
  // or whose size is not the tile's; `pixels` are unspecified then and the decoder can be used again.
  void decode(std::span<const std::uint8_t> stream, const JpegTileFormat& format, Rgb8* pixels,
              std::ptrdiff_t stride_px);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace herald
