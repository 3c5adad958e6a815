// Scene of a synthetic HER2 slide: every object in micrometres, and the truth measured on those objects.
//
// Tumour cells are the cells of a Voronoi diagram (sites in solid nests relaxed after Lloyd, sites round lumina kept in
// a ring, which makes columns), bent by a smooth warp. A membrane is the border between two cells and belongs to both:
// the truth of a cell is therefore recomputed from the membranes it has, never taken from what was asked for.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "segmentation/phantom/phantom_options.h"
#include "stain/image.h"
#include "stain/units.h"

namespace herald {

// A point of the scene, micrometres from the slide's top left corner, x right, y down.
struct PointUm {
  double x = 0;
  double y = 0;
};

// Stretch of membrane counts as stained from this ridge optical density of DAB (line's own, see PhantomMembrane).
inline constexpr double kPhantomStainedOd = 0.05;

enum class PhantomCellKind : std::uint8_t { kTumour, kStroma, kLymphocyte };
inline constexpr std::array<std::string_view, 3> kPhantomCellKindNames = {"tumour", "stroma", "lymphocyte"};

// What lies on the other side of a membrane.
enum class PhantomSurrounding : std::uint8_t { kCell, kLumen, kStroma, kGlass };

// The border between two tumour cells, or of one against its surrounding. `line` runs in nearly equal steps; stretch i
// joins points i and i + 1.
struct PhantomMembrane {
  int cell_a = -1;
  int cell_b = -1;  // -1 = none
  PhantomSurrounding surrounding = PhantomSurrounding::kCell;
  std::vector<PointUm> line;
  double length_um = 0;
  // Per stretch: DAB optical density on the ridge of the line as it shows with the default blur and sharpening, without
  // what lies under it. 0 = no stain.
  std::vector<float> dab_od;
  double width_um = 1.0;  // full width at half maximum of the deposit itself, before blur
};

// Texture and outline of one nucleus. The outline is r(angle) about the centre.
struct PhantomNucleus {
  static constexpr int kAngles = 48;
  PointUm centre;
  std::array<float, kAngles> radius_um{};
  float fill_od = 0.1F;      // haematoxylin inside
  float rim_od = 0.1F;       // on top of it along the border
  float texture_od = 0.05F;  // amplitude of the chromatin
  float clump_um = 1.0F;     // size of the chromatin's clumps
  float softness_um = 0.3F;
  struct Nucleolus {
    PointUm centre;
    float radius_um = 0;
    float od = 0;
  };
  std::vector<Nucleolus> nucleoli;
  std::uint64_t texture_seed = 0;
};

struct PhantomCell {
  PhantomCellKind kind = PhantomCellKind::kTumour;
  int nucleus = -1;              // index into PhantomScene::nuclei; every cell has one
  std::vector<int> membranes;    // tumour only; in order round the outline
  std::vector<PointUm> outline;  // tumour only; closed polygon, last point not repeated
  float cytoplasm_od = 0;        // haematoxylin
  float cytoplasm_dab_od = 0;
  float blush_od = 0;     // on top of it, diffuse
  float granules_od = 0;  // on top of it, in granules
  // Truth, tumour only.
  double completeness = 0;  // share of the outline's length with ridge DAB >= kPhantomStainedOd
  double width_um = 0;      // mean over the stained length; 0 without stain
  double dab_od = 0;        // mean ridge optical density over the stained length; 0 without stain
};

// Line drawn softly: collagen fibres.
struct PhantomFibre {
  std::vector<PointUm> line;
  float sigma_um = 0.5F;
  float od = 0.05F;
};

// Grey refractile debris or a red cell: blob with a dark seam, no stain in it.
struct PhantomDebris {
  PhantomNucleus shape;  // fill, rim and texture are neutral grey
};

struct PhantomScene {
  PhantomOptions options;
  std::vector<PhantomCell> cells;  // tumour cells first, then stroma, then lymphocytes
  std::vector<PhantomMembrane> membranes;
  std::vector<PhantomNucleus> nuclei;
  std::vector<PhantomFibre> fibres;
  std::vector<PhantomDebris> debris;
  // Cover of loose stroma, 0-1; value (i, j) lies at ((i + 0.5) * pitch, (j + 0.5) * pitch) micrometres.
  Image<float> stroma_cover;
  double stroma_cover_pitch_um = 2.0;
};

}  // namespace herald
