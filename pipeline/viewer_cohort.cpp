#include "pipeline/viewer_cohort.h"

#include <tbb/parallel_for.h>

#include <algorithm>
#include <map>
#include <stdexcept>
#include <utility>

#include "pipeline/effective_configuration.h"
#include "pipeline/inputs.h"
#include "pipeline/slide_outputs.h"

namespace herald {
namespace {

// The words of a command line as quotedForShell writes it: single quotes, '\'' for a quote.
std::vector<std::string> wordsOf(const std::string& command) {
  std::vector<std::string> words(1);
  bool quoted = false;
  for (std::size_t i = 0; i < command.size(); ++i) {
    if (command[i] == '\'')
      quoted = !quoted;
    else if (command[i] == '\\' && !quoted && i + 1 < command.size())
      words.back() += command[++i];
    else if (command[i] == ' ' && !quoted)
      words.emplace_back();
    else
      words.back() += command[i];
  }
  return words;
}

// Slides and folders that a command line names: the words before its first option.
std::vector<std::string> slidesNamedIn(const std::string& command) {
  std::vector<std::string> named;
  const std::vector<std::string> words = wordsOf(command);
  for (std::size_t i = 2; i < words.size() && !words[i].starts_with("--"); ++i) named.push_back(words[i]);
  return named;
}

std::vector<RuleSet> allRuleSets(const RuleSet& of_run, const NoiseFloorOptions& floor) {
  std::vector<RuleSet> all = {withNoiseFloor(of_run, floor)};
  for (const std::string_view name : builtInRuleSetNames())
    if (name != of_run.name) all.push_back(withNoiseFloor(builtInRuleSet(name), floor));
  return all;
}

}  // namespace

ViewerCohort::ViewerCohort(ResultFolder results, const RuleSet& rules, CohortOptions options)
    : results_(std::move(results)),
      configuration_(configurationOf(results_).options),
      rule_sets_(allRuleSets(rules, configuration_.noise_floor)),
      options_(std::move(options)),
      files_(results_.slides.size()) {
  for (std::size_t i = 0; i < results_.slides.size(); ++i) entries_.push_back(std::make_unique<Entry>());
  findFiles();
}

void ViewerCohort::findFiles() {
  std::vector<std::string> named = options_.slides;
  if (named.empty()) named = slidesNamedIn(results_.run.value(OrderedJson::json_pointer("/provenance/command"), ""));
  std::map<std::string, std::filesystem::path> by_name;
  try {
    for (const SlideInput& input : expandInputs(named, results_.path).slides)
      by_name[input.identity.slide] = input.path;
  } catch (const std::invalid_argument&) {
    if (!options_.slides.empty()) throw;  // what the run was given may be elsewhere today
  }
  for (std::size_t i = 0; i < files_.size(); ++i)
    if (const auto found = by_name.find(results_.slides[i].slide); found != by_name.end()) files_[i] = found->second;
}

bool ViewerCohort::isMeasured(std::size_t index) const {
  const ResultSlide& slide = results_.slides.at(index);
  std::error_code error;
  return !slide.folder.empty() &&
         std::filesystem::is_regular_file(slideFolder(results_.path, slide.folder) / "cells.h5ad", error);
}

std::shared_ptr<const ViewedSlide> ViewerCohort::slide(std::size_t index) {
  if (!isMeasured(index)) throw std::out_of_range("the slide has no cells");
  Entry& entry = *entries_[index];
  std::shared_ptr<const ViewedSlide> slide;
  {
    const std::lock_guard lock(entry.loading);
    if (!entry.slide)
      entry.slide = std::make_shared<ViewedSlide>(
          slideFolder(results_.path, results_.slides[index].folder) / "cells.h5ad", configuration_, rule_sets_.front());
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
  const RuleSet& rules = rule_sets_.at(settings.rules);
  std::vector<std::optional<CellJudgement>> judgements(entries_.size());
  tbb::parallel_for(std::size_t{0}, entries_.size(), [&](std::size_t i) {
    if (!isMeasured(i)) return;
    try {
      judgements[i] = slide(i)->judged(settings.cuts, rules);
    } catch (const SlideError&) {  // the slide's own page says why
    }
  });
  return judgements;
}

std::shared_ptr<SlideSource> ViewerCohort::pixels(std::size_t index, std::string& why_not) {
  Entry& entry = *entries_.at(index);
  const std::lock_guard lock(opening_mutex_);
  if (!entry.tried_to_open) {
    entry.tried_to_open = true;
    try {
      if (files_[index].empty())
        throw SlideError("the slide's file is not where the run found it; name its folder with --slides");
      entry.source = openSlideSource(files_[index]);
      const std::string hash = slide(index)->result().description.quick_hash;
      if (entry.source->description().quick_hash != hash)
        throw SlideError("the slide's file is another one than was measured");
    } catch (const std::exception& error) {
      entry.source.reset();
      entry.why_not = error.what();
    }
  }
  why_not = entry.why_not;
  return entry.source;
}

}  // namespace herald
