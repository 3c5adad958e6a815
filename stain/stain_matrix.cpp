#include "stain/stain_matrix.h"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <numbers>
#include <stdexcept>
#include <string>

namespace herald {
namespace {

Eigen::Vector3d unitStain(const Eigen::Vector3d& stain, const char* name) {
  if (!stain.allFinite() || stain.norm() < 1e-6 || stain.minCoeff() < -0.1) {
    throw std::invalid_argument(std::string(name) + " stain vector must be finite, not zero and not negative");
  }
  // A vector that was made one already stays as it is to the last bit: matrices are written and read back.
  constexpr double kRounding = 1e-15;
  return std::abs(stain.squaredNorm() - 1) <= kRounding ? stain : stain.normalized();
}

}  // namespace

StainMatrix::StainMatrix() : StainMatrix({0.650, 0.704, 0.286}, {0.268, 0.570, 0.776}) {}

StainMatrix::StainMatrix(const Eigen::Vector3d& hematoxylin, const Eigen::Vector3d& dab)
    : hematoxylin_(unitStain(hematoxylin, "haematoxylin")), dab_(unitStain(dab, "DAB")) {
  if (angleDeg() < kMinimumAngleDeg) {
    throw std::invalid_argument("haematoxylin and DAB vectors are less than 12 degrees apart");
  }
  residual_ = hematoxylin_.cross(dab_).normalized();
  Eigen::Matrix3d columns;
  columns << hematoxylin_, dab_, residual_;
  unmixing_ = columns.inverse();
}

double StainMatrix::angleDeg() const {
  return stainAngleDeg(hematoxylin_, dab_);
}

Eigen::Vector3d StainMatrix::mix(const Eigen::Vector3d& amounts) const {
  return amounts.x() * hematoxylin_ + amounts.y() * dab_ + amounts.z() * residual_;
}

Eigen::Vector3d StainMatrix::unmix(const Eigen::Vector3d& optical_density) const {
  return unmixing_ * optical_density;
}

double stainAngleDeg(const Eigen::Vector3d& a, const Eigen::Vector3d& b) {
  const double cosine = a.normalized().dot(b.normalized());
  return std::acos(std::clamp(cosine, -1.0, 1.0)) * 180.0 / std::numbers::pi;
}

}  // namespace herald
