// Stain vectors: directions of haematoxylin, DAB and their residual in optical-density space (R, G, B), unit length.
//
// Colour deconvolution after Ruifrok & Johnston, Anal Quant Cytol Histol 2001;23:291. Default vectors: haematoxylin
// 0.650 0.704 0.286, DAB 0.268 0.570 0.776 (the H-DAB pair of that paper), residual = their cross product.
// Immutable value; thread-safe.
#pragma once

#include <Eigen/Core>

namespace herald {

class StainMatrix {
 public:
  // The default H-DAB vectors.
  StainMatrix();
  // Normalises both vectors. Throws std::invalid_argument when one is zero or not finite, has a component below
  // -0.1, or when they are less than `kMinimumAngleDeg` apart (unmixing would blow noise up).
  StainMatrix(const Eigen::Vector3d& hematoxylin, const Eigen::Vector3d& dab);

  static constexpr double kMinimumAngleDeg = 12.0;

  [[nodiscard]] const Eigen::Vector3d& hematoxylin() const { return hematoxylin_; }
  [[nodiscard]] const Eigen::Vector3d& dab() const { return dab_; }
  [[nodiscard]] const Eigen::Vector3d& residual() const { return residual_; }
  // Rows: amounts of haematoxylin, DAB, residual as linear combinations of the optical densities of R, G, B.
  [[nodiscard]] const Eigen::Matrix3d& unmixing() const { return unmixing_; }
  [[nodiscard]] double angleDeg() const;  // between haematoxylin and DAB

  // Optical densities (R, G, B) of the given amounts of haematoxylin, DAB and residual.
  [[nodiscard]] Eigen::Vector3d mix(const Eigen::Vector3d& amounts) const;
  // Amounts of haematoxylin, DAB and residual; the inverse of mix. Negative amounts are kept.
  [[nodiscard]] Eigen::Vector3d unmix(const Eigen::Vector3d& optical_density) const;

 private:
  Eigen::Vector3d hematoxylin_;
  Eigen::Vector3d dab_;
  Eigen::Vector3d residual_;
  Eigen::Matrix3d unmixing_;
};

// Angle between two stain vectors, degrees.
[[nodiscard]] double stainAngleDeg(const Eigen::Vector3d& a, const Eigen::Vector3d& b);

}  // namespace herald
