#include "stain/stain_estimate.h"

#include <Eigen/Geometry>
#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <stdexcept>
#include <vector>

#include "stain/median.h"
#include "stain/optical_density.h"

namespace herald {
namespace {

// Collects directions and gives their component-wise median: robust, and the same for any order.
class DirectionMedian {
 public:
  void add(const Eigen::Vector3d& direction) {
    for (int c = 0; c < 3; ++c) components_[static_cast<std::size_t>(c)].push_back(direction[c]);
  }
  [[nodiscard]] std::size_t count() const { return components_[0].size(); }
  [[nodiscard]] Eigen::Vector3d median() {
    Eigen::Vector3d result;
    for (int c = 0; c < 3; ++c) {
      result[c] = upperMedian(components_[static_cast<std::size_t>(c)]);
    }
    return result.normalized();
  }

 private:
  std::array<std::vector<double>, 3> components_;
};

// The estimate, or why there is none.
struct Candidate {
  std::optional<Eigen::Vector3d> vector;
  std::string refusal;
};

Candidate candidateFrom(DirectionMedian& directions, const Eigen::Vector3d& start,
                        const StainEstimateOptions& options) {
  if (directions.count() < static_cast<std::size_t>(options.minimum_pixels)) {
    return {std::nullopt,
            std::to_string(directions.count()) + " pixels, " + std::to_string(options.minimum_pixels) + " needed"};
  }
  const Eigen::Vector3d estimate = directions.median();
  const double change_deg = stainAngleDeg(estimate, start);
  if (change_deg > options.largest_change_deg) {
    return {std::nullopt, std::to_string(std::lround(change_deg)) + " degrees off"};
  }
  return {estimate, {}};
}

Eigen::Vector3d densityOf(Rgb8 pixel, const OpticalDensityTables& table) {
  return {table[0][pixel.r], table[1][pixel.g], table[2][pixel.b]};
}

// From which length on a vector's direction is that of a stain.
double shortestDirectedOd(std::span<const Rgb8> pixels, const OpticalDensityTables& table,
                          const StainEstimateOptions& options) {
  constexpr double kDarkShare = 0.05;
  constexpr double kShareOfDark = 0.5;
  constexpr double kNoiseOd = 0.05;  // a grey level of noise turns it by 2 degrees, and medians average
  if (pixels.empty()) return options.minimum_od;
  std::vector<double> lengths;
  lengths.reserve(pixels.size());
  for (const Rgb8 pixel : pixels) lengths.push_back(densityOf(pixel, table).norm());
  const auto dark =
      lengths.begin() + static_cast<std::ptrdiff_t>((1 - kDarkShare) * static_cast<double>(lengths.size() - 1));
  std::nth_element(lengths.begin(), dark, lengths.end());
  return std::min(options.minimum_od, std::max(kNoiseOd, kShareOfDark * *dark));
}

}  // namespace

void validate(const StainEstimateOptions& options) {
  requireInRanges(options);
}

StainEstimate estimateStains(std::span<const Rgb8> pixels, const BackgroundLight& background, const StainMatrix& start,
                             const StainEstimateOptions& options) {
  validate(options);
  DirectionMedian hematoxylin;
  DirectionMedian dab;
  const OpticalDensityTables table = opticalDensityTables(background.rgb);
  const double minimum_od = shortestDirectedOd(pixels, table, options);
  for (const Rgb8 pixel : pixels) {
    const Eigen::Vector3d od = densityOf(pixel, table);
    if (od.squaredNorm() < minimum_od * minimum_od) continue;
    const double length = od.norm();
    const Eigen::Vector3d amounts = start.unmix(od);
    const double h = std::max(0.0, amounts.x());
    const double d = std::max(0.0, amounts.y());
    if (std::abs(amounts.z()) > 0.35 * length) continue;  // neither stain: ink, pigment, red cells
    if (h >= options.purity * (h + d)) hematoxylin.add(od / length);
    if (d >= options.purity * (h + d) && length >= options.minimum_dab_od) dab.add(od / length);
  }
  const Candidate h = candidateFrom(hematoxylin, start.hematoxylin(), options);
  const Candidate d = candidateFrom(dab, start.dab(), options);
  std::string refusals;
  if (!h.vector) refusals += "haematoxylin: " + h.refusal;
  if (!d.vector) refusals += (refusals.empty() ? "" : "; ") + ("DAB: " + d.refusal);
  if (!h.vector && !d.vector) return {start, "default (" + refusals + ")"};
  try {
    const StainMatrix stains(h.vector.value_or(start.hematoxylin()), d.vector.value_or(start.dab()));
    return {stains, refusals.empty() ? "estimated" : "estimated (default for " + refusals + ")"};
  } catch (const std::invalid_argument& error) {
    return {start, std::string("default (") + error.what() + ")"};
  }
}

}  // namespace herald
