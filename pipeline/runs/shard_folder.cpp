#include "pipeline/runs/shard_folder.h"
#include "pipeline/files/output_names.h"

#include <fmt/format.h>

#include <stdexcept>

namespace herald {
namespace {

[[noreturn]] void fail(const std::filesystem::path& file, const std::string& cause) {
  throw std::invalid_argument(file.string() + ": " + cause);
}

void checkSize(const std::filesystem::path& file, const ShardFolder& shard) {
  const std::size_t expected = sizeOfShard(shard.shard, shard.run.list_slides);
  const std::size_t slides = shard.run.inputs.size();
  if (slides > expected || (shard.finished() && slides < expected))
    fail(file, fmt::format("has {} slides; shard {}/{} of {} has {}", slides, shard.shard.number, shard.shard.count,
                           shard.run.list_slides, expected));
}

}  // namespace

ShardFolder readShardFolder(const std::filesystem::path& folder) {
  const auto file = folder / output::kRunJson;
  ShardFolder shard{readResultFolder(folder), {}};
  if (!shard.run.shard) fail(file, "is not from a shard: it was scored without --shard");
  shard.shard = *shard.run.shard;
  checkSize(file, shard);
  return shard;
}

}  // namespace herald
