// One slide from source to result: pass 1, pass 2, and what they mean (slide_judgement.h). Writes nothing.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline/analysis/frozen_statistics.h"
#include "pipeline/analysis/pass_one.h"
#include "pipeline/analysis/slide_result.h"
#include "pipeline/configuration/effective_configuration.h"
#include "pipeline/slides/slide_source.h"
#include "scoring/rule_set.h"

namespace herald {

// How the work is done; no result depends on it.
struct AnalysisResources {
  int threads = 1;
  // Edge of a tile's core, level-0 pixels, 128-16384; nothing: as the memory allows (memory_plan.h).
  std::optional<int> tile_px = std::nullopt;
  // Where whole cell records go while the slide is analysed (cell_spill.h), some 630 bytes a cell.
  std::filesystem::path spill_folder = std::filesystem::temp_directory_path();
  // Of the whole process; nothing: the default of memory_plan.h.
  std::optional<std::uint64_t> memory_bytes = std::nullopt;
  // Called from one thread at a time; may be empty.
  std::function<void(std::size_t done, std::size_t total)> on_progress = {};
  // Called by the caller's thread when a stage begins: "pass 1", "pass 2", "scoring"; may be empty.
  std::function<void(std::string_view stage)> on_stage = {};
};

// Why a slide is not assessable whatever its cells are: no stained brightfield tissue, pixels too coarse, another
// section in the file that is not read ("not_all_read"). Empty when nothing rules it out.
[[nodiscard]] std::vector<std::string> refusalsOf(const SlideDescription& description, const PassOne& pass_one,
                                                  PixelSize pixel_size);

// Scored or indeterminate, with everything that was measured. `frozen`: statistics of the slide
// this one was cut from, see frozen_statistics.h. `annotation`: its regions, on this slide (judgeSlide says what they
// do). Throws ReadError when the slide cannot be read, std::invalid_argument as judgeSlide.
[[nodiscard]] SlideResult analyseSlide(SlideSource& source, const SlideIdentity& identity,
                                       const PixelSizeSource& pixel_size,
                                       const std::shared_ptr<const EffectiveConfiguration>& configuration,
                                       const RuleSet& rules, const AnalysisResources& resources,
                                       const FrozenStatistics* frozen = nullptr,
                                       const SlideAnnotation* annotation = nullptr);

}  // namespace herald
