// What one shard has written, read back to be joined with others. Reads files; thread-safe.
#pragma once

#include <filesystem>

#include "pipeline/inputs/shard.h"
#include "pipeline/results/result_folder.h"

namespace herald {

struct ShardFolder : ResultFolder {
  Shard shard;
};

// Throws std::invalid_argument in one line, naming the file and what is wrong: as readResultFolder; the run was not a
// shard; a finished shard lacks slides or has too many.
[[nodiscard]] ShardFolder readShardFolder(const std::filesystem::path& folder);

}  // namespace herald
