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
#include "pipeline/results/run_json.h"
#include "pipeline/runs/slide_outputs.h"
#include "pipeline/slides/slide_identity.h"
#include "scoring/rule_set.h"
#include "tests/support/synthetic_cohort.h"

namespace herald::synthetic {

// Every cell counts: these have nothing a classifier of tumour cells could go by.
inline Configuration configurationOfCohort() {
  Configuration configuration;
  configuration.tumour.selection = TumourSelection::kAll;
  configuration.quality.largest_mean_arcs = 32;  // noise is drawn sector by sector: faint lines of it are torn
  return configuration;
}

inline Provenance provenanceOfCohort() {
  Provenance provenance;
  provenance.herald = programVersion();
  provenance.libraries = libraryVersions();
  provenance.config_toml = effectiveConfigurationText({configurationOfCohort(), "", "asco-cap-2018", "1", ""});
  provenance.config_hash = hash128Hex(provenance.config_toml);
  provenance.command = {"score", {"cohort"}};
  return provenance;
}

// Tissue everywhere, without pictures; what judging it again gives.
inline SlideResult resultOf(const CohortOptions& options, std::uint64_t index, const std::string& case_id,
                            const std::vector<TrueCell>& cells, const std::filesystem::path& folder) {
  const Configuration configuration = configurationOfCohort();
  SlideResult result = scoredResult(4, 4);
  result.identity = identityOf("slide_" + std::to_string(index) + ".tif", case_id);
  result.measured.description.quick_hash = hash128Hex(result.identity.slide);
  const auto edge_px = static_cast<int>(std::ceil(std::sqrt(static_cast<double>(cells.size()))) + 1) * kCellSpacingPx;
  result.measured.description.levels = {{edge_px, edge_px, 1, 240, 240}};
  result.measured.statistics.tissue.classes.reset(edge_px / kMaskDownsamplePx + 1, edge_px / kMaskDownsamplePx + 1,
                                                  TissueClass::kTissue);
  result.measured.thumbnail = {};
  result.measured.annotation.reset();
  result.judged.controls.clear();
  result.judged.quality.warnings.clear();
  result.measured.cells = SlideCells(folder, configuration.cell_class, configuration.quality);
  result.measured.cells.append(measuredCells(options, index, cells));
  result.measured.cells.arrange();
  const RuleSet rules = builtInRuleSet("asco-cap-2018");
  judgeSlide(effectiveConfiguration(configuration, rules), rules, result);
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
  for (std::uint64_t i = 0; i < slides; ++i) {
    const std::string case_id = "case_" + std::to_string(i % 10 == 9 ? i - 1 : i);
    const auto cells = trueCells(options, i);
    const SlideResult result = resultOf(options, i, case_id, cells, folder);
    writeSlideOutputs(result, provenance, folder, {});
    report.inputs.push_back(entryOf(result));
    const std::vector<Her2Score> said = readings(options, i, cells);
    for (std::size_t reader = 0; reader < said.size(); ++reader)
      readers << result.identity.slide << ",reader_" << reader << ',' << her2ScoreName(said[reader]) << ',' << case_id
              << '\n';
  }
  writeRunReport(report, folder);
}

}  // namespace herald::synthetic
