#include "scoring/tuning/tunable_cuts.h"

#include "scoring/rule_set.h"

namespace herald {

TunableCuts tunableCuts(const std::array<std::int64_t, 4>& cases) {
  const auto separates = [&](std::size_t lower) { return cases.at(lower) > 0 && cases.at(lower + 1) > 0; };
  TunableCuts tunable;
  const auto vary = [&](Cut cut, bool wanted) { tunable.varied[static_cast<std::size_t>(cut)] = wanted; };
  vary(Cut::kStained, separates(0));
  vary(Cut::kNone, separates(0));
  vary(Cut::kModerate, separates(1));
  vary(Cut::kStrong, separates(2));
  vary(Cut::kComplete, separates(1) || separates(2));
  vary(Cut::kFloorPercent, separates(1));
  for (std::size_t score = 0; score < cases.size(); ++score) {
    if (cases[score] >= kFewCasesOfClass) continue;
    const std::string name(her2ScoreName(static_cast<Her2Score>(score)));
    tunable.warnings.push_back(cases[score] == 0 ? "no case with reference " + name
                                                 : "only " + std::to_string(cases[score]) + " cases with reference " +
                                                       name + "; below " + std::to_string(kFewCasesOfClass) +
                                                       " the neighbouring cuts rest on single cases");
  }
  for (std::size_t cut = 0; cut < kCuts; ++cut)
    if (!tunable.varied[cut])
      tunable.warnings.push_back(std::string(kCutNames[cut]) +
                                 " stays as it was: these cases do not have both scores it separates");
  return tunable;
}

}  // namespace herald
