// The folder of one slide, OUT/slides/<folder>/: result.json cells.h5ad tissue.geojson overview.jpg heatmap.png
// report.html and, when wanted, cells.geojson.gz.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "pipeline/analysis/slide_result.h"
#include "pipeline/configuration/provenance.h"

namespace herald {

struct OutputOptions {
  // Also write cells.geojson.gz. Default off: it is several times the size of cells.h5ad (--geojson).
  bool geojson = false;
  // result.json alone: cells and pictures are where the slide was measured.
  bool result_only = false;
  // Outputs are written side by side. No byte depends on it.
  int threads = 1;
};

// Removes what an earlier run left of this slide (result.json first), then writes every output; result.json last: where
// it is, the slide is complete. Until then the folder is marked (slide_folder_mark.h). Files named like an output in a
// folder without a mark are somebody else's: they stay, and OutputError names one. A slide that failed or was skipped
// has result.json only; without a thumbnail there are no pictures. Of several outputs that cannot be written the first
// in that order is named. Throws OutputError (the folder then has no result.json), std::invalid_argument as
// slideFolder (slide_identity.h). Thread-safe for different slides.
void writeSlideOutputs(const SlideResult& result, const Provenance& provenance, const std::filesystem::path& out_dir,
                       const OutputOptions& options);

// Removes what writeSlideOutputs wrote for this slide, and the folder if nothing else is in it; nothing of a folder
// without a mark. Throws OutputError, std::invalid_argument as slideFolder.
void removeSlideOutputs(const std::filesystem::path& out_dir, const std::string& folder);

// The folders below `out_dir`/slides that this program made: named like a slide's, not links, and marked or listed in
// `out_dir`/run.json, which knows its slides before the first of them is written.
[[nodiscard]] std::vector<std::filesystem::path> slideFoldersIn(const std::filesystem::path& out_dir);

// Repairs what a killed run left in those folders: removes files written aside, and the outputs of every slide without
// result.json. Files that are not outputs stay. Not while another process writes there. Throws OutputError.
void removeUnfinishedSlides(const std::filesystem::path& out_dir);

}  // namespace herald
