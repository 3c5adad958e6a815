// What measuring one cell costs, stage by stage, on a field of a real core: "per_cell" is the time of one cell.
//
//   ninja herald_cell_benchmarks && HERALD_SHARED_DATA=... tests/benchmarks/herald_cell_benchmarks
#include <benchmark/benchmark.h>

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "pipeline/analysis/pass_one.h"
#include "pipeline/analysis/pass_two.h"
#include "pipeline/slides/slide_opening.h"
#include "segmentation/tile_analysis.h"
#include "tests/support/shared_data.h"

namespace herald {
namespace {

constexpr std::array<const char*, 3> kCores = {"core_1_fb95908d.tif", "core_2_a5593c5e.tif", "core_3_a1f1510c.tif"};
const PixelSize kPixelSize{0.25};
constexpr PixelRect kField{1000, 1000, 1600, 1600};
constexpr int kReachPx = 31;  // TileAnalyser's with the default options

// The intermediate images of one field, and its cells.
struct Field {
  TileScratch scratch;
  double um_per_px = 0;
  int downsample = 1;
  int left_px = 0;  // of the seeds' grid in the planes of full resolution
  int top_px = 0;
  std::vector<std::size_t> cells;  // of scratch.seeds
  std::vector<LabelWindow> windows;
  std::vector<CellOutline> outlines;
  CompartmentImages images;
  ImageView<std::int16_t> mean_od;  // of the seeds' grid
};

std::unique_ptr<Field> readField(const std::string& path) {
  const auto source = openSlideSource(path);
  const TileAnalyser analyser(passOne(*source, kPixelSize, {}).statistics, kPixelSize, {});
  const SlideLevel& level0 = source->description().levels.front();
  const Tile tile = analyser.tileAround(kField, {0, 0, level0.width, level0.height});
  auto field = std::make_unique<Field>();
  Image<Rgb8> colours;
  readTile(*source, tile.region_in_level0, colours);
  (void)analyser.analyse(colours, tile, field->scratch);
  field->um_per_px = analyser.grid().umPerPx();
  field->downsample = analyser.grid().downsample();
  const PixelRect& area = field->scratch.area_in_level0;
  field->left_px = static_cast<int>(area.x - tile.measured_in_level0.x);
  field->top_px = static_cast<int>(area.y - field->scratch.window.firstRowInLevel0());
  const TileWindow& window = field->scratch.window;
  const int k = field->downsample;
  const auto cut = [&](ImageView<std::int16_t> image) {
    return image.part(static_cast<int>(area.x - tile.region_in_level0.x) / k, field->top_px / k,
                      static_cast<int>(area.width) / k, static_cast<int>(area.height) / k);
  };
  field->images = {cut(window.hematoxylin()), cut(window.dab()), cut(window.smoothOd()),
                   field->scratch.territories.nucleus};
  field->mean_od = cut(window.meanOd());
  for (std::size_t i = 0; i < field->scratch.seeds.size(); ++i) {
    const NucleusSeed& seed = field->scratch.seeds[i];
    const auto outline = traceCell(field->scratch.territories.cell, static_cast<std::int32_t>(i), seed.x, seed.y,
                                   kReachPx, field->scratch.cell_outline);
    if (!outline) continue;
    field->cells.push_back(i);
    field->windows.push_back(field->scratch.cell_outline.window);
    field->outlines.push_back(*outline);
  }
  return field;
}

// Of core `index`; nothing without the real slides.
Field* fieldOf(std::int64_t index) {
  static std::array<std::unique_ptr<Field>, kCores.size()> fields;
  auto& field = fields.at(static_cast<std::size_t>(index));
  const auto data = sharedData();
  if (!field && data) field = readField(*data / "her2_cores" / kCores.at(static_cast<std::size_t>(index)));
  return field.get();
}

// Runs `measure(field, i)` for every cell i of the field.
template <class Measure>
void forEveryCell(benchmark::State& state, Measure&& measure) {
  Field* field = fieldOf(state.range(0));
  if (field == nullptr) {
    state.SkipWithError("the real slides are not there: set HERALD_SHARED_DATA");
    return;
  }
  for (auto _ : state) {
    for (std::size_t i = 0; i < field->cells.size(); ++i) benchmark::DoNotOptimize(measure(*field, i));
  }
  state.SetLabel(kCores.at(static_cast<std::size_t>(state.range(0))));
  state.counters["cells"] = static_cast<double>(field->cells.size());
  state.counters["per_cell"] =
      benchmark::Counter(static_cast<double>(field->cells.size()),
                         benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
}

void traceCells(benchmark::State& state) {
  forEveryCell(state, [](Field& field, std::size_t i) {
    const NucleusSeed& seed = field.scratch.seeds[field.cells[i]];
    return traceCell(field.scratch.territories.cell, static_cast<std::int32_t>(field.cells[i]), seed.x, seed.y,
                     kReachPx, field.scratch.cell_outline);
  });
}

void measureMembranes(benchmark::State& state) {
  forEveryCell(state, [](Field& field, std::size_t i) {
    const NucleusSeed& seed = field.scratch.seeds[field.cells[i]];
    return measureMembrane(field.scratch.window.brown(), field.outlines[i], field.left_px + field.downsample * seed.x,
                           field.top_px + field.downsample * seed.y, field.downsample, kPixelSize.umPerPx(), {},
                           field.scratch.membrane);
  });
}

void measureAllCompartments(benchmark::State& state) {
  forEveryCell(state, [](Field& field, std::size_t i) {
    TileScratch& scratch = field.scratch;
    const std::size_t cell = field.cells[i];
    return measureCompartments(field.images, field.windows[i], scratch.seeds[cell], scratch.nucleus_outlines[cell],
                               field.um_per_px, scratch.features);
  });
}

void measureAllFocus(benchmark::State& state) {
  forEveryCell(state, [](Field& field, std::size_t i) {
    const NucleusSeed& seed = field.scratch.seeds[field.cells[i]];
    return measureFocus(field.mean_od, seed.x, seed.y, field.um_per_px);
  });
}

BENCHMARK(traceCells)->DenseRange(0, 2)->Unit(benchmark::kMillisecond);
BENCHMARK(measureMembranes)->DenseRange(0, 2)->Unit(benchmark::kMillisecond);
BENCHMARK(measureAllCompartments)->DenseRange(0, 2)->Unit(benchmark::kMillisecond);
BENCHMARK(measureAllFocus)->DenseRange(0, 2)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace herald
