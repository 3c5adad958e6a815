// Joins the folders of `herald score --shard i/n` into the one that a run over the whole list would have written: the
// same summary.csv, run.json and slide folders, byte for byte, but for times and for what a shard says it reused;
// log.txt has the shards' logs one after the other.
//
// Files of slides are hard links where the file system has them, else copies; the shards stay as they are. The result
// is built beside `out` under a hidden name and renamed: it is there as a whole or not at all. What a killed process
// leaves, .<name>.partial-* and .<name>.lock (file_lock.h), the next merge into `out` removes.
#pragma once

#include <cstddef>
#include <filesystem>
#include <vector>

#include "pipeline/runs/run.h"

namespace herald {

struct MergeOptions {
  // Join what is there when shards are missing or unfinished. Default off: a summary that lacks slides must be asked
  // for (--allow-missing).
  bool allow_missing = false;
};

struct MergeReport {
  std::size_t shards = 0;  // joined
  std::size_t slides = 0;
  std::size_t failed = 0;
  std::vector<int> missing;   // numbers of the shards that are missing or unfinished
  int exit_code = kExitDone;  // as of a run; kExitSomeFailed also when shards are missing
};

// `out` is a new or empty folder. Throws before anything is written std::invalid_argument in one line: a folder that
// holds no readable shard (see shard_folder.h); shards of different programs, libraries, configurations, command lines,
// lists or numbers of shards; the same shard twice; one slide in two shards; missing or unfinished shards, unless
// allowed; a slide folder that should be there and is not; an `out` that is not empty. Throws OutputError when the
// result cannot be written; nothing of it stays; UnusableFolder when another process is writing there. Not while a
// shard is still written. Thread-safe for different `out`.
[[nodiscard]] MergeReport mergeShards(const std::vector<std::filesystem::path>& shards,
                                      const std::filesystem::path& out, const MergeOptions& options = {});

}  // namespace herald
