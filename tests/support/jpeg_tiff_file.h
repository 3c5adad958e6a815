// Tiled-JPEG TIFF files for tests, written with libtiff: any number of levels, colour spaces and tile sizes.
#pragma once

#include <gtest/gtest.h>
#include <tiffio.h>

#include <algorithm>
#include <array>

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "stain/image.h"

namespace herald {

struct JpegTiffFileOptions {
  int tile_px = 64;
  bool ycbcr = true;                                  // else the JPEG holds RGB, as Aperio's does
  std::array<std::uint16_t, 2> subsampling = {2, 2};  // of chroma, across and down
  bool own_tables = false;                            // every tile carries its tables
  bool big = false;                                   // BigTIFF
  std::uint16_t orientation = ORIENTATION_TOPLEFT;
  bool mark_reduced = true;                       // every page after the first one, as a smaller copy
  std::string description = {};                   // "Aperio ..." makes an Aperio slide
  std::vector<std::uint32_t> missing_tiles = {};  // of level 0, never written
};

// Colours that differ from tile to tile and pixel to pixel and compress without going flat.
inline Image<Rgb8> colourfulImage(int width, int height, int seed = 0) {
  Image<Rgb8> image(width, height);
  for (int y = 0; y < height; ++y)
    for (int x = 0; x < width; ++x)
      image.at(x, y) = {static_cast<std::uint8_t>(x * 3 + y + seed), static_cast<std::uint8_t>(x + y * 2 + 40),
                        static_cast<std::uint8_t>((x * y) / 16 + seed * 7)};
  return image;
}

inline void writeJpegTiffLevel(TIFF* tiff, const Image<Rgb8>& image, bool first, const JpegTiffFileOptions& options) {
  TIFFSetField(tiff, TIFFTAG_IMAGEWIDTH, image.width());
  TIFFSetField(tiff, TIFFTAG_IMAGELENGTH, image.height());
  TIFFSetField(tiff, TIFFTAG_TILEWIDTH, options.tile_px);
  TIFFSetField(tiff, TIFFTAG_TILELENGTH, options.tile_px);
  TIFFSetField(tiff, TIFFTAG_BITSPERSAMPLE, 8);
  TIFFSetField(tiff, TIFFTAG_SAMPLESPERPIXEL, 3);
  TIFFSetField(tiff, TIFFTAG_PLANARCONFIG, PLANARCONFIG_CONTIG);
  TIFFSetField(tiff, TIFFTAG_ORIENTATION, options.orientation);
  TIFFSetField(tiff, TIFFTAG_COMPRESSION, COMPRESSION_JPEG);
  TIFFSetField(tiff, TIFFTAG_PHOTOMETRIC, options.ycbcr ? PHOTOMETRIC_YCBCR : PHOTOMETRIC_RGB);
  if (options.ycbcr) {
    TIFFSetField(tiff, TIFFTAG_YCBCRSUBSAMPLING, options.subsampling[0], options.subsampling[1]);
    TIFFSetField(tiff, TIFFTAG_JPEGCOLORMODE, JPEGCOLORMODE_RGB);
  }
  if (options.own_tables) TIFFSetField(tiff, TIFFTAG_JPEGTABLESMODE, 0);
  if (!first && options.mark_reduced) TIFFSetField(tiff, TIFFTAG_SUBFILETYPE, FILETYPE_REDUCEDIMAGE);
  if (first && !options.description.empty()) TIFFSetField(tiff, TIFFTAG_IMAGEDESCRIPTION, options.description.c_str());
  Image<Rgb8> tile(options.tile_px, options.tile_px);
  std::uint32_t index = 0;
  for (int y = 0; y < image.height(); y += options.tile_px) {
    for (int x = 0; x < image.width(); x += options.tile_px, ++index) {
      if (first && std::count(options.missing_tiles.begin(), options.missing_tiles.end(), index) > 0) continue;
      for (int j = 0; j < options.tile_px; ++j)
        for (int i = 0; i < options.tile_px; ++i)
          tile.at(i, j) = image.at(std::min(x + i, image.width() - 1), std::min(y + j, image.height() - 1));
      ASSERT_GT(TIFFWriteEncodedTile(tiff, index, tile.row(0), static_cast<tmsize_t>(tile.pixels().size() * 3)), 0);
    }
  }
  ASSERT_EQ(TIFFWriteDirectory(tiff), 1);
}

// The pages as images, level 0 first.
inline void writeJpegTiff(const std::filesystem::path& path, const std::vector<Image<Rgb8>>& levels,
                          const JpegTiffFileOptions& options = {}) {
  TIFF* tiff = TIFFOpen(path.c_str(), options.big ? "w8" : "w");
  ASSERT_NE(tiff, nullptr) << path;
  for (std::size_t i = 0; i < levels.size(); ++i) writeJpegTiffLevel(tiff, levels[i], i == 0, options);
  TIFFClose(tiff);
}

// Where the tiles of the first image lie.
struct TilePlaces {
  std::vector<std::uint64_t> offsets;
  std::vector<std::uint64_t> byte_counts;
};

inline TilePlaces tilePlaces(const std::filesystem::path& path) {
  TilePlaces places;
  TIFF* tiff = TIFFOpen(path.c_str(), "rm");
  if (tiff == nullptr) return places;
  for (std::uint32_t i = 0; i < TIFFNumberOfTiles(tiff); ++i) {
    places.offsets.push_back(TIFFGetStrileOffset(tiff, i));
    places.byte_counts.push_back(TIFFGetStrileByteCount(tiff, i));
  }
  TIFFClose(tiff);
  return places;
}

}  // namespace herald
