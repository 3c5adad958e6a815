// What unmixing the colours of a 2048 x 2048 field of a real core costs.
//
//   ninja herald_unmixing_benchmarks && HERALD_SHARED_DATA=... tests/benchmarks/herald_unmixing_benchmarks
#include <benchmark/benchmark.h>

#include "pipeline/analysis/pass_two.h"
#include "pipeline/slides/slide_opening.h"
#include "stain/unmixing.h"
#include "tests/support/shared_data.h"

namespace herald {
namespace {

constexpr PixelRect kField{500, 500, 2048, 2048};
const BackgroundLight kLight{{238, 240, 245}, "configured"};

// Empty without the real slides.
const Image<Rgb8>& colours() {
  static const Image<Rgb8> field = [] {
    Image<Rgb8> read;
    if (const auto data = sharedData()) {
      readTile(*openSlideSource(*data / "her2_cores" / "core_2_a5593c5e.tif"), kField, read);
    }
    return read;
  }();
  return field;
}

template <class Planes, class Unmix>
void unmixField(benchmark::State& state, int downsample, Unmix unmix) {
  const UnmixingTables tables(kLight, StainMatrix(), downsample);
  Planes planes;
  if (colours().empty()) state.SkipWithError("the real slides are not there: set HERALD_SHARED_DATA");
  for (auto _ : state) {
    unmix(tables, planes);
    benchmark::ClobberMemory();
  }
}

void unmixFull(benchmark::State& state) {
  unmixField<FullResolutionPlanes>(state, 2, [](const UnmixingTables& tables, FullResolutionPlanes& planes) {
    tables.unmixFull(colours(), planes);
  });
}

// The whole field through planes of a few rows, which stay in the cache.
void unmixFullInBands(benchmark::State& state) {
  unmixField<FullResolutionPlanes>(state, 2, [](const UnmixingTables& tables, FullResolutionPlanes& planes) {
    constexpr int kBand = 64;
    planes.resize(colours().width(), kBand);
    for (int y = 0; y < colours().height(); y += kBand)
      tables.unmixFull(colours().view().part(0, y, colours().width(), kBand), 0, 0, planes);
  });
}

void unmixAnalysis(benchmark::State& state) {
  unmixField<AnalysisPlanes>(
      state, static_cast<int>(state.range(0)),
      [](const UnmixingTables& tables, AnalysisPlanes& planes) { tables.unmixAnalysis(colours(), planes); });
}

BENCHMARK(unmixFull)->Unit(benchmark::kMillisecond);
BENCHMARK(unmixFullInBands)->Unit(benchmark::kMillisecond);
BENCHMARK(unmixAnalysis)->Arg(1)->Arg(2)->Arg(4)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace herald
