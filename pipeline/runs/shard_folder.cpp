#include "pipeline/runs/shard_folder.h"

#include <fmt/format.h>

#include <stdexcept>

namespace herald {
namespace {

[[noreturn]] void fail(const std::filesystem::path& file, const std::string& cause) {
  throw std::invalid_argument(file.string() + ": " + cause);
}

void checkSize(const std::filesystem::path& file, const ShardFolder& shard) {
  const std::size_t expected = sizeOfShard(shard.shard, shard.list_slides);
  if (shard.slides.size() > expected || (shard.finished && shard.slides.size() < expected))
    fail(file, fmt::format("has {} slides; shard {}/{} of {} has {}", shard.slides.size(), shard.shard.number,
                           shard.shard.count, shard.list_slides, expected));
}

}  // namespace

ShardFolder readShardFolder(const std::filesystem::path& folder) {
  const auto file = folder / "run.json";
  ShardFolder shard{readResultFolder(folder), {}};
  if (!shard.run.contains("shard") || shard.run["shard"].is_null())
    fail(file, "is not of a shard: it was scored without --shard");
  const std::string name =
      fmt::format("{}/{}", countAt(file, shard.run, "/shard/number"), countAt(file, shard.run, "/shard/count"));
  try {
    shard.shard = parseShard(name);
  } catch (const std::invalid_argument&) {
    fail(file, "damaged: there is no shard " + name);
  }
  checkSize(file, shard);
  return shard;
}

}  // namespace herald
