// The judgement of the program for WebAssembly: the page and the viewer judge cells by the very functions that score
// and rescore use. build.sh compiles this; apps/web/src/judgement/judge.ts calls it:
//
//   memory of input(bytes) <- packed cells (pipeline/cells/page_cells.h); loadCells() -> how many
//   memory of input(bytes) <- a request (pipeline/results/judgement_json.h) with counterstain_od, the haematoxylin that
//   every
//     nucleus is taken to have: the slide's median, which no cut moves; judge() -> JSON text, ends with a zero byte
//   patterns() -> StainingPattern of each cell by the last judgement, a byte each; sectors() -> its SectorSet, 8 bytes
//
// One slide an instance. Input that does not fit traps.
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "pipeline/cells/page_cells.h"
#include "pipeline/results/judgement_json.h"
#include "pipeline/results/score_json.h"
#include "scoring/cell_class.h"
#include "scoring/cell_judgement.h"

#define HERALD_EXPORT(name) extern "C" __attribute__((export_name(name)))

namespace herald {
namespace {

struct Page {
  std::string input;
  std::string answer;
  std::vector<PageCell> cells;
  std::vector<std::uint8_t> patterns;
  std::vector<SectorSet> sectors;
};

Page& page() {
  static Page the_page;
  return the_page;
}

// The calls of the cells, and for the controls which cells are theirs.
struct Calls {
  std::vector<CellSummary> summaries;
  std::vector<CellCall> calls;
};

Calls callCells(std::span<const PageCell> cells, float counterstain_od, JudgementRequest& request) {
  Calls called;
  called.summaries.reserve(cells.size());
  called.calls.reserve(cells.size());
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const PageCell& cell = cells[i];
    CellSummary summary;
    summary.seed = cell.seed;
    summary.edge_distance_um = cell.edge_distance_um;
    summary.nucleus_hematoxylin_od = counterstain_od;
    summary.excluded = cell.control == 0 ? Exclusion::kNone : Exclusion::kControl;
    if (cell.control != 0) request.controls.at(cell.control - 1U).members.push_back(i);
    called.summaries.push_back(summary);
    const StainedMembrane stained = stainedMembrane(cell.membrane, cell.cytoplasm_dab_od, request.cell_class);
    called.calls.push_back(callOf(stained, cell.cytoplasm_dab_od, request.cell_class, request.options.quality));
  }
  return called;
}

// Fills `the_page` with the calls.
OrderedJson judged(const OrderedJson& question, Page& the_page) {
  JudgementRequest request = parseJudgementRequest(question);
  const Calls called = callCells(the_page.cells, question.at("counterstain_od").get<float>(), request);
  the_page.patterns.clear();
  the_page.sectors.clear();
  for (std::size_t i = 0; i < called.calls.size(); ++i) {
    const PageCell& cell = the_page.cells[i];
    the_page.patterns.push_back(static_cast<std::uint8_t>(called.calls[i].pattern));
    the_page.sectors.push_back(stainedSectorsOf(cell.membrane, cell.cytoplasm_dab_od, request.cell_class));
  }
  return judgementAnswerJson(judgeCells(called.summaries, called.calls, request),
                             {request.rules.name, request.rules.version});
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
  page.answer = herald::judged(herald::OrderedJson::parse(page.input), page).dump();
  return page.answer.c_str();
}

HERALD_EXPORT("patterns") const std::uint8_t* patterns() {
  return herald::page().patterns.data();
}

HERALD_EXPORT("sectors") const std::uint64_t* sectors() {
  return herald::page().sectors.data();
}
