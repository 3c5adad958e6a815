// The judgement of the program and its drawings for WebAssembly: the page judges cells and draws them by the very
// functions that score, rescore and the reports use. build.sh compiles this; apps/web/src/judgement/judge.ts calls it:
//
//   memory of input(bytes) <- packed cells (pipeline/cells/page_cells.h); loadCells() -> how many
//   memory of input(bytes) <- a request (pipeline/results/judgement_json.h) with
//     score_of_run  what the run gave, or null
//   judge() -> the answer as HTML (pipeline/drawing/score_parts.h); completeness(), meanExcess() -> of each cell by it,
//   a
//     float each: share of its sectors that are stained, and the mean of their excess
//   memory of input(bytes) <- a request with outlines, of each cell its points (pipeline/drawing/signature_drawing.h)
//   draw() -> JSON, of each cell {"class": 0-3, "outline": SVG for its picture, "signature": HTML of its caption}
//
// Texts end with a zero byte. One slide an instance. Input that does not fit traps.
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "pipeline/cells/page_cells.h"
#include "pipeline/drawing/score_parts.h"
#include "pipeline/drawing/signature_drawing.h"
#include "pipeline/results/judgement_json.h"
#include "scoring/cell_class.h"
#include "scoring/cell_judgement.h"

#define HERALD_EXPORT(name) extern "C" __attribute__((export_name(name)))

namespace herald {
namespace {

struct Page {
  std::string input;
  std::string answer;
  std::vector<PageCell> cells;
  std::vector<float> completeness;
  std::vector<float> mean_excess;
};

Page& page() {
  static Page the_page;
  return the_page;
}

CellSummary summaryOf(const PageCell& cell) {
  CellSummary summary;
  summary.seed = cell.seed;
  summary.edge_distance_um = cell.edge_distance_um;
  summary.excluded = cell.control == 0 ? Exclusion::kNone : Exclusion::kControl;
  return summary;
}

// Fills `the_page` with what the cells are by the request.
std::string judged(const OrderedJson& question, Page& the_page) {
  JudgementRequest request = parseJudgementRequest(question);
  std::vector<CellSummary> summaries;
  std::vector<CellCall> calls;
  the_page.completeness.clear();
  the_page.mean_excess.clear();
  for (std::size_t i = 0; i < the_page.cells.size(); ++i) {
    const PageCell& cell = the_page.cells[i];
    if (cell.control != 0) request.controls.at(cell.control - 1U).members.push_back(i);
    summaries.push_back(summaryOf(cell));
    const StainedMembrane stained = stainedMembrane(cell.membrane, cell.side_dab_od, request.cell_class);
    calls.push_back(callOf(stained, cell.side_dab_od, request.cell_class, request.options.quality));
    the_page.completeness.push_back(static_cast<float>(stained.completeness()));
    the_page.mean_excess.push_back(static_cast<float>(stained.meanExcessOdUm()));
  }
  const CellJudgement judgement = judgeCells(summaries, calls, request);
  std::optional<std::string> of_run;
  if (const OrderedJson& score = question.at("score_of_run"); score.is_string()) of_run = score.get<std::string>();
  return liveAnswerHtml(judgement.score, judgement.reasons, of_run);
}

// What is drawn of a cell.
CellRecord recordOf(const PageCell& cell) {
  CellRecord record;
  record.seed = cell.seed;
  record.membrane = cell.membrane;
  record.side_dab_od = cell.side_dab_od;
  return record;
}

OrderedJson drawn(const OrderedJson& question, const Page& the_page) {
  const CellClassOptions cuts = parseJudgementRequest(question).cell_class;
  OrderedJson drawings = OrderedJson::array();
  for (std::size_t i = 0; i < the_page.cells.size(); ++i) {
    const CellRecord cell = recordOf(the_page.cells[i]);
    const auto outline = question.at("outlines").at(i).get<OutlinePoints>();
    drawings.push_back({{"class", static_cast<int>(classifyCell(cell, cuts).cell_class)},
                        {"outline", outlineOnPicture(cell, outline, cuts)},
                        {"signature", signatureHtml(cell, cuts)}});
  }
  return drawings;
}

}  // namespace
}  // namespace herald

HERALD_EXPORT("input") std::uint8_t* input(std::uint32_t bytes) {
  herald::page().input.assign(bytes, '\0');
  return reinterpret_cast<std::uint8_t*>(herald::page().input.data());
}

HERALD_EXPORT("loadCells") std::uint32_t loadCells() {
  herald::page().cells = herald::unpackPageCells(herald::page().input);
  return static_cast<std::uint32_t>(herald::page().cells.size());
}

HERALD_EXPORT("judge") const char* judge() {
  herald::Page& page = herald::page();
  page.answer = herald::judged(herald::OrderedJson::parse(page.input), page);
  return page.answer.c_str();
}

HERALD_EXPORT("completeness") const float* completeness() {
  return herald::page().completeness.data();
}

HERALD_EXPORT("meanExcess") const float* meanExcess() {
  return herald::page().mean_excess.data();
}

HERALD_EXPORT("draw") const char* draw() {
  herald::Page& page = herald::page();
  page.answer = herald::drawn(herald::OrderedJson::parse(page.input), page).dump();
  return page.answer.c_str();
}
