// The cuts under which a folder of results agrees best with its readers, found from the cell stores alone.
//
// Every cell store is read once: its slide's score at every combination of cuts (scoring/tuning/slide_cuts.h) goes to
// an unnamed file. The choice (scoring/tuning/cut_search.h), what it is worth (scoring/tuning/tuning_outcome.h) and how
// far it reaches are then made on that file, a few combinations at a time. In the end every slide is scored with the
// chosen cuts as `herald rescore` would, and has to have the score the search expected.
//
// Memory: threads x (80 bytes a cell of one slide + 8 MB), and 2 kB a slide; a byte a slide and combination on disk
// meanwhile. Deterministic: the same folder, readers, options and seed give the same report, whatever the threads.
#pragma once

#include <array>
#include <filesystem>
#include <string>
#include <vector>

#include "pipeline/configuration/configuration.h"
#include "pipeline/results/result_folder.h"
#include "pipeline/tuning/tuning_cohort.h"
#include "scoring/tuning/borderline_cut.h"
#include "scoring/tuning/cut_search.h"
#include "scoring/tuning/tuning_outcome.h"

namespace herald {

struct TuneOptions {
  Configuration configuration;  // where tuning starts
  RuleSet rules;                // as the configuration has it (withNoiseFloor)
  SearchOptions search;
  SampleOptions samples;
  int threads = 1;
  std::filesystem::path spill_folder;  // for the unnamed file
};

// One slide that was used.
struct TunedSlide {
  std::string slide;
  std::string case_id;
  Her2Score reference = Her2Score::k0;
  Her2Score start = Her2Score::k0;  // at the cuts tuning started from
  Her2Score tuned = Her2Score::k0;  // at those chosen
  JudgedSlide judged;               // at those chosen
};

// One cut of the grid.
struct TunedCut {
  bool varied = false;
  double start = 0;
  Estimate chosen;         // with its 95 % interval
  double plateau_low = 0;  // range of the cut on the plateau of all cases
  double plateau_high = 0;
  std::vector<double> values;
  std::vector<double> curve;  // by value: the best agreement any combination with it has; all cases
};

struct TuneReport : CohortCounts {
  std::size_t combinations = 0;
  std::int64_t plateau_combinations = 0;
  std::array<TunedCut, kCuts> cuts;
  TuningWorth worth;
  BorderlineChoice borderline;
  std::vector<std::string> warnings;
  std::vector<TunedSlide> slides;  // by name
  // options.configuration with the chosen cuts, noise floor and borderline.
  Configuration configuration;
};

// `references` are of slides of `results`. Throws std::invalid_argument as tuningCohort and for options out of range,
// ReadError for a cell store that is damaged, std::logic_error for one whose scores are not those the search expected.
[[nodiscard]] TuneReport tuneCuts(const ResultFolder& results, const std::vector<SlideReference>& references,
                                  const TuneOptions& options);

}  // namespace herald
