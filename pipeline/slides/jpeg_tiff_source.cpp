#include "pipeline/slides/jpeg_tiff_source.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstring>
#include <limits>
#include <mutex>
#include <optional>
#include <system_error>
#include <utility>
#include <vector>

#include "pipeline/files/file_descriptor.h"
#include "pipeline/files/read_error.h"
#include "pipeline/slides/image_decoders.h"
#include "pipeline/slides/jpeg_tiff_layout.h"
#include "pipeline/slides/tile_cache.h"

namespace herald {
namespace {

constexpr Rgb8 kWhite{255, 255, 255};

// The bytes of a file, for any number of threads at once.
class File {
 public:
  explicit File(const std::filesystem::path& path) : descriptor_(path, O_RDONLY) {
    struct stat about {};
    if (!descriptor_.valid() || ::fstat(descriptor_.get(), &about) != 0) throw readError(path, "cannot be read");
    size_ = static_cast<std::uint64_t>(about.st_size);
  }

  // Throws DecodeError when the file ends before. `bytes` keeps its memory.
  void read(std::uint64_t offset, std::uint64_t count, std::vector<std::uint8_t>& bytes) const {
    if (count > size_ || offset > size_ - count) throw DecodeError("the tile lies beyond the end of the file");
    if (bytes.size() < count) bytes.resize(count);
    if (descriptor_.readAt(offset, std::as_writable_bytes(std::span(bytes).first(count)))) return;
    throw DecodeError(errno == 0 ? "the file ends within the tile" : std::generic_category().message(errno));
  }

 private:
  FileDescriptor descriptor_;
  std::uint64_t size_ = 0;
};

struct Worker {
  JpegTileDecoder decoder;
  std::vector<std::uint8_t> stream;
};

// Part of a level that lies in a tile, in the level's pixels: [x0, x1) x [y0, y1).
struct TilePart {
  std::int64_t tile_x;  // top left corner of the tile
  std::int64_t tile_y;
  std::int64_t x0, y0, x1, y1;
};

class JpegTiffSource final : public SlideSource {
 public:
  JpegTiffSource(const std::filesystem::path& path, std::vector<JpegTiffLevel> levels, SlideDescription description,
                 std::unique_ptr<SlideSource> opened, const JpegTiffOptions& options);
  const SlideDescription& description() const override { return description_; }
  void readRegion(int level, std::int64_t x, std::int64_t y, int width, int height, Image<Rgb8>& out) override;
  void expectReads(int level, std::span<const PixelRect> regions) override;

 private:
  void readTiles(int level, std::int64_t x, std::int64_t y, Image<Rgb8>& out);
  void readTile(int level, std::size_t tile, const TilePart& part, std::int64_t x, std::int64_t y, Worker& worker,
                Image<Rgb8>& out);
  void decode(const JpegTiffLevel& level, std::size_t tile, Worker& worker, Rgb8* pixels, std::ptrdiff_t stride_px);
  std::unique_ptr<Worker> takeWorker();
  void giveBack(std::unique_ptr<Worker> worker);
  template <class Visit>
  static void forTilesIn(const JpegTiffLevel& level, const PixelRect& region, Visit&& visit);
  std::size_t cacheIndex(int level, std::size_t tile) const;

