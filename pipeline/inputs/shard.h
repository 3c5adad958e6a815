// Parts of one list of slides, for several machines: shard i of n has every n-th slide of the sorted list, from the
// i-th on. The list is the same whatever the shard, duplicates are found in the whole of it, and no slide depends on
// another: so all shards together are one run, and pipeline/runs/merge.h joins what they wrote. Pure; thread-safe.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "pipeline/inputs/inputs.h"

namespace herald {

struct Shard {
  int number = 1;  // 1 to count
  int count = 1;
};

// "i/n" of --shard. Throws std::invalid_argument unless 1 <= i <= n <= 1000000.
[[nodiscard]] Shard parseShard(std::string_view text);

// How many of `slides` slides the shard has; 0 where there are more shards than slides.
[[nodiscard]] std::size_t sizeOfShard(Shard shard, std::size_t slides);

// Where the shard's slide `index` (from 0) stands in the whole list, from 0.
[[nodiscard]] std::size_t placeInList(Shard shard, std::size_t index);

// The slides of the shard, in their order; ignored_files is that of the whole list.
[[nodiscard]] InputList slidesOfShard(const InputList& list, Shard shard);

// XXH3-128 of all that the list says of its slides: name, case, pixel size, regions, reason to skip. Equal hashes: the
// same list. 32 lower-case hex digits.
[[nodiscard]] std::string hashOfList(const InputList& list);

}  // namespace herald
