#include "pipeline/tuning/tune.h"

#include <fmt/format.h>
#include <tbb/blocked_range.h>
#include <tbb/enumerable_thread_specific.h>
#include <tbb/parallel_for.h>
#include <tbb/task_arena.h>

#include <algorithm>
#include <stdexcept>

#include "pipeline/cells/cell_store_reader.h"
#include "pipeline/files/read_error.h"
#include "pipeline/tuning/score_matrix.h"
#include "scoring/slide_score.h"
#include "scoring/tuning/slide_cuts.h"
#include "scoring/tuning/tunable_cuts.h"

namespace herald {
namespace {

constexpr std::size_t kChunkBytes = std::size_t{1} << 21;  // of the score matrix, a thread

// Calls visit(cells, staining of nothing) with the counted and other cells of a store, a part at a time.
template <class Visit>
double readStore(const std::filesystem::path& path, const Visit& visit) {
  const CellStoreReader store(path);
  const SlideMeasurement measured = store.measuredSlide().measured;
  if (!measured.pixel_size) throw ReadError(path.string() + ": damaged: it has no pixel size");
  store.visit(CellFields::kJudged, visit);
  return measured.pixel_size->pixel_size.umPerPx();
}

void scoreEverywhere(const CohortSlide& slide, std::size_t index, const CutGrid& grid, const RuleSet& rules,
                     ScoreMatrix& matrix) {
  SlideCuts cuts(grid);
  const double um_per_px = readStore(slide.store, [&](std::span<const CellRecord> cells) {
    for (const CellRecord& cell : cells)
      if (cell.counted()) cuts.add(cell.seed, cell.membrane, cell.side_dab_od);
  });
  if (cuts.cells() == 0) throw ReadError(slide.store.string() + ": damaged: a scored slide without counted cells");
  std::vector<std::uint8_t> scores(grid.size());
  cuts.score(rules, um_per_px, scores);
  matrix.write(index, scores);
}

// Scores at one combination, by slide.
std::vector<std::uint8_t> scoresAt(const ScoreMatrix& matrix, std::size_t combination) {
  return matrix.read(combination, 1);
}

// Walks over all combinations with as many searches as threads; merging gives the same in any order.
template <class Search>
Search walk(const ScoreMatrix& matrix, const Search& empty) {
  const std::size_t step = std::clamp<std::size_t>(kChunkBytes / matrix.slides(), 1, 65536);
  tbb::enumerable_thread_specific<Search> searches(empty);
  const std::size_t chunks = (matrix.combinations() + step - 1) / step;
  tbb::parallel_for(std::size_t{0}, chunks, [&](std::size_t chunk) {
    const std::size_t first = chunk * step;
    const std::size_t count = std::min(step, matrix.combinations() - first);
    const std::vector<std::uint8_t> by_slide = matrix.read(first, count);
    std::vector<std::uint8_t> scores(matrix.slides());
    for (std::size_t i = 0; i < count; ++i) {
      for (std::size_t slide = 0; slide < scores.size(); ++slide) scores[slide] = by_slide[slide * count + i];
      searches.local().visit(first + i, scores);
    }
  });
  Search all = empty;
  for (const Search& search : searches) all.merge(search);
  return all;
}

BestScores bestScores(const SearchInput& input, const ScoreMatrix& matrix, const std::vector<BestOfSample>& best) {
  BestScores scores{best, std::vector<std::int32_t>(input.slides.size() * input.samples.count)};
  for (std::size_t sample = 0; sample < input.samples.count; ++sample) {
    const std::vector<std::uint8_t> of_best = scoresAt(matrix, best[sample].combination);
    for (std::size_t slide = 0; slide < of_best.size(); ++slide)
      scores.disagreement[slide * input.samples.count + sample] =
          disagreement(input.options.objective, static_cast<Her2Score>(of_best[slide]), input.slides[slide].reference);
  }
  return scores;
}

void requireIshPositive(const SearchOptions& search, const std::vector<TuningSlide>& slides) {
  const bool any =
      std::any_of(slides.begin(), slides.end(), [](const TuningSlide& slide) { return slide.ish_positive == true; });
  if (search.least_ish_sensitivity && !any)
    throw std::invalid_argument("a minimum sensitivity is required, but no slide that is used is ISH-positive");
}

void requireSensitivity(const SearchInput& input, const std::vector<BestOfSample>& best) {
  if (!input.options.least_ish_sensitivity || best.front().best_sensitivity >= *input.options.least_ish_sensitivity)
    return;
  throw std::invalid_argument(
      fmt::format("no combination of cuts calls {} % of the ISH-positive slides 2+ or 3+; the most is {:.1f} %",
                  100 * *input.options.least_ish_sensitivity, 100 * best.front().best_sensitivity));
}

void describeCuts(const SearchInput& input, const VariedCuts& varied, const PlateauSearch& search,
                  const std::vector<std::size_t>& chosen, TuneReport& report) {
  const auto intervals = intervalsOfCuts(input, chosen.front(), search.plateaus());
  const Plateau& plateau = search.plateaus().front();
  report.plateau_combinations = plateau.combinations;
  for (std::size_t i = 0; i < kCuts; ++i) {
    TunedCut& cut = report.cuts[i];
    const std::vector<double>& values = input.grid.values[i];
    cut.varied = varied[i] && values.size() > 1;
    cut.start = values[input.grid.start_places[i]];
    cut.chosen = intervals[i];
    const auto is_on = [](std::int64_t combinations) { return combinations > 0; };
    const auto& on = plateau.by_value[i];
    cut.plateau_low = values[static_cast<std::size_t>(std::find_if(on.begin(), on.end(), is_on) - on.begin())];
    cut.plateau_high =
        values[on.size() - 1 - static_cast<std::size_t>(std::find_if(on.rbegin(), on.rend(), is_on) - on.rbegin())];
    cut.values = values;
    cut.curve = search.curves()[i];
  }
}

// The choice on every sample, and what it is worth.
std::size_t chooseCuts(const SearchInput& input, const ScoreMatrix& matrix, const VariedCuts& varied,
                       TuneReport& report) {
  const BestSearch best_search = walk(matrix, BestSearch(input));
  requireSensitivity(input, best_search.best());
  const BestScores best = bestScores(input, matrix, best_search.best());
  const PlateauSearch plateaus = walk(matrix, PlateauSearch(input, best));
  const std::vector<std::size_t> chosen = walk(matrix, CentreSearch(input, best, plateaus.plateaus())).chosen();
  ScoresOfChoices scores;
  for (const std::size_t combination : chosen) scores.push_back(scoresAt(matrix, combination));
  report.worth = worthOf(input, scores, scoresAt(matrix, input.grid.combinationOf(input.grid.start_places)));
  describeCuts(input, varied, plateaus, chosen, report);
  return chosen.front();
}

Configuration configurationAt(const CutGrid& grid, std::size_t combination, const TuneOptions& options) {
  Configuration configuration = options.configuration;
  configuration.cell_class = grid.cellClassOf(combination);
  const NoiseFloor floor = grid.floorOf(combination, options.rules.noise_floor);
  if (floor.percent != options.rules.noise_floor.percent)
    configuration.noise_floor = {false, floor.percent, floor.contiguous_cells};
  return configuration;
}

// The slide as `herald rescore` scores it.
SlideScore ordinaryScore(const CohortSlide& slide, const Configuration& configuration, const RuleSet& rules) {
  std::vector<CellSummary> summaries;
  std::vector<CellCall> calls;
  const double um_per_px = readStore(slide.store, [&](std::span<const CellRecord> cells) {
    for (const CellRecord& cell : cells) {
      if (!cell.counted()) continue;
      summaries.push_back(cell);
      calls.push_back({classifyCell(cell, configuration.cell_class).pattern, StainingPattern::kNone});
    }
  });
  return scoreSlide(summaries, calls, rules, um_per_px, configuration.score);
}

void verify(const std::vector<CohortSlide>& used, const ScoreMatrix& matrix, const CutGrid& grid, std::size_t chosen,
            const TuneOptions& options, TuneReport& report) {
  const auto start = scoresAt(matrix, grid.combinationOf(grid.start_places));
  const auto tuned = scoresAt(matrix, chosen);
  const RuleSet rules = withNoiseFloor(options.rules, report.configuration.noise_floor);
  Configuration by_intervals = report.configuration;
  by_intervals.score.borderline_points = 0;
  report.slides.resize(used.size());
  tbb::parallel_for(std::size_t{0}, used.size(), [&](std::size_t i) {
    const SlideScore score = ordinaryScore(used[i], by_intervals, rules);
    const auto expected = static_cast<Her2Score>(tuned[i]);
    if (score.score && *score.score != expected)
      throw std::logic_error(fmt::format("{}: score {} where the search expected {}", used[i].name,
                                         her2ScoreName(*score.score), her2ScoreName(expected)));
    report.slides[i] = {used[i].name,
                        used[i].case_id,
                        used[i].tuning.reference,
                        static_cast<Her2Score>(start[i]),
                        expected,
                        {expected != used[i].tuning.reference, score.borderline, score.deciding_points}};
  });
  std::vector<JudgedSlide> judged;
  for (const TunedSlide& slide : report.slides) judged.push_back(slide.judged);
  report.borderline = chooseBorderline(judged);
  report.configuration.score.borderline_points = report.borderline.points;
  std::sort(report.slides.begin(), report.slides.end(),
            [](const TunedSlide& a, const TunedSlide& b) { return a.slide < b.slide; });
}

void warnOfFlatCuts(TuneReport& report) {
  for (std::size_t i = 0; i < kCuts; ++i) {
    const TunedCut& cut = report.cuts[i];
    if (!cut.varied) continue;
    const double range = cut.values.back() - cut.values.front();
    if (cut.plateau_high - cut.plateau_low >= range / 2)
      report.warnings.push_back(
          fmt::format("{}: flat, {} to {} are equally good: these cases hardly distinguish its values", kCutNames[i],
                      cut.plateau_low, cut.plateau_high));
    else if (cut.chosen.value == cut.values.front() || cut.chosen.value == cut.values.back())
      report.warnings.push_back(fmt::format("{}: {} is the end of the range that was searched; tune again from there",
                                            kCutNames[i], cut.chosen.value));
  }
}

}  // namespace

TuneReport tuneCuts(const ResultFolder& results, const std::vector<SlideReference>& references,
                    const TuneOptions& options) {
  const TuningCohort cohort = tuningCohort(results, references);
  const std::vector<CohortSlide>& used = cohort.slides;
  TuneReport report;
  static_cast<CohortCounts&>(report) = cohort.counts;
  const TunableCuts tunable = tunableCuts(report.cases_by_reference);
  report.warnings = tunable.warnings;
  const CutGrid grid = cutGrid(options.configuration.cell_class, options.rules, tunable.varied);
  report.combinations = grid.size();
  std::vector<TuningSlide> slides;
  for (const CohortSlide& slide : used) slides.push_back(slide.tuning);
  requireIshPositive(options.search, slides);
  const TuningSamples samples = drawSamples(slides, options.samples);
  const SearchInput input{.grid = grid, .slides = slides, .samples = samples, .options = options.search};

  tbb::task_arena arena(options.threads);
  arena.execute([&] {
    ScoreMatrix matrix(options.spill_folder, used.size(), grid.size());
    tbb::parallel_for(std::size_t{0}, used.size(),
                      [&](std::size_t i) { scoreEverywhere(used[i], i, grid, options.rules, matrix); });
    const std::size_t chosen = chooseCuts(input, matrix, tunable.varied, report);
    report.configuration = configurationAt(grid, chosen, options);
    verify(used, matrix, grid, chosen, options, report);
  });
  warnOfFlatCuts(report);
  return report;
}

}  // namespace herald
