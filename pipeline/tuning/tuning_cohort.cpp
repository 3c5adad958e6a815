#include "pipeline/tuning/tuning_cohort.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <stdexcept>
#include <tuple>

#include "pipeline/files/output_names.h"
#include "pipeline/slides/slide_identity.h"

namespace herald {
namespace {

std::filesystem::path storeOf(const ResultFolder& results, const RunInput& slide) {
  const std::filesystem::path store = slideFolder(results.path, slide.folder) / output::kCellsH5ad;
  std::error_code error;
  if (std::filesystem::exists(store, error)) return store;
  throw std::invalid_argument(store.string() + ": is missing; herald rescore writes it with --cells");
}

CohortSlide cohortSlide(const ResultFolder& results, const RunInput& slide, const SlideReference& reference) {
  return {slide.row.slide,
          reference.case_id.empty() ? slide.row.case_id : reference.case_id,
          storeOf(results, slide),
          {0, *reference.score, reference.ish_positive}};
}

// Slides of one case stand together, cases in the order of their names: no result depends on the folder's order. A
// slide that is a case of its own comes first, by its name, which cannot be that of somebody else's case.
void orderByCase(std::vector<CohortSlide>& slides) {
  const auto case_of = [](const CohortSlide& slide) {
    return std::tuple(!slide.case_id.empty(), slide.case_id.empty() ? slide.name : slide.case_id);
  };
  std::sort(slides.begin(), slides.end(), [&](const CohortSlide& a, const CohortSlide& b) {
    return std::tuple(case_of(a), a.name) < std::tuple(case_of(b), b.name);
  });
  for (std::size_t i = 1; i < slides.size(); ++i)
    slides[i].tuning.case_index =
        slides[i - 1].tuning.case_index + (case_of(slides[i]) == case_of(slides[i - 1]) ? 0 : 1);
}

void countCases(TuningCohort& cohort) {
  CohortCounts& counts = cohort.counts;
  counts.cases = cohort.slides.empty() ? 0 : cohort.slides.back().tuning.case_index + 1;
  std::vector<Her2Score> references(counts.cases, Her2Score::k0);
  for (const CohortSlide& slide : cohort.slides)
    references[slide.tuning.case_index] = std::max(references[slide.tuning.case_index], slide.tuning.reference);
  for (const Her2Score reference : references) ++counts.cases_by_reference[static_cast<std::size_t>(reference)];
}

void requireEnough(const CohortCounts& counts, std::size_t slides) {
  if (counts.cases < kFewestTuningCases)
    throw std::invalid_argument(fmt::format(
        "{} cases ({} slides) are scored and have a reference: too few to tune on, {} are needed; not used: "
        "{} indeterminate, {} failed, {} without a reference",
        counts.cases, slides, kFewestTuningCases, counts.indeterminate, counts.failed, counts.without_reference));
  const auto classes = std::count_if(counts.cases_by_reference.begin(), counts.cases_by_reference.end(),
                                     [](std::int64_t cases) { return cases > 0; });
  if (classes < 2) throw std::invalid_argument("all references are the same score: there is no cut to tune");
}

}  // namespace

TuningCohort tuningCohort(const ResultFolder& results, const std::vector<SlideReference>& references) {
  if (!results.finished())
    throw std::invalid_argument(results.path.string() + ": the run is not finished; the same command resumes it");
  std::map<std::string, const SlideReference*> reference_of;
  for (const SlideReference& reference : references) reference_of[reference.slide] = &reference;
  TuningCohort cohort;
  for (const RunInput& slide : results.run.inputs) {
    const auto found = reference_of.find(slide.row.slide);
    if (slide.row.status == SlideStatus::kIndeterminate)
      ++cohort.counts.indeterminate;
    else if (slide.row.status != SlideStatus::kScored)
      ++cohort.counts.failed;
    else if (found == reference_of.end() || !found->second->score)
      ++cohort.counts.without_reference;
    else
      cohort.slides.push_back(cohortSlide(results, slide, *found->second));
  }
  orderByCase(cohort.slides);
  countCases(cohort);
  requireEnough(cohort.counts, cohort.slides.size());
  return cohort;
}

}  // namespace herald
