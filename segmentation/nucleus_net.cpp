#include "segmentation/nucleus_net.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <string>

#include "stain/unmixing.h"

namespace herald {
namespace {

constexpr int kFullByte = 127;
constexpr int kLowestByte = -42;
constexpr int kHalfScales = 3;  // of haematoxylin, as 0.3 of DAB: half of the full byte
constexpr int kMostScales = 12;
constexpr int kHalfDabMilliOd = 300;
constexpr int kMostDabMilliOd = 3000;

std::int8_t byteOf(int milli_od, int half_milli_od) {
  if (milli_od <= 0) {
    return static_cast<std::int8_t>(
        std::max(kLowestByte, -((kFullByte * -milli_od + half_milli_od / 2) / half_milli_od)));
  }
  const int scale = milli_od + half_milli_od;
  return static_cast<std::int8_t>((kFullByte * milli_od + scale / 2) / scale);
}

int checked(int hematoxylin_scale_milli_od) {
  if (hematoxylin_scale_milli_od >= kLeastHematoxylinScaleMilliOd &&
      hematoxylin_scale_milli_od <= kMostHematoxylinScaleMilliOd) {
    return hematoxylin_scale_milli_od;
  }
  throw std::invalid_argument("haematoxylin scale of the slide is " + std::to_string(hematoxylin_scale_milli_od) +
                              " milli-OD, must be " + std::to_string(kLeastHematoxylinScaleMilliOd) + " to " +
                              std::to_string(kMostHematoxylinScaleMilliOd));
}

}  // namespace

NucleusNetEncoding::Table::Table(int half_milli_od, int lowest_milli_od, int highest_milli_od)
    : lowest_(lowest_milli_od), highest_(highest_milli_od) {
  bytes_.reserve(static_cast<std::size_t>(highest_ - lowest_ + 1));
  for (int od = lowest_; od <= highest_; ++od) bytes_.push_back(byteOf(od, half_milli_od));
}

// Members would be loaded for each pixel: the bytes written might be theirs.
void NucleusNetEncoding::Table::encode(const std::int16_t* milli_od, int width, std::int8_t* out) const {
  const int lowest = lowest_;
  const int highest = highest_;
  const std::int8_t* bytes = bytes_.data();
  for (int x = 0; x < width; ++x) out[x] = bytes[std::clamp<int>(milli_od[x], lowest, highest) - lowest];
}

void NucleusNetEncoding::Table::encode(ImageView<std::int16_t> milli_od, int grid_px,
                                       Image<std::int8_t>& bytes) const {
  const auto whole = [grid_px](int length) { return (length + grid_px - 1) / grid_px * grid_px; };
  bytes.resize(whole(milli_od.width), whole(milli_od.height));
  for (int y = 0; y < bytes.height(); ++y) {
    const bool held = y < milli_od.height;
    if (held) encode(milli_od.row(y), milli_od.width, bytes.row(y));
    std::fill(bytes.row(y) + (held ? milli_od.width : 0), bytes.row(y) + bytes.width(), std::int8_t{0});
  }
}

// A third of the half is enough below 0: there the byte is the lowest.
NucleusNetEncoding::Table NucleusNetEncoding::hematoxylinTable(int hematoxylin_scale_milli_od, int half_scales) {
  const int half = half_scales * checked(hematoxylin_scale_milli_od);
  return {half, -((half + 2) / 3), kMostScales * hematoxylin_scale_milli_od};
}

NucleusNetEncoding::NucleusNetEncoding(int hematoxylin_scale_milli_od)
    : hematoxylin_(hematoxylinTable(hematoxylin_scale_milli_od, kHalfScales)),
      dab_(kHalfDabMilliOd, -kHalfDabMilliOd / 3, kMostDabMilliOd) {}

int netScaleMilliOd(double hematoxylin_scale_od) {
  if (!(hematoxylin_scale_od > 0)) return 0;
  return std::clamp(static_cast<int>(std::lround(hematoxylin_scale_od * kMilliOd)), kLeastHematoxylinScaleMilliOd,
                    kMostHematoxylinScaleMilliOd);
}

void nucleusNetInput(ImageView<std::int16_t> hematoxylin_milli_od, ImageView<std::int16_t> dab_milli_od,
                     const NucleusNetEncoding& encoding, NucleusNetInput& input) {
  if (hematoxylin_milli_od.width != dab_milli_od.width || hematoxylin_milli_od.height != dab_milli_od.height) {
    throw std::invalid_argument("planes of the nucleus net must have one size");
  }
  encoding.hematoxylin().encode(hematoxylin_milli_od, kNucleusNetGridPx, input.hematoxylin);
  encoding.dab().encode(dab_milli_od, kNucleusNetGridPx, input.dab);
}

}  // namespace herald
