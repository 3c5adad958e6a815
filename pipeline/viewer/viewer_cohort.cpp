#include "pipeline/viewer/viewer_cohort.h"

#include <tbb/parallel_for.h>

#include <algorithm>
#include <map>
#include <stdexcept>
#include <utility>

#include "pipeline/files/output_names.h"
#include "pipeline/files/read_error.h"
#include "pipeline/inputs/inputs.h"
#include "pipeline/slides/slide_identity.h"
#include "pipeline/slides/slide_opening.h"

namespace herald {
namespace {

// `run`: what the folder was judged with.
std::vector<OfferedRules> offered(const FirstRules& first, const EffectiveConfiguration& run) {
  std::vector<OfferedRules> all;
  const NoiseFloorOptions& floor = run.options.noise_floor;
  for (RuleSet& rules : ruleSetsBeside(withNoiseFloor(first.rules, floor), floor)) {
    const bool is_first = all.empty();
    const bool of_run = rules.name == run.rules_name && (is_first ? first.content_hash : "") == run.rules_hash;
    const bool told = of_run && run.rules_hash.empty();
    const std::string option = told ? "" : is_first && !first.option.empty() ? first.option : rules.name;
    all.push_back({std::move(rules), of_run, option});
  }
  return all;
}

}  // namespace

ViewerCohort::ViewerCohort(ResultFolder results, EffectiveConfiguration run, const FirstRules& rules,
                           CohortOptions options)
    : results_(std::move(results)),
      configuration_(std::make_shared<EffectiveConfiguration>(std::move(run))),
      rule_sets_(offered(rules, *configuration_)),
      options_(std::move(options)),
      files_(slides().size()) {
  for (std::size_t i = 0; i < slides().size(); ++i) entries_.push_back(std::make_unique<Entry>());
  findFiles();
}

void ViewerCohort::findFiles() {
  const auto& named = options_.slides.empty() ? results_.run.provenance.command.paths : options_.slides;
  std::map<std::string, std::filesystem::path> by_name;
  try {
    for (const SlideInput& input : expandInputs(named, results_.path).slides)
      by_name[input.identity.slide] = input.path;
  } catch (const std::invalid_argument&) {
    if (!options_.slides.empty()) throw;  // what the run was given may be elsewhere today
  }
  for (std::size_t i = 0; i < files_.size(); ++i)
    if (const auto found = by_name.find(slides()[i].row.slide); found != by_name.end()) files_[i] = found->second;
}

bool ViewerCohort::isMeasured(std::size_t index) const {
  const RunInput& slide = slides().at(index);
  std::error_code error;
  return !slide.folder.empty() &&
         std::filesystem::is_regular_file(slideFolder(results_.path, slide.folder) / output::kCellsH5ad, error);
}

bool ViewerCohort::hasMeasuredSlide() const {
  for (std::size_t i = 0; i < entries_.size(); ++i)
    if (isMeasured(i)) return true;
  return false;
}

std::shared_ptr<const ViewedSlide> ViewerCohort::slide(std::size_t index) {
  if (!isMeasured(index)) throw std::out_of_range("the slide has no cells");
  Entry& entry = *entries_[index];
  std::shared_ptr<const ViewedSlide> slide;
  {
    const std::lock_guard lock(entry.loading);
    if (!entry.slide)
      entry.slide =
          std::make_shared<ViewedSlide>(slideFolder(results_.path, slides()[index].folder) / output::kCellsH5ad,
                                        configuration_, rule_sets_.front().rules);
    slide = entry.slide;
  }
  forgetBeyondMemory(index);
  return slide;
}

// Gives up the slides that were used longest ago, but not the one in use.
void ViewerCohort::forgetBeyondMemory(std::size_t keep) {
  const std::lock_guard uses(uses_mutex_);
  entries_[keep]->last_used = ++uses_;
  for (;;) {
    std::size_t bytes = 0;
    Entry* oldest = nullptr;
    for (const auto& entry : entries_) {
      const std::unique_lock lock(entry->loading, std::try_to_lock);
      if (!lock || !entry->slide) continue;
      bytes += entry->slide->bytes();
      if (entry != entries_[keep] && (oldest == nullptr || entry->last_used < oldest->last_used)) oldest = entry.get();
    }
    if (bytes <= options_.cell_bytes || oldest == nullptr) return;
    const std::lock_guard lock(oldest->loading);
    oldest->slide.reset();
  }
}

std::vector<std::optional<CellJudgement>> ViewerCohort::judged(const ViewerSettings& settings) {
  const RuleSet& rules = rule_sets_.at(settings.rules).rules;
  std::vector<std::optional<CellJudgement>> judgements(entries_.size());
  tbb::parallel_for(std::size_t{0}, entries_.size(), [&](std::size_t i) {
    if (!isMeasured(i)) return;
    try {
      judgements[i] = slide(i)->judged(settings.cuts, rules);
    } catch (const ReadError&) {  // the slide's own page says why
    }
  });
  return judgements;
}

std::shared_ptr<SlideSource> ViewerCohort::openedSource(std::size_t index) {
  const std::lock_guard lock(sources_mutex_);
  const auto found =
      std::find_if(sources_.begin(), sources_.end(), [&](const auto& open) { return open.first == index; });
  if (found == sources_.end()) return nullptr;
  sources_.splice(sources_.begin(), sources_, found);
  return sources_.front().second;
}

std::shared_ptr<SlideSource> ViewerCohort::openSource(std::size_t index) {
  if (files_[index].empty())
    throw ReadError("the slide's file is not where the run found it; name its folder with --slides");
  const std::string measured = slide(index)->result().measured.description.quick_hash;
  std::shared_ptr<SlideSource> source;
  {
    const std::lock_guard lock(opening_mutex_);
    source = openSlideSource(files_[index]);
  }
  if (source->description().quick_hash != measured)
    throw ReadError("the slide's file is not the one that was measured");
  return source;
}

std::shared_ptr<SlideSource> ViewerCohort::pixels(std::size_t index, std::string& why_not) {
  why_not.clear();
  if (auto open = openedSource(index)) return open;
  const std::lock_guard lock(entries_.at(index)->opening);
  if (auto open = openedSource(index)) return open;  // by another thread, meanwhile
  try {
    std::shared_ptr<SlideSource> source = openSource(index);
    const std::lock_guard sources(sources_mutex_);
    sources_.emplace_front(index, source);
    while (sources_.size() > options_.open_slides) sources_.pop_back();
    return source;
  } catch (const std::exception& error) {
    why_not = error.what();
    return nullptr;
  }
}

void ViewerCohort::closePixels(std::size_t index) {
  const std::lock_guard lock(sources_mutex_);
  sources_.remove_if([&](const auto& open) { return open.first == index; });
}

}  // namespace herald
