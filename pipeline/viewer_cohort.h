// All slides of a folder of results, for the viewer: judged together at any cuts, their files found again, their cells
// read when they are asked for and kept while memory allows. Thread-safe.
#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "pipeline/configuration.h"
#include "pipeline/result_folder.h"
#include "pipeline/slide_source.h"
#include "pipeline/viewed_slide.h"
#include "scoring/rule_set.h"

namespace herald {

// What the sliders say.
struct ViewerSettings {
  CellClassOptions cuts;
  std::size_t rules = 0;  // place in ViewerCohort::ruleSets()
};

struct CohortOptions {
  // Slides, folders and lists where the slides are; empty: those of the command the folder was made with.
  std::vector<std::string> slides;
  // Of the cells that are kept, bytes; beyond, slides are read again when they are needed.
  std::size_t cell_bytes = std::size_t{2} << 30;
};

class ViewerCohort {
 public:
  // `rules` of the run. Throws std::invalid_argument as configurationOf, and as expandInputs for options.slides.
  ViewerCohort(ResultFolder results, const RuleSet& rules, CohortOptions options);

  [[nodiscard]] const ResultFolder& results() const { return results_; }
  [[nodiscard]] const Configuration& configuration() const { return configuration_; }
  // That of the run first, then the built-in ones; with the noise floor of the run's configuration.
  [[nodiscard]] const std::vector<RuleSet>& ruleSets() const { return rule_sets_; }
  // Has cells to be judged.
  [[nodiscard]] bool isMeasured(std::size_t index) const;

  // Throws std::out_of_range for a slide that is not there or not measured, SlideError when its store cannot be read.
  [[nodiscard]] std::shared_ptr<const ViewedSlide> slide(std::size_t index);

  // Of every slide; nothing where it is not measured or cannot be read.
  [[nodiscard]] std::vector<std::optional<CellJudgement>> judged(const ViewerSettings& settings);

  // The slide's pixels, opened once; `why_not` says what is wrong where there are none.
  [[nodiscard]] std::shared_ptr<SlideSource> pixels(std::size_t index, std::string& why_not);

 private:
  struct Entry {
    std::mutex loading;
    std::shared_ptr<const ViewedSlide> slide;
    std::size_t last_used = 0;
    bool tried_to_open = false;
    std::shared_ptr<SlideSource> source;
    std::string why_not;
  };
  void findFiles();
  void forgetBeyondMemory(std::size_t keep);

  ResultFolder results_;
  Configuration configuration_;
  std::vector<RuleSet> rule_sets_;
  CohortOptions options_;
  std::vector<std::filesystem::path> files_;  // of each slide; empty: not found
  std::vector<std::unique_ptr<Entry>> entries_;
  std::mutex opening_mutex_;  // opening slides is not thread-safe
  std::mutex uses_mutex_;
  std::size_t uses_ = 0;
};

}  // namespace herald
