// Decoded tiles of a slide, bounded in memory and shared by the threads that read it: a tile two threads ask for is
// decoded by one of them while the other waits, and a tile that is still to be read is kept rather than one that is
// not.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <span>
#include <vector>

#include "stain/image.h"

namespace herald {

// Tiles are named by an index, 0 to tiles - 1. Thread-safe. Memory is taken when it is first needed, then reused.
class TileCache {
 public:
  // `slot_pixels`: pixels of the largest tile. Holds as many tiles as fit into `bytes`, at least one.
  TileCache(std::size_t tiles, std::size_t slot_pixels, std::size_t bytes);

  // The right to use one tile's memory, given back at the end of its life. A thread may hold one at a time: it would
  // wait for itself.
  class Lease {
   public:
    Lease(Lease&& other) noexcept;
    Lease(const Lease&) = delete;
    Lease& operator=(const Lease&) = delete;
    Lease& operator=(Lease&&) = delete;
    ~Lease();
    // The memory has no content yet: the holder decodes into it and calls publish(), or drops the lease, so that the
    // next to ask will decode.
    [[nodiscard]] bool mustDecode() const { return must_decode_; }
    [[nodiscard]] Rgb8* pixels() const;
    void publish();

   private:
    friend class TileCache;
    Lease(TileCache& cache, int slot, bool must_decode) : cache_(&cache), slot_(slot), must_decode_(must_decode) {}
    TileCache* cache_;
    int slot_;
    bool must_decode_;
  };

  // Waits while another thread decodes this tile or while every slot is in use.
  [[nodiscard]] Lease acquire(std::size_t tile);

  // Forgets earlier plans. From now on tile i is expected to be acquired (or taken by takeLastUse) uses[i] times, the
  // last time in step last_step[i] of the work. A tile with uses left is kept over one without, and the one whose last
  // use is near over one whose last use is far. Without a plan the tile least recently used goes first.
  void plan(std::vector<std::uint16_t> uses, std::vector<std::int32_t> last_step);

  // True, and the use is taken, when the plan expects one use more and the tile is not here: who asks decodes it where
  // it wants and nobody else needs it.
  [[nodiscard]] bool takeLastUse(std::size_t tile);

 private:
  struct Slot {
    std::unique_ptr<Rgb8[]> pixels;
    std::int64_t tile = -1;  // -1 = free
    int holders = 0;
    bool decoded = false;
    std::uint64_t released = 0;  // when, counted in releases
  };
  [[nodiscard]] int victim() const;
  void release(int slot, bool undecoded);

  std::size_t slot_pixels_;
  std::vector<Slot> slots_;
  std::vector<std::int32_t> slot_of_;  // by tile; -1 = not here
  std::vector<std::uint16_t> uses_;    // empty without a plan
  std::vector<std::int32_t> last_step_;
  std::uint64_t releases_ = 0;
  std::mutex mutex_;
  std::condition_variable changed_;
};

}  // namespace herald
