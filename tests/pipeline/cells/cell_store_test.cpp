#include "pipeline/cells/cell_store.h"

#include <gtest/gtest.h>

#include <limits>

#include "pipeline/cells/cell_store_reader.h"
#include "pipeline/files/anndata_writer.h"
#include "pipeline/files/atomic_file.h"
#include "pipeline/files/read_error.h"
#include "pipeline/results/result_json.h"
#include "tests/support/cell_equality.h"
#include "tests/support/synthetic_result.h"
#include "tests/support/temporary_folder.h"

namespace herald {
namespace {

TEST(CellStore, GivesEveryFieldOfEveryCellBack) {
  const TemporaryFolder folder;
  const SlideResult result = synthetic::scoredResult();
  writeCellStore(result, synthetic::provenance(), folder / "cells.h5ad");
  EXPECT_TRUE(sameCells(readAllCells(folder / "cells.h5ad"), result.measured.cells.records()));
}

TEST(CellStore, GivesAnyOfItsRowsBack) {
  const TemporaryFolder folder;
  const SlideResult result = synthetic::scoredResult();
  writeCellStore(result, synthetic::provenance(), folder / "cells.h5ad");
  const std::vector<CellRecord> expected = result.measured.cells.records();
  const CellStoreReader store(folder / "cells.h5ad");
  std::vector<CellRecord> rows(7);
  for (const std::size_t first : {std::size_t{0}, std::size_t{100}, store.size() - 7}) {
    store.read(first, rows, CellFields::kAll);
    for (std::size_t i = 0; i < rows.size(); ++i) EXPECT_TRUE(sameCell(rows[i], expected[first + i]));
  }
  EXPECT_THROW(store.read(store.size() - 6, rows, CellFields::kAll), ReadError);
}

TEST(CellStore, GivesWhatJudgingTakesWithoutTheRest) {
  const TemporaryFolder folder;
  const SlideResult result = synthetic::scoredResult();
  writeCellStore(result, synthetic::provenance(), folder / "cells.h5ad");
  std::vector<CellRecord> cells(result.measured.cells.size());
  CellStoreReader(folder / "cells.h5ad").read(0, cells, CellFields::kJudged);
  const std::vector<CellRecord> expected = result.measured.cells.records();
  for (std::size_t i = 0; i < cells.size(); ++i) {
    CellRecord judged;  // everything else as it was
    static_cast<CellSummary&>(judged) = expected[i];
    judged.membrane = expected[i].membrane;
    judged.side_dab_od = expected[i].side_dab_od;
    EXPECT_TRUE(sameCell(cells[i], judged));
  }
}

TEST(CellStore, HoldsAllThatIsKnownOfTheSlide) {
  const TemporaryFolder folder;
  SlideResult result = synthetic::scoredResult();
  result.measured.refusals = {"too_coarse: 0.7 um per pixel"};
  result.measured.reading_warnings = {"16 bits per channel scaled to 8"};
  result.measured.annotation_missing = true;
  result.measured.neighbourhood_um = 25;
  result.measured.statistics.stains = StainMatrix({0.61, 0.71, 0.31}, {0.3, 0.55, 0.77});
  result.measured.statistics.tissue.origin_in_level0 = {-3.5, 1.0 / 3};
  RegionPolygon ring{{{0, 0}, {100.125, 0}, {100, 1e5 / 3}}, {{{10, 1}, {20, 1}, {20, 5}}}};
  result.measured.annotation->regions = {{ring, ring}, {ring}, {{7, 3, {ring}}}};
  writeCellStore(result, synthetic::provenance(), folder / "cells.h5ad");
  SlideResult read = CellStoreReader(folder / "cells.h5ad").measuredSlide();
  EXPECT_EQ(read.measured.refusals, result.measured.refusals);
  EXPECT_EQ(read.measured.reading_warnings, result.measured.reading_warnings);
  EXPECT_TRUE(read.measured.annotation_missing);
  EXPECT_EQ(read.measured.neighbourhood_um, 25);
  EXPECT_EQ(read.measured.statistics.tissue.classes.pixels(), result.measured.statistics.tissue.classes.pixels());
  EXPECT_EQ(read.measured.statistics.tissue.origin_in_level0.y, 1.0 / 3);
  const SlideRegions& regions = read.measured.annotation->regions;
  ASSERT_EQ(regions.include.size(), 2U);
  EXPECT_EQ(regions.include[1].exterior[2].y, 1e5 / 3);
  EXPECT_EQ(regions.exclude.at(0).holes.at(0)[2].x, 20);
  EXPECT_EQ(regions.controls.at(0).object, 7);
  EXPECT_EQ(regions.controls.at(0).expected, 3);
  // Everything result.json says of the slide comes from it to the last digit.
  read.measured.description.decoder = result.measured.description.decoder;  // of this the store says nothing
  read.status = result.status;
  read.reasons = result.reasons;
  read.measured.cells = result.measured.cells;
  read.judged = result.judged;
  read.seconds = result.seconds;
  EXPECT_EQ(resultJson(read, synthetic::provenance()), resultJson(result, synthetic::provenance()));
}

TEST(CellStore, RefusesAMaskThatDoesNotFitItsRuns) {
  const TemporaryFolder folder;
  SlideResult result = synthetic::scoredResult();
  writeCellStore(result, synthetic::provenance(), folder / "cells.h5ad");
  const std::string content = contentOf(folder / "cells.h5ad");
  const std::string width = "\"tissue_mask\":{\"width\":";
  std::string wider = content;
  ASSERT_NE(content.find(width), std::string::npos);
  wider.at(content.find(width) + width.size()) = '9';
  folder.write("wider.h5ad", wider);
  EXPECT_EQ(messageOf<ReadError>([&] { (void)CellStoreReader(folder / "wider.h5ad").measuredSlide(); }),
            (folder / "wider.h5ad").string() + ": damaged: the runs of the tissue mask do not fill it");
}

TEST(CellStore, KeepsTheEndsOfEveryRange) {
  const TemporaryFolder folder;
  SlideResult result = synthetic::scoredResult(1, 1);
  CellRecord cell = result.measured.cells.records().front();
  cell.seed = {std::numeric_limits<std::int32_t>::max(), std::numeric_limits<std::int32_t>::min()};
  cell.outline.front() = {std::numeric_limits<std::int16_t>::min(), std::numeric_limits<std::int16_t>::max()};
  cell.membrane.peak.fill(255);
  cell.membrane.excess.fill(254);
  cell.focus = std::numeric_limits<float>::denorm_min();
  cell.membrane_width_um.reset();
  cell.centroid_in_level0 = {1.0 / 3, 1e9 + 1.0 / 3};
  result.measured.cells = SlideCells::of({&cell, 1});
  writeCellStore(result, synthetic::provenance(), folder / "cells.h5ad");
  EXPECT_TRUE(sameCell(readAllCells(folder / "cells.h5ad").front(), cell));
}

// A field added to the record must be added to cell_columns.h (a number) or else to cell_store.cpp and to
// tests/support/cell_equality.h, and to this test.
TEST(CellStore, KnowsAllFieldsOfTheCellRecord) {
  struct AllFields {
    Level0Pixel seed;
    Level0Point centroid;
    MembraneSignature membrane;
    std::optional<float> width;
    std::array<float, 21> numbers;
    std::array<OutlineOffset, kMembraneSectors> outline;
    std::array<OutlineOffset, kNucleusOutlinePoints> nucleus;
    float probability;
    bool tumour;
    Exclusion excluded;
  };
  EXPECT_EQ(sizeof(CellRecord), sizeof(AllFields));
}

TEST(CellStore, TakesASlideWithoutCells) {
  const TemporaryFolder folder;
  writeCellStore(synthetic::indeterminateResult(0, 0), synthetic::provenance(), folder / "cells.h5ad");
  EXPECT_TRUE(readAllCells(folder / "cells.h5ad").empty());
}

TEST(CellStore, EqualResultsGiveEqualBytes) {
  const TemporaryFolder folder;
  writeCellStore(synthetic::scoredResult(), synthetic::provenance(), folder / "a.h5ad");
  writeCellStore(synthetic::scoredResult(), synthetic::provenance(), folder / "b.h5ad");
  EXPECT_EQ(contentOf(folder / "a.h5ad"), contentOf(folder / "b.h5ad"));
}

TEST(CellStore, SaysWhichFileIsMissing) {
  const std::string message = messageOf<ReadError>([] { (void)readAllCells("/nowhere/cells.h5ad"); });
  EXPECT_TRUE(message.starts_with("/nowhere/cells.h5ad: cannot read file: ")) << message;
  EXPECT_NE(message.find("No such file"), std::string::npos) << message;
}

TEST(CellStore, RefusesAFileThatIsNotHdf5) {
  const TemporaryFolder folder;
  const auto path = folder.write("cells.h5ad", "not HDF5");
  EXPECT_TRUE(
      messageOf<ReadError>([&] { (void)readAllCells(path); }).starts_with(path.string() + ": cannot read file"));
}

TEST(CellStore, RefusesACutFile) {
  const TemporaryFolder folder;
  writeCellStore(synthetic::scoredResult(), synthetic::provenance(), folder / "cells.h5ad");
  std::filesystem::resize_file(folder / "cells.h5ad", std::filesystem::file_size(folder / "cells.h5ad") / 2);
  const std::string message = messageOf<ReadError>([&] { (void)readAllCells(folder / "cells.h5ad"); });
  EXPECT_TRUE(message.starts_with((folder / "cells.h5ad").string() + ": cannot read file: it is truncated: "))
      << message;
}

TEST(CellStore, RefusesAnAnnDataOfAnotherProgram) {
  const TemporaryFolder folder;
  anndata::Writer file(folder / "other.h5ad", "other.h5ad");
  (void)file.dataframe("/obs", 1, 1, {});
  file.close();
  EXPECT_EQ(messageOf<ReadError>([&] { (void)readAllCells(folder / "other.h5ad"); }),
            (folder / "other.h5ad").string() +
                ": not a cell store of this program: schema is \"none\", wanted \"herald.cells/5\"");
}

TEST(CellStore, NamesTheElementThatIsMissing) {
  const TemporaryFolder folder;
  anndata::Writer file(folder / "part.h5ad", "part.h5ad");
  file.dict("/uns");
  file.dict("/uns/herald");
  file.text("/uns/herald/schema", "herald.cells/5");
  file.close();
  EXPECT_EQ(messageOf<ReadError>([&] { (void)readAllCells(folder / "part.h5ad"); }),
            (folder / "part.h5ad").string() + ": cannot read /obs/excluded/categories: it is missing");
}

TEST(CellStore, SaysWhereItCannotWriteAndLeavesNothing) {
  const std::string message = messageOf<OutputError>(
      [] { writeCellStore(synthetic::scoredResult(1, 1), synthetic::provenance(), "/nowhere/cells.h5ad"); });
  EXPECT_TRUE(message.starts_with("/nowhere/cells.h5ad: cannot write file: ")) << message;
  EXPECT_EQ(message.find('\n'), std::string::npos);
}

TEST(CellStore, IsTheSameHoweverItsCellsCameIn) {
  const TemporaryFolder folder;
  // A row of cells over three blocks of the store.
  std::vector<CellRecord> cells = synthetic::scoredResult(200, 2).measured.cells.records();
  SlideResult result = synthetic::scoredResult(1, 1);
  result.measured.cells = SlideCells::of(cells);
  ASSERT_EQ(result.measured.cells.blockCount(), 3U);
  writeCellStore(result, synthetic::provenance(), folder / "at_once.h5ad");
  std::reverse(cells.begin(), cells.end());
  SlideCells piecemeal(folder.path(), {}, {});
  for (std::size_t i = 0; i < cells.size(); i += 7)
    piecemeal.append(std::span(cells).subspan(i, std::min<std::size_t>(7, cells.size() - i)));
  piecemeal.arrange();
  result.measured.cells = piecemeal;
  writeCellStore(result, synthetic::provenance(), folder / "piecemeal.h5ad");
  EXPECT_EQ(contentOf(folder / "at_once.h5ad"), contentOf(folder / "piecemeal.h5ad"));
}

}  // namespace
}  // namespace herald
