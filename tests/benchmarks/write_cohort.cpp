// write_cohort FOLDER SLIDES CELLS [SEED]: a folder of results as `herald score` leaves it, of so many made-up slides
// of so many cells each, and FOLDER/readers.csv with three readers (tests/support/synthetic_cohort.h). Two slides in
// ten are of one case. For benchmarks of the commands that need no slide; 700 bytes of disk a cell, twice that for a
// moment.
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <utility>

#include "pipeline/configuration.h"
#include "pipeline/file_hash.h"
#include "pipeline/inputs.h"
#include "pipeline/program.h"
#include "pipeline/run_report.h"
#include "pipeline/slide_outputs.h"
#include "pipeline/summary.h"
#include "scoring/rule_set.h"
#include "tests/support/synthetic_cohort.h"

namespace {

using namespace herald;

Provenance provenanceOfCohort() {
  Provenance provenance;
  provenance.herald = programVersion();
  provenance.libraries = libraryVersions();
  provenance.config_toml = configurationToml({}) + "\n# rule set asco-cap-2018 version 1\n";
  provenance.config_hash = hash128Hex(provenance.config_toml);
  provenance.command = "herald score cohort";
  return provenance;
}

SlideResult resultOf(const synthetic::CohortOptions& options, std::uint64_t index, const std::string& case_id,
                     const std::vector<synthetic::TrueCell>& cells, const std::filesystem::path& folder) {
  SlideResult result = synthetic::scoredResult(4, 4);
  result.identity = identityOf("slide_" + std::to_string(index) + ".tif", case_id);
  result.description.quick_hash = hash128Hex(result.identity.slide);
  result.annotation.reset();
  result.controls.clear();
  result.quality.warnings.clear();
  result.cells = SlideCells(folder, *result.cell_class, {});
  result.cells.append(synthetic::measuredCells(options, index, cells));
  result.cells.arrange();
  result.score = scoreSlide(std::as_const(result.cells).summaries(), result.cells.calls(),
                            builtInRuleSet("asco-cap-2018"), synthetic::kResultUmPerPx, {});
  result.status = result.score.score ? SlideStatus::kScored : SlideStatus::kIndeterminate;
  return result;
}

void run(const std::filesystem::path& folder, std::uint64_t slides, const synthetic::CohortOptions& options) {
  std::filesystem::create_directories(folder / "slides");
  const Provenance provenance = provenanceOfCohort();
  std::ofstream readers(folder / "readers.csv");
  readers << "slide,reader,score,case_id\n";
  RunReport report;
  report.provenance = provenance;
  report.started = report.finished = "2026-01-01T00:00:00Z";
  report.list_slides = slides;
  report.exit_code = 0;
  std::vector<SummaryRow> rows;
  for (std::uint64_t i = 0; i < slides; ++i) {
    const std::string case_id = "case_" + std::to_string(i % 10 == 9 ? i - 1 : i);
    const auto cells = synthetic::trueCells(options, i);
    const SlideResult result = resultOf(options, i, case_id, cells, folder);
    writeSlideOutputs(result, provenance, folder, {});
    rows.push_back(summaryRow(result));
    const std::string score = result.score.score ? std::string(her2ScoreName(*result.score.score)) : "";
    report.inputs.push_back(
        {result.identity.slide, case_id, result.identity.folder, result.status, score, {}, 1, false});
    const auto readings = synthetic::readings(options, i, cells);
    for (std::size_t reader = 0; reader < readings.size(); ++reader)
      readers << result.identity.slide << ",reader_" << reader << ',' << her2ScoreName(readings[reader]) << ','
              << case_id << '\n';
  }
  writeSummaryCsv(rows, folder / "summary.csv");
  writeRunJson(report, folder / "run.json");
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 4 || argc > 5) {
    std::cerr << "usage: write_cohort FOLDER SLIDES CELLS [SEED]\n";
    return 2;
  }
  synthetic::CohortOptions options;
  options.cells = std::atoll(argv[3]);
  if (argc == 5) options.seed = std::strtoull(argv[4], nullptr, 10);
  run(argv[1], std::strtoull(argv[2], nullptr, 10), options);
}
