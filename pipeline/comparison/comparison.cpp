#include "pipeline/comparison/comparison.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <stdexcept>

#include "pipeline/comparison/reference.h"
#include "pipeline/files/printable.h"

namespace herald {
namespace {

// The program, the readers and what joins them, while a Comparison is made of them.
struct Sides {
  const ScoredSlides& scored;
  const Readers& readers;
  const std::vector<std::size_t>& panel;  // the readers' indices without "consensus"
  const ComparisonOptions& options;
  [[nodiscard]] const ReadSlide& readOf(const ComparedSlide& slide) const { return readers.slides[slide.read]; }
  [[nodiscard]] const ScoredSlide& scoredOf(const ComparedSlide& slide) const { return scored.slides[slide.program]; }
};

std::string caseOf(const ScoredSlide& scored, const ReadSlide& read, const std::string& file) {
  if (!scored.case_id.empty() && !read.case_id.empty() && scored.case_id != read.case_id)
    throw std::invalid_argument(
        fmt::format("{}: line {}: case_id \"{}\" of slide \"{}\" is \"{}\" in the program's table", file, read.line,
                    printable(read.case_id), printable(read.slide), printable(scored.case_id)));
  return scored.case_id.empty() ? read.case_id : scored.case_id;
}

std::vector<ComparedSlide> matchedSlides(const Sides& sides, const Reference& reference, ComparisonCounts& counts) {
  const auto matches = matchReaders(sides.readers, slideNames(sides.scored));
  std::vector<std::optional<std::size_t>> read_of_program(sides.scored.slides.size());
  for (std::size_t i = 0; i < matches.size(); ++i) {
    if (matches[i])
      read_of_program[*matches[i]] = i;
    else
      counts.unknown.push_back(sides.readers.slides[i].slide);
  }
  std::vector<ComparedSlide> slides;
  for (std::size_t i = 0; i < read_of_program.size(); ++i) {
    const ScoredSlide& scored = sides.scored.slides[i];
    if (!read_of_program[i]) {
      counts.unread.push_back(scored.slide);
      continue;
    }
    const ReadSlide& read = sides.readers.slides[*read_of_program[i]];
    const Consensus of_slide = reference.of(read);
    ComparedSlide slide{i,
                        *read_of_program[i],
                        scored.slide,
                        caseOf(scored, read, sides.readers.file),
                        scored.status,
                        scored.score,
                        of_slide.score,
                        of_slide.tied};
    if (slide.compared())
      slide.steps = static_cast<std::int64_t>(sides.options.classes.classOf(*slide.score)) -
                    static_cast<std::int64_t>(sides.options.classes.classOf(*slide.reference));
    slides.push_back(std::move(slide));
  }
  return slides;
}

void count(const Sides& sides, const std::vector<ComparedSlide>& slides, ComparisonCounts& counts) {
  counts.program_slides = sides.scored.slides.size();
  counts.read_slides = sides.readers.slides.size();
  counts.matched = slides.size();
  for (const ComparedSlide& slide : slides) {
    counts.compared += slide.compared() ? 1U : 0U;
    counts.without_reference += slide.reference ? 0U : 1U;
    counts.tied += slide.compared() && slide.tied ? 1U : 0U;
  }
}

// Agreement of two scores of each slide; those that lack one do not count.
template <class First, class Second>
AgreementSummary agreementOf(const Comparison& comparison, First&& reference, Second&& judged) {
  ConfusionMatrix matrix(comparison.classes.size());
  for (const ComparedSlide& slide : comparison.slides) {
    const std::optional<Her2Score> a = reference(slide);
    const std::optional<Her2Score> b = judged(slide);
    if (a && b) matrix.add(comparison.classes.classOf(*a), comparison.classes.classOf(*b));
  }
  return summariseAgreement(std::move(matrix), comparison.classes);
}

std::optional<Her2Score> programScore(const ComparedSlide& slide) {
  return slide.score;
}

UnscoredSlides unscoredOf(const Comparison& comparison) {
  UnscoredSlides unscored;
  unscored.indeterminate.assign(comparison.classes.size(), 0);
  unscored.failed.assign(comparison.classes.size(), 0);
  for (const ComparedSlide& slide : comparison.slides)
    if (slide.reference && !slide.score) {
      auto& counts = slide.status == SlideStatus::kIndeterminate ? unscored.indeterminate : unscored.failed;
      ++counts[comparison.classes.classOf(*slide.reference)];
    }
  return unscored;
}

std::vector<MeasurementPair> completenessPairs(const Sides& sides, const Comparison& comparison,
                                               const std::vector<std::size_t>& readers) {
  std::vector<MeasurementPair> pairs;
  for (const ComparedSlide& slide : comparison.slides) {
    const auto measured = sides.scoredOf(slide).measured[kPctComplete];
    double sum = 0;
    int given = 0;
    for (const std::size_t reader : readers)
      if (const auto percent = sides.readOf(slide).pct_complete[reader]) {
        sum += *percent;
        ++given;
      }
    if (measured && given > 0) pairs.push_back({sum / given, *measured});
  }
  return pairs;
}

void compareReaders(const Sides& sides, Comparison& comparison) {
  for (std::size_t i = 0; i < sides.readers.names.size(); ++i) {
    const auto score = [&](const ComparedSlide& slide) { return sides.readOf(slide).scores[i]; };
    comparison.by_reader.push_back({sides.readers.names[i], agreementOf(comparison, score, programScore),
                                    blandAltman(completenessPairs(sides, comparison, {i}))});
  }
  for (std::size_t a = 0; a < sides.panel.size(); ++a)
    for (std::size_t b = a + 1; b < sides.panel.size(); ++b) {
      const auto scoreOf = [&](std::size_t reader) {
        return [&, reader](const ComparedSlide& slide) { return sides.readOf(slide).scores[sides.panel[reader]]; };
      };
      comparison.reader_pairs.push_back(
          {comparison.readers[a], comparison.readers[b], agreementOf(comparison, scoreOf(a), scoreOf(b))});
    }
}

// Each reader and the program before the same judges: the other readers.
void leaveReadersOut(const Sides& sides, Comparison& comparison) {
  if (sides.panel.size() < 3) return;
  for (std::size_t out = 0; out < sides.panel.size(); ++out) {
    const auto ofOthers = [&](const ComparedSlide& slide) -> std::optional<Her2Score> {
      const auto& scores = sides.readOf(slide).scores;
      std::vector<std::optional<Her2Score>> others;
      for (std::size_t i = 0; i < sides.panel.size(); ++i)
        if (i != out) others.push_back(scores[sides.panel[i]]);
      if (!scores[sides.panel[out]] || !slide.score) return std::nullopt;
      const Consensus consensus = consensusOf(others, ConsensusRule::kMajority);
      return consensus.tied && sides.options.exclude_ties ? std::nullopt : consensus.score;
    };
    const auto ofReader = [&](const ComparedSlide& slide) { return sides.readOf(slide).scores[sides.panel[out]]; };
    comparison.left_out.push_back({comparison.readers[out], agreementOf(comparison, ofOthers, ofReader),
                                   agreementOf(comparison, ofOthers, programScore)});
  }
}

std::optional<RatersTogether> ratersTogether(const Sides& sides, const Comparison& comparison, bool with_program) {
  if (sides.panel.size() < 2) return std::nullopt;
  RatingTable table{comparison.classes.size(), {}};
  const auto classOf = [&](const std::optional<Her2Score>& score) {
    return score ? std::optional(comparison.classes.classOf(*score)) : std::nullopt;
  };
  RatersTogether together;
  together.raters = sides.panel.size() + (with_program ? 1 : 0);
  for (const ComparedSlide& slide : comparison.slides) {
    auto& ratings = table.slides.emplace_back();
    for (const std::size_t reader : sides.panel) ratings.push_back(classOf(sides.readOf(slide).scores[reader]));
    if (with_program) ratings.push_back(classOf(slide.score));
    if (std::count_if(ratings.begin(), ratings.end(), [](const auto& rating) { return rating.has_value(); }) > 1)
      ++together.slides;
  }
  together.complete_slides = completeSlides(table);
  const BootstrapOptions& bootstrap = sides.options.bootstrap;
  together.fleiss_kappa = fleissKappa(table, bootstrap);
  together.alpha_nominal = krippendorffAlpha(table, AlphaDistance::kNominal, bootstrap);
  together.alpha_ordinal = krippendorffAlpha(table, AlphaDistance::kOrdinal, bootstrap);
  return together;
}

template <class Score>
IshComparison ishOf(const Sides& sides, const Comparison& comparison, const std::string& rater, Score&& score) {
  IshComparison result{rater, IshTable(comparison.classes.size()), {}, {}};
  for (const ComparedSlide& slide : comparison.slides) {
    const auto ish = sides.readOf(slide).ish;
    if (!ish) continue;
    const std::optional<Her2Score> given = score(slide);
    auto& row = given ? result.table[comparison.classes.classOf(*given)] : result.unscored;
    ++row.at(static_cast<std::size_t>(*ish));
  }
  result.agreement = ishAgreement(result.table, comparison.classes);
  return result;
}

void compareWithIsh(const Sides& sides, Comparison& comparison) {
  if (std::none_of(comparison.slides.begin(), comparison.slides.end(),
                   [&](const ComparedSlide& slide) { return sides.readOf(slide).ish.has_value(); }))
    return;
  comparison.ish.push_back(ishOf(sides, comparison, "program", programScore));
  if (!comparison.reference_is_reader)
    comparison.ish.push_back(
        ishOf(sides, comparison, "reference", [](const ComparedSlide& slide) { return slide.reference; }));
  for (std::size_t i = 0; i < sides.readers.names.size(); ++i)
    comparison.ish.push_back(ishOf(sides, comparison, sides.readers.names[i],
                                   [&](const ComparedSlide& slide) { return sides.readOf(slide).scores[i]; }));
}

void compareMeasurements(const Sides& sides, Comparison& comparison) {
  comparison.pct_complete_pairs = completenessPairs(sides, comparison, sides.panel);
  comparison.pct_complete = blandAltman(comparison.pct_complete_pairs);
  std::vector<HScoresOfClass> classes(comparison.classes.size());
  bool any = false;
  for (const ComparedSlide& slide : comparison.slides)
    if (const auto h_score = sides.scoredOf(slide).measured[kHScore]; h_score && slide.reference) {
      classes[comparison.classes.classOf(*slide.reference)].values.push_back(*h_score);
      any = true;
    }
  if (!any) return;
  for (HScoresOfClass& of : classes) {
    std::sort(of.values.begin(), of.values.end());
    of.summary = fiveNumbers(of.values);
  }
  comparison.h_score_by_class = std::move(classes);
}

std::optional<AgreementSummary> caseAgreement(const Comparison& comparison) {
  struct Highest {
    Her2Score reference = Her2Score::k0;
    Her2Score program = Her2Score::k0;
    int slides = 0;
  };
  std::map<std::string, Highest> cases;
  ConfusionMatrix matrix(comparison.classes.size());
  bool several = false;
  for (const ComparedSlide& slide : comparison.slides) {
    if (!slide.compared() || slide.case_id.empty()) continue;
    Highest& highest = cases[slide.case_id];
    highest.reference = std::max(highest.reference, *slide.reference);
    highest.program = std::max(highest.program, *slide.score);
    several = ++highest.slides > 1 || several;
  }
  if (!several) return std::nullopt;
  for (const auto& [name, highest] : cases)
    matrix.add(comparison.classes.classOf(highest.reference), comparison.classes.classOf(highest.program));
  return summariseAgreement(std::move(matrix), comparison.classes);
}

std::vector<std::size_t> discordantOf(const std::vector<ComparedSlide>& slides) {
  std::vector<std::size_t> discordant;
  for (std::size_t i = 0; i < slides.size(); ++i)
    if (slides[i].steps != 0) discordant.push_back(i);
  std::stable_sort(discordant.begin(), discordant.end(),
                   [&](std::size_t a, std::size_t b) { return std::abs(slides[a].steps) > std::abs(slides[b].steps); });
  return discordant;
}

}  // namespace

Comparison compareWithReaders(const ScoredSlides& scored, const Readers& readers, const ComparisonOptions& options) {
  const std::vector<std::size_t> panel = panelOf(readers);
  const Reference reference(readers, options.reference_by, options.exclude_ties);
  const Sides sides{scored, readers, panel, options};
  ComparisonCounts counts;
  std::vector<ComparedSlide> slides = matchedSlides(sides, reference, counts);
  if (slides.empty())
    throw std::invalid_argument(
        fmt::format("{} and {} have no slide in common: the first is \"{}\" here and \"{}\" there", scored.name,
                    readers.file, printable(scored.slides.front().slide), printable(readers.slides.front().slide)));
  count(sides, slides, counts);
  Comparison comparison;
  comparison.classes = options.classes;
  comparison.reference_name = reference.name();
  comparison.reference_is_reader = reference.isReader();
  comparison.ties_excluded = options.exclude_ties;
  comparison.counts = std::move(counts);
  comparison.slides = std::move(slides);
  for (const std::size_t reader : panel) comparison.readers.push_back(readers.names[reader]);
  comparison.overall = agreementOf(
      comparison, [](const ComparedSlide& slide) { return slide.reference; }, programScore);
  comparison.unscored = unscoredOf(comparison);
  compareReaders(sides, comparison);
  leaveReadersOut(sides, comparison);
  comparison.readers_together = ratersTogether(sides, comparison, false);
  comparison.with_program = ratersTogether(sides, comparison, true);
  compareWithIsh(sides, comparison);
  compareMeasurements(sides, comparison);
  comparison.cases = caseAgreement(comparison);
  comparison.discordant = discordantOf(comparison.slides);
  return comparison;
}

}  // namespace herald
