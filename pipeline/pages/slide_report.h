// report.html of a slide: one self-contained page that opens from disk. The score with the clause that fired and the
// margin to every cut; percentages with intervals; the table of completeness x intensity; the evidence gallery; sliders
// that judge the slide's cells again in the page, by the program's own code (web_bundle.h); pictures, tissue, quality
// and provenance. No path, tag, label or macro image of the slide is in it.
#pragma once

#include <string>

#include "pipeline/analysis/slide_result.h"
#include "pipeline/configuration/provenance.h"

namespace herald {

// What is made side by side with the other outputs, before the page is put together.
struct ReportParts {
  std::string overview_jpeg;  // empty without a thumbnail
  std::string heatmap_jpeg;
  std::string live_cells;  // the slide's cells for the sliders: JSON and data elements; empty where no cell counts
};

// The cells of the page (live_cells.h) as its elements, with the request they are judged by. Throws OutputError.
[[nodiscard]] std::string liveCellsHtml(const SlideResult& result);

// The page of a slide that was scored or is indeterminate. Equal results give equal bytes: times and the command line
// are left to result.json. Thread-safe.
[[nodiscard]] std::string slideReportHtml(const SlideResult& result, const Provenance& provenance,
                                          const ReportParts& parts);

}  // namespace herald
