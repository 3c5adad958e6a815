#include "pipeline/results/summary.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <vector>

#include "pipeline/files/atomic_file.h"
#include "pipeline/files/csv.h"
#include "pipeline/files/printable.h"
#include "pipeline/results/result_json.h"
#include "pipeline/results/score_json.h"

namespace herald {
namespace {

std::optional<double> percentOf(const Estimate& estimate) {
  return roundedIfFinite(estimate.value, kPercentDecimals);
}

void addAnswer(const SlideScore& score, SummaryRow& row) {
  if (!score.score) return;
  row.score = score.score;
  row.ish = score.ish;
  row.her2_derived = score.derived;
  row.borderline = score.borderline;
}

// Shares of no cells are unknown.
void addShares(const SlideScore& score, SummaryRow& row) {
  if (score.counted_cells == 0) return;
  row.pct_0 = percentOf(score.percent[0]);
  row.pct_1 = percentOf(score.percent[1]);
  row.pct_2 = percentOf(score.percent[2]);
  row.pct_3 = percentOf(score.percent[3]);
  row.pct_masked = percentOf(score.percent_masked);
  row.pct_complete = percentOf(score.percent_complete);
  row.h_score = percentOf(score.h_score);
}

}  // namespace

SummaryRow summaryRow(const SlideResult& result) {
  SummaryRow row;
  row.slide = validUtf8(result.identity.slide);
  row.case_id = validUtf8(result.identity.case_id);
  row.status = result.status;
  for (const std::string& reason : result.reasons) row.reasons.push_back(validUtf8(reason));
  addAnswer(result.judged.score, row);
  if (isMeasured(result.status)) {
    addShares(result.judged.score, row);
    row.tumour_cells = cellsByExclusion(result.measured.cells)[static_cast<std::size_t>(Exclusion::kNone)];
    row.tissue_mm2 = roundedIfFinite(result.judged.quality.areaMm2(TissueClass::kTissue), kAreaDecimals);
  }
  if (const auto total = result.seconds.find("total"); total != result.seconds.end())
    row.seconds = roundedIfFinite(total->second, kSecondsDecimals);
  return row;
}

std::string summaryCsv(std::span<const SummaryRow> rows) {
  std::string text = fmt::format("{}\n", fmt::join(kSummaryColumnNames, ","));
  std::vector<std::string> fields(kSummaryColumns.size());
  for (const SummaryRow& row : rows) {
    for (std::size_t i = 0; i < fields.size(); ++i) fields[i] = columnText(row, kSummaryColumns[i]);
    text += csvLine(fields);
  }
  return text;
}

void writeSummaryCsv(std::span<const SummaryRow> rows, const std::filesystem::path& path) {
  writeFileAtomically(path, summaryCsv(rows));
}

}  // namespace herald
