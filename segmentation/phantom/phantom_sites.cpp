#include <algorithm>
#include <cmath>
#include <numbers>

#include "segmentation/phantom/phantom_grid.h"
#include "segmentation/phantom/phantom_layout.h"
#include "segmentation/phantom/phantom_random.h"
#include "segmentation/phantom/phantom_strands.h"

namespace herald {
namespace {

constexpr double kGreatestReachUm = 32;

// Places sites one after another; a site is refused where it would stand in another's free space.
class SitePlacer {
 public:
  SitePlacer(const PhantomLayout& layout, const PhantomOptions& options)
      : layout_(layout), options_(options), grid_(layout.widthUm(), layout.heightUm(), 16), random_(options.seed, 3) {}

  std::vector<PhantomSite> place() {
    for (const PhantomNest& nest : layout_.nests()) {
      if (nest.lumen_scale > 0) placeColumns(nest);
    }
    for (const PhantomSite& site : strandSites(layout_, options_)) placeOfStrand(site);
    fillNests();
    surround();
    std::stable_partition(sites_.begin(), sites_.end(),
                          [](const PhantomSite& site) { return site.zone == PhantomZone::kNest; });
    return std::move(sites_);
  }

 private:
  bool freeFor(PointUm at, double own_um, double reach_factor) const {
    bool free = true;
    grid_.visitWithin(at, kGreatestReachUm, [&](int index, double distance) {
      const PhantomSite& other = sites_[static_cast<std::size_t>(index)];
      if (distance < own_um || distance < reach_factor * other.reach_um) free = false;
    });
    return free;
  }

  void add(const PhantomSite& site) {
    grid_.insert(site.at, static_cast<int>(sites_.size()));
    sites_.push_back(site);
  }

  void placeColumn(const PhantomNest& nest, PointUm apex, PointUm outward, double depth_um, double pitch_um) {
    const PointUm site{apex.x + outward.x * depth_um, apex.y + outward.y * depth_um};
    const PointUm ghost{apex.x - outward.x * depth_um, apex.y - outward.y * depth_um};
    if (layout_.zone(site) != PhantomZone::kNest || !freeFor(site, 0.7 * pitch_um, 0)) return;
    const double free_um = 1.9 * (nest.column_um - depth_um);
    add({site, PhantomZone::kNest, true, free_um, outward});
    add({ghost, PhantomZone::kLumen, true, 0, {0, 0}});
  }

  // A ring of sites along the lumen, each with a mirrored one inside it, so that the cells end at the lumen's outline.
  void placeColumns(const PhantomNest& nest) {
    const auto outlineAt = [&](double angle) {
      const double radius = nest.lumen_scale * nest.outlineRadius(angle);
      return PointUm{nest.centre.x + radius * std::cos(angle), nest.centre.y + radius * std::sin(angle)};
    };
    const double depth_um = std::clamp(0.45 * nest.lumen_scale * nest.radius_um, 3.0, 0.4 * nest.column_um);
    double angle = random_.uniform(0, 0.5);
    const double end = angle + 2 * std::numbers::pi;
    while (angle < end) {
      const double pitch_um = options_.cell_spacing_um * random_.uniform(0.45, 0.68);
      const PointUm apex = outlineAt(angle);
      const PointUm next = outlineAt(angle + 0.02);
      const double tangent = std::hypot(next.x - apex.x, next.y - apex.y);
      placeColumn(nest, apex, {(next.y - apex.y) / tangent, -(next.x - apex.x) / tangent},
                  depth_um * random_.uniform(0.85, 1.15), pitch_um);
      angle += 0.02 * pitch_um / tangent;
    }
  }

  // Cells and surroundings of a strand are meant for each other; other strands keep off.
  void placeOfStrand(const PhantomSite& site) {
    const bool cell = site.zone == PhantomZone::kNest;
    if (cell && layout_.zone(site.at) != PhantomZone::kStroma) return;
    if (freeFor(site.at, (cell ? 0.5 : 0.3) * options_.cell_spacing_um, 0)) add(site);
  }

  PointUm anywhere() {
    const double over = layout_.overhangUm();
    const double x = random_.uniform(-over, layout_.widthUm() + over);
    return {x, random_.uniform(-over, layout_.heightUm() + over)};
  }

  double areaUm2() const {
    return (layout_.widthUm() + 2 * layout_.overhangUm()) * (layout_.heightUm() + 2 * layout_.overhangUm());
  }

  double localSpacingUm(PointUm at) const {
    const double regional = smoothNoise(options_.seed ^ 0x81, at.x, at.y, 90);
    return options_.cell_spacing_um * (1 + 1.2 * options_.cell_size_variation * regional);
  }

  void fillNests() {
    const auto tries = static_cast<int>(30 * areaUm2() / (options_.cell_spacing_um * options_.cell_spacing_um));
    for (int i = 0; i < tries; ++i) {
      const PointUm at = anywhere();
      const double spacing_um = localSpacingUm(at);
      const double own_um = 0.82 * spacing_um * (1 + options_.cell_size_variation * random_.uniform(-1, 1));
      if (!freeFor(at, 0.75 * own_um, 1) || layout_.zone(at) != PhantomZone::kNest) continue;
      add({at, PhantomZone::kNest, false, own_um, {0, 0}});
    }
  }

  // Sites of stroma, lumen and glass next to the cells: they give the cells their outer borders.
  void surround() {
    const double spacing_um = 0.75 * options_.cell_spacing_um;
    const auto tries = static_cast<int>(25 * areaUm2() / (spacing_um * spacing_um));
    for (int i = 0; i < tries; ++i) {
      const PointUm at = anywhere();
      if (!freeFor(at, 0.7 * spacing_um, 0.9)) continue;
      const PhantomZone zone = layout_.zone(at);
      const bool hole = zone == PhantomZone::kNest;  // too small for another cell
      if (hole && options_.layout == PhantomTumourLayout::kSolid) continue;
      if (!hole || freeFor(at, 0.7 * spacing_um, 1)) add({at, hole ? PhantomZone::kStroma : zone, false, 0, {0, 0}});
    }
  }

  const PhantomLayout& layout_;
  const PhantomOptions& options_;
  PhantomGrid grid_;
  PhantomRandom random_;
  std::vector<PhantomSite> sites_;
};

}  // namespace

std::vector<PhantomSite> placeSites(const PhantomLayout& layout, const PhantomOptions& options) {
  return SitePlacer(layout, options).place();
}

}  // namespace herald
