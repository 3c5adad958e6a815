// run.json: what one call of the program did, schema "herald.run/1".
//   schema, exit_code, started, finished, list{slides, hash}, shard{number, count} or null, rescored_from or null,
//   missing_shards[], counts{slides, scored, ..., reused, ignored_files}, inputs[{slide, case_id, folder, status,
//   score, reused, reasons[], seconds}], remaining[], provenance{herald, libraries, config_hash, config, command}
// `list` is the whole list of slides, also in a shard, which has a part of it. missing_shards is not empty only where
// herald merge --allow-missing joined less than all.
// Pure values; the caller reads the clock.
#pragma once

#include <cstdint>
#include <exception>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "pipeline/analysis/slide_result.h"
#include "pipeline/configuration/provenance.h"
#include "pipeline/inputs/shard.h"

namespace herald {

inline constexpr std::string_view kRunSchemaName = "herald.run/1";

// One slide of the run.
struct RunInput {
  std::string slide;    // SlideIdentity::slide
  std::string case_id;  // may be empty
  std::string folder;   // SlideIdentity::folder; empty when nothing was written
  SlideStatus status = SlideStatus::kFailed;
  std::string score;  // empty without one
  std::vector<std::string> reasons;
  double seconds = 0;   // spent in this run
  bool reused = false;  // unchanged since an earlier run, not read again
};

struct RunReport {
  Provenance provenance;
  std::string started;   // UTC, ISO 8601
  std::string finished;  // empty = interrupted
  std::size_t list_slides = 0;
  std::string list_hash;       // hashOfList of the whole list
  std::optional<Shard> shard;  // nothing: the whole list was run
  std::vector<RunInput> inputs;
  std::vector<std::string> remaining;  // SlideIdentity::slide of those not reached (yet)
  std::int64_t ignored_files = 0;      // files in the given folders with an extension that is not a slide's
  std::string rescored_from;           // rescore: folder of the results, relative to OUT; empty = slides were read
  int exit_code = 130;                 // of an interrupted run, until the run has finished
};

// What failed a slide, in one line: the exception's words, "does not fit into memory" and the like.
[[nodiscard]] std::string reasonOf(const std::exception_ptr& failure);

// The slide as the report lists it; `seconds` and `reused` are the caller's.
[[nodiscard]] RunInput entryOf(const SlideResult& result);

// The document, indented, with a final newline. Deterministic.
[[nodiscard]] std::string runJson(const RunReport& report);

// Writes it aside and renames it. Throws OutputError.
void writeRunJson(const RunReport& report, const std::filesystem::path& path);

}  // namespace herald
