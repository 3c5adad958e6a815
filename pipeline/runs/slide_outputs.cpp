#include "pipeline/runs/slide_outputs.h"

#include <tbb/blocked_range.h>
#include <tbb/parallel_for.h>
#include <tbb/task_arena.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <exception>
#include <fstream>
#include <functional>
#include <iterator>
#include <set>
#include <stdexcept>
#include <system_error>
#include <utility>
#include <vector>

#include "pipeline/cells/cell_geojson.h"
#include "pipeline/cells/cell_store.h"
#include "pipeline/cells/tissue_geojson.h"
#include "pipeline/files/atomic_file.h"
#include "pipeline/files/output_names.h"
#include "pipeline/files/whole_file.h"
#include "pipeline/pages/slide_report.h"
#include "pipeline/pictures/heatmap.h"
#include "pipeline/pictures/overview.h"
#include "pipeline/results/result_json.h"
#include "pipeline/results/run_json.h"
#include "pipeline/slides/slide_folder_mark.h"
#include "pipeline/slides/slide_identity.h"

namespace herald {
namespace {

// result.json first: without it the folder counts as unfinished, whatever else is still there.
constexpr std::array kOutputNames = {output::kResultJson,    output::kCellsH5ad,   output::kCellsGeojson,
                                     output::kTissueGeojson, output::kOverviewJpg, output::kHeatmapPng,
                                     output::kReportHtml};

void removeEarlierOutputs(const std::filesystem::path& folder) {
  for (const std::string_view name : kOutputNames) {
    std::error_code error;
    std::filesystem::remove(folder / name, error);
    if (error) throw OutputError((folder / name).string() + ": cannot remove the earlier file: " + error.message());
  }
  removePartialFiles(folder);
}

// Also where that cannot be told.
bool isThere(const std::filesystem::path& path) {
  std::error_code error;
  return std::filesystem::symlink_status(path, error).type() != std::filesystem::file_type::not_found;
}

// Files in the outputs' places that are not the program's stay, and so nothing is written.
void requireNoOutputs(const std::filesystem::path& folder) {
  for (const std::string_view name : kOutputNames)
    if (isThere(folder / name))
      throw OutputError(
          (folder / name).string() +
          ": already exists and is not known to be from this program; move it away or name another folder "
          "for the results");
}

// Makes the folder, or takes an earlier one of the slide, and marks it.
void takeFolder(const std::filesystem::path& folder) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) throw OutputError(folder.string() + ": cannot create the folder: " + error.message());
  const bool earlier = isSlideFolder(folder);
  if (!earlier) requireNoOutputs(folder);
  markUnfinished(folder);
  if (earlier) removeEarlierOutputs(folder);
}

void removeOutputsAndFolder(const std::filesystem::path& folder) {
  removeEarlierOutputs(folder);
  unmarkUnfinished(folder);
  (void)rmdir(folder.c_str());  // unless something else is in it
}

// Names of the folders that the run of `run_json` wrote or had before it; none without such a document.
std::set<std::string> foldersOfRun(const std::filesystem::path& run_json) {
  std::set<std::string> folders;
  try {
    std::ifstream file(run_json, std::ios::binary);
    const OrderedJson run = boundedJson(wholeText(file, kLargestListBytes));
    if (run.at("schema") != kRunSchemaName) return {};
    for (const OrderedJson& slide : run.at("inputs"))
      if (slide.at("folder").is_string()) folders.insert(slide.at("folder").get<std::string>());
    for (const OrderedJson& slide : run.at("remaining")) folders.insert(identityOf(slide.get<std::string>()).folder);
  } catch (const nlohmann::json::exception&) {
    return {};
  } catch (const std::invalid_argument&) {
    return {};
  }
  return folders;
}

using Task = std::function<void()>;

// Runs all tasks, side by side, and then throws what the first of the failed ones threw.
void runAll(const std::vector<Task>& tasks, int threads) {
  std::vector<std::exception_ptr> failures(tasks.size());
  tbb::task_arena arena(threads);
  arena.execute([&] {
    // Not split further and in order: the longest tasks come first.
    tbb::parallel_for(
        tbb::blocked_range<std::size_t>(0, tasks.size(), 1),
        [&](const tbb::blocked_range<std::size_t>& range) {
          for (std::size_t i = range.begin(); i < range.end(); ++i) {
            try {
              tasks[i]();
            } catch (...) {
              failures[i] = std::current_exception();
            }
          }
        },
        tbb::simple_partitioner());
  });
  for (const std::exception_ptr& failure : failures)
    if (failure) std::rethrow_exception(failure);
}

