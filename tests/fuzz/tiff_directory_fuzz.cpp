// The directories of a TIFF, looked at before a reader gets the file.
#include <cstdlib>
#include <fstream>
#include <sstream>

#include "fuzz_target.h"
#include "pipeline/slides/tiff_directory.h"
#include "tests/support/jpeg_tiff_file.h"
#include "tests/support/temporary_folder.h"

namespace herald {
namespace {

std::string tiffOf(const JpegTiffFileOptions& options) {
  const TemporaryFolder folder;
  const auto path = folder.path() / "seed.tif";
  writeJpegTiff(path, {Image<Rgb8>(100, 70, {200, 150, 120}), Image<Rgb8>(50, 35, {90, 80, 70})}, options);
  std::ifstream file(path, std::ios::binary);
  std::ostringstream bytes;
  bytes << file.rdbuf();
  return bytes.str();
}

// One directory of strips, either byte order: the file's tail holds the two strips' offsets and sizes.
std::string strips(bool little_endian) {
  std::string bytes;
  const auto put = [&](std::uint32_t value, int size) {
    for (int i = 0; i < size; ++i) bytes += static_cast<char>(value >> (8 * (little_endian ? i : size - 1 - i)) & 255U);
  };
  bytes = little_endian ? "II" : "MM";
  put(42, 2);
  put(8, 4);
  put(6, 2);
  const auto tag = [&](std::uint32_t name, std::uint32_t type, std::uint32_t count, std::uint32_t value) {
    put(name, 2);
    put(type, 2);
    put(count, 4);
    put(value, 4);
  };
  const std::uint32_t lists = 8 + 2 + 6 * 12 + 4;
  tag(256, 4, 1, 16);
  tag(257, 4, 1, 8);
  tag(259, 4, 1, 1);
  tag(273, 4, 2, lists);
  tag(278, 4, 1, 4);
  tag(279, 4, 2, lists + 8);
  put(0, 4);
  for (const std::uint32_t number : {0U, 64U, 64U, 64U}) put(number, 4);
  return bytes;
}

}  // namespace
}  // namespace herald

std::vector<std::string> seedInputs() {
  using herald::tiffOf;
  return {tiffOf({.tile_px = 32}), tiffOf({.tile_px = 16, .subsampling = {2, 1}, .big = true}), herald::strips(true),
          herald::strips(false)};
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::istringstream file(std::string(reinterpret_cast<const char*>(data), size));
  const auto fault = herald::tiffListFault(file);
  if (fault && (fault->empty() || fault->find('\n') != std::string::npos)) std::abort();
  file.clear();
  file.seekg(0);
  (void)herald::tiffOrientation(file);
  return 0;
}
