// The cells that show why a slide has its score: typical ones of each class, those nearest to each cut, and those that
// would have to change for another score. Choosing is a pure function of the cells and the rule set: the same cells are
// shown whatever threads and tiles measured them.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "scoring/slide_score.h"

namespace herald {

// A counted cell, 8 bytes: a slide has a million of them.
struct EvidenceCandidate {
  std::uint32_t row = 0;         // in the store
  std::uint16_t excess_sum = 0;  // as StainedMembrane
  std::uint8_t sectors = 0;
  StainingPattern pattern = StainingPattern::kNone;

  [[nodiscard]] double completeness() const { return static_cast<double>(sectors) / kMembraneSectors; }
  [[nodiscard]] double excessOdUm() const { return sectors == 0 ? 0 : excess_sum * kExcessStepOdUm / sectors; }
};
static_assert(sizeof(EvidenceCandidate) == 8, "pipeline/analysis/memory_plan.h counts on it");

[[nodiscard]] EvidenceCandidate evidenceCandidate(std::size_t row, const CellRecord& cell,
                                                  const CellClassOptions& cuts);

// A cut of the class, by its name in the configuration.
struct ClassCut {
  std::string_view name;
  double CellClassOptions::*value;
  bool of_completeness;  // else of the mean excess
};
[[nodiscard]] std::span<const ClassCut> classCuts();  // none_fraction, complete_fraction, moderate_od_um, strong_od_um

enum class EvidenceKind : std::uint8_t { kTypical, kNearCut, kWouldFlip };
inline constexpr std::array<std::string_view, 3> kEvidenceKindNames = {"typical", "near_cut", "would_flip"};

struct EvidenceGroup {
  EvidenceKind kind = EvidenceKind::kTypical;
  std::string subject;                 // class ("2+"), cut ("moderate_od_um"), or id of the clause
  std::size_t cells = 0;               // of the class; near a cut: those within reach of it
  std::size_t to_change = 0;           // kWouldFlip: how many cells have to change
  std::optional<Her2Score> new_score;  // kWouldFlip: the score then
  std::vector<std::uint32_t> rows;     // the cells shown
};

// How many are shown, 0-1000 each; chosen so that a report stays a few pages long.
struct EvidenceOptions {
  std::size_t typical = 6;     // of each class
  std::size_t near_cut = 6;    // of each cut, half of them on either side
  std::size_t would_flip = 6;  // of each change
  // How far from a cut is near: completeness as a share of the outline (six of 64 sectors), and optical density x um.
  // Chosen by eye on four cores: beyond, a cell no longer looks like one on the other side.
  double near_completeness = 0.1;
  double near_od_um = 0.05;
};

// Typical: of each class, at equal ranks from its faintest to its strongest cell (class 0: least to most complete).
// Near a cut: the closest values on both sides, within reach of it; cuts of the excess among stained cells only, cuts
// of completeness among all or stained ones. Would flip: downwards, cells of the clause that fired that are closest to
// leaving its sum; and upwards, cells closest to joining the sum of an earlier clause; closest = the smallest relative
// move of one cut. Only changes that give another score, and of those upwards the one that takes fewest cells. Equal
// cells are taken in an order that a hash of their rows gives, so that they are from all over the slide. Groups without
// cells are left out.
[[nodiscard]] std::vector<EvidenceGroup> chooseEvidence(std::span<const EvidenceCandidate> cells,
                                                        const CellClassOptions& cuts, const RuleSet& rules,
                                                        const SlideScore& score, const EvidenceOptions& options);

}  // namespace herald
