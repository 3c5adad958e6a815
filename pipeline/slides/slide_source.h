// Reading of slides behind one small interface, with a fake for tests (tests/support/fake_slide_source.h).
//
// Implementations, among which slide_opening.h chooses: tiles of JPEG in TIFF (jpeg_tiff_source.h), OpenSlide (all
// other whole-slide formats, openslide_source.h) and plain images (PNG, JPEG, BMP, flat TIFF: one level held in memory,
// image_source.h).
// Label and macro images are never read: they can carry patients' names. Of free text only the numbers and units of a
// pixel size are used, and how many planes and channels it tells of; nothing else of it is kept or shown.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "pipeline/files/read_error.h"
#include "stain/image.h"
#include "stain/units.h"

namespace herald {

struct SlideLevel {
  std::int64_t width = 0;  // pixels of this level
  std::int64_t height = 0;
  double downsample = 1;  // level-0 pixels per pixel of this level
  int tile_width = 0;     // as stored; 0 = not tiled or unknown
  int tile_height = 0;
};

// A pixel size with the place it was found: "command-line", "list", "openslide.mpp", "ome-xml", "imagej",
// "description", "tiff-resolution", "png-resolution", ...
struct PixelSizeSource {
  PixelSize pixel_size;
  std::string source;
};

// A picture in the file that is neither read nor a smaller copy of what is.
struct UnreadPicture {
  std::string kind;  // "page" | "z-plane" | "channel" | "time point"
  int page = 0;      // in the file, from 1
  std::int64_t width = 0;
  std::int64_t height = 0;
  bool other_section = false;  // about as large as what is read, or larger, and not known to show the same tissue
};

struct SlideDescription {
  std::string vendor;  // OpenSlide's vendor name, or "image"
  // "direct" | "openslide" | "libtiff" | "libjpeg-turbo" | "libpng" | "herald" | "fake"
  std::string decoder;
  std::vector<SlideLevel> levels;            // never empty; level 0 first
  std::vector<PixelSizeSource> pixel_sizes;  // plausible ones found in the file, best first; may be empty
  // Where else a pixel size was looked for, and what stood there: "tiff-resolution (1 x 1 without a unit)".
  std::vector<std::string> unusable_pixel_sizes;
  std::vector<UnreadPicture> unread;  // in the order of the file; `notes` name them, too
  std::optional<double> objective_power;
  bool greyscale = false;  // no colour in the file: one channel, or every pixel r = g = b; never brightfield IHC
  std::vector<std::string> notes;  // what a reader of the result should know, e.g. "16 bits per channel scaled to 8"
  std::string quick_hash;          // identifies the content, see slideHash (slide_files.h); lower-case hex
};

class SlideSource {
 public:
  virtual ~SlideSource() = default;
  [[nodiscard]] virtual const SlideDescription& description() const = 0;

  // Reads width x height pixels of `level` whose top left corner is (x, y) in that level's own pixels. Parts outside
  // the slide, and pixels the format marks as never scanned, come back white (255, 255, 255). `out` is resized.
  // Thread-safe. Throws ReadError; after the first error the source is dead and every further read throws.
  virtual void readRegion(int level, std::int64_t x, std::int64_t y, int width, int height, Image<Rgb8>& out) = 0;

  // Says that these regions of `level` will be read, each once and in about this order, by any threads: what several of
  // them share is then kept, and what is done with is not. Replaces what was said before. A hint: the reads may come
  // otherwise, and no pixel depends on it. Thread-safe.
  virtual void expectReads(int /*level*/, std::span<const PixelRect> /*regions*/) {}
};

}  // namespace herald
