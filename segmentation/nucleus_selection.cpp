#include "segmentation/nucleus_selection.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace herald {
namespace {

enum State : std::uint8_t { kUndecided, kNucleus, kDropped };

class Selection {
 public:
  Selection(const OutlinePlane& plane, std::span<const NucleusSeed> seeds, std::span<const OutlinedNucleus> outlined,
            double um_per_px, const NucleusOptions& options, SelectionScratch& scratch)
      : plane_(plane), seeds_(seeds), outlined_(outlined), um_per_px_(um_per_px), options_(options), s_(scratch) {
    s_.candidates.clear();
    for (std::uint32_t i = 0; i < seeds.size(); ++i) {
      if (static_cast<double>(outlined[i].score_od) >= options.minimum_score_od) s_.candidates.push_back(i);
    }
    s_.state.assign(s_.candidates.size(), kUndecided);
    s_.masks.resize(s_.candidates.size());
    for (std::uint32_t a = 0; a < s_.candidates.size(); ++a) {
      rasterise(outlined[s_.candidates[a]].outline, um_per_px, s_.masks[a]);
    }
    findPairs();
    listRivals();
  }

  void run(std::vector<std::uint32_t>& nuclei) {
    s_.chosen.clear();
    for (std::uint32_t a = 0; a < s_.candidates.size(); ++a) {
      if (isTwoNuclei(a)) s_.chosen.push_back(a);
    }
    for (const std::uint32_t a : s_.chosen) s_.state[a] = kDropped;
    for (int round = 0; round < kSelectionRounds; ++round) acceptBest();
    nuclei.clear();
    for (std::uint32_t a = 0; a < s_.candidates.size(); ++a) {
      if (s_.state[a] == kNucleus) nuclei.push_back(s_.candidates[a]);
    }
  }

 private:
  [[nodiscard]] float score(std::uint32_t a) const { return outlined_[s_.candidates[a]].score_od; }
  [[nodiscard]] const NucleusSeed& seed(std::uint32_t a) const { return seeds_[s_.candidates[a]]; }
  // Candidates are in row-major order, one a pixel: the index breaks ties.
  [[nodiscard]] bool outscores(std::uint32_t a, std::uint32_t b) const {
    return score(a) != score(b) ? score(a) > score(b) : a < b;
  }
  [[nodiscard]] std::span<const std::uint32_t> rivalsOf(std::uint32_t a) const {
    return std::span(s_.rivals).subspan(s_.first_rival[a], s_.first_rival[a + 1] - s_.first_rival[a]);
  }
  [[nodiscard]] bool areRivals(std::uint32_t a, std::uint32_t b) const {
    return std::binary_search(rivalsOf(a).begin(), rivalsOf(a).end(), b);
  }

  void findPairs() {
    const double reach_px = kFarthestRivalUm / um_per_px_;
    const auto reach2 = static_cast<int>(reach_px * reach_px);
    s_.pairs.clear();
    for (std::uint32_t a = 0; a < s_.candidates.size(); ++a) {
      for (std::uint32_t b = a + 1; b < s_.candidates.size(); ++b) {
        const int dx = seed(b).x - seed(a).x;
        const int dy = seed(b).y - seed(a).y;
        if (dy > reach_px) break;
        if (dx * dx + dy * dy <= reach2 && claimOnePlace(a, b, dx, dy)) s_.pairs.emplace_back(a, b);
      }
    }
  }

  [[nodiscard]] bool claimOnePlace(std::uint32_t a, std::uint32_t b, int dx, int dy) const {
    const int smaller_px = std::min(s_.masks[a].area_px, s_.masks[b].area_px);
    return sharedPx(s_.masks[a], s_.masks[b], dx, dy) > options_.largest_overlap * smaller_px;
  }

