#include "segmentation/phantom/phantom_strands.h"

#include <algorithm>
#include <cmath>

#include "segmentation/phantom/phantom_random.h"

namespace herald {
namespace {

constexpr double kStepUm = 2.0;
constexpr double kGapUm = 7.0;         // stroma between two strands, at least
constexpr double kRowPitch = 0.86;     // distance of rows, of the cell spacing
constexpr double kBesideStrand = 0.9;  // from the outermost cells to the surrounding's sites, of the cell spacing
constexpr double kTriesPerCell = 14;

class StrandPlacer {
 public:
  StrandPlacer(const PhantomLayout& layout, const PhantomOptions& options)
      : layout_(layout), options_(options), random_(options.seed, 7), grid_(layout.widthUm(), layout.heightUm(), 16) {}

  std::vector<PhantomStrand> place() {
    const double spacing = options_.cell_spacing_um;
    const double over = layout_.overhangUm();
    const double area = (layout_.widthUm() + 2 * over) * (layout_.heightUm() + 2 * over);
    const double wanted = options_.nest_fraction * options_.tissue_fraction * area;
    double covered = 0;
    const auto tries = static_cast<int>(kTriesPerCell * area / (spacing * spacing));
    for (int i = 0; i < tries && covered < wanted; ++i) {
      const PointUm start{random_.uniform(-over, layout_.widthUm() + over),
                          random_.uniform(-over, layout_.heightUm() + over)};
      PhantomStrand strand = grown(start);
      const double length = kStepUm * static_cast<double>(strand.line.size());
      if (length < 2.5 * spacing) continue;
      covered += length * spacing * strand.rows;
      keep(std::move(strand));
    }
    return std::move(strands_);
  }

 private:
  bool freeFor(PointUm at, int rows) const {
    bool free = layout_.zone(at) == PhantomZone::kStroma;
    grid_.visitWithin(at, 3 * options_.cell_spacing_um + kGapUm, [&](int other, double distance) {
      const int both = rows + strands_[static_cast<std::size_t>(other)].rows;
      if (distance < 0.5 * both * options_.cell_spacing_um + kGapUm) free = false;
    });
    return free;
  }

  // From the start along the collagen (sense +1) or against it, without the start.
  std::vector<PointUm> half(PointUm at, double sense, double wobble, int rows, double length_um) const {
    std::vector<PointUm> line;
    for (double run = 0; run < length_um; run += kStepUm) {
      const double angle =
          collagenAngle(options_.seed, at) + wobble + 0.5 * smoothNoise(options_.seed ^ 0xe1, at.x, at.y, 28);
      at = {at.x + sense * kStepUm * std::cos(angle), at.y + sense * kStepUm * std::sin(angle)};
      if (!freeFor(at, rows)) break;
      line.push_back(at);
    }
    return line;
  }

  PhantomStrand grown(PointUm start) {
    PhantomStrand strand;
    const bool file = options_.layout == PhantomTumourLayout::kFiles;
    strand.rows = file ? 1 : 2 + random_.below(2);
    const double wobble = random_.normal(0, 0.25);
    const double length_um = random_.uniform(file ? 2 : 4, file ? 9 : 16) * options_.cell_spacing_um;
    if (!freeFor(start, strand.rows)) return strand;
    strand.line = half(start, -1, wobble, strand.rows, length_um);
    std::reverse(strand.line.begin(), strand.line.end());
    strand.line.push_back(start);
    const std::vector<PointUm> forth = half(start, 1, wobble, strand.rows, length_um);
    strand.line.insert(strand.line.end(), forth.begin(), forth.end());
    return strand;
  }

  void keep(PhantomStrand strand) {
    for (const PointUm& at : strand.line) grid_.insert(at, static_cast<int>(strands_.size()));
    strands_.push_back(std::move(strand));
  }

  const PhantomLayout& layout_;
  const PhantomOptions& options_;
  PhantomRandom random_;
  PhantomGrid grid_;
  std::vector<PhantomStrand> strands_;
};

// The place `along_um` from the strand's first point and `aside_um` from its middle; beyond the ends straight on.
PointUm placeOn(const PhantomStrand& strand, double along_um, double aside_um) {
  const auto last = static_cast<double>(strand.line.size() - 2);
  const double position = along_um / kStepUm;
  const double from = std::clamp(std::floor(position), 0.0, last);
  const PointUm a = strand.line[static_cast<std::size_t>(from)];
  const PointUm b = strand.line[static_cast<std::size_t>(from) + 1];
  const PointUm step{b.x - a.x, b.y - a.y};
  const double t = position - from;
  const double aside = aside_um / kStepUm;
  return {a.x + t * step.x - aside * step.y, a.y + t * step.y + aside * step.x};
}

void addCells(const PhantomStrand& strand, const PhantomOptions& options, PhantomRandom& random,
              std::vector<PhantomSite>& sites) {
  const double spacing = options.cell_spacing_um;
  const double length = kStepUm * static_cast<double>(strand.line.size() - 1);
  for (int row = 0; row < strand.rows; ++row) {
    const double aside = (row - 0.5 * (strand.rows - 1)) * kRowPitch * spacing;
    double along = random.uniform(0.2, 0.6) * spacing;
    while (along < length) {
      const PointUm at = placeOn(strand, along, aside + random.normal(0, 0.05) * spacing);
      sites.push_back({at, PhantomZone::kNest, false, 0.85 * spacing, {0, 0}});
      along += spacing * (1 + options.cell_size_variation * random.uniform(-1, 1));
    }
  }
}

void addSurrounding(const PhantomStrand& strand, const PhantomLayout& layout, const PhantomOptions& options,
                    PhantomRandom& random, std::vector<PhantomSite>& sites) {
  const double spacing = options.cell_spacing_um;
  const double length = kStepUm * static_cast<double>(strand.line.size() - 1);
  const double beside = (0.5 * (strand.rows - 1) * kRowPitch + kBesideStrand) * spacing;
  const auto add = [&](double along, double aside) {
    const PointUm at = placeOn(strand, along, aside);
    const PhantomZone zone = layout.zone(at);
    sites.push_back({at, zone == PhantomZone::kNest ? PhantomZone::kStroma : zone, false, 0, {0, 0}});
  };
  for (const double side : {-1.0, 1.0}) {
    for (double along = -0.4 * spacing; along < length + 0.4 * spacing; along += 0.4 * spacing) {
      add(along, side * beside * random.uniform(0.93, 1.12));
    }
  }
  for (int row = 0; row < strand.rows; ++row) {
    const double aside = (row - 0.5 * (strand.rows - 1)) * kRowPitch * spacing;
    add(-0.75 * spacing, aside);
    add(length + 0.75 * spacing, aside);
  }
}

}  // namespace

std::vector<PhantomStrand> placeStrands(const PhantomLayout& layout, const PhantomOptions& options) {
  const bool any = options.layout == PhantomTumourLayout::kStrands || options.layout == PhantomTumourLayout::kFiles;
  return any ? StrandPlacer(layout, options).place() : std::vector<PhantomStrand>{};
}

std::vector<PhantomSite> strandSites(const PhantomLayout& layout, const PhantomOptions& options) {
  PhantomRandom random(options.seed, 8);
  std::vector<PhantomSite> sites;
  for (const PhantomStrand& strand : placeStrands(layout, options)) {
    addCells(strand, options, random, sites);
    addSurrounding(strand, layout, options, random, sites);
  }
  return sites;
}

}  // namespace herald
