// What each stage costs on a synthetic field: those of a tile in pixels of level 0 a second, those of pass one in
// pixels of the low-resolution picture a second ("items_per_second").
//
//   ninja herald_stage_benchmarks && tests/benchmarks/herald_stage_benchmarks
#include <benchmark/benchmark.h>

#include <vector>

#include "pipeline/analysis/pass_one.h"
#include "pipeline/analysis/pass_two.h"
#include "segmentation/tile_analysis.h"
#include "tests/support/fake_slide_source.h"
#include "tests/support/phantom_picture.h"

namespace herald {
namespace {

constexpr int kFieldPx = 2048;
const PixelSize kPixelSize{0.25};

Image<Rgb8> field() {
  return phantomPicture("2+", kFieldPx, 3);
}

// A field with what every stage needs of the stages before it.
struct AnalysedField {
  Image<Rgb8> colours = field();
  PassOne pass_one;
  Tile tile;
  TileScratch scratch;
  double um_per_px = 0;

  AnalysedField() {
    FakeSlideSource source(colours);
    pass_one = passOne(source, kPixelSize, {});
    const TileAnalyser analyser(pass_one.statistics, kPixelSize, {});
    const PixelRect slide{0, 0, kFieldPx, kFieldPx};
    tile = analyser.tileAround(slide, slide);
    um_per_px = analyser.grid().umPerPx();
    (void)analyser.analyse(colours, tile, scratch);
  }
};

AnalysedField& analysedField() {
  static AnalysedField field;
  return field;
}

// Runs `stage(field)` over and over; `pixels` of it each time.
template <class Stage>
void runStage(benchmark::State& state, std::int64_t pixels, Stage&& stage) {
  for (auto _ : state) stage(analysedField());
  state.SetItemsProcessed(state.iterations() * pixels);
}

constexpr std::int64_t kFieldPixels = std::int64_t{kFieldPx} * kFieldPx;

void unmixing(benchmark::State& state) {
  const SlideStatistics& statistics = analysedField().pass_one.statistics;
  const UnmixingTables tables(statistics.background, statistics.stains, 2);
  FullResolutionPlanes full;
  AnalysisPlanes planes;
  runStage(state, kFieldPixels, [&](AnalysedField& f) {
    tables.unmixFull(f.colours, full);
    tables.unmixAnalysis(f.colours, planes);
  });
}

void candidates(benchmark::State& state) {
  Image<float> signal;
  Image<float> blob_signal;
  CandidateFinder finder;
  std::vector<NucleusSeed> found;
  runStage(state, kFieldPixels, [&](AnalysedField& f) {
    nuclearSignal(f.scratch.window.hematoxylin(), f.scratch.window.dab(), NucleusOptions{}.dab_coefficient,
                  kReferenceScaleOd, signal);
    halveSignal(signal, blob_signal);
    found.clear();
    finder.begin(signal.width(), f.um_per_px, {});
    finder.find(HeldRows<float>{blob_signal}, signal.height(), found);
  });
}

void membraneness(benchmark::State& state) {
  MembranenessRows rows;
  Membraneness made;
  runStage(state, kFieldPixels,
           [&](AnalysedField& f) { measureMembraneness(f.scratch.window.dab(), f.um_per_px, {}, rows, made); });
}

void outlines(benchmark::State& state) {
  NucleusOutlineScratch scratch;
  std::vector<OutlinedNucleus> outlined;
  runStage(state, kFieldPixels, [&](AnalysedField& f) {
    const auto& found = f.scratch.window.candidates();
    outlined.resize(found.size());
    outlineNuclei(f.scratch.window.outlinePlane(), found, f.um_per_px, {}, scratch, outlined);
    state.counters["candidates"] = static_cast<double>(found.size());
  });
}

// The tile is the whole slide, and so is the area of its territories.
void territories(benchmark::State& state) {
  const double glass_od = analysedField().pass_one.statistics.glass_od;
  runStage(state, kFieldPixels, [&](AnalysedField& f) {
    const TileWindow& window = f.scratch.window;
    growTerritories({window.membraneness(), window.smoothDab(), window.smoothOd()}, f.scratch.seeds,
                    f.scratch.nucleus_outlines, glass_od, f.um_per_px, {}, f.scratch.territory, f.scratch.territories);
  });
}

void wholeTile(benchmark::State& state) {
  const TileAnalyser analyser(analysedField().pass_one.statistics, kPixelSize, {});
  runStage(state, kFieldPixels, [&](AnalysedField& f) {
    const auto cells = analyser.analyse(f.colours, f.tile, f.scratch);
    state.counters["cells"] = static_cast<double>(cells.size());
  });
}

// Pass one looks at the picture; here it is the field, as if it had 4 um a pixel.
const PixelSize kPictureSize{4};

void background(benchmark::State& state) {
  runStage(state, kFieldPixels,
           [](AnalysedField& f) { benchmark::DoNotOptimize(estimateBackground(f.colours, kPixelSize.umPerPx(), {})); });
}

void tissueMask(benchmark::State& state) {
  runStage(state, kFieldPixels, [](AnalysedField& f) {
    benchmark::DoNotOptimize(findTissue(f.colours, 1, kPictureSize, f.pass_one.statistics.background, {}));
  });
}

void artefacts(benchmark::State& state) {
  const BackgroundLight& light = analysedField().pass_one.statistics.background;
  const TissueMask found = findTissue(analysedField().colours, 1, kPictureSize, light, {});
  runStage(state, kFieldPixels, [&](AnalysedField& f) {
    TissueMask tissue = found;
    const double fold_od = foldDensity(f.colours, tissue, kPictureSize, light, {}).value_or(0);
    markArtefacts(f.colours, kPictureSize, light, fold_od, {}, tissue);
    benchmark::DoNotOptimize(tissue);
  });
}

void slideKind(benchmark::State& state) {
  const BackgroundLight& light = analysedField().pass_one.statistics.background;
  const TissueMask tissue = findTissue(analysedField().colours, 1, kPictureSize, light, {});
  runStage(state, kFieldPixels,
           [&](AnalysedField& f) { benchmark::DoNotOptimize(judgeSlideKind(f.colours, tissue, light, {})); });
}

void stainVectors(benchmark::State& state) {
  const BackgroundLight& light = analysedField().pass_one.statistics.background;
  runStage(state, kFieldPixels, [&](AnalysedField& f) {
    benchmark::DoNotOptimize(estimateStains(f.colours.pixels(), light, StainMatrix(), {}));
  });
}

void edgeDistance(benchmark::State& state) {
  const TissueMask tissue =
      findTissue(analysedField().colours, 1, kPictureSize, analysedField().pass_one.statistics.background, {});
  runStage(state, kFieldPixels,
           [&](AnalysedField&) { benchmark::DoNotOptimize(distanceToTissueEdgeUm(tissue, kPictureSize)); });
}

BENCHMARK(unmixing)->Unit(benchmark::kMillisecond);
BENCHMARK(candidates)->Unit(benchmark::kMillisecond);
BENCHMARK(membraneness)->Unit(benchmark::kMillisecond);
BENCHMARK(outlines)->Unit(benchmark::kMillisecond);
BENCHMARK(territories)->Unit(benchmark::kMillisecond);
BENCHMARK(wholeTile)->Unit(benchmark::kMillisecond);
BENCHMARK(background)->Unit(benchmark::kMillisecond);
BENCHMARK(tissueMask)->Unit(benchmark::kMillisecond);
BENCHMARK(artefacts)->Unit(benchmark::kMillisecond);
BENCHMARK(slideKind)->Unit(benchmark::kMillisecond);
BENCHMARK(stainVectors)->Unit(benchmark::kMillisecond);
BENCHMARK(edgeDistance)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace herald
