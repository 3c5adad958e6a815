// What one shard has written, read back to be joined with others. Reads files; thread-safe.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "pipeline/json_text.h"
#include "pipeline/shard.h"
#include "pipeline/summary.h"

namespace herald {

// One slide of it.
struct ShardSlide {
  std::string slide;
  std::string folder;  // below slides/; empty: the slide has none
  SlideStatus status = SlideStatus::kFailed;
  OrderedJson entry;  // as run.json has it
  SummaryRow row;     // as summary.csv has it
};

struct ShardFolder {
  std::filesystem::path path;
  Shard shard;
  std::size_t list_slides = 0;
  bool finished = false;
  OrderedJson run;  // run.json
  std::vector<ShardSlide> slides;
};

// Throws std::invalid_argument in one line, naming the file and what is wrong: run.json or summary.csv cannot be read,
// is no such document or is damaged; the run was no shard; a finished shard lacks slides or has too many; the two files
// do not tell of the same slides.
[[nodiscard]] ShardFolder readShardFolder(const std::filesystem::path& folder);

}  // namespace herald