  std::filesystem::path path_;
  File file_;
  std::vector<JpegTiffLevel> levels_;
  std::unique_ptr<SlideSource> openslide_;  // when some level has an obstacle
  SlideDescription description_;
  std::vector<std::size_t> first_index_;  // of each level in the cache
  std::optional<TileCache> cache_;
  std::mutex mutex_;  // for what follows
  std::vector<std::unique_ptr<Worker>> idle_;
  std::string death_;
  std::atomic<bool> dead_ = false;
};

JpegTiffSource::JpegTiffSource(const std::filesystem::path& path, std::vector<JpegTiffLevel> levels,
                               SlideDescription description, std::unique_ptr<SlideSource> opened,
                               const JpegTiffOptions& options)
    : path_(path), file_(path), levels_(std::move(levels)), description_(std::move(description)) {
  description_.decoder = "direct";
  std::size_t tiles = 0;
  std::size_t largest = 0;
  bool all_direct = true;
  for (const JpegTiffLevel& level : levels_) {
    first_index_.push_back(tiles);
    all_direct = all_direct && level.obstacle.empty();
    if (!level.obstacle.empty()) continue;
    tiles += level.offsets.size();
    largest =
        std::max(largest, static_cast<std::size_t>(level.format.width) * static_cast<std::size_t>(level.format.height));
  }
  cache_.emplace(tiles, largest, options.cache_bytes);
  if (!all_direct) openslide_ = std::move(opened);
}

std::size_t JpegTiffSource::cacheIndex(int level, std::size_t tile) const {
  return first_index_[static_cast<std::size_t>(level)] + tile;
}

// Calls visit(tile, part) for every tile of the level with pixels in `region`, row-major.
template <class Visit>
void JpegTiffSource::forTilesIn(const JpegTiffLevel& level, const PixelRect& region, Visit&& visit) {
  const std::int64_t left = std::max<std::int64_t>(region.x, 0);
  const std::int64_t top = std::max<std::int64_t>(region.y, 0);
  const std::int64_t right = std::min(region.x + region.width, level.width);
  const std::int64_t bottom = std::min(region.y + region.height, level.height);
  const std::int64_t w = level.format.width;
  const std::int64_t h = level.format.height;
  for (std::int64_t row = top / h; row * h < bottom; ++row) {
    for (std::int64_t column = left / w; column * w < right; ++column) {
      const std::int64_t tile_x = column * w;
      const std::int64_t tile_y = row * h;
      visit(static_cast<std::size_t>(row * level.tiles_across + column),
            TilePart{tile_x, tile_y, std::max(left, tile_x), std::max(top, tile_y), std::min(right, tile_x + w),
                     std::min(bottom, tile_y + h)});
    }
  }
}

void JpegTiffSource::expectReads(int level, std::span<const PixelRect> regions) {
  const JpegTiffLevel& stored = levels_.at(static_cast<std::size_t>(level));
  if (!stored.obstacle.empty()) return;
  std::vector<std::uint16_t> uses(cacheIndex(level, stored.offsets.size()));
  std::vector<std::int32_t> last_step(uses.size());
  for (std::size_t step = 0; step < regions.size(); ++step) {
    forTilesIn(stored, regions[step], [&](std::size_t tile, const TilePart&) {
      auto& count = uses[cacheIndex(level, tile)];
      if (count < std::numeric_limits<std::uint16_t>::max()) ++count;
      last_step[cacheIndex(level, tile)] = static_cast<std::int32_t>(step);
    });
  }
  cache_->plan(std::move(uses), std::move(last_step));
}

// Whitens what of `out`, whose top left corner is (x, y) in the level, lies outside the level.
void whitenOutside(const JpegTiffLevel& level, std::int64_t x, std::int64_t y, Image<Rgb8>& out) {
  const auto within = [](std::int64_t position, int size) {
    return static_cast<int>(std::clamp<std::int64_t>(position, 0, size));
  };
  const int left = within(-x, out.width());
  const int right = std::max(left, within(level.width - x, out.width()));
  for (int row = 0; row < out.height(); ++row) {
    const bool inside = y + row >= 0 && y + row < level.height;
    Rgb8* pixels = out.row(row);
    std::fill(pixels, pixels + (inside ? left : out.width()), kWhite);
    if (inside) std::fill(pixels + right, pixels + out.width(), kWhite);
  }
}

void JpegTiffSource::readRegion(int level, std::int64_t x, std::int64_t y, int width, int height, Image<Rgb8>& out) {
  const JpegTiffLevel& stored = levels_.at(static_cast<std::size_t>(level));
  if (dead_) {
    const std::lock_guard lock(mutex_);
    throw ReadError(death_);
  }
  try {
    if (!stored.obstacle.empty()) return openslide_->readRegion(level, x, y, width, height, out);
    out.resize(width, height);
    whitenOutside(stored, x, y, out);
    readTiles(level, x, y, out);
  } catch (const ReadError& error) {
    const std::lock_guard lock(mutex_);
    if (!dead_) death_ = error.what();
    dead_ = true;
    throw;
  }
}

std::unique_ptr<Worker> JpegTiffSource::takeWorker() {
  {
    const std::lock_guard lock(mutex_);
    if (!idle_.empty()) {
      auto worker = std::move(idle_.back());
      idle_.pop_back();
      return worker;
    }
  }
  return std::make_unique<Worker>();
}

void JpegTiffSource::giveBack(std::unique_ptr<Worker> worker) {
  const std::lock_guard lock(mutex_);
  idle_.push_back(std::move(worker));
}

void JpegTiffSource::readTiles(int level, std::int64_t x, std::int64_t y, Image<Rgb8>& out) {
  auto worker = takeWorker();
  const JpegTiffLevel& stored = levels_[static_cast<std::size_t>(level)];
  forTilesIn(stored, {x, y, out.width(), out.height()}, [&](std::size_t tile, const TilePart& part) {
    try {
      readTile(level, tile, part, x, y, *worker, out);
    } catch (const DecodeError& error) {
      throw readError(path_, fmt::format("level {} at ({}, {}): {}", level, part.tile_x, part.tile_y, error.what()));
    }
  });
  giveBack(std::move(worker));
}

// One tile's part of `out`, whose top left corner is (x, y) in the level.
void JpegTiffSource::readTile(int level, std::size_t tile, const TilePart& part, std::int64_t x, std::int64_t y,
                              Worker& worker, Image<Rgb8>& out) {
  const JpegTiffLevel& stored = levels_[static_cast<std::size_t>(level)];
  const auto count = static_cast<std::size_t>(part.x1 - part.x0);
  const auto target = [&](std::int64_t row) { return out.row(static_cast<int>(row - y)) + (part.x0 - x); };
  if (stored.byte_counts[tile] == 0) {
    for (std::int64_t row = part.y0; row < part.y1; ++row) std::fill_n(target(row), count, kWhite);
    return;
  }
  const bool whole = part.x1 - part.x0 == stored.format.width && part.y1 - part.y0 == stored.format.height;
  if (whole && cache_->takeLastUse(cacheIndex(level, tile)))
    return decode(stored, tile, worker, target(part.y0), out.width());
  auto lease = cache_->acquire(cacheIndex(level, tile));
  if (lease.mustDecode()) {
    decode(stored, tile, worker, lease.pixels(), stored.format.width);
    lease.publish();
  }
  for (std::int64_t row = part.y0; row < part.y1; ++row) {
    const Rgb8* from = lease.pixels() + (row - part.tile_y) * stored.format.width + (part.x0 - part.tile_x);
    std::copy_n(from, count, target(row));
  }
}

void JpegTiffSource::decode(const JpegTiffLevel& level, std::size_t tile, Worker& worker, Rgb8* pixels,
                            std::ptrdiff_t stride_px) {
  const std::uint64_t count = level.byte_counts[tile];
  file_.read(level.offsets[tile], count, worker.stream);
  worker.decoder.decode({worker.stream.data(), count}, level.format, pixels, stride_px);
}

}  // namespace

std::unique_ptr<SlideSource> jpegTiffSource(const std::filesystem::path& path, std::vector<JpegTiffLevel> levels,
                                            SlideDescription description, std::unique_ptr<SlideSource> opened,
                                            const JpegTiffOptions& options) {
  return std::make_unique<JpegTiffSource>(path, std::move(levels), std::move(description), std::move(opened), options);
}

}  // namespace herald
