// herald limits: how much staining the program finds on slides that a laboratory knows to have none.
//
// Limits of blank (scoring/agreement/limit_of_blank.h) of the shares of counted cells that are stained at all (1+ and
// more), 2+ and more, 3+, and complete, from the summary.csv of a run over negative slides. Slides without a score, and
// those without counted cells, are left out and named.
#pragma once

#include <array>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline/comparison/scored_slides.h"
#include "scoring/agreement/limit_of_blank.h"

namespace herald {

inline constexpr std::array<std::string_view, 4> kLimitedShares = {"stained", "2+ and 3+", "3+", "complete"};

struct LimitedShare {
  std::string_view name;
  double median = 0;  // per cent of counted cells
  double largest = 0;
  LimitOfBlank limit;
};

struct LaboratoryLimits {
  std::string source;  // as the user named it
  std::int64_t slides = 0;
  std::vector<std::string> left_out;  // no score
  std::vector<std::string> not_zero;  // scored 1+ or more, although negative
  std::array<LimitedShare, kLimitedShares.size()> shares;
};

// Throws std::invalid_argument with fewer than kFewestBlankSlides scored slides, or a scored one without percentages.
// Pure; thread-safe.
[[nodiscard]] LaboratoryLimits laboratoryLimits(const ScoredSlides& negatives);

// limits.json (schema "herald.limits/1"), and limits.toml: a configuration with the limit of stained cells as the noise
// floor.
[[nodiscard]] std::string limitsJson(const LaboratoryLimits& limits);
[[nodiscard]] std::string limitsToml(const LaboratoryLimits& limits);

struct LimitsReport {
  std::vector<std::string> notes;
  std::string table;  // lines of text
};

// Reads `negatives`, a folder of results or a summary.csv, and writes the folder `out`, new or empty, whole or not at
// all. Throws as above and as readScoredSlides; OutputError.
[[nodiscard]] LimitsReport writeLimits(const std::filesystem::path& negatives, const std::filesystem::path& out);

}  // namespace herald
