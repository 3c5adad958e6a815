// What a program says about slides: summary.csv of Herald, or any table with the columns slide and score.
//
// Of other columns status, pct_0 .. pct_3, pct_complete, h_score (numbers, percentages 0-100), borderline, reasons and
// case_id are used where they are there. Without a column status a slide is scored when it has a score, else
// indeterminate. Scores in other spellings (score_text.h) are taken and noted.
#pragma once

#include <array>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline/slides/slide_identity.h"
#include "scoring/rule_set.h"

namespace herald {

// The numbers of a slide that are compared between runs, as columns of summary.csv.
inline constexpr std::array<std::string_view, 6> kMeasurements = {"pct_0", "pct_1",        "pct_2",
                                                                  "pct_3", "pct_complete", "h_score"};
inline constexpr std::size_t kPctComplete = 4;
inline constexpr std::size_t kHScore = 5;

struct ScoredSlide {
  std::string slide;
  SlideStatus status = SlideStatus::kFailed;
  std::optional<Her2Score> score;  // of scored slides only
  bool borderline = false;
  std::array<std::optional<double>, kMeasurements.size()> measured;
  std::string reasons;
  std::string case_id;
};

struct ScoredSlides {
  std::string name;              // as the user named it
  std::filesystem::path file;    // the table
  std::filesystem::path folder;  // of results with evidence; empty when there is none beside the table
  std::vector<ScoredSlide> slides;
  std::vector<std::string> notes;  // what was guessed, a line each
};

// Throws std::invalid_argument with file, line and value: no such columns, a slide twice, a scored slide without a
// score, a score or number that is not one, no slides at all. Pure; thread-safe.
[[nodiscard]] ScoredSlides parseScoredSlides(std::string_view text, const std::string& file);

// `named`: a folder of results, or a table. Throws also when it cannot be read.
[[nodiscard]] ScoredSlides readScoredSlides(const std::filesystem::path& named);

[[nodiscard]] std::vector<std::string> slideNames(const ScoredSlides& scored);

// The slide's folder of evidence in a folder of results; empty when there is none.
[[nodiscard]] std::filesystem::path evidenceFolder(const ScoredSlides& scored, const ScoredSlide& slide);

}  // namespace herald
