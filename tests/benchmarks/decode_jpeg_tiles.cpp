// Decodes every JPEG tile of the first directory of a TIFF once, and nothing else: the floor under any reading.
// usage: decode_jpeg_tiles SLIDE THREADS
// Raw tiles by libtiff, one handle a thread, decoded to RGB by libjpeg-turbo. Prints the pixels decoded. Exit code: 1
// failure, 2 usage, 3 no tiled JPEG TIFF.
#include <tiffio.h>
#include <turbojpeg.h>

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <thread>
#include <vector>

namespace {

struct CloseTiff {
  void operator()(TIFF* tiff) const { TIFFClose(tiff); }
};
struct CloseDecoder {
  void operator()(void* decoder) const { tjDestroy(decoder); }
};

struct Work {
  const char* path;
  std::atomic<std::uint32_t> next_tile{0};
  std::atomic<std::int64_t> pixels{0};
  std::atomic<bool> failed{false};
};

// A whole JPEG: the tables all tiles share, without their end mark, and the tile without its start mark.
bool readWholeJpeg(TIFF* tiff, std::uint32_t tile, std::vector<unsigned char>& jpeg) {
  std::uint32_t table_bytes = 0;
  void* tables = nullptr;
  jpeg.clear();
  if (TIFFGetField(tiff, TIFFTAG_JPEGTABLES, &table_bytes, &tables) == 1 && table_bytes > 4)
    jpeg.assign(static_cast<unsigned char*>(tables), static_cast<unsigned char*>(tables) + table_bytes - 2);
  const std::size_t start = jpeg.empty() ? 0 : 2;
  const std::size_t at = jpeg.size();
  const auto bytes = static_cast<std::size_t>(TIFFGetStrileByteCount(tiff, tile));
  if (bytes < 4) return false;
  std::vector<unsigned char> raw(bytes);
  if (TIFFReadRawTile(tiff, tile, raw.data(), static_cast<tmsize_t>(bytes)) != static_cast<tmsize_t>(bytes))
    return false;
  jpeg.resize(at + bytes - start);
  std::copy(raw.begin() + static_cast<std::ptrdiff_t>(start), raw.end(),
            jpeg.begin() + static_cast<std::ptrdiff_t>(at));
  return true;
}

// Takes tiles until none is left.
void decodeTiles(Work& work) {
  const std::unique_ptr<TIFF, CloseTiff> tiff(TIFFOpen(work.path, "rm"));
  const std::unique_ptr<void, CloseDecoder> decoder(tjInitDecompress());
  std::vector<unsigned char> jpeg;
  std::vector<unsigned char> rgb;
  const std::uint32_t tiles = TIFFNumberOfTiles(tiff.get());
  for (std::uint32_t tile = work.next_tile++; tile < tiles && !work.failed; tile = work.next_tile++) {
    int width = 0;
    int height = 0;
    int subsampling = 0;
    int colours = 0;
    if (!readWholeJpeg(tiff.get(), tile, jpeg) ||
        tjDecompressHeader3(decoder.get(), jpeg.data(), jpeg.size(), &width, &height, &subsampling, &colours) != 0) {
      work.failed = true;
      return;
    }
    rgb.resize(static_cast<std::size_t>(width) * static_cast<std::size_t>(height) * 3);
    if (tjDecompress2(decoder.get(), jpeg.data(), jpeg.size(), rgb.data(), width, 0, height, TJPF_RGB,
                      TJFLAG_ACCURATEDCT) != 0) {
      work.failed = true;
      return;
    }
    work.pixels += std::int64_t{width} * height;
  }
}

bool isTiledJpeg(const char* path) {
  const std::unique_ptr<TIFF, CloseTiff> tiff(TIFFOpen(path, "rm"));
  std::uint16_t compression = 0;
  return tiff && TIFFIsTiled(tiff.get()) != 0 && TIFFGetField(tiff.get(), TIFFTAG_COMPRESSION, &compression) == 1 &&
         compression == COMPRESSION_JPEG;
}

}  // namespace

int main(int count, char** words) {
  const int threads = count == 3 ? std::atoi(words[2]) : 0;
  if (threads < 1) {
    std::fprintf(stderr, "usage: decode_jpeg_tiles SLIDE THREADS\n");
    return 2;
  }
  TIFFSetWarningHandler(nullptr);
  TIFFSetErrorHandler(nullptr);
  if (!isTiledJpeg(words[1])) {
    std::fprintf(stderr, "%s is no TIFF of JPEG tiles\n", words[1]);
    return 3;
  }
  Work work{words[1]};
  std::vector<std::jthread> workers;
  for (int i = 0; i < threads; ++i) workers.emplace_back([&] { decodeTiles(work); });
  workers.clear();  // joins
  if (work.failed) {
    std::fprintf(stderr, "%s: a tile cannot be decoded\n", words[1]);
    return 1;
  }
  std::printf("%lld\n", static_cast<long long>(work.pixels));
  return 0;
}
