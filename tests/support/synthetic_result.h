// A whole SlideResult made up from numbers: cells on a honeycomb with every class, pattern and reason of exclusion,
// tissue with a hole, a pen stroke, a thumbnail. Nothing is measured; the outputs only have to carry it.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numbers>
#include <string>
#include <utility>

#include "pipeline/analysis/slide_result.h"
#include "pipeline/cells/cell_columns.h"
#include "pipeline/configuration/provenance.h"

namespace herald::synthetic {

inline constexpr double kResultUmPerPx = 0.25;
inline constexpr int kCellSpacingPx = 48;
inline constexpr int kMaskDownsamplePx = 32;
inline constexpr int kThumbnailDownsamplePx = 4;

// splitmix64: the same numbers everywhere.
class Numbers {
 public:
  explicit Numbers(std::uint64_t seed) : state_(seed) {}
  std::uint64_t next() {
    std::uint64_t z = state_ += 0x9e3779b97f4a7c15U;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
    return z ^ (z >> 31);
  }
  double uniform(double low, double high) {
    return low + (high - low) * static_cast<double>(next() >> 11) / 9007199254740992.0;
  }

 private:
  std::uint64_t state_;
};

template <std::size_t Count>
std::array<OutlineOffset, Count> wobblyCircle(double radius_px, Numbers& numbers) {
  std::array<OutlineOffset, Count> outline{};
  for (std::size_t i = 0; i < Count; ++i) {
    const double angle = 2 * std::numbers::pi * static_cast<double>(i) / Count - std::numbers::pi / 2;
    const double radius = radius_px * numbers.uniform(0.95, 1.05) / kOutlineStepPx;
    outline[i] = {static_cast<std::int16_t>(std::lround(radius * std::cos(angle))),
                  static_cast<std::int16_t>(std::lround(radius * std::sin(angle)))};
  }
  return outline;
}

inline void fillNumbers(CellRecord& cell, Numbers& numbers) {
  for (const CellColumn& column : kCellColumns) cell.*column.field = static_cast<float>(numbers.uniform(0.001, 0.3));
  cell.tissue_logit = cell.neighbourhood_tissue_logit = static_cast<float>(numbers.uniform(4, 6));  // surely tumour
}

// `strength` 0-1 grows from no staining to strong and complete.
inline CellRecord cellAt(Level0Pixel seed, double strength, Numbers& numbers) {
  CellRecord cell;
  cell.seed = seed;
  cell.centroid_in_level0 = {seed.x + 0.5 + numbers.uniform(-2, 2), seed.y + 0.5 + numbers.uniform(-2, 2)};
  const auto stained = static_cast<std::size_t>(std::clamp(strength * 1.3, 0.0, 1.0) * kMembraneSectors);
  for (std::size_t i = 0; i < kMembraneSectors; ++i) {
    const bool on = i < stained;
    cell.membrane.peak[i] = static_cast<std::uint8_t>(on ? 100 * strength * strength * numbers.uniform(0.8, 1.2) : 4);
    cell.membrane.excess[i] = cell.membrane.peak[i];  // as a line of 1 um
    cell.membrane.contrast[i] = static_cast<std::uint8_t>(on ? 60 + 10 * strength : numbers.uniform(0, 3));
  }
  if (stained > 0) cell.membrane_width_um = static_cast<float>(numbers.uniform(0.6, 2.2));
  fillNumbers(cell, numbers);
  cell.outline = wobblyCircle<kMembraneSectors>(22, numbers);
  cell.nucleus_outline = wobblyCircle<kNucleusOutlinePoints>(12, numbers);
  return cell;
}

inline void addCells(SlideResult& result, int columns, int rows) {
  Numbers numbers(7);
  std::vector<CellRecord> cells;
  for (int row = 0; row < rows; ++row)
    for (int column = 0; column < columns; ++column) {
      const Level0Pixel seed{column * kCellSpacingPx + 30 + row % 2 * kCellSpacingPx / 2, row * kCellSpacingPx + 30};
      CellRecord cell =
          cellAt(seed, std::clamp(column / double(columns) + numbers.uniform(-0.2, 0.2), 0.0, 1.0), numbers);
      const std::size_t turn = cells.size() % 40;  // one cell in 40 for each reason
      cell.excluded = turn < kExclusionNames.size() ? static_cast<Exclusion>(turn) : Exclusion::kNone;
      cell.tumour = cell.excluded != Exclusion::kNotTumour;
      cells.push_back(cell);
    }
  result.measured.cells = SlideCells::of(cells, result.judged.request->cell_class);
}

inline void addTissue(SlideResult& result, int width_px, int height_px) {
  TissueMask& mask = result.measured.statistics.tissue;
  mask.downsample_px = kMaskDownsamplePx;
  mask.classes.reset(width_px / kMaskDownsamplePx + 1, height_px / kMaskDownsamplePx + 1, TissueClass::kGlass);
  for (int y = 0; y < mask.classes.height(); ++y)
    for (int x = 0; x < mask.classes.width(); ++x) {
      const double across = 2.0 * x / mask.classes.width() - 1;
      const double down = 2.0 * y / mask.classes.height() - 1;
      const double radius = std::hypot(across, down);
      if (radius < 0.95 && radius > 0.12) mask.classes.at(x, y) = TissueClass::kTissue;
      if (across > 0.9 && down > 0.9) mask.classes.at(x, y) = TissueClass::kPen;
    }
}

inline void addThumbnail(SlideResult& result, int width_px, int height_px) {
  Image<Rgb8>& image = result.measured.thumbnail.image;
  result.measured.thumbnail.downsample_px = kThumbnailDownsamplePx;
  image.reset(width_px / kThumbnailDownsamplePx, height_px / kThumbnailDownsamplePx, Rgb8{240, 240, 240});
  Numbers numbers(3);
  for (int y = 0; y < image.height(); ++y)
    for (int x = 0; x < image.width(); ++x) {
      const double at_x = (x + 0.5) * kThumbnailDownsamplePx;
      const double at_y = (y + 0.5) * kThumbnailDownsamplePx;
      if (result.measured.statistics.tissue.at(at_x, at_y) != TissueClass::kTissue) continue;
      const double brown = std::clamp(at_x / width_px + numbers.uniform(-0.1, 0.1), 0.0, 1.0);
      image.at(x, y) = {static_cast<std::uint8_t>(180 - 40 * brown), static_cast<std::uint8_t>(185 - 90 * brown),
                        static_cast<std::uint8_t>(215 - 165 * brown)};
    }
}

inline ClauseAudit clause(const std::string& id, std::int64_t count, double percent, bool fired) {
  ClauseAudit audit;
  audit.id = id;
  audit.wording = "Made up for a test.";
  audit.count = count;
  audit.percent = {percent, percent - 1, percent + 1};
  audit.comparison = "> 10";
  audit.fired = fired;
  audit.margin_points = percent - 10;
  return audit;
}

inline void addScore(SlideResult& result) {
  SlideScore& score = result.judged.score;
  std::array<std::int64_t, 4> classes{};
  for (std::size_t i = 0; i < result.measured.cells.size(); ++i) {
    if (!result.measured.cells.summaries()[i].counted()) continue;
    const StainingPattern pattern = result.measured.cells.calls()[i].pattern;
    ++score.counted_cells;
    ++score.table[static_cast<std::size_t>(pattern)];
    ++classes[static_cast<std::size_t>(classOfPattern(pattern))];
  }
  const double counted = std::max(1.0, static_cast<double>(score.counted_cells));
  for (std::size_t i = 0; i < classes.size(); ++i) {
    const double percent = 100 * static_cast<double>(classes[i]) / counted;
    score.percent[i] = {percent, std::max(0.0, percent - 1.5), std::min(100.0, percent + 1.5)};
    score.percent_bootstrap[i] = score.percent[i];
    score.h_score.value += percent * static_cast<double>(i);
  }
  score.h_score = {score.h_score.value, score.h_score.value - 5, score.h_score.value + 5};
  score.percent_complete = {1.0 / 3, 0.25, 0.5};
  score.score = Her2Score::k2Plus;
  score.clause = "asco-cap-2018/2+";
  score.ish = "reflex";
  score.derived = "pending-ish";
  score.flags = {"in_situ_not_excluded"};
  score.audit = {clause("asco-cap-2018/3+", 12, 9.5, false), clause("asco-cap-2018/2+", 40, 30, true)};
}

// A scored slide of columns x rows cells; zero of either gives one without cells.
inline SlideResult scoredResult(int columns = 24, int rows = 16) {
  SlideResult result;
  result.identity = {"batch 1/case_7, left.svs", "case_7, left", "case_7, left-0123abcd", "case 7"};
  result.status = SlideStatus::kScored;
  const int width_px = std::max(columns, 4) * kCellSpacingPx + 60;
  const int height_px = std::max(rows, 4) * kCellSpacingPx + 60;
  result.measured.description.vendor = "aperio";
  result.measured.description.decoder = "openslide";
  result.measured.description.levels = {{width_px, height_px, 1, 240, 240}};
  result.measured.description.quick_hash = "00ff12ab";
  result.measured.pixel_size = PixelSizeSource{PixelSize(kResultUmPerPx), "openslide.mpp"};
  result.measured.statistics.background = {{243.5, 242.25, 240}, "glass"};
  result.measured.statistics.stain_source = "default";
  result.measured.statistics.glass_od = 0.05;
  result.judged.quality.focus = 12.5;
  result.judged.quality.area_mm2[static_cast<std::size_t>(TissueClass::kTissue)] = 1.25;
  result.judged.quality.counterstain_od = 0.41;
  result.judged.quality.warnings = {"pixel size from the command line (0.25) and the file (0.50) disagree"};
  result.judged.tumour_selection = "automatic";
  result.judged.request = JudgementRequest{};
  result.judged.request->um_per_px = kResultUmPerPx;
  result.judged.request->rules = builtInRuleSet("asco-cap-2018");
  result.judged.configuration = effectiveConfiguration({}, result.judged.request->rules);
  addTissue(result, width_px, height_px);
  addThumbnail(result, width_px, height_px);
  addCells(result, columns, rows);
  addScore(result);
  SlideAnnotation annotation{"case_7, left.geojson", "qupath", "0123456789abcdef0123456789abcdef", {}, 2, 1, 2, 5};
  result.measured.annotation = annotation;
  result.judged.annotated = AnnotatedAreas{0.75, 0.125, 0.5};
  ControlResult control{4, Her2Score::k2Plus, result.judged.score};
  result.judged.controls = {control};
  control.measured = {};
  result.judged.controls.push_back(control);
  result.seconds = {{"read", 0.5}, {"total", 1.23456}};
  return result;
}

inline SlideResult indeterminateResult(int columns = 3, int rows = 2) {
  SlideResult result = scoredResult(columns, rows);
  result.identity = {"few.svs", "few", "few-89abcdef", ""};
  result.status = SlideStatus::kIndeterminate;
  result.judged.score.score.reset();
  result.judged.score.clause.clear();
  result.judged.score.ish.clear();
  result.judged.score.derived.clear();
  result.judged.score.reasons = {"6 tumour cells, 100 are needed"};
  result.reasons = result.judged.score.reasons;
  return result;
}

inline SlideResult failedResult() {
  SlideResult result;
  result.identity = {"broken.svs", "broken", "broken-00000001", ""};
  result.reasons = {"broken.svs: not a file that OpenSlide can read"};
  return result;
}

inline Provenance provenance() {
  return {"0.1.0",
          {{"openslide", "3.4.1"}, {"hdf5", "1.10.8"}},
          "[rules]\nname = \"asco-cap-2018\"\n",
          "a1b2c3",
          {"score", {"x"}}};
}

}  // namespace herald::synthetic
