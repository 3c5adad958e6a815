// Names of the files and folders that Herald writes and finds again. They are part of the interface: other programs and
// earlier folders of results rely on them.
#pragma once

#include <string_view>

namespace herald::output {

// OUT of a run: of score, rescore and merge.
inline constexpr std::string_view kRunJson = "run.json";
inline constexpr std::string_view kSummaryCsv = "summary.csv";
inline constexpr std::string_view kReportHtml = "report.html";  // also of a slide
inline constexpr std::string_view kLogTxt = "log.txt";
inline constexpr std::string_view kSlidesFolder = "slides";
inline constexpr std::string_view kRegionsFolder = "regions";  // what is drawn in the viewer

// Of a slide, in OUT/slides/<folder>.
inline constexpr std::string_view kResultJson = "result.json";
inline constexpr std::string_view kCellsH5ad = "cells.h5ad";
inline constexpr std::string_view kCellsGeojson = "cells.geojson.gz";
inline constexpr std::string_view kTissueGeojson = "tissue.geojson";
inline constexpr std::string_view kOverviewJpg = "overview.jpg";
inline constexpr std::string_view kHeatmapPng = "heatmap.png";

// OUT of compare: of two tables of scores ...
inline constexpr std::string_view kCompareHtml = "compare.html";
inline constexpr std::string_view kCompareJson = "compare.json";
inline constexpr std::string_view kSlidesCsv = "slides.csv";  // also of two runs
inline constexpr std::string_view kDiscordantCsv = "discordant.csv";
inline constexpr std::string_view kStatisticsCsv = "statistics.csv";
// ... of two runs.
inline constexpr std::string_view kChangesHtml = "changes.html";
inline constexpr std::string_view kChangesJson = "changes.json";
inline constexpr std::string_view kDriftCsv = "drift.csv";
inline constexpr std::string_view kLimitsJson = "limits.json";
inline constexpr std::string_view kLimitsToml = "limits.toml";

}  // namespace herald::output
