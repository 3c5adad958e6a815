#include "pipeline/slide_outputs.h"

#include <algorithm>
#include <array>
#include <stdexcept>
#include <system_error>

#include "pipeline/atomic_file.h"
#include "pipeline/cell_geojson.h"
#include "pipeline/cell_store.h"
#include "pipeline/heatmap.h"
#include "pipeline/overview.h"
#include "pipeline/result_json.h"
#include "pipeline/tissue_geojson.h"

namespace herald {
namespace {

// result.json first: without it the folder counts as unfinished, whatever else is still there.
constexpr std::array<const char*, 7> kOutputNames = {
    "result.json", "cells.h5ad", "cells.geojson.gz", "tissue.geojson", "overview.jpg", "heatmap.png", "report.html"};

void removeEarlierOutputs(const std::filesystem::path& folder) {
  for (const char* name : kOutputNames) {
    std::error_code error;
    std::filesystem::remove(folder / name, error);
    if (error) throw OutputError((folder / name).string() + ": cannot remove the earlier file: " + error.message());
  }
  removePartialFiles(folder);
}

}  // namespace

std::filesystem::path slideFolder(const std::filesystem::path& out_dir, const std::string& folder) {
  const bool plain =
      !folder.empty() && folder != "." && folder != ".." && std::none_of(folder.begin(), folder.end(), [](char c) {
        return c == '/' || c == '\\' || static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
      });
  if (!plain) throw std::invalid_argument("slide folder \"" + folder + "\" is not a plain name");
  return out_dir / "slides" / folder;
}

void writeSlideOutputs(const SlideResult& result, const Provenance& provenance, const std::filesystem::path& out_dir,
                       const OutputOptions& options) {
  const std::filesystem::path folder = slideFolder(out_dir, result.identity.folder);
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) throw OutputError(folder.string() + ": cannot create the folder: " + error.message());
  removeEarlierOutputs(folder);
  if (result.status == SlideStatus::kScored || result.status == SlideStatus::kIndeterminate) {
    writeCellStore(result, provenance, folder / "cells.h5ad");
    if (options.geojson) writeCellGeoJson(result, folder / "cells.geojson.gz");
    writeTissueGeoJson(result, folder / "tissue.geojson");
    if (!result.thumbnail.image.empty()) writeOverview(result, folder / "overview.jpg");
    if (!result.thumbnail.image.empty() && result.pixel_size) writeHeatmap(result, folder / "heatmap.png");
  }
  writeResultJson(result, provenance, folder / "result.json");
}

}  // namespace herald
