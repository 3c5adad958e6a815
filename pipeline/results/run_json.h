// run.json: what one call of the program did (run_report.h), schema "herald.run/1".
//   schema, exit_code, started, finished, arguments{paths[], options[]}, list{slides, hash}, shard{number, count} or
//   null, rescored_from or null, missing_shards[], counts{slides, scored, ..., reused, ignored_files}, inputs[{slide,
//   case_id, folder, status, score, reader, reused, reasons[], seconds}], remaining[], provenance{herald, libraries,
//   config_hash, config, command}
// `arguments` are the words of the command line that decide the result, as they were typed: slides, folders and lists,
// and options with their values. provenance.command is the same as one line.
#pragma once

#include <filesystem>
#include <string>

#include "pipeline/results/run_report.h"

namespace herald {

inline constexpr std::string_view kRunSchemaName = "herald.run/1";

// The document, indented, with a final newline. Deterministic.
[[nodiscard]] std::string runJson(const RunReport& report);

// Writes `out`/summary.csv and then `out`/run.json, each aside and renamed. Throws OutputError.
void writeRunReport(const RunReport& report, const std::filesystem::path& out);

// The inverse of runJson; of a slide's row that what run.json has. A document without `arguments` has them from its
// command, one without `reader` does not say it. Throws std::invalid_argument in one line, naming the file and what
// is wrong: it cannot be read, is not such a document or is damaged; a slide's folder is not a plain name. Reads a
// file; thread-safe.
[[nodiscard]] RunReport readRunJson(const std::filesystem::path& file);

}  // namespace herald
