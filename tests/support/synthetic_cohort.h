// A cohort made up from numbers: slides whose cells have a true membrane (optical density and share of the outline),
// what a microscope would measure of it, and readers who look at the true membranes, not at the measured signatures.
//
// Readers: each has cuts of its own, off the cohort's true ones by a bias in optical density, scores by the 10 % rules
// of ASCO/CAP 2018, and then errs as the sixteen laboratories of Terrenato I et al., J Exp Clin Cancer Res 2013;32:58,
// table 4 did against the reference (counts of slides; kReaderTable).
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <numbers>
#include <string>
#include <vector>

#include "scoring/rule_set.h"
#include "segmentation/cell_record.h"
#include "tests/support/synthetic_result.h"

namespace herald::synthetic {

// Rows: the reference 0, 1+, 2+, 3+; columns: what a laboratory called it. One of 160 readings was not given.
inline constexpr std::array<std::array<int, 4>, 4> kReaderTable = {
    {{31, 1, 0, 0}, {2, 36, 9, 0}, {0, 12, 34, 2}, {0, 0, 0, 32}}};

// About the cuts that readers of a cohort have, as they are measured: where tuning starts in tests.
inline constexpr CellClassOptions kStartOfTuning = {.stained_od = 0.035,
                                                    .stained_od_um = 0.03,
                                                    .side_coefficient = 0.35,
                                                    .moderate_od_um = 0.22,
                                                    .strong_od_um = 0.48,
                                                    .complete_fraction = 0.75,
                                                    .none_fraction = 0.15};

// The cuts a cohort's readers go by, on the true membranes.
struct TrueCuts {
  double visible_od = 0.06;  // membrane from which a line is seen at all
  double moderate_od_um = 0.22;
  double strong_od_um = 0.48;
  double complete_fraction = 0.75;
  double none_fraction = 0.15;
};

struct TrueCell {
  Level0Pixel seed;
  double membrane_od = 0;  // of the stained part
  double coverage = 0;     // stained share of the outline, 0-1
};

struct CohortOptions {
  std::uint64_t seed = 1;
  std::int64_t cells = 600;  // a slide
  int readers = 3;
  double reader_bias = 0.06;  // standard deviation of a reader's bias, share of the cuts' optical density
  TrueCuts cuts;
};

inline double normal(Numbers& numbers) {
  const double radius = std::sqrt(-2 * std::log(numbers.uniform(1e-300, 1)));
  return radius * std::cos(2 * std::numbers::pi * numbers.uniform(0, 1));
}

inline Numbers numbersOf(std::uint64_t seed, std::uint64_t purpose, std::uint64_t index) {
  return Numbers(seed * 0x9e3779b97f4a7c15U + purpose * 0xd1342543de82ef95U + index * 0x2545f4914f6cdd1dU);
}

// Contrast of a membrane, as a share of its optical density.
inline constexpr double kContrastShare = 0.6;

// Slide `index` of the cohort: expression varies between slides, between glands of 12 x 12 cells and between cells.
inline std::vector<TrueCell> trueCells(const CohortOptions& options, std::uint64_t index) {
  constexpr std::int64_t kGland = 12;
  Numbers numbers = numbersOf(options.seed, 1, index);
  const double expression = numbers.uniform(-0.1, 1);
  const double log_od = std::log(0.05) + 2.6 * expression + 0.2 * normal(numbers);
  const double logit_coverage = 7 * (expression - 0.35) + 1.0 * normal(numbers);
  const double gland_spread = numbers.uniform(0.1, 0.5);
  const auto columns = static_cast<std::int64_t>(std::ceil(std::sqrt(static_cast<double>(options.cells))));
  std::vector<TrueCell> cells;
  cells.reserve(static_cast<std::size_t>(options.cells));
  for (std::int64_t i = 0; i < options.cells; ++i) {
    const std::int64_t column = i % columns;
    const std::int64_t row = i / columns;
    Numbers gland =
        numbersOf(options.seed, 2 + index, static_cast<std::uint64_t>(row / kGland * 100003 + column / kGland));
    const double strength = gland_spread * normal(gland);
    const double od = std::exp(log_od + strength + 0.2 * normal(numbers));
    const double coverage = 1 / (1 + std::exp(-(logit_coverage + 3 * strength + 0.8 * normal(numbers))));
    cells.push_back(
        {{static_cast<std::int32_t>(column * kCellSpacingPx), static_cast<std::int32_t>(row * kCellSpacingPx)},
         od,
         coverage});
  }
  return cells;
}

// What is measured of a true cell; 1 in 20 stained sectors is missed, every number has noise.
inline CellRecord measured(const TrueCell& cell, Numbers& numbers) {
  CellRecord record;
  record.seed = cell.seed;
  record.centroid_in_level0 = {cell.seed.x + 0.5, cell.seed.y + 0.5};
  record.tumour = true;
  record.tumour_probability = 1;
  record.focus = 0.8F;
  record.nucleus_hematoxylin_od = 0.4F;
  const double cell_od = cell.membrane_od * (1 + 0.04 * normal(numbers));
  const int stained = static_cast<int>(std::lround(cell.coverage * kMembraneSectors));
  const auto steps = [](double od, double step_od) {
    return static_cast<std::uint8_t>(std::clamp(std::lround(od / step_od), 0L, 255L));
  };
  for (int i = 0; i < kMembraneSectors; ++i) {
    const auto sector = static_cast<std::size_t>(i);
    const std::uint64_t bits = numbers.next();  // two uniform numbers and a chance
    const double a = static_cast<double>(bits & 0xffffU) / 65536 - 0.5;
    const double b = static_cast<double>((bits >> 16) & 0xffffU) / 65536 - 0.5;
    const bool on = i < stained && ((bits >> 32) % 20) != 0;
    record.membrane.peak[sector] = steps(on ? cell_od * (1 + 0.3 * a) : 0.04, kPeakStepOd);
    record.membrane.excess[sector] = record.membrane.peak[sector];  // as a line of 1 um
    record.membrane.contrast[sector] =
        steps(on ? kContrastShare * cell_od * (1 + 0.3 * a) + 0.012 * b : 0.02 * (0.5 + b), kContrastStepOd);
  }
  return record;
}

// The score by the 10 % rules of ASCO/CAP 2018 on the true membranes, with every optical density cut times `bias`.
inline Her2Score trueScore(const std::vector<TrueCell>& cells, const TrueCuts& cuts, double bias) {
  std::int64_t stained = 0, complete = 0, strong_complete = 0, moderate = 0;
  for (const TrueCell& cell : cells) {
    if (cell.membrane_od < bias * cuts.visible_od || cell.coverage < cuts.none_fraction) continue;
    const bool is_complete = cell.coverage >= cuts.complete_fraction;
    ++stained;
    complete += is_complete ? 1 : 0;
    moderate += cell.membrane_od >= bias * cuts.moderate_od_um ? 1 : 0;
    strong_complete += is_complete && cell.membrane_od >= bias * cuts.strong_od_um ? 1 : 0;
  }
  const auto exceeds = [&](std::int64_t count) { return 10 * count > static_cast<std::int64_t>(cells.size()); };
  if (exceeds(strong_complete)) return Her2Score::k3Plus;
  if (exceeds(complete) || exceeds(moderate)) return Her2Score::k2Plus;
  return exceeds(stained) ? Her2Score::k1Plus : Her2Score::k0;
}

inline Her2Score erring(Her2Score score, Numbers& numbers) {
  const auto& row = kReaderTable.at(static_cast<std::size_t>(score));
  int left = static_cast<int>(numbers.uniform(0, 1) * (row[0] + row[1] + row[2] + row[3]));
  for (std::size_t read = 0; read < row.size(); ++read) {
    left -= row.at(read);
    if (left < 0) return static_cast<Her2Score>(read);
  }
  return score;
}

// A reader's cuts as shares of the true ones: spread evenly over -1.2 to 1.2 standard deviations, the middle one true.
inline double biasOf(const CohortOptions& options, int reader) {
  const double place = options.readers == 1 ? 0 : 2.0 * reader / (options.readers - 1) - 1;
  return 1 + 1.2 * options.reader_bias * place;
}

// Every reader's score of slide `index`.
inline std::vector<Her2Score> readings(const CohortOptions& options, std::uint64_t index,
                                       const std::vector<TrueCell>& cells) {
  std::vector<Her2Score> scores;
  for (int reader = 0; reader < options.readers; ++reader) {
    Numbers numbers = numbersOf(options.seed, 1000003 + static_cast<std::uint64_t>(reader), index);
    scores.push_back(erring(trueScore(cells, options.cuts, biasOf(options, reader)), numbers));
  }
  return scores;
}

// The middle one of the readings; of an even number the lower.
inline Her2Score medianReading(std::vector<Her2Score> scores) {
  std::sort(scores.begin(), scores.end());
  return scores[(scores.size() - 1) / 2];
}

inline std::vector<CellRecord> measuredCells(const CohortOptions& options, std::uint64_t index,
                                             const std::vector<TrueCell>& cells) {
  Numbers numbers = numbersOf(options.seed, 4, index);
  std::vector<CellRecord> records;
  records.reserve(cells.size());
  for (const TrueCell& cell : cells) records.push_back(measured(cell, numbers));
  return records;
}

}  // namespace herald::synthetic
