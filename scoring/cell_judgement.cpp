#include "scoring/cell_judgement.h"

#include <algorithm>
#include <optional>

namespace herald {
namespace {

// A control that fails is a reason, unless the options say otherwise; what else is wrong with one is a warning.
void judgeControls(const JudgedCells& judged, const RuleSet& rules, const CellJudgementOptions& options,
                   CellJudgement& judgement) {
  for (const ControlCells& control : judged.controls) {
    judgement.controls.push_back(scoreControl(control.object, control.expected, control.members, judged.cells,
                                              judged.calls, rules, judged.um_per_px, options.score, options.controls));
    const auto complaint = complaintOf(judgement.controls.back(), options.controls);
    if (!complaint) continue;
    const bool failed = judgement.controls.back().passed() == false;
    (failed && options.controls.required ? judgement.reasons : judgement.warnings).push_back(*complaint);
  }
}

// The numbers stay, the answer goes.
void takeBackAnswer(SlideScore& score) {
  score.score.reset();
  score.clause.clear();
  score.ish.clear();
  score.derived.clear();
  score.flags.clear();
  score.borderline = false;
  for (ClauseAudit& clause : score.audit) clause.fired = clause.borderline = false;
}

}  // namespace

CellJudgement judgeCells(const JudgedCells& judged, const RuleSet& rules, const CellJudgementOptions& options) {
  CellJudgement judgement;
  judgement.assessment = assessSlide(judged.cells, judged.calls, judged.areas, options.quality);
  judgement.reasons = judged.refusals.empty() ? judgement.assessment.reasons : judged.refusals;
  judgement.warnings = judgement.assessment.warnings;
  judgeControls(judged, rules, options, judgement);
  judgement.score = scoreSlide(judged.cells, judged.calls, rules, judged.um_per_px, options.score);
  if (!judgement.reasons.empty()) takeBackAnswer(judgement.score);
  // What keeps a slide from being looked at comes before what its cells say.
  for (const std::string& reason : judgement.score.reasons)
    if (std::find(judgement.reasons.begin(), judgement.reasons.end(), reason) == judgement.reasons.end())
      judgement.reasons.push_back(reason);
  return judgement;
}

}  // namespace herald
