// Writes the outputs of made-up slides for the Python checks beside this file: write_synthetic_outputs FOLDER
//   FOLDER/out/slides/...   a scored, an indeterminate (with cells, and without) and a failed slide
//   FOLDER/out/run.json, summary.csv
//   FOLDER/expected.json    seeds, signatures, outlines, classes of the scored slide's cells, as they were in memory
//   FOLDER/schema.json      the schema inside the program
#include <exception>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>

#include "pipeline/cells/cell_identity.h"
#include "pipeline/results/result_schema.h"
#include "pipeline/results/run_json.h"
#include "pipeline/runs/slide_outputs.h"
#include "tests/support/synthetic_result.h"

namespace {

using namespace herald;

nlohmann::json cellJson(const SlideResult& result, const CellRecord& cell) {
  const CellStaining staining = classifyCell(cell, result.judged.request->cell_class);
  nlohmann::json outline = nlohmann::json::array();
  for (const OutlineOffset& point : cell.outline) outline.insert(outline.end(), {point.dx, point.dy});
  return {{"id", cellUuid(result.measured.description.quick_hash, cell.seed)},
          {"seed", {cell.seed.x, cell.seed.y}},
          {"centroid", {cell.centroid_in_level0.x, cell.centroid_in_level0.y}},
          {"peak", cell.membrane.peak},
          {"contrast", cell.membrane.contrast},
          {"excess", cell.membrane.excess},
          {"outline", outline},
          {"class", kCellClassNames.at(static_cast<std::size_t>(staining.cell_class))},
          {"pattern", kStainingPatternNames.at(static_cast<std::size_t>(staining.pattern))},
          {"excluded", exclusionName(cell.excluded)},
          {"tumour", cell.tumour}};
}

void writeAll(const std::filesystem::path& folder) {
  std::filesystem::create_directories(folder);
  const SlideResult scored = synthetic::scoredResult();
  SlideResult empty = synthetic::indeterminateResult(0, 0);
  empty.identity = {"empty.svs", "empty", "empty-00000002", ""};
  RunReport report;
  report.provenance = synthetic::provenance();
  report.started = "2026-01-01T00:00:00Z";
  report.finished = "2026-01-01T00:01:00Z";
  report.ignored_files = 2;
  report.exit_code = 1;
  for (const SlideResult& result : {scored, synthetic::indeterminateResult(), empty, synthetic::failedResult()}) {
    writeSlideOutputs(result, synthetic::provenance(), folder / "out", {.geojson = true});
    report.inputs.push_back(entryOf(result));
  }
  writeRunReport(report, folder / "out");
  nlohmann::json expected = nlohmann::json::array();
  for (const CellRecord& cell : scored.measured.cells.records()) expected.push_back(cellJson(scored, cell));
  std::ofstream(folder / "expected.json") << expected;
  std::ofstream(folder / "schema.json") << resultSchema();
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "usage: write_synthetic_outputs FOLDER\n";
    return 2;
  }
  try {
    writeAll(argv[1]);
  } catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
    return 1;
  }
  return 0;
}
