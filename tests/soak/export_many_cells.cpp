// export_many_cells FOLDER CELLS [--geojson]: all steps behind pass 2 on a slide of so many made-up cells, with all
// outputs, and what they took: seconds and the peak of resident memory. Needs 1.3 kB of disk a cell, 2 kB with GeoJSON.
#include <sys/resource.h>

#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <iostream>

#include "pipeline/runs/slide_outputs.h"
#include "scoring/rule_set.h"
#include "segmentation/tumour_cells.h"
#include "tests/support/synthetic_result.h"

namespace {

using namespace herald;

constexpr int kCellsPerTile = 2000;

double peakMegabytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024;
}

class Report {
 public:
  void stage(const char* name) {
    const auto now = std::chrono::steady_clock::now();
    std::printf("%-16s %8.2f s, peak %7.1f MB\n", name, std::chrono::duration<double>(now - last_).count(),
                peakMegabytes());
    std::fflush(stdout);
    last_ = now;
  }

 private:
  std::chrono::steady_clock::time_point last_ = std::chrono::steady_clock::now();
};

// The same few cells again and again, on a square grid.
void fill(SlideCells& cells, std::int64_t count) {
  const std::vector<CellRecord> patterns = synthetic::scoredResult().measured.cells.records();
  const auto columns = static_cast<std::int64_t>(std::ceil(std::sqrt(static_cast<double>(count))));
  std::vector<CellRecord> tile;
  for (std::int64_t i = 0; i < count; ++i) {
    tile.push_back(patterns[static_cast<std::size_t>(i) % patterns.size()]);
    tile.back().seed = {static_cast<std::int32_t>(i % columns * synthetic::kCellSpacingPx),
                        static_cast<std::int32_t>(i / columns * synthetic::kCellSpacingPx)};
    if (tile.size() < kCellsPerTile && i + 1 < count) continue;
    cells.append(tile);
    tile.clear();
  }
  cells.arrange();
}

void run(const std::filesystem::path& folder, std::int64_t count, bool geojson) {
  Report report;
  SlideResult result = synthetic::scoredResult(4, 4);
  std::filesystem::create_directories(folder);
  result.measured.cells = SlideCells(folder, result.judged.request->cell_class, {});
  fill(result.measured.cells, count);
  report.stage("spilled");
  const PixelSize pixel_size = result.measured.pixel_size->pixel_size;
  measureNeighbourhoods(result.measured.cells.summaries(), pixel_size, TumourCellOptions{}.neighbourhood_um);
  selectTumourCells(result.measured.cells.summaries(), {});
  report.stage("tumour cells");
  result.judged.score = scoreSlide(std::as_const(result.measured.cells).summaries(), result.measured.cells.calls(),
                                   builtInRuleSet("asco-cap-2018"), pixel_size.umPerPx(), {});
  report.stage("scored");
  writeSlideOutputs(result, synthetic::provenance(), folder, {.geojson = geojson, .threads = 2});
  report.stage("outputs");
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3 || argc > 4 || (argc == 4 && std::strcmp(argv[3], "--geojson") != 0)) {
    std::cerr << "usage: export_many_cells FOLDER CELLS [--geojson]\n";
    return 2;
  }
  run(argv[1], std::atoll(argv[2]), argc == 4);
}
