// What `herald tune` found, as three documents: a configuration file with its origin in comments, JSON, and tables.
// Pure; deterministic; thread-safe.
#pragma once

#include <string>
#include <string_view>

#include "pipeline/tuning/tune.h"

namespace herald {

inline constexpr std::string_view kTuneSchemaName = "herald.tune/1";

// Where the report comes from.
struct TuneOrigin {
  std::string herald;        // version of the program
  std::string command;       // as a shell takes it
  std::string results_hash;  // Provenance::config_hash of the folder
  std::string reference;     // file name of readers.csv
  std::string reference_hash;
  std::string reference_by;  // "majority", a reader's name, ...
};

// Configuration file for score and rescore: the tuned options, and those that `start` (what tuning started from) has
// otherwise than a new configuration. Comments say where each value comes from.
[[nodiscard]] std::string tuneToml(const TuneReport& report, const TuneOptions& options, const TuneOrigin& origin);

// Schema herald.tune/1 (schema/herald.tune-1.schema.json says what each field means).
[[nodiscard]] std::string tuneJson(const TuneReport& report, const TuneOptions& options, const TuneOrigin& origin);

// Short tables for the terminal.
[[nodiscard]] std::string tuneText(const TuneReport& report, const TuneOptions& options);

}  // namespace herald
