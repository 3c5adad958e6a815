#include "scoring/cell_judgement.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

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

// The score if every masked cell had the membrane it could hide; where that is another one, why there is no answer.
std::optional<std::string> complaintOfMasked(std::span<const CellSummary> cells, std::span<const CellCall> calls,
                                             const JudgementRequest& request, const SlideScore& score) {
  if (!score.score || score.masked_cells == 0) return std::nullopt;
  std::vector<CellCall> strongest(calls.begin(), calls.end());
  for (CellCall& call : strongest)
    if (call.masked()) call = {call.hidden, StainingPattern::kNone};
  const SlideScore shown = scoreSlide(cells, strongest, request.rules, request.um_per_px, request.options.score);
  if (shown.score == score.score) return std::nullopt;
  const long percent = std::lround(score.percent_masked.value);
  return "membranes_masked: in " + (percent == 0 ? std::string("less than 1") : std::to_string(percent)) +
         " % of the tumour cells DAB beside the membrane hides it; without membranes there the score is " +
         std::string(her2ScoreName(*score.score)) + ", with the strongest that could be hidden " +
         std::string(her2ScoreName(*shown.score));
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
  judgement.assessment = assessSlide(cells, calls, request.areas, request.hematoxylin_scale_od, request.um_per_px,
                                     request.options.quality);
  judgement.reasons = request.refusals.empty() ? judgement.assessment.reasons : request.refusals;
  judgement.warnings = judgement.assessment.warnings;
  judgeControls(cells, calls, request, judgement);
  judgement.score = scoreSlide(cells, calls, request.rules, request.um_per_px, request.options.score);
  if (judgement.reasons.empty()) {
    if (auto complaint = complaintOfMasked(cells, calls, request, judgement.score))
      judgement.reasons.push_back(std::move(*complaint));
  }
  if (!judgement.reasons.empty()) takeBackAnswer(judgement.score);
  // What keeps a slide from being looked at comes before what its cells say.
  for (const std::string& reason : judgement.score.reasons)
    if (std::find(judgement.reasons.begin(), judgement.reasons.end(), reason) == judgement.reasons.end())
      judgement.reasons.push_back(reason);
  return judgement;
}

}  // namespace herald
