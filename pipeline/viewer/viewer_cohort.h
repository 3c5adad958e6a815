// All slides of a folder of results, for the viewer: judged together at any cuts, their files found again, their cells
// read when they are asked for and kept while memory allows. Thread-safe.
#pragma once

#include <cstddef>
#include <filesystem>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "pipeline/configuration/effective_configuration.h"
#include "pipeline/results/result_folder.h"
#include "pipeline/slides/slide_source.h"
#include "pipeline/viewer/viewed_slide.h"
#include "scoring/rule_set.h"

namespace herald {

// What the sliders say.
struct ViewerSettings {
  CellClassOptions cuts;
  std::size_t rules = 0;  // place in ViewerCohort::ruleSets()
};

// A rule set to judge by.
struct OfferedRules {
  RuleSet rules;        // with the noise floor of the run's configuration
  bool of_run = false;  // the run was judged by it
  std::string option;   // what --rules takes for it; empty: rescore takes it without being told
};

// The rule set to begin with.
struct FirstRules {
  RuleSet rules;
  std::string content_hash;  // as ChosenRules
  std::string option;        // as it was given; empty: it was not
};

struct CohortOptions {
  // Slides, folders and lists where the slides are; empty: those that the run was given.
  std::vector<std::string> slides;
  // Of the cells that are kept, bytes; beyond, slides are read again when they are needed.
  std::size_t cell_bytes = std::size_t{2} << 30;
  // Slides whose files are kept open, 1 at least: a plain picture is decoded as long, up to 0.8 GB.
  std::size_t open_slides = 4;
};

class ViewerCohort {
 public:
  // `run`: configurationOf(results). Throws std::invalid_argument as withNoiseFloor, and as expandInputs for
  // options.slides.
  ViewerCohort(ResultFolder results, EffectiveConfiguration run, const FirstRules& rules, CohortOptions options);

  [[nodiscard]] const ResultFolder& results() const { return results_; }
  [[nodiscard]] const std::vector<RunInput>& slides() const { return results_.run.inputs; }
  [[nodiscard]] const Configuration& configuration() const { return configuration_->options; }
  // Those to begin with, then the built-in ones.
  [[nodiscard]] const std::vector<OfferedRules>& ruleSets() const { return rule_sets_; }
  // Has cells to be judged.
  [[nodiscard]] bool isMeasured(std::size_t index) const;
  [[nodiscard]] bool hasMeasuredSlide() const;

  // Throws std::out_of_range for a slide that is not there or not measured, ReadError when its store cannot be read.
  [[nodiscard]] std::shared_ptr<const ViewedSlide> slide(std::size_t index);

  // Of every slide; nothing where it is not measured or cannot be read.
  [[nodiscard]] std::vector<std::optional<CellJudgement>> judged(const ViewerSettings& settings);

  // Where the slide's file is; empty: not found.
  [[nodiscard]] const std::filesystem::path& file(std::size_t index) const { return files_.at(index); }
  // The slide's pixels; `why_not` says what is wrong where there are none.
  [[nodiscard]] std::shared_ptr<SlideSource> pixels(std::size_t index, std::string& why_not);
  // After a read that failed: the file is opened anew when it is asked for again.
  void closePixels(std::size_t index);

 private:
  struct Entry {
    std::mutex loading;
    std::shared_ptr<const ViewedSlide> slide;
    std::size_t last_used = 0;
    std::mutex opening;
  };
  [[nodiscard]] std::shared_ptr<SlideSource> openSource(std::size_t index);
  [[nodiscard]] std::shared_ptr<SlideSource> openedSource(std::size_t index);
  void findFiles();
  void forgetBeyondMemory(std::size_t keep);

  ResultFolder results_;
  std::shared_ptr<const EffectiveConfiguration> configuration_;
  std::vector<OfferedRules> rule_sets_;
  CohortOptions options_;
  std::vector<std::filesystem::path> files_;  // of each slide; empty: not found
  std::vector<std::unique_ptr<Entry>> entries_;
  std::mutex opening_mutex_;  // opening slides is not thread-safe
  std::mutex sources_mutex_;
  std::list<std::pair<std::size_t, std::shared_ptr<SlideSource>>> sources_;  // open slides, last used first
  std::mutex uses_mutex_;
  std::size_t uses_ = 0;
};

}  // namespace herald
