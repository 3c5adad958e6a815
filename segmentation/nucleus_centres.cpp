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

int onGrid(int pixels) {
  return (pixels + kNucleusNetGridPx - 1) / kNucleusNetGridPx * kNucleusNetGridPx;
}

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
  const int scale = hematoxylin_scale_od > 0
                        ? std::clamp(static_cast<int>(std::lround(hematoxylin_scale_od * kMilliOd)),
                                     kLeastHematoxylinScaleMilliOd, kMostHematoxylinScaleMilliOd)
                        : 0;
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

void NucleusCentreRows::mirrorSides(std::int8_t* row) const {
  for (int x = -kMirrorPx; x < picture_columns_.first; ++x) row[x] = row[picture_columns_.mirrored(x)];
  for (int x = picture_columns_.end; x < width_ + kMirrorPx; ++x) row[x] = row[picture_columns_.mirrored(x)];
}

void NucleusCentreRows::encodeRow(const std::int16_t* hematoxylin, const std::int16_t* dab, int input_row) {
  std::int8_t* blue = input_.hematoxylin.row(input_row) + kMirrorPx;
  std::int8_t* brown = input_.dab.row(input_row) + kMirrorPx;
  if (marker_milli_share_ == 0) {
    encoding_->hematoxylin().encode(hematoxylin, width_, blue);
    encoding_->dab().encode(dab, width_, brown);
  } else {
    constexpr std::int32_t kMilli = 1000;
    constexpr std::int32_t kMost = 32767;
    marked_.resize(static_cast<std::size_t>(width_));
    for (int x = 0; x < width_; ++x) {
      const std::int32_t marker = std::max<std::int32_t>(0, dab[x]) * marker_milli_share_ / kMilli;
      marked_[static_cast<std::size_t>(x)] = static_cast<std::int16_t>(std::min(hematoxylin[x] + marker, kMost));
    }
    encoding_->hematoxylin().encode(marked_.data(), width_, blue);
    std::fill_n(brown, width_, std::int8_t{0});
  }
  mirrorSides(blue);
  mirrorSides(brown);
}

void NucleusCentreRows::makeBand(const HeldRows<std::int16_t>& hematoxylin, const HeldRows<std::int16_t>& dab, int end,
                                 Image<std::int8_t>& centres) {
  const int reach = onGrid(reachPx());
  const int held_top = std::max(hematoxylin.first, rows_ - reach);
  const int held_bottom = std::min(hematoxylin.end(), end + reach);
  const int top = held_top - (held_top == 0 ? kMirrorPx : 0);
  const int bottom = held_bottom + (hematoxylin.ends && held_bottom == hematoxylin.end() ? kMirrorPx : 0);
  input_.hematoxylin.resize(width_ + 2 * kMirrorPx, onGrid(bottom - top));
  input_.dab.resize(width_ + 2 * kMirrorPx, onGrid(bottom - top));
  for (int i = 0; i < input_.dab.height(); ++i) {
    const int y = std::clamp(picture_rows_.mirrored(std::min(top + i, bottom - 1)), held_top, held_bottom - 1);
    encodeRow(hematoxylin.rows.row(y - hematoxylin.first), dab.rows.row(y - dab.first), i);
  }
  evaluateNucleusNet(input_, scratch_, logits_);
  for (; rows_ < end; ++rows_)
    std::copy_n(logits_.row(rows_ - top) + kMirrorPx, width_, centres.row(rows_ - hematoxylin.first));
}

void rejectByNet(ImageView<std::int8_t> centres, std::span<const NucleusSeed> seeds, double um_per_px,
                 const NucleusOptions& options, std::span<OutlinedNucleus> outlined) {
  constexpr double kStepsPerLogit = 16.0;
  const double p = options.minimum_centre_probability;
  if (p <= 0) return;
  const auto least = static_cast<int>(std::lround(kStepsPerLogit * std::log(p / (1 - p))));
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
