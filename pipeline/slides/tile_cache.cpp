#include "pipeline/slides/tile_cache.h"

#include <algorithm>
#include <limits>
#include <tuple>
#include <utility>

namespace herald {

TileCache::TileCache(std::size_t tiles, std::size_t slot_pixels, std::size_t bytes)
    : slot_pixels_(slot_pixels),
      slots_(std::clamp<std::size_t>(bytes / std::max<std::size_t>(1, slot_pixels * sizeof(Rgb8)), 1,
                                     std::max<std::size_t>(1, tiles))),
      slot_of_(tiles, -1) {}

TileCache::Lease::Lease(Lease&& other) noexcept
    : cache_(std::exchange(other.cache_, nullptr)), slot_(other.slot_), must_decode_(other.must_decode_) {}

TileCache::Lease::~Lease() {
  if (cache_ != nullptr) cache_->release(slot_, must_decode_);
}

Rgb8* TileCache::Lease::pixels() const {
  return cache_->slots_[static_cast<std::size_t>(slot_)].pixels.get();
}

void TileCache::Lease::publish() {
  {
    const std::lock_guard lock(cache_->mutex_);
    cache_->slots_[static_cast<std::size_t>(slot_)].decoded = true;
  }
  must_decode_ = false;
  cache_->changed_.notify_all();
}

TileCache::Lease TileCache::acquire(std::size_t tile) {
  std::unique_lock lock(mutex_);
  for (;;) {
    const int here = slot_of_.at(tile);
    if (here >= 0) {
      Slot& slot = slots_[static_cast<std::size_t>(here)];
      if (slot.decoded) {
        ++slot.holders;
        return {*this, here, false};
      }
    } else if (const int free = victim(); free >= 0) {
      Slot& slot = slots_[static_cast<std::size_t>(free)];
      if (slot.tile >= 0) slot_of_[static_cast<std::size_t>(slot.tile)] = -1;
      if (!slot.pixels) slot.pixels = std::make_unique_for_overwrite<Rgb8[]>(slot_pixels_);
      slot.tile = static_cast<std::int64_t>(tile);
      slot.holders = 1;
      slot.decoded = false;
      slot_of_[tile] = free;
      return {*this, free, true};
    }
    changed_.wait(lock);
  }
}

// The slot to use next: of those nobody holds, the one whose memory is warm and whose content nobody will ask for,
// else a free one, else the tile whose last use is the farthest away. -1 = all are held.
int TileCache::victim() const {
  int best = -1;
  auto best_rank = std::tuple(std::numeric_limits<int>::min(), std::numeric_limits<std::int64_t>::min(),
                              std::numeric_limits<std::int64_t>::min());
  for (std::size_t i = 0; i < slots_.size(); ++i) {
    const Slot& slot = slots_[i];
    if (slot.holders > 0) continue;
    auto rank = best_rank;
    const auto released = static_cast<std::int64_t>(slot.released);
    if (slot.tile < 0) {
      rank = {slot.pixels ? 3 : 1, 0, -static_cast<std::int64_t>(i)};
    } else if (uses_.empty()) {
      rank = {0, 0, -released};
    } else if (const auto tile = static_cast<std::size_t>(slot.tile); uses_[tile] == 0) {
      rank = {2, 0, released};
    } else {
      rank = {0, last_step_[tile], -released};
    }
    if (best < 0 || rank > best_rank) {
      best = static_cast<int>(i);
      best_rank = rank;
    }
  }
  return best;
}

void TileCache::release(int index, bool undecoded) {
  {
    const std::lock_guard lock(mutex_);
    Slot& slot = slots_[static_cast<std::size_t>(index)];
    --slot.holders;
    slot.released = ++releases_;
    const auto tile = static_cast<std::size_t>(slot.tile);
    if (undecoded) {
      slot_of_[tile] = -1;
      slot.tile = -1;
    } else if (!uses_.empty() && uses_[tile] > 0) {
      --uses_[tile];
    }
  }
  changed_.notify_all();
}

void TileCache::plan(std::vector<std::uint16_t> uses, std::vector<std::int32_t> last_step) {
  const std::lock_guard lock(mutex_);
  uses_ = std::move(uses);
  last_step_ = std::move(last_step);
  uses_.resize(slot_of_.size());
  last_step_.resize(slot_of_.size());
}

bool TileCache::takeLastUse(std::size_t tile) {
  const std::lock_guard lock(mutex_);
  if (uses_.empty() || uses_[tile] != 1 || slot_of_[tile] >= 0) return false;
  uses_[tile] = 0;
  return true;
}

}  // namespace herald
