// Which slides of a folder of results can be tuned on, case by case, and how many cannot.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "pipeline/results/result_folder.h"
#include "scoring/tuning/cut_search.h"

namespace herald {

// What is known of one slide beside the program.
struct SlideReference {
  std::string slide;
  std::string case_id;             // empty: that of the folder, else the slide is a case of its own
  std::optional<Her2Score> score;  // nothing: no reference
  std::optional<bool> ish_positive;
};

// A slide that is used, and what search and report need of it.
struct CohortSlide {
  std::string name;
  std::string case_id;  // empty: the slide is a case of its own
  std::filesystem::path store;
  TuningSlide tuning;
};

struct CohortCounts {
  std::size_t cases = 0;
  std::array<std::int64_t, 4> cases_by_reference{};  // of a case the highest of its slides'
  // Slides that were not used.
  std::size_t without_reference = 0;  // scored, but no reader has them
  std::size_t indeterminate = 0;
  std::size_t failed = 0;  // or skipped
};

struct TuningCohort {
  std::vector<CohortSlide> slides;  // those of a case together
  CohortCounts counts;
};

inline constexpr std::size_t kFewestTuningCases = 20;

// `references` are of slides of `results`. No order of the folder's matters. Throws std::invalid_argument for an
// unfinished folder, a cell store that is missing, fewer than kFewestTuningCases cases that can be used, and references
// of one class only.
[[nodiscard]] TuningCohort tuningCohort(const ResultFolder& results, const std::vector<SlideReference>& references);

}  // namespace herald
