#include "pipeline/phantoms/phantom_slide.h"

#include <algorithm>
#include <memory>
#include <system_error>
#include <vector>

#include <fmt/format.h>
#include <tiffio.h>

#include "pipeline/files/atomic_file.h"
#include "pipeline/files/image_encoders.h"
#include "pipeline/phantoms/phantom_truth.h"
#include "segmentation/phantom/phantom_render.h"

namespace herald {
namespace {

constexpr int kTileSize = 256;
constexpr int kLevelStep = 4;
constexpr int kReducedLevels = 2;

struct TiffCloser {
  void operator()(TIFF* tiff) const { TIFFClose(tiff); }
};
using TiffFile = std::unique_ptr<TIFF, TiffCloser>;

[[noreturn]] void failWrite(const std::filesystem::path& path, const char* what) {
  throw OutputError(path.string() + ": cannot write " + what);
}

// Mean over step x step pixels, rounded; part blocks at the right and lower edge are averaged over what is there.
Image<Rgb8> reduced(const Image<Rgb8>& image, int step) {
  Image<Rgb8> out((image.width() + step - 1) / step, (image.height() + step - 1) / step);
  for (int y = 0; y < out.height(); ++y) {
    for (int x = 0; x < out.width(); ++x) {
      int r = 0;
      int g = 0;
      int b = 0;
      int n = 0;
      for (int j = y * step; j < std::min(image.height(), (y + 1) * step); ++j) {
        for (int i = x * step; i < std::min(image.width(), (x + 1) * step); ++i) {
          const Rgb8 p = image.at(i, j);
          r += p.r;
          g += p.g;
          b += p.b;
          ++n;
        }
      }
      const auto mean = [n](int sum) { return static_cast<std::uint8_t>((sum + n / 2) / n); };
      out.at(x, y) = {mean(r), mean(g), mean(b)};
    }
  }
  return out;
}

class PhantomTiffWriter {
 public:
  PhantomTiffWriter(const PhantomScene& scene, const std::filesystem::path& path)
      : scene_(scene), path_(path), tiff_(TIFFOpen(path.c_str(), "w")) {
    if (!tiff_) failWrite(path_, "a TIFF");
  }

  void write() {
    Image<Rgb8> level = writeFullResolution();
    for (int i = 0; i < kReducedLevels; ++i) {
      if (i > 0) level = reduced(level, kLevelStep);
      writeReduced(level, i == 0 ? kLevelStep : kLevelStep * kLevelStep);
    }
    TIFFFlush(tiff_.get());
  }

 private:
  void startLevel(int width, int height, double downsample) {
    const PhantomOptions& options = scene_.options;
    const double per_cm = 10000.0 / (options.mpp_um * downsample);
    TIFF* const tiff = tiff_.get();
    TIFFSetField(tiff, TIFFTAG_SUBFILETYPE, downsample > 1 ? FILETYPE_REDUCEDIMAGE : 0);
    TIFFSetField(tiff, TIFFTAG_IMAGEWIDTH, width);
    TIFFSetField(tiff, TIFFTAG_IMAGELENGTH, height);
    TIFFSetField(tiff, TIFFTAG_TILEWIDTH, kTileSize);
    TIFFSetField(tiff, TIFFTAG_TILELENGTH, kTileSize);
    TIFFSetField(tiff, TIFFTAG_SAMPLESPERPIXEL, 3);
    TIFFSetField(tiff, TIFFTAG_BITSPERSAMPLE, 8);
    TIFFSetField(tiff, TIFFTAG_PLANARCONFIG, PLANARCONFIG_CONTIG);
    TIFFSetField(tiff, TIFFTAG_COMPRESSION, COMPRESSION_JPEG);
    TIFFSetField(tiff, TIFFTAG_PHOTOMETRIC, PHOTOMETRIC_YCBCR);
    const int chroma_px = options.chroma == PhantomChroma::k444 ? 1 : 2;
    TIFFSetField(tiff, TIFFTAG_YCBCRSUBSAMPLING, chroma_px, chroma_px);
    TIFFSetField(tiff, TIFFTAG_JPEGQUALITY, options.jpeg_quality);
    TIFFSetField(tiff, TIFFTAG_JPEGCOLORMODE, JPEGCOLORMODE_RGB);
    TIFFSetField(tiff, TIFFTAG_RESOLUTIONUNIT, RESUNIT_CENTIMETER);
    TIFFSetField(tiff, TIFFTAG_XRESOLUTION, per_cm);
    TIFFSetField(tiff, TIFFTAG_YRESOLUTION, per_cm);
    const std::string description = fmt::format("Aperio Image Library herald phantom|AppMag = {:.0f}|MPP = {:.4f}",
                                                10.0 / options.mpp_um, options.mpp_um);
    TIFFSetField(tiff, TIFFTAG_IMAGEDESCRIPTION, description.c_str());
  }

