#include "segmentation/nucleus_selection.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdlib>

#include "segmentation/sampling.h"

namespace herald {
namespace {

enum class State : std::uint8_t { kUndecided, kNucleus, kDropped };

class Selection {
 public:
  Selection(ImageView<float> signal, std::span<const NucleusSeed> seeds, std::span<const OutlinedNucleus> outlined,
            double um_per_px, const NucleusOptions& options)
      : signal_(signal), seeds_(seeds), outlined_(outlined), um_per_px_(um_per_px), options_(options) {
    for (std::size_t i = 0; i < seeds.size(); ++i) {
      if (static_cast<double>(outlined[i].score_od) >= options.minimum_score_od) candidates_.push_back(i);
    }
    rivals_.resize(candidates_.size());
    state_.assign(candidates_.size(), State::kUndecided);
    findRivals();
  }

  [[nodiscard]] std::vector<std::size_t> run() {
    std::vector<std::size_t> fused;
    for (std::size_t a = 0; a < candidates_.size(); ++a) {
      if (isTwoNuclei(a)) fused.push_back(a);
    }
    for (const std::size_t a : fused) state_[a] = State::kDropped;
    for (int round = 0; round < kSelectionRounds; ++round) acceptBest();
    std::vector<std::size_t> nuclei;
    for (std::size_t a = 0; a < candidates_.size(); ++a) {
      if (state_[a] == State::kNucleus) nuclei.push_back(candidates_[a]);
    }
    return nuclei;
  }

 private:
  [[nodiscard]] float score(std::size_t a) const { return outlined_[candidates_[a]].score_od; }
  // Candidates are in row-major order, of one pixel the smaller scale first: the index breaks ties.
  [[nodiscard]] bool outscores(std::size_t a, std::size_t b) const {
    return score(a) != score(b) ? score(a) > score(b) : a < b;
  }
  [[nodiscard]] bool areRivals(std::size_t a, std::size_t b) const {
    return std::binary_search(rivals_[a].begin(), rivals_[a].end(), b);
  }

  void findRivals() {
    const double reach_px = kFarthestRivalUm / um_per_px_;
    for (std::size_t a = 0; a < candidates_.size(); ++a) {
      const NucleusSeed& seed = seeds_[candidates_[a]];
      for (std::size_t b = a + 1; b < candidates_.size(); ++b) {
        const NucleusSeed& other = seeds_[candidates_[b]];
        const int dx = other.x - seed.x;
        const int dy = other.y - seed.y;
        if (dy > reach_px) break;
        if (dx * dx + dy * dy > reach_px * reach_px) continue;
        if (sharedPart(outlined_[candidates_[a]].outline, outlined_[candidates_[b]].outline, dx * um_per_px_,
                       dy * um_per_px_) <= options_.largest_overlap) {
          continue;
        }
        rivals_[a].push_back(b);
        rivals_[b].push_back(a);
      }
    }
    for (auto& rivals : rivals_) std::sort(rivals.begin(), rivals.end());
  }

  [[nodiscard]] bool isTwoNuclei(std::size_t a) const {
    const auto needed = static_cast<float>(options_.split_gain) * score(a);
    const auto& rivals = rivals_[a];
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
  [[nodiscard]] bool haveValleyBetween(std::size_t a, std::size_t b) const {
    const NucleusSeed& from = seeds_[candidates_[std::min(a, b)]];
    const NucleusSeed& to = seeds_[candidates_[std::max(a, b)]];
    const double shallow =
        options_.split_valley * static_cast<double>(std::min(signal_.at(from.x, from.y), signal_.at(to.x, to.y)));
    const int dx = to.x - from.x;
    const int dy = to.y - from.y;
    const int steps = std::max(std::abs(dx), std::abs(dy));
    for (int i = 1; i < steps; ++i) {
      const double share = static_cast<double>(i) / steps;
      if (sampleBilinear(signal_, from.x, from.y, dx * share, dy * share) < shallow) return true;
    }
    return false;
  }

  void acceptBest() {
    std::vector<std::size_t> accepted;
    for (std::size_t a = 0; a < candidates_.size(); ++a) {
      if (state_[a] != State::kUndecided) continue;
      const bool beaten = std::any_of(rivals_[a].begin(), rivals_[a].end(),
                                      [&](std::size_t b) { return state_[b] == State::kUndecided && outscores(b, a); });
      if (!beaten) accepted.push_back(a);
    }
    for (const std::size_t a : accepted) {
      state_[a] = State::kNucleus;
      for (const std::size_t b : rivals_[a]) state_[b] = State::kDropped;
    }
  }

  ImageView<float> signal_;
  std::span<const NucleusSeed> seeds_;
  std::span<const OutlinedNucleus> outlined_;
  double um_per_px_;
  const NucleusOptions& options_;
  std::vector<std::size_t> candidates_;
  std::vector<std::vector<std::size_t>> rivals_;
  std::vector<State> state_;
};

}  // namespace

double selectionReachUm() {
  // A nucleus of the last round depends on its rivals' being dropped, those on an earlier nucleus, that on its rivals'
  // being fused, those on their rivals: one step for the fusion and two a round, the last round's dropping excepted.
  constexpr int kSteps = 1 + 2 * kSelectionRounds - 1;
  return kSteps * kFarthestRivalUm;
}

std::vector<std::size_t> selectNuclei(ImageView<float> signal, std::span<const NucleusSeed> seeds,
                                      std::span<const OutlinedNucleus> outlined, double um_per_px,
                                      const NucleusOptions& options) {
  return Selection(signal, seeds, outlined, um_per_px, options).run();
}

}  // namespace herald
