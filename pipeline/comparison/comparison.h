// A program's scores beside those of readers and of in-situ hybridisation: everything `herald compare --reference`
// says, as a value that the JSON, the CSVs and the page are written from.
//
// The reference of a slide is one score made of its readers' (scoring/agreement/consensus.h), or one reader's. A reader
// called "consensus" is the outcome of a discussion, not a reader: it can be the reference, and takes no part where
// readers are compared with each other or made into a reference. Classes are merged before anything is counted, the
// reference itself is made of the four scores. Slides that the program did not score are counted apart: they are no
// disagreement, but no agreement either. Cases: the highest score of a case's compared slides, on either side.
// Pure functions; deterministic; thread-safe.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "pipeline/comparison/readers.h"
#include "pipeline/comparison/scored_slides.h"
#include "scoring/agreement/agreement_summary.h"
#include "scoring/agreement/bland_altman.h"
#include "scoring/agreement/consensus.h"
#include "scoring/agreement/ish_agreement.h"
#include "scoring/agreement/rater_agreement.h"
#include "scoring/agreement/robust_limits.h"

namespace herald {

struct ComparisonOptions {
  ScoreClasses classes;  // --classes
  std::string
      reference_by;  // majority | median | consensus | a reader; empty: consensus if it is a reader, else majority
  bool exclude_ties = false;  // slides whose reference settles a tie have none
  BootstrapOptions bootstrap;
};

// One slide that the program and the readers both know.
struct ComparedSlide {
  std::size_t program = 0;  // index in ScoredSlides::slides
  std::size_t read = 0;     // index in Readers::slides
  std::string slide;        // as the program calls it
  std::string case_id;      // of either
  SlideStatus status = SlideStatus::kFailed;
  std::optional<Her2Score> score;
  std::optional<Her2Score> reference;
  bool tied = false;       // the reference settles a tie
  std::int64_t steps = 0;  // class of `score` less that of `reference`; 0 where one is missing
  [[nodiscard]] bool compared() const { return score && reference; }
};

struct ComparisonCounts {
  std::size_t program_slides = 0;
  std::size_t read_slides = 0;
  std::size_t matched = 0;            // in both
  std::size_t compared = 0;           // both have a score
  std::size_t without_reference = 0;  // matched, but the readers agree on no score
  std::size_t tied = 0;               // compared, the reference settles a tie
  std::vector<std::string> unknown;   // read, but the program has no such slide; as the readers name them
  std::vector<std::string> unread;    // the program's, which no reader has read
};

// Matched slides with a reference that the program did not score, by class of the reference.
struct UnscoredSlides {
  std::vector<std::int64_t> indeterminate;
  std::vector<std::int64_t> failed;  // or skipped
};

struct ReaderComparison {
  std::string reader;
  AgreementSummary program;                 // rows: the reader, columns: the program
  std::optional<BlandAltman> pct_complete;  // program less reader, points
};

struct ReaderPair {
  std::string first;
  std::string second;
  AgreementSummary agreement;  // rows: the first
};

// One reader and the program against the majority of the other readers, on the slides that both scored.
struct LeftOutReader {
  std::string reader;
  AgreementSummary reader_agreement;
  AgreementSummary program_agreement;
};

struct RatersTogether {
  std::size_t raters = 0;
  std::size_t slides = 0;           // with two ratings or more
  std::size_t complete_slides = 0;  // rated by all
  std::optional<AgreementCoefficient> fleiss_kappa;
  std::optional<AgreementCoefficient> alpha_nominal;
  std::optional<AgreementCoefficient> alpha_ordinal;
};

struct IshComparison {
  std::string rater;                       // "program", "reference" or a reader
  IshTable table;                          // by class
  std::array<std::int64_t, 2> unscored{};  // ISH negative, positive slides without a score of the rater
  std::optional<IshAgreement> agreement;   // nothing where 2+ or 3+ is merged
};

struct HScoresOfClass {
  std::vector<double> values;  // ascending
  std::optional<FiveNumbers> summary;
};

struct Comparison {
  ScoreClasses classes;
  std::vector<std::string> readers;  // without "consensus"
  std::string reference_name;        // "majority", "median", "unanimous", or the reader's name
  bool reference_is_reader = false;
  bool ties_excluded = false;
  ComparisonCounts counts;
  std::vector<ComparedSlide> slides;  // matched ones, in the program's order
  AgreementSummary overall;
  UnscoredSlides unscored;
  std::vector<ReaderComparison> by_reader;
  std::vector<ReaderPair> reader_pairs;
  std::vector<LeftOutReader> left_out;              // with three readers or more
  std::optional<RatersTogether> readers_together;   // with two readers or more
  std::optional<RatersTogether> with_program;       // the program as one more rater; with two readers or more
  std::vector<IshComparison> ish;                   // program, reference, readers; empty without any ISH result
  std::vector<MeasurementPair> pct_complete_pairs;  // mean of the readers, program
  std::optional<BlandAltman> pct_complete;
  std::vector<HScoresOfClass> h_score_by_class;  // by class of the reference; empty without H-scores
  std::optional<AgreementSummary> cases;         // where several compared slides are of one case
  // Indices in `slides`: farthest apart first, then in the program's order.
  std::vector<std::size_t> discordant;
};

// Throws std::invalid_argument: reference_by is not a reader (with a did-you-mean), the program and the readers have
// no slide in common, or a slide's name or case is ambiguous.
[[nodiscard]] Comparison compareWithReaders(const ScoredSlides& scored, const Readers& readers,
                                            const ComparisonOptions& options);

}  // namespace herald
