// A made-up cohort (synthetic_cohort.h) as `herald score` leaves it: a folder of results, and readers.csv in it.
#pragma once

#include <filesystem>
#include <fstream>
#include <string>
#include <utility>
#include <vector>

#include "pipeline/analysis/slide_judgement.h"
#include "pipeline/configuration/configuration.h"
#include "pipeline/configuration/effective_configuration.h"
#include "pipeline/configuration/program.h"
#include "pipeline/files/file_hash.h"
#include "pipeline/results/run_report.h"
#include "pipeline/results/summary.h"
#include "pipeline/runs/slide_outputs.h"
#include "pipeline/slides/slide_identity.h"
#include "scoring/rule_set.h"
#include "tests/support/synthetic_cohort.h"

namespace herald::synthetic {

// Every cell counts: these have nothing a classifier of tumour cells could go by.
inline Configuration configurationOfCohort() {
  Configuration configuration;
  configuration.tumour.selection = TumourSelection::kAll;
  return configuration;
}

inline Provenance provenanceOfCohort() {
  Provenance provenance;
  provenance.herald = programVersion();
  provenance.libraries = libraryVersions();
  provenance.config_toml = effectiveConfigurationText({configurationOfCohort(), "", "asco-cap-2018", "1", ""});
  provenance.config_hash = hash128Hex(provenance.config_toml);
  provenance.command = "herald score cohort";
  return provenance;
}

// Tissue everywhere, without pictures; what judging it again gives.
inline SlideResult resultOf(const CohortOptions& options, std::uint64_t index, const std::string& case_id,
                            const std::vector<TrueCell>& cells, const std::filesystem::path& folder) {
  const Configuration configuration = configurationOfCohort();
  SlideResult result = scoredResult(4, 4);
  result.identity = identityOf("slide_" + std::to_string(index) + ".tif", case_id);
  result.description.quick_hash = hash128Hex(result.identity.slide);
  const auto edge_px = static_cast<int>(std::ceil(std::sqrt(static_cast<double>(cells.size()))) + 1) * kCellSpacingPx;
  result.description.levels = {{edge_px, edge_px, 1, 240, 240}};
  result.statistics.tissue.classes.reset(edge_px / kMaskDownsamplePx + 1, edge_px / kMaskDownsamplePx + 1,
                                         TissueClass::kTissue);
  result.thumbnail = {};
  result.annotation.reset();
  result.controls.clear();
  result.quality.warnings.clear();
  result.cells = SlideCells(folder, configuration.cell_class, configuration.quality);
  result.cells.append(measuredCells(options, index, cells));
  result.cells.arrange();
  judgeSlide(configuration, builtInRuleSet("asco-cap-2018"), result);
  return result;
}

// Slides 8 and 9, 18 and 19 ... are of one case. FOLDER/readers.csv has every reader.
inline void writeCohort(const std::filesystem::path& folder, std::uint64_t slides, const CohortOptions& options) {
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
    const auto cells = trueCells(options, i);
    const SlideResult result = resultOf(options, i, case_id, cells, folder);
    writeSlideOutputs(result, provenance, folder, {});
    rows.push_back(summaryRow(result));
    const std::string score = result.score.score ? std::string(her2ScoreName(*result.score.score)) : "";
    report.inputs.push_back(
        {result.identity.slide, case_id, result.identity.folder, result.status, score, {}, 1, false});
    const std::vector<Her2Score> said = readings(options, i, cells);
    for (std::size_t reader = 0; reader < said.size(); ++reader)
      readers << result.identity.slide << ",reader_" << reader << ',' << her2ScoreName(said[reader]) << ',' << case_id
              << '\n';
  }
  writeSummaryCsv(rows, folder / "summary.csv");
  writeRunJson(report, folder / "run.json");
}

}  // namespace herald::synthetic
