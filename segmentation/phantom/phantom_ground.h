// What lies between the tumour cells while it is being filled: which places are taken, and by what. One per scene; not
// thread-safe.
#pragma once

#include <vector>

#include "segmentation/phantom/phantom_layout.h"
#include "segmentation/phantom/phantom_random.h"
#include "segmentation/phantom/phantom_scene.h"

namespace herald {

class PhantomGround {
 public:
  // `scene` has its tumour cells; layout and scene outlive this.
  PhantomGround(const PhantomLayout& layout, PhantomScene& scene);

  [[nodiscard]] const PhantomLayout& layout() const { return layout_; }
  [[nodiscard]] PhantomScene& scene() { return scene_; }
  [[nodiscard]] double areaMm2() const { return layout_.widthUm() * layout_.heightUm() * 1e-6; }

  // Zone of a place: a nest is where tumour cells are, whatever the layout says.
  [[nodiscard]] PhantomZone zoneAt(PointUm at) const;
  // No outline of a cell within the radius.
  [[nodiscard]] bool freeFor(PointUm at, double radius_um) const;
  // A place of the slide.
  [[nodiscard]] PointUm anywhere(PhantomRandom& random) const;
  // Adds a cell with that nucleus; its place is taken.
  void addCell(PhantomCellKind kind, PhantomNucleus nucleus);

 private:
  // Marks the inside of a polygon, to the micrometre.
  void cover(const std::vector<PointUm>& polygon);

  const PhantomLayout& layout_;
  PhantomScene& scene_;
  PhantomGrid taken_;
  Image<std::uint8_t> inside_cell_;
};

}  // namespace herald
