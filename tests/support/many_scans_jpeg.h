// A small picture that keeps a decoder busy.
#pragma once

#include <cstdio>  // jpeglib.h needs it

#include <jpeglib.h>

#include <cstdint>
#include <cstdlib>
#include <vector>

namespace herald {

// A progressive JPEG, 16 x 16 pixels of grey 90, whose coefficients come one at a time and bit by bit: 3 x 63 x `bits`
// + 1 scans.
inline std::vector<std::uint8_t> jpegOfManyScans(int bits) {
  std::vector<jpeg_scan_info> scans = {{3, {0, 1, 2}, 0, 0, 0, 0}};
  for (int component = 0; component < 3; ++component)
    for (int coefficient = 1; coefficient < 64; ++coefficient)
      for (int bit = bits - 1; bit >= 0; --bit)
        scans.push_back({1, {component}, coefficient, coefficient, bit == bits - 1 ? 0 : bit + 1, bit});
  jpeg_compress_struct jpeg{};
  jpeg_error_mgr errors{};
  jpeg.err = jpeg_std_error(&errors);
  jpeg_create_compress(&jpeg);
  unsigned char* bytes = nullptr;
  unsigned long size = 0;
  jpeg_mem_dest(&jpeg, &bytes, &size);
  jpeg.image_width = jpeg.image_height = 16;
  jpeg.input_components = 3;
  jpeg.in_color_space = JCS_RGB;
  jpeg_set_defaults(&jpeg);
  jpeg.scan_info = scans.data();
  jpeg.num_scans = static_cast<int>(scans.size());
  jpeg_start_compress(&jpeg, TRUE);
  std::vector<unsigned char> row(3 * 16, 90);
  JSAMPROW rows[] = {row.data()};
  for (int y = 0; y < 16; ++y) jpeg_write_scanlines(&jpeg, rows, 1);
  jpeg_finish_compress(&jpeg);
  std::vector<std::uint8_t> result(bytes, bytes + size);
  jpeg_destroy_compress(&jpeg);
  free(bytes);
  return result;
}

}  // namespace herald
