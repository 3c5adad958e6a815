#include "scoring/cell_judgement.h"

#include <algorithm>
#include <optional>

namespace herald {
namespace {

// A control that fails is a reason, unless the options say otherwise; what else is wrong with one is a warning.
void judgeControls(std::span<const CellSummary> cells, std::span<const CellCall> calls, const JudgementRequest& request,
                   CellJudgement& judgement) {
  const ControlOptions& options = request.options.controls;
  for (const ControlCells& control : request.controls) {
    judgement.controls.push_back(scoreControl(control.object, control.expected, control.members, cells, calls,
                                              request.rules, request.um_per_px, request.options.score, options));
    const auto complaint = complaintOf(judgement.controls.back(), options);
    if (!complaint) continue;
    const bool failed = judgement.controls.back().passed() == false;
    (failed && options.required ? judgement.reasons : judgement.warnings).push_back(*complaint);
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

CellJudgement judgeCells(std::span<const CellSummary> cells, std::span<const CellCall> calls,
                         const JudgementRequest& request) {
  CellJudgement judgement;
  judgement.assessment = assessSlide(cells, calls, request.areas, request.hematoxylin_scale_od, request.options.quality);
  judgement.reasons = request.refusals.empty() ? judgement.assessment.reasons : request.refusals;
  judgement.warnings = judgement.assessment.warnings;
  judgeControls(cells, calls, request, judgement);
  judgement.score = scoreSlide(cells, calls, request.rules, request.um_per_px, request.options.score);
  if (!judgement.reasons.empty()) takeBackAnswer(judgement.score);
  // What keeps a slide from being looked at comes before what its cells say.
  for (const std::string& reason : judgement.score.reasons)
    if (std::find(judgement.reasons.begin(), judgement.reasons.end(), reason) == judgement.reasons.end())
      judgement.reasons.push_back(reason);
  return judgement;
}

}  // namespace herald