  // Each candidate's rivals, ascending: first those before it, then those after it.
  void listRivals() {
    s_.first_rival.assign(s_.candidates.size() + 1, 0);
    for (const auto& [a, b] : s_.pairs) ++s_.first_rival[a + 1], ++s_.first_rival[b + 1];
    for (std::size_t a = 1; a < s_.first_rival.size(); ++a) s_.first_rival[a] += s_.first_rival[a - 1];
    s_.next_rival.assign(s_.first_rival.begin(), s_.first_rival.end());
    s_.rivals.resize(2 * s_.pairs.size());
    for (const auto& [a, b] : s_.pairs) s_.rivals[s_.next_rival[b]++] = a;
    for (const auto& [a, b] : s_.pairs) s_.rivals[s_.next_rival[a]++] = b;
  }

  [[nodiscard]] bool isTwoNuclei(std::uint32_t a) const {
    const auto needed = static_cast<float>(options_.split_gain) * score(a);
    const auto rivals = rivalsOf(a);
    for (std::size_t i = 0; i < rivals.size(); ++i) {
      if (!outscores(a, rivals[i])) continue;
      for (std::size_t j = i + 1; j < rivals.size(); ++j) {
        if (outscores(a, rivals[j]) && score(rivals[i]) + score(rivals[j]) > needed &&
            !areRivals(rivals[i], rivals[j]) && haveValleyBetween(rivals[i], rivals[j])) {
          return true;
        }
      }
    }
    return false;
  }

  // Does the signal dip on the way from one seed to the other? Chromatin of one nucleus dips less.
  [[nodiscard]] bool haveValleyBetween(std::uint32_t a, std::uint32_t b) const {
    const NucleusSeed& from = seed(std::min(a, b));
    const NucleusSeed& to = seed(std::max(a, b));
    const auto signal = [&](int x, int y) { return OutlinePlane::signalOd(*plane_.at(x, y)); };
    const double shallow_od =
        options_.split_valley * static_cast<double>(std::min(signal(from.x, from.y), signal(to.x, to.y)));
    const int dx = to.x - from.x;
    const int dy = to.y - from.y;
    const int steps = std::max(std::abs(dx), std::abs(dy));
    const auto share = [&](int d, int i) { return (2 * d * i + (d >= 0 ? steps : -steps)) / (2 * steps); };
    for (int i = 1; i < steps; ++i) {
      if (static_cast<double>(signal(from.x + share(dx, i), from.y + share(dy, i))) < shallow_od) return true;
    }
    return false;
  }

  void acceptBest() {
    s_.chosen.clear();
    for (std::uint32_t a = 0; a < s_.candidates.size(); ++a) {
      if (s_.state[a] != kUndecided) continue;
      const auto rivals = rivalsOf(a);
      const bool beaten = std::any_of(rivals.begin(), rivals.end(),
                                      [&](std::uint32_t b) { return s_.state[b] == kUndecided && outscores(b, a); });
      if (!beaten) s_.chosen.push_back(a);
    }
    for (const std::uint32_t a : s_.chosen) {
      s_.state[a] = kNucleus;
      for (const std::uint32_t b : rivalsOf(a)) s_.state[b] = kDropped;
    }
  }

  const OutlinePlane& plane_;
  std::span<const NucleusSeed> seeds_;
  std::span<const OutlinedNucleus> outlined_;
  double um_per_px_;
  const NucleusOptions& options_;
  SelectionScratch& s_;
};

}  // namespace

double selectionReachUm() {
  // A nucleus of the last round depends on its rivals' being dropped, those on an earlier nucleus, that on its rivals'
  // being fused, those on their rivals: one step for the fusion and two a round, the last round's dropping excepted.
  constexpr int kSteps = 1 + 2 * kSelectionRounds - 1;
  return kSteps * kFarthestRivalUm;
}

void selectNuclei(const OutlinePlane& plane, std::span<const NucleusSeed> seeds,
                  std::span<const OutlinedNucleus> outlined, double um_per_px, const NucleusOptions& options,
                  SelectionScratch& scratch, std::vector<std::uint32_t>& nuclei) {
  Selection(plane, seeds, outlined, um_per_px, options, scratch).run(nuclei);
}

}  // namespace herald
