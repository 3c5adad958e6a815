#include "segmentation/tile_window.h"

#include <algorithm>
#include <stdexcept>

#include "segmentation/centre_seeds.h"
#include "segmentation/nucleus_outline.h"

namespace herald {
namespace {

// Whole analysis pixels of a stretch of level 0; at least one, so that there is something to mirror.
NucleusCentreRows::Span pictureSpan(std::int64_t offset_px, std::int64_t length_px, int downsample) {
  const auto first = static_cast<int>((offset_px + downsample - 1) / downsample);
  return {first, std::max(first + 1, static_cast<int>((offset_px + length_px) / downsample))};
}

}  // namespace

void TileWindow::begin(const AnalysisGrid& grid, const Area& area, int capacity_px, const NucleusOptions& nucleus,
                       const TerritoryOptions& territory, double hematoxylin_scale_od) {
  region_ = area.region_in_level0;
  downsample_ = grid.downsample();
  left_px_ = static_cast<int>(area.measured_in_level0.x - region_.x);
  first_px_ = held_px_ = part_px_ = 0;
  capacity_px_ = static_cast<int>(std::min<std::int64_t>(capacity_px, region_.height));
  dab_coefficient_ = nucleus.dab_coefficient;
  hematoxylin_scale_od_ = hematoxylin_scale_od;
  const double um_per_px = grid.umPerPx();
  const int width = static_cast<int>(region_.width) / downsample_;
  const int height = capacity_px_ / downsample_;
  full_.resize(static_cast<int>(area.measured_in_level0.width), capacity_px_);
  planes_.resize(width, height);
  smooth_od_.resize(width, height);
  membraneness_.value.resize(width, height);
  membraneness_.smooth_dab.resize(width, height);
  centres_.resize(width, height);
  const auto columns = pictureSpan(area.slide_in_level0.x - region_.x, area.slide_in_level0.width, downsample_);
  const auto rows = pictureSpan(area.slide_in_level0.y - region_.y, area.slide_in_level0.height, downsample_);
  centre_maker_.begin(width, columns, rows, hematoxylin_scale_od, nucleus.dab_coefficient);
  outline_plane_.begin(width, height, outlineMarginPx(nucleus, um_per_px));
  candidates_.clear();
  membraneness_rows_ = smooth_od_rows_ = signal_rows_ = outline_rows_ = 0;
  membraneness_maker_.begin(width, um_per_px, territory);
  od_smoothing_.begin(width, territory.glass_smoothing_um / um_per_px);
  signal_smoothing_.begin(width, kOutlineSmoothingUm / um_per_px);
  finder_.begin(width, um_per_px, nucleus);
}

void TileWindow::requirePart(int x_px, int width_px, int height_px) const {
  const int block_px = AnalysisGrid::kBlockPx * downsample_;
  if (x_px != part_px_ || (x_px > 0 && height_px != band_px_))
    throw std::invalid_argument("the part of the tile does not continue where the previous one ended");
  if (x_px < 0 || x_px + width_px > region_.width || first_px_ + held_px_ + height_px > region_.height ||
      x_px % block_px != 0 || width_px % block_px != 0 || height_px % block_px != 0) {
    throw std::invalid_argument("tile colours do not have the size of the tile's region");
  }
  if (!hasRoomFor(height_px)) throw std::invalid_argument("no room for more rows of the tile");
}

bool TileWindow::endPart(int width_px, int height_px) {
  band_px_ = height_px;
  part_px_ += width_px;
  if (part_px_ < region_.width) return false;
  part_px_ = 0;
  addRows(height_px);
  return true;
}

bool TileWindow::unmixPart(ImageView<Rgb8> colours, int x_px, bool measured, const UnmixingTables& tables) {
  requirePart(x_px, colours.width, colours.height);
  tables.unmixAnalysis(colours, x_px / downsample_, held_px_ / downsample_, planes_);
  if (!measured) return endPart(colours.width, colours.height);
  const int left = std::clamp(left_px_ - x_px, 0, colours.width);
  const int right = std::clamp(left_px_ + full_.brown.width() - x_px, left, colours.width);
  tables.unmixFull(colours.part(left, 0, right - left, colours.height), x_px + left - left_px_, held_px_, full_);
  return endPart(colours.width, colours.height);
}

bool TileWindow::blankPart(int x_px, int width_px, int height_px) {
  requirePart(x_px, width_px, height_px);
  for (auto* plane : {&planes_.hematoxylin, &planes_.dab, &planes_.mean_od}) {
    for (int y = held_px_ / downsample_; y < (held_px_ + height_px) / downsample_; ++y)
      std::fill_n(plane->row(y) + x_px / downsample_, width_px / downsample_, std::int16_t{0});
  }
  return endPart(width_px, height_px);
}

// Makes what can be made with the rows that are complete now.
void TileWindow::addRows(int count_px) {
  const int before = held_px_ / downsample_;
  const int count = count_px / downsample_;
  held_px_ += count_px;
  if (count == 0 || planes_.dab.width() == 0) return;
  makeSmoothOd();
  makeMembraneness();
  centre_maker_.make(heldRows(planes_.hematoxylin), heldRows(planes_.dab), centres_);
  const auto added = [&](const Image<std::int16_t>& plane) {
    return plane.view().part(0, before, plane.width(), count);
  };
  nuclearSignal(added(planes_.hematoxylin), added(planes_.dab), dab_coefficient_, hematoxylin_scale_od_, signal_);
  halveSignal(signal_, blob_signal_);
  const int first = first_px_ / downsample_ + before;
  makeOutlinePlane({signal_, first, reachesEnd()});
  for (NucleusSeed& seed : candidates_) seed.y += first_px_ / downsample_;
  finder_.find({blob_signal_, first / kBlobGridPx, reachesEnd()}, first + count, candidates_);
  for (NucleusSeed& seed : candidates_) seed.y -= first_px_ / downsample_;
}

void TileWindow::makeSmoothOd() {
  const auto mean_od = heldRows(planes_.mean_od);
  for (; smooth_od_rows_ < mean_od.makeable(od_smoothing_.reachPx()); ++smooth_od_rows_) {
    roundToMilliOd(od_smoothing_.nextRow(mean_od), smooth_od_.width(), smooth_od_.row(smooth_od_rows_ - mean_od.first));
  }
}

void TileWindow::makeMembraneness() {
  const auto dab = heldRows(planes_.dab);
  for (; membraneness_rows_ < dab.makeable(membraneness_maker_.reachPx()); ++membraneness_rows_) {
    const int y = membraneness_rows_ - dab.first;
    membraneness_maker_.makeNext(dab, membraneness_.value.row(y), membraneness_.smooth_dab.row(y));
  }
}

void TileWindow::makeOutlinePlane(const HeldRows<float>& signal) {
  const int first = first_px_ / downsample_;
  signal_smoothing_.take(signal);
  for (; signal_rows_ < signal.makeable(signal_smoothing_.reachPx()); ++signal_rows_)
    outline_plane_.setSignal(signal_rows_ - first, signal_smoothing_.nextRow(signal));
  const bool at_top = outline_rows_ == 0;
  const int end = std::min(membraneness_rows_, signal_rows_);
  for (; outline_rows_ < end; ++outline_rows_)
    outline_plane_.addMembraneness(outline_rows_ - first, membraneness_.value.row(outline_rows_ - first));
  if (at_top && end > 0) outline_plane_.closeTop();
  if (signal.ends) outline_plane_.closeBottom(end - first);
}

int TileWindow::settledRow() const {
  constexpr int kMiddleRowsPx = 8;  // kMiddleUm and rounding
  const int first = first_px_ / downsample_;
  if (reachesEnd()) return held_px_ / downsample_;
  const int outlined = outline_rows_ - outline_plane_.marginPx();
  const int seen = centre_maker_.rows() - outline_plane_.marginPx() - kMiddleRowsPx;
  return std::min({finder_.settledRow() - kCentreSeedReachPx, outlined, seen}) - first;
}

void TileWindow::dropRows(int count_px) {
  const int count = count_px / downsample_;
  full_.brown.dropRows(count_px);
  for (auto* plane : {&planes_.hematoxylin, &planes_.dab, &planes_.mean_od, &smooth_od_, &membraneness_.smooth_dab})
    plane->dropRows(count);
  membraneness_.value.dropRows(count);
  centres_.dropRows(count);
  outline_plane_.dropRows(count);
  candidates_.erase(candidates_.begin(), std::find_if(candidates_.begin(), candidates_.end(),
                                                      [&](const NucleusSeed& seed) { return seed.y >= count; }));
  for (NucleusSeed& seed : candidates_) seed.y -= count;
  first_px_ += count_px;
  held_px_ -= count_px;
}

}  // namespace herald
