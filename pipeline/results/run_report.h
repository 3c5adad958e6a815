// What one call of the program did, as a value: run.json (run_json.h), summary.csv and the run's page are made from it,
// and it is what a folder of results is read back to.
// Pure values; the caller reads the clock.
#pragma once

#include <cstdint>
#include <exception>
#include <optional>
#include <string>
#include <vector>

#include "pipeline/analysis/slide_result.h"
#include "pipeline/configuration/provenance.h"
#include "pipeline/inputs/shard.h"
#include "pipeline/results/slide_drift.h"
#include "pipeline/results/summary_row.h"

namespace herald {

// What became of one slide of the run.
struct RunInput {
  SummaryRow row;
  std::string folder;   // SlideIdentity::folder; empty when nothing was written
  std::string decoder;  // SlideDescription::decoder; empty when nobody opened it
  double seconds = 0;   // spent in this run
  bool reused = false;  // unchanged since an earlier run, not read again
  DriftValues drift;    // for the run's page; run.json and summary.csv do not have it
};

struct RunReport {
  Provenance provenance;
  std::string started;                 // UTC, ISO 8601
  std::string finished;                // empty = interrupted
  std::size_t list_slides = 0;         // of the whole list, also in a shard, which has a part of it
  std::string list_hash;               // hashOfList of the whole list
  std::optional<Shard> shard;          // nothing: the whole list was run
  std::vector<int> missing_shards;     // of which merge --allow-missing had nothing, or not all
  std::vector<RunInput> inputs;        // in the order of the list
  std::vector<std::string> remaining;  // SlideIdentity::slide of those not reached (yet)
  std::int64_t ignored_files = 0;      // files in the given folders with an extension that is not a slide's
  std::string rescored_from;           // rescore: folder of the results, relative to OUT; empty = slides were read
  int exit_code = 130;                 // of an interrupted run, until the run has finished
};

// What failed a slide, in one line: the exception's words, "does not fit into memory" and the like.
[[nodiscard]] std::string reasonOf(const std::exception_ptr& failure);

// The slide as the report lists it; `seconds` and `reused` are the caller's.
[[nodiscard]] RunInput entryOf(const SlideResult& result);

// How many slides of a report have a status.
[[nodiscard]] std::size_t slidesWith(SlideStatus status, const std::vector<RunInput>& inputs);

// The lines of summary.csv.
[[nodiscard]] std::vector<SummaryRow> rowsOf(const RunReport& report);

}  // namespace herald
