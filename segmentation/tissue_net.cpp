#include "segmentation/tissue_net.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <stdexcept>

#include "stain/dispatch.h"

namespace herald {
namespace {

#include "segmentation/tissue_net_weights.inc"

constexpr int kLeastMilliOd = -1000;
constexpr int kMostMilliOd = 3000;
constexpr int kMostDabMilliOd = 4000;
constexpr int kHalfWeightMilliOd = 60;
constexpr int kLeakShift = 3;  // stain vectors that are a little off make so much DAB, 2^-3, of a nucleus
constexpr int kFullWeight = 256;
constexpr int kFillBoxPx = 5;
constexpr int kContextBoxPx = 15;

// Half sums that cannot overflow: weights of both axes, times 256, times 4000.
static_assert(std::int64_t{kFillBoxPx} * kFillBoxPx * kFillBoxPx * kFillBoxPx * kFullWeight *
                  (kMostMilliOd - kLeastMilliOd) <
              (std::int64_t{1} << 31));
static_assert(std::int64_t{kContextBoxPx} * kContextBoxPx * kContextBoxPx * kContextBoxPx *
                  (kMostMilliOd - kLeastMilliOd) <
              (std::int64_t{1} << 31));

// Weight of haematoxylin beside so much DAB.
const std::array<std::int32_t, kMostDabMilliOd + 1>& weights() {
  static const auto kWeights = [] {
    std::array<std::int32_t, kMostDabMilliOd + 1> table{};
    constexpr int kHalf2 = kHalfWeightMilliOd * kHalfWeightMilliOd;
    for (int d = 0; d <= kMostDabMilliOd; ++d) {
      const int sum = kHalf2 + d * d;
      table[static_cast<std::size_t>(d)] = std::max(1, (kFullWeight * kHalf2 + sum / 2) / sum);
    }
    return table;
  }();
  return kWeights;
}

HERALD_DISPATCH void addTimes(const std::int32_t* in, std::int32_t times, int width, std::int32_t* sums) {
  for (int x = 0; x < width; ++x) sums[x] += times * in[x];
}

// The plane's sums with the weights 1 2 ... box ... 2 1 along both axes; nothing lies beyond.
void sumAround(Image<std::int32_t>& plane, int box, Image<std::int32_t>& between, std::vector<std::int32_t>& row) {
  const int width = plane.width();
  const int height = plane.height();
  const auto timesAt = [box](int offset) { return box - std::abs(offset); };
  between.resize(width, height);
  row.assign(static_cast<std::size_t>(width + 2 * (box - 1)), 0);
  for (int y = 0; y < height; ++y) {
    std::copy_n(plane.row(y), width, row.begin() + (box - 1));
    std::fill_n(between.row(y), width, 0);
    for (int d = 1 - box; d < box; ++d) addTimes(row.data() + (box - 1) + d, timesAt(d), width, between.row(y));
  }
  for (int y = 0; y < height; ++y) {
    std::fill_n(plane.row(y), width, 0);
    for (int d = std::max(1 - box, -y); d < box && y + d < height; ++d)
      addTimes(between.row(y + d), timesAt(d), width, plane.row(y));
  }
}

// Sums of the weights along one axis, at each position.
std::vector<std::int32_t> weightsHeld(int length, int box) {
  std::vector<std::int32_t> held(static_cast<std::size_t>(length));
  for (int i = 0; i < length; ++i)
    for (int d = std::max(1 - box, -i); d < box && i + d < length; ++d)
      held[static_cast<std::size_t>(i)] += box - std::abs(d);
  return held;
}

std::int32_t weightOf(int hematoxylin_milli_od, int dab_milli_od) {
  const int leak = std::clamp(hematoxylin_milli_od, 0, kMostMilliOd) >> kLeakShift;
  return weights()[static_cast<std::size_t>(std::clamp(dab_milli_od - leak, 0, kMostDabMilliOd))];
}

std::int32_t lifted(int hematoxylin_milli_od) {
  return std::clamp(hematoxylin_milli_od, kLeastMilliOd, kMostMilliOd) - kLeastMilliOd;
}

// Of 2 x 2 pixels: quarters of the sums of weights and of weighted haematoxylin.
void halveWeighted(ImageView<std::int16_t> hematoxylin, ImageView<std::int16_t> dab, TissuePlanesScratch& s) {
  for (int y = 0; y < s.weight.height(); ++y) {
    for (int x = 0; x < s.weight.width(); ++x) {
      std::int32_t weight = 2;
      std::int32_t weighted = 2;
      for (const int row : {2 * y, 2 * y + 1}) {
        const std::int16_t* h = hematoxylin.row(row) + 2 * x;
        const std::int16_t* d = dab.row(row) + 2 * x;
        for (const int column : {0, 1}) {
          const std::int32_t w = weightOf(h[column], d[column]);
          weight += w;
          weighted += w * lifted(h[column]);
        }
      }
      s.weight.at(x, y) = weight >> 2;
      s.weighted.at(x, y) = weighted >> 2;
    }
  }
}

void makeDetail(ImageView<std::int16_t> hematoxylin, ImageView<std::int16_t> dab, TissuePlanesScratch& s,
                Image<std::int16_t>& detail) {
  halveWeighted(hematoxylin, dab, s);
  sumAround(s.weight, kFillBoxPx, s.between, s.row);
  sumAround(s.weighted, kFillBoxPx, s.between, s.row);
  for (int y = 0; y < s.weight.height(); ++y) {
    for (int x = 0; x < s.weight.width(); ++x) {
      const std::int32_t total = s.weight.at(x, y);
      const std::int32_t filling = (s.weighted.at(x, y) + total / 2) / total;
      for (const int row : {2 * y, 2 * y + 1}) {
        for (const int column : {2 * x, 2 * x + 1}) {
          const std::int32_t w = weightOf(hematoxylin.row(row)[column], dab.row(row)[column]);
          const std::int32_t sum =
              w * lifted(hematoxylin.row(row)[column]) + (kFullWeight - w) * filling + kFullWeight / 2;
          detail.at(column, row) = static_cast<std::int16_t>(sum / kFullWeight + kLeastMilliOd);
        }
      }
    }
  }
}

void makeContext(const Image<std::int16_t>& detail, TissuePlanesScratch& s, Image<std::int16_t>& context) {
  for (int y = 0; y < s.weighted.height(); ++y) {
    const std::int16_t* upper = detail.row(2 * y);
    const std::int16_t* lower = detail.row(2 * y + 1);
    for (int x = 0; x < s.weighted.width(); ++x) {
      const int sum = upper[2 * x] + upper[2 * x + 1] + lower[2 * x] + lower[2 * x + 1];
      s.weighted.at(x, y) = ((sum + 2) >> 2) - kLeastMilliOd;
    }
  }
  sumAround(s.weighted, kContextBoxPx, s.between, s.row);
  const std::vector<std::int32_t> columns = weightsHeld(context.width(), kContextBoxPx);
  const std::vector<std::int32_t> rows = weightsHeld(context.height(), kContextBoxPx);
  for (int y = 0; y < context.height(); ++y) {
    for (int x = 0; x < context.width(); ++x) {
      const std::int32_t total = columns[static_cast<std::size_t>(x)] * rows[static_cast<std::size_t>(y)];
      context.at(x, y) = static_cast<std::int16_t>((s.weighted.at(x, y) + total / 2) / total + kLeastMilliOd);
    }
  }
}

}  // namespace

void makeTissuePlanes(ImageView<std::int16_t> hematoxylin, ImageView<std::int16_t> dab, TissuePlanesScratch& scratch,
                      TissuePlanes& planes) {
  if (hematoxylin.width != dab.width || hematoxylin.height != dab.height || hematoxylin.width % 2 != 0 ||
      hematoxylin.height % 2 != 0)
    throw std::invalid_argument("planes of the tissue net must have one size, an even number of pixels");
  const int width = hematoxylin.width / 2;
  const int height = hematoxylin.height / 2;
  planes.detail.resize(2 * width, 2 * height);
  planes.context.resize(width, height);
  for (Image<std::int32_t>* sums : {&scratch.weight, &scratch.weighted}) sums->resize(width, height);
  makeDetail(hematoxylin, dab, scratch, planes.detail);
  makeContext(planes.detail, scratch, planes.context);
}

TissueNetEncoding::TissueNetEncoding(int hematoxylin_scale_milli_od)
    : detail_(NucleusNetEncoding::hematoxylinTable(hematoxylin_scale_milli_od, 3)),
      context_(NucleusNetEncoding::hematoxylinTable(hematoxylin_scale_milli_od, 1)) {}

void TissueNetEncoding::encode(const TissuePlanes& planes, TissueNetInput& input) const {
  detail_.encode(planes.detail, kTissueNetGridPx, input.detail);
  context_.encode(planes.context, kTissueNetGridPx / 2, input.context);
}

std::span<const NetLayer> trainedTissueNetLayers() {
  return kTrainedLayers;
}

void evaluateTissueNet(ImageView<std::int16_t> hematoxylin, ImageView<std::int16_t> dab,
                       const TissueNetEncoding& encoding, TissueNetScratch& scratch, TissueMaps& maps) {
  static const UNet kNet(kTissueNet, trainedTissueNetLayers());
  makeTissuePlanes(hematoxylin, dab, scratch.planes_scratch, scratch.planes);
  encoding.encode(scratch.planes, scratch.input);
  const std::array planes = {&scratch.input.detail, &scratch.input.context};
  kNet.evaluate(planes, scratch.net, maps);
}

float tissueLogitAt(ImageView<std::int8_t> map, double x, double y, double um_per_px) {
  constexpr float kStepsPerLogit = 16.0F;
  const double reach = kTissueReachUm / (kTissueGridPx * um_per_px);
  const auto near = [](double place, int size) { return std::clamp(static_cast<int>(std::floor(place)), 0, size - 1); };
  const int middle_x = near(x, map.width);
  const int middle_y = near(y, map.height);
  int sum = 0;
  int count = 0;
  for (int py = near(y - reach, map.height); py <= near(y + reach, map.height); ++py) {
    for (int px = near(x - reach, map.width); px <= near(x + reach, map.width); ++px) {
      const double dx = px + 0.5 - x;
      const double dy = py + 0.5 - y;
      if (dx * dx + dy * dy > reach * reach && (px != middle_x || py != middle_y)) continue;
      sum += map.row(py)[px];
      ++count;
    }
  }
  return static_cast<float>(sum) / (kStepsPerLogit * static_cast<float>(count));
}

}  // namespace herald
