// The CSVs of a comparison, for spreadsheets and statistics programs. RFC 4180, lines ended by LF. Pure; thread-safe.
#pragma once

#include <string>

#include "pipeline/comparison/compare_json.h"

namespace herald {

// slides.csv: one row a matched slide: slide,case_id,status,program,reference,tied,steps,borderline,ish,pct_complete,
// h_score,evidence, and a column "reader NAME" for each reader. discordant.csv: the rows of those that differ, farthest
// first.
[[nodiscard]] std::string comparedSlidesCsv(const Comparison& comparison, const ComparisonSources& sources);
[[nodiscard]] std::string discordantCsv(const Comparison& comparison, const ComparisonSources& sources);

// statistics.csv, long form: reference,judged,statistic,n,value,low,high,method; one row a statistic of each pair of
// raters. Undefined values are empty.
[[nodiscard]] std::string statisticsCsv(const Comparison& comparison);

}  // namespace herald