  void writeTile(const Image<Rgb8>& source, int x, int source_y, std::uint32_t tile) {
    std::vector<Rgb8> pixels(static_cast<std::size_t>(kTileSize) * kTileSize);
    for (int row = 0; row < kTileSize; ++row) {
      const Rgb8* from = source.row(std::min(source_y + row, source.height() - 1));
      for (int column = 0; column < kTileSize; ++column) {
        pixels[static_cast<std::size_t>(row) * kTileSize + static_cast<std::size_t>(column)] =
            from[std::min(x + column, source.width() - 1)];
      }
    }
    const auto bytes = static_cast<tmsize_t>(pixels.size() * sizeof(Rgb8));
    if (TIFFWriteEncodedTile(tiff_.get(), tile, pixels.data(), bytes) != bytes) failWrite(path_, "a tile");
  }

  void finishLevel() {
    if (TIFFWriteDirectory(tiff_.get()) != 1) failWrite(path_, "a level");
  }

  // Returns the first reduced level.
  Image<Rgb8> writeFullResolution() {
    const int width = scene_.options.width_px;
    const int height = scene_.options.height_px;
    startLevel(width, height, 1);
    Image<Rgb8> next((width + kLevelStep - 1) / kLevelStep, (height + kLevelStep - 1) / kLevelStep);
    std::uint32_t tile = 0;
    for (int y = 0; y < height; y += kTileSize) {
      const Image<Rgb8> strip = renderPhantom(scene_, {0, y, width, std::min(kTileSize, height - y)});
      for (int x = 0; x < width; x += kTileSize) writeTile(strip, x, 0, tile++);
      const Image<Rgb8> small = reduced(strip, kLevelStep);
      for (int row = 0; row < small.height(); ++row) {
        std::copy_n(small.row(row), small.width(), next.row(y / kLevelStep + row));
      }
    }
    finishLevel();
    return next;
  }

  void writeReduced(const Image<Rgb8>& level, int downsample) {
    startLevel(level.width(), level.height(), downsample);
    std::uint32_t tile = 0;
    for (int y = 0; y < level.height(); y += kTileSize) {
      for (int x = 0; x < level.width(); x += kTileSize) writeTile(level, x, y, tile++);
    }
    finishLevel();
  }

  const PhantomScene& scene_;
  std::filesystem::path path_;
  TiffFile tiff_;
};

std::string pngOf(const PhantomScene& scene) {
  const Image<Rgb8> image = renderPhantom(scene, {0, 0, scene.options.width_px, scene.options.height_px});
  return encodePng(colourBytes(image));
}

}  // namespace

void writePhantomTiff(const PhantomScene& scene, const std::filesystem::path& path) {
  writeFileAtomically(path, [&](const std::filesystem::path& partial) { PhantomTiffWriter(scene, partial).write(); });
}

std::filesystem::path writePhantomSlide(const PhantomScene& scene, const std::filesystem::path& folder,
                                        const std::string& stem, bool with_png) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) throw OutputError(folder.string() + ": cannot create the folder: " + error.message());
  const std::filesystem::path slide = folder / (stem + ".tif");
  writePhantomTiff(scene, slide);
  writeFileAtomically(folder / (stem + ".truth.json"), phantomTruthJson(scene, slide.filename().string()));
  if (with_png) writeFileAtomically(folder / (stem + ".png"), pngOf(scene));
  return slide;
}

}  // namespace herald
