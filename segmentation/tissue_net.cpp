#include "segmentation/tissue_net.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <stdexcept>

#include "segmentation/trained_layers.h"
#include "stain/dispatch.h"

namespace herald {
namespace {

#include "segmentation/tissue_net_weights.inc"

constexpr int kLeastMilliOd = -1000;
constexpr int kMostMilliOd = 3000;
constexpr int kMostDabMilliOd = 4000;
constexpr int kHalfWeightMilliOd = 50;
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

// Mean of 2 x 2 pixels that begin at (2 x, 2 y).
int meanOfFour(ImageView<std::int16_t> plane, int x, int y) {
  const std::int16_t* upper = plane.row(2 * y);
  const std::int16_t* lower = plane.row(std::min(2 * y + 1, plane.height - 1));
  const int right = std::min(2 * x + 1, plane.width - 1);
  return (upper[2 * x] + upper[right] + lower[2 * x] + lower[right] + 2) >> 2;
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

void makeDetail(ImageView<std::int16_t> hematoxylin, ImageView<std::int16_t> dab, TissuePlanesScratch& s,
                Image<std::int16_t>& detail) {
  const auto& table = weights();
  for (int y = 0; y < detail.height(); ++y) {
    for (int x = 0; x < detail.width(); ++x) {
      const int h = std::clamp(meanOfFour(hematoxylin, x, y), kLeastMilliOd, kMostMilliOd);
      const int d = std::clamp(meanOfFour(dab, x, y), 0, kMostDabMilliOd);
      detail.at(x, y) = static_cast<std::int16_t>(h);
      s.weight.at(x, y) = table[static_cast<std::size_t>(d)];
      s.weighted.at(x, y) = s.weight.at(x, y) * (h - kLeastMilliOd);
    }
  }
  Image<std::int32_t>& own = s.own_weight;
  own = s.weight;
  sumAround(s.weight, kFillBoxPx, s.between, s.row);
  sumAround(s.weighted, kFillBoxPx, s.between, s.row);
  for (int y = 0; y < detail.height(); ++y) {
    std::int16_t* row = detail.row(y);
    for (int x = 0; x < detail.width(); ++x) {
      const std::int32_t total = s.weight.at(x, y);
      const std::int32_t filling = (s.weighted.at(x, y) + total / 2) / total;
      const std::int32_t w = own.at(x, y);
      row[x] = static_cast<std::int16_t>(
          (w * (row[x] - kLeastMilliOd) + (kFullWeight - w) * filling + kFullWeight / 2) / kFullWeight + kLeastMilliOd);
    }
  }
}

void makeContext(const Image<std::int16_t>& detail, TissuePlanesScratch& s, Image<std::int16_t>& context) {
  for (int y = 0; y < detail.height(); ++y)
    for (int x = 0; x < detail.width(); ++x) s.weighted.at(x, y) = detail.at(x, y) - kLeastMilliOd;
  sumAround(s.weighted, kContextBoxPx, s.between, s.row);
  const std::vector<std::int32_t> columns = weightsHeld(detail.width(), kContextBoxPx);
  const std::vector<std::int32_t> rows = weightsHeld(detail.height(), kContextBoxPx);
  for (int y = 0; y < detail.height(); ++y) {
    for (int x = 0; x < detail.width(); ++x) {
      const std::int32_t total = columns[static_cast<std::size_t>(x)] * rows[static_cast<std::size_t>(y)];
      context.at(x, y) = static_cast<std::int16_t>((s.weighted.at(x, y) + total / 2) / total + kLeastMilliOd);
    }
  }
}

}  // namespace

void makeTissuePlanes(ImageView<std::int16_t> hematoxylin, ImageView<std::int16_t> dab, TissuePlanesScratch& scratch,
                      TissuePlanes& planes) {
  if (hematoxylin.width != dab.width || hematoxylin.height != dab.height)
    throw std::invalid_argument("planes of the tissue net must have one size");
  const int width = (hematoxylin.width + 1) / kTissueGridPx;
  const int height = (hematoxylin.height + 1) / kTissueGridPx;
  planes.detail.resize(width, height);
  planes.context.resize(width, height);
  for (Image<std::int32_t>* sums : {&scratch.weight, &scratch.weighted, &scratch.own_weight})
    sums->resize(width, height);
  makeDetail(hematoxylin, dab, scratch, planes.detail);
  makeContext(planes.detail, scratch, planes.context);
}

TissueNetEncoding::TissueNetEncoding(int hematoxylin_scale_milli_od)
    : detail_(NucleusNetEncoding::hematoxylinTable(hematoxylin_scale_milli_od, 3)),
      context_(NucleusNetEncoding::hematoxylinTable(hematoxylin_scale_milli_od, 1)) {}

void TissueNetEncoding::encode(const TissuePlanes& planes, NucleusNetInput& input) const {
  detail_.encode(planes.detail, input.hematoxylin);
  context_.encode(planes.context, input.dab);
}

const NetLayers& trainedTissueNetLayers() {
  static constexpr NetLayers kLayers = HERALD_NET_LAYERS;
  return kLayers;
}

void evaluateTissueNet(ImageView<std::int16_t> hematoxylin, ImageView<std::int16_t> dab,
                       const TissueNetEncoding& encoding, TissueNetScratch& scratch, Image<std::int8_t>& logits) {
  static const NucleusNet kNet(trainedTissueNetLayers());
  makeTissuePlanes(hematoxylin, dab, scratch.planes_scratch, scratch.planes);
  encoding.encode(scratch.planes, scratch.input);
  kNet.evaluate(scratch.input, scratch.net, logits);
}

float tissueLogitAt(ImageView<std::int8_t> logits, double x, double y, double um_per_px) {
  constexpr float kStepsPerLogit = 16.0F;
  const double reach = kTissueReachUm / (kTissueGridPx * um_per_px);
  const auto near = [](double place, int size) { return std::clamp(static_cast<int>(std::floor(place)), 0, size - 1); };
  const int middle_x = near(x, logits.width);
  const int middle_y = near(y, logits.height);
  int sum = 0;
  int count = 0;
  for (int py = near(y - reach, logits.height); py <= near(y + reach, logits.height); ++py) {
    for (int px = near(x - reach, logits.width); px <= near(x + reach, logits.width); ++px) {
      const double dx = px + 0.5 - x;
      const double dy = py + 0.5 - y;
      if (dx * dx + dy * dy > reach * reach && (px != middle_x || py != middle_y)) continue;
      sum += logits.row(py)[px];
      ++count;
    }
  }
  return static_cast<float>(sum) / (kStepsPerLogit * static_cast<float>(count));
}

}  // namespace herald