// Everything but result.json and the report; what the report takes goes into `parts`.
std::vector<Task> tasksOf(const SlideResult& result, const Provenance& provenance, const std::filesystem::path& folder,
                          const OutputOptions& options, ReportParts& parts) {
  std::vector<Task> tasks;
  if (options.geojson)
    tasks.emplace_back([&, folder] { writeCellGeoJson(result, folder / output::kCellsGeojson, options.threads); });
  tasks.emplace_back([&, folder] { writeCellStore(result, provenance, folder / output::kCellsH5ad); });
  tasks.emplace_back([&] { parts.live_cells = liveCellsHtml(result); });
  if (!result.measured.thumbnail.image.empty()) {
    if (result.measured.pixel_size)
      tasks.emplace_back([&, folder] {
        PictureFiles heatmap = heatmapFiles(result);
        writeFileAtomically(folder / output::kHeatmapPng, heatmap.file);
        parts.heatmap_jpeg = std::move(heatmap.page_jpeg);
      });
    tasks.emplace_back([&, folder] {
      PictureFiles overview = overviewFiles(result);
      writeFileAtomically(folder / output::kOverviewJpg, overview.file);
      parts.overview_jpeg = std::move(overview.page_jpeg);
    });
  }
  tasks.emplace_back([&, folder] { writeTissueGeoJson(result, folder / output::kTissueGeojson); });
  return tasks;
}

void writeMeasured(const SlideResult& result, const Provenance& provenance, const std::filesystem::path& folder,
                   const OutputOptions& options) {
  ReportParts parts;
  runAll(tasksOf(result, provenance, folder, options, parts), options.threads);
  writeFileAtomically(folder / output::kReportHtml, slideReportHtml(result, provenance, parts));
}

}  // namespace

void writeSlideOutputs(const SlideResult& result, const Provenance& provenance, const std::filesystem::path& out_dir,
                       const OutputOptions& options) {
  const std::filesystem::path folder = slideFolder(out_dir, result.identity.folder);
  takeFolder(folder);
  if (isMeasured(result.status) && !options.result_only) writeMeasured(result, provenance, folder, options);
  writeResultJson(result, provenance, folder / output::kResultJson);
  unmarkUnfinished(folder);
}

void removeSlideOutputs(const std::filesystem::path& out_dir, const std::string& folder) {
  const std::filesystem::path path = slideFolder(out_dir, folder);
  if (isSlideFolder(path))
    removeOutputsAndFolder(path);
  else
    (void)rmdir(path.c_str());  // made, and then not even a mark could be written
}

std::vector<std::filesystem::path> slideFoldersIn(const std::filesystem::path& out_dir) {
  std::error_code error;
  std::vector<std::filesystem::path> own;
  std::vector<std::filesystem::path> unmarked;
  for (const auto& entry : std::filesystem::directory_iterator(out_dir / output::kSlidesFolder, error)) {
    const bool named = isSlideFolderName(entry.path().filename().string());
    if (named && entry.is_directory(error) && !entry.is_symlink(error))
      (isSlideFolder(entry.path()) ? own : unmarked).push_back(entry.path());
  }
  if (unmarked.empty()) return own;
  const std::set<std::string> listed = foldersOfRun(out_dir / output::kRunJson);
  std::copy_if(unmarked.begin(), unmarked.end(), std::back_inserter(own),
               [&](const std::filesystem::path& folder) { return listed.contains(folder.filename().string()); });
  return own;
}

void removeUnfinishedSlides(const std::filesystem::path& out_dir) {
  for (const std::filesystem::path& folder : slideFoldersIn(out_dir)) {
    if (!isThere(folder / output::kResultJson)) {
      removeOutputsAndFolder(folder);
      continue;
    }
    removePartialFiles(folder);
    if (holdsSlideResult(folder))
      unmarkUnfinished(folder);
    else
      markUnfinished(folder);  // damaged: whoever does the slide again may replace it
  }
}

}  // namespace herald
