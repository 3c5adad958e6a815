// Where tissue, nests, glands, lumina and cell sites of a synthetic slide lie.
// Pure functions; deterministic in the options; thread-safe.
#pragma once

#include <array>
#include <vector>

#include "segmentation/phantom/phantom_grid.h"
#include "segmentation/phantom/phantom_scene.h"

namespace herald {

// What a place of the slide is made of.
enum class PhantomZone : std::uint8_t { kGlass, kStroma, kNest, kLumen, kMuscle, kLymphoid };

// A nest of tumour cells; with a lumen it is a gland.
struct PhantomNest {
  static constexpr int kHarmonics = 4;
  PointUm centre;
  double radius_um = 50;
  std::array<double, kHarmonics> amplitude{};  // of the outline, of order 2, 3, ... relative to the radius
  std::array<double, kHarmonics> phase{};
  double lumen_scale = 0;  // lumen outline = this x nest outline; 0 = no lumen
  double column_um = 20;   // height of the cells round the lumen

  [[nodiscard]] double outlineRadius(double angle) const;
};

// Direction of the collagen at a place, radians.
[[nodiscard]] double collagenAngle(std::uint64_t seed, PointUm at);

class PhantomLayout {
 public:
  explicit PhantomLayout(const PhantomOptions& options);
  // Before the warp.
  [[nodiscard]] PhantomZone zone(PointUm at) const;
  // Smooth displacement that bends and stretches cells; zoneOfWarped is the zone of a place in the warped tissue (to
  // about 1 um).
  [[nodiscard]] PointUm warped(PointUm at) const;
  [[nodiscard]] PhantomZone zoneOfWarped(PointUm at) const;
  [[nodiscard]] const std::vector<PhantomNest>& nests() const { return nests_; }
  // How far the tissue reaches beyond the slide, micrometres: 0 with glass around it.
  [[nodiscard]] double overhangUm() const { return all_tissue_ ? kOverhangUm : 0; }
  [[nodiscard]] double widthUm() const { return width_um_; }
  [[nodiscard]] double heightUm() const { return height_um_; }

 private:
  static constexpr double kOverhangUm = 40;  // more than a cell

  void placeNests(const PhantomOptions& options);
  void fitTissue(double fraction);
  void fitNests(double fraction);
  void openLumina(const PhantomOptions& options);
  void fitOtherTissue(const PhantomOptions& options);
  [[nodiscard]] bool isGlass(PointUm at) const;
  [[nodiscard]] double otherTissueField(PointUm at) const;
  [[nodiscard]] double tissueDistance(PointUm at) const;
  [[nodiscard]] double nestDistance(PointUm at) const;

  std::uint64_t seed_;
  double width_um_;
  double height_um_;
  PhantomTumourLayout tumour_;
  bool all_tissue_;
  double tissue_cut_ = 0.9;
  double muscle_below_ = -9;  // of otherTissueField
  double lymphoid_above_ = 9;
  std::vector<PhantomNest> nests_;
  PhantomGrid nest_grid_;
};

// A point of the Voronoi diagram. Only tumour sites become cells; the others hold the place of what surrounds them.
struct PhantomSite {
  PointUm at;
  PhantomZone zone = PhantomZone::kNest;
  bool column = false;  // kept in its ring
  double reach_um = 0;  // free space this site wants around it
  PointUm basal{0, 0};  // unit vector away from the lumen, columns only
};

// Tumour sites first.
[[nodiscard]] std::vector<PhantomSite> placeSites(const PhantomLayout& layout, const PhantomOptions& options);

}  // namespace herald
