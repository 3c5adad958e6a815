#include "segmentation/nucleus_centres.h"

#include <algorithm>
#include <cmath>

#include "stain/unmixing.h"

namespace herald {

void NucleusCentreRows::begin(int width, double hematoxylin_scale_od, double dab_coefficient) {
  constexpr double kMilli = 1000.0;
  width_ = width;
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

void NucleusCentreRows::markNuclei(ImageView<std::int16_t> hematoxylin, ImageView<std::int16_t> dab) {
  constexpr std::int32_t kMilli = 1000;
  marked_.resize(hematoxylin.width, hematoxylin.height);
  no_dab_.reset(hematoxylin.width, hematoxylin.height);
  for (int y = 0; y < hematoxylin.height; ++y)
    for (int x = 0; x < hematoxylin.width; ++x) {
      const std::int32_t brown = std::max<std::int32_t>(0, dab.row(y)[x]) * marker_milli_share_ / kMilli;
      marked_.row(y)[x] = static_cast<std::int16_t>(std::min<std::int32_t>(hematoxylin.row(y)[x] + brown, 32767));
    }
}

void NucleusCentreRows::makeBand(const HeldRows<std::int16_t>& hematoxylin, const HeldRows<std::int16_t>& dab, int end,
                                 Image<std::int8_t>& centres) {
  const int reach = (reachPx() + kNucleusNetGridPx - 1) / kNucleusNetGridPx * kNucleusNetGridPx;
  const int top = std::max(hematoxylin.first, rows_ - reach);
  const int bottom = std::min(hematoxylin.end(), end + reach);
  const auto band = [&](const HeldRows<std::int16_t>& plane) {
    return plane.rows.part(0, top - plane.first, width_, bottom - top);
  };
  if (marker_milli_share_ == 0) {
    nucleusNetInput(band(hematoxylin), band(dab), *encoding_, input_);
  } else {
    markNuclei(band(hematoxylin), band(dab));
    nucleusNetInput(marked_, no_dab_, *encoding_, input_);
  }
  evaluateNucleusNet(input_, scratch_, logits_);
  for (; rows_ < end; ++rows_) std::copy_n(logits_.row(rows_ - top), width_, centres.row(rows_ - hematoxylin.first));
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
