#include "segmentation/nucleus_centres.h"

#include <algorithm>
#include <cmath>

#include "segmentation/nucleus_net_weights.h"
#include "stain/unmixing.h"

namespace herald {
namespace {

// What is mirrored at an edge: a nucleus and what is beside it. Whole squares of the net's grid.
constexpr int kMirrorPx = 24;
static_assert(kMirrorPx % kNucleusNetGridPx == 0);

}  // namespace

int NucleusCentreRows::Span::mirrored(int position) const {
  const int reflected = position < first  ? 2 * first - 1 - position
                        : position >= end ? 2 * end - 1 - position
                                          : position;
  return std::clamp(reflected, first, end - 1);
}

void NucleusCentreRows::begin(int width, Span columns, Span rows, double hematoxylin_scale_od, double dab_coefficient) {
  constexpr double kMilli = 1000.0;
  width_ = width;
  picture_columns_ = columns;
  picture_rows_ = rows;
  rows_ = 0;
  const int scale = netScaleMilliOd(hematoxylin_scale_od);
  const double share = kNuclearMarkerDabShare * hematoxylin_scale_od / kReferenceScaleOd;
  marker_milli_share_ = dab_coefficient > 0 ? 0 : static_cast<std::int32_t>(std::lround(kMilli * share));
  if (scale == encoded_scale_milli_od_) return;
  encoded_scale_milli_od_ = scale;
  encoding_.reset();
  if (scale > 0) encoding_.emplace(scale);
}

void NucleusCentreRows::make(const HeldRows<std::int16_t>& hematoxylin, const HeldRows<std::int16_t>& dab,
                             Image<std::int8_t>& centres) {
  if (!encoding_) {
    for (; rows_ < hematoxylin.end(); ++rows_) std::fill_n(centres.row(rows_ - hematoxylin.first), width_, kCertain);
    return;
  }
  while (true) {
    const int makeable =
        hematoxylin.ends ? hematoxylin.end() : hematoxylin.makeable(reachPx()) / kNucleusNetGridPx * kNucleusNetGridPx;
    const int end = std::min(makeable, rows_ + kBandPx);
    if (end <= rows_ || (end - rows_ < kBandPx && !hematoxylin.ends)) return;
    makeBand(hematoxylin, dab, end, centres);
  }
}

void NucleusCentreRows::mirrorSides(std::int16_t* row) const {
  for (int x = -kMirrorPx; x < picture_columns_.first; ++x) row[x] = row[picture_columns_.mirrored(x)];
  for (int x = picture_columns_.end; x < width_ + kMirrorPx; ++x) row[x] = row[picture_columns_.mirrored(x)];
}

void NucleusCentreRows::showRow(const std::int16_t* hematoxylin, const std::int16_t* dab, int shown_row) {
  std::int16_t* blue = hematoxylin_.row(shown_row) + kMirrorPx;
  std::int16_t* brown = dab_.row(shown_row) + kMirrorPx;
  if (marker_milli_share_ == 0) {
    std::copy_n(hematoxylin, width_, blue);
    std::copy_n(dab, width_, brown);
  } else {
    constexpr std::int32_t kMilli = 1000;
    constexpr std::int32_t kMost = 32767;
    for (int x = 0; x < width_; ++x) {
      const std::int32_t marker = std::max<std::int32_t>(0, dab[x]) * marker_milli_share_ / kMilli;
      blue[x] = static_cast<std::int16_t>(std::min(hematoxylin[x] + marker, kMost));
    }
    std::fill_n(brown, width_, std::int16_t{0});
  }
  mirrorSides(blue);
  mirrorSides(brown);
}

void NucleusCentreRows::makeBand(const HeldRows<std::int16_t>& hematoxylin, const HeldRows<std::int16_t>& dab, int end,
                                 Image<std::int8_t>& centres) {
  const int reach = onNucleusNetGrid(reachPx());
  const int held_top = std::max(hematoxylin.first, rows_ - reach);
  const int held_bottom = std::min(hematoxylin.end(), end + reach);
  const int top = held_top - (held_top == 0 ? kMirrorPx : 0);
  const int bottom = held_bottom + (hematoxylin.ends && held_bottom == hematoxylin.end() ? kMirrorPx : 0);
  hematoxylin_.resize(width_ + 2 * kMirrorPx, bottom - top);
  dab_.resize(width_ + 2 * kMirrorPx, bottom - top);
  for (int y = top; y < bottom; ++y) {
    const int seen = std::clamp(picture_rows_.mirrored(y), held_top, held_bottom - 1);
    showRow(hematoxylin.row(seen), dab.row(seen), y - top);
  }
  nucleusNetInput(hematoxylin_, dab_, *encoding_, input_);
  evaluateNucleusNet(input_, scratch_, logits_);
  for (; rows_ < end; ++rows_)
    std::copy_n(logits_.row(rows_ - top) + kMirrorPx, width_, centres.row(rows_ - hematoxylin.first));
}

int leastCentreLogit(const NucleusOptions& options) {
  constexpr double kStepsPerLogit = 16.0;
  const double p = options.minimum_centre_probability;
  return static_cast<int>(std::lround(kStepsPerLogit * std::log(p / (1 - p))));
}

void rejectByNet(ImageView<std::int8_t> centres, std::span<const NucleusSeed> seeds, double um_per_px,
                 const NucleusOptions& options, std::span<OutlinedNucleus> outlined) {
  if (options.minimum_centre_probability <= 0) return;
  const int least = leastCentreLogit(options);
  const auto around = static_cast<int>(std::lround(kMiddleUm / um_per_px));
  const auto probable = [&](int x, int y) { return centres.row(y)[x] >= least; };
  for (std::size_t i = 0; i < seeds.size(); ++i) {
    const NucleusOutline::Offset middle = outlined[i].outline.centroid();
    const int x = seeds[i].x + static_cast<int>(std::lround(middle.x_um / um_per_px));
    const int y = seeds[i].y + static_cast<int>(std::lround(middle.y_um / um_per_px));
    bool found = false;
    for (int py = std::max(0, y - around); !found && py <= std::min(centres.height - 1, y + around); ++py)
      for (int px = std::max(0, x - around); !found && px <= std::min(centres.width - 1, x + around); ++px)
        found = probable(px, py);
    if (!found) outlined[i].score_od = 0;
  }
}

double rejectionReachUm(const NucleusOptions& options) {
  constexpr double kCoarsestUmPerPx = 0.75;  // of an analysis grid
  return kNucleusNetReachPx * kCoarsestUmPerPx + options.largest_outline_um + kMiddleUm;
}

}  // namespace herald
