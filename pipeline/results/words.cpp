#include "pipeline/results/words.h"

#include <algorithm>
#include <array>
#include <utility>

namespace herald {
namespace {

// By StainingPattern.
constexpr std::array<std::string_view, kStainingPatterns> kPatternWords = {
    "unstained",      "incomplete, weak",   "incomplete, moderate", "incomplete, strong",
    "complete, weak", "complete, moderate", "complete, strong"};

using CodeWords = std::pair<std::string_view, std::string_view>;
constexpr std::array<CodeWords, 33> kWords = {{
    // Status of a slide; the others are words.
    {"indeterminate", "not assessable"},
    // Derived classes.
    {"null", "HER2-null"},
    {"ultralow", "HER2-ultralow"},
    {"low", "HER2-low"},
    {"pending-ish", "pending ISH"},
    // Flags and warnings.
    {"in_situ_not_excluded", "in-situ cancer and normal ducts are not distinguished from invasive cancer"},
    {"tumour_choice_unverified", "the automatic choice of tumour cells is unverified for breast"},
    {"invasion_not_verified", "invasion not verified: no region says where the tumour is invasive"},
    {"unusual_pattern", "unusual staining pattern: look at the cells"},
    {"edge_artefact", "edge artefact"},
    {"no_annotation", "no annotation"},
    {"control_not_assessable", "a control is not assessable"},
    {"control_failed", "a control failed"},
    // Reasons for no score.
    {"not_brightfield", "not a brightfield image"},
    {"not_ihc", "not immunohistochemistry"},
    {"too_coarse", "too coarse"},
    {"no_tissue", "no tissue"},
    {"not_all_read", "not all of the file was read"},
    {"too_little_tissue", "too little tissue"},
    {"too_few_tumour_cells", "too few tumour cells"},
    {"tumour_not_found", "tumour not found"},
    {"tumour_choice_decides", "the choice of tumour cells decides the score"},
    {"no_counterstain", "no counterstain"},
    {"membranes_masked", "membranes are masked"},
    {"granular_staining", "granular staining"},
    // Why a cell does not count; out of focus can be a slide, too.
    {"not_tumour", "not tumour"},
    {"outside_roi", "outside the regions to be scored"},
    {"excluded_roi", "in a region that is left out"},
    {"out_of_focus", "out of focus"},
    {"slide_edge", "at the edge of the slide"},
    {"coverslip_edge", "at the edge of the coverslip"},
    {"red_cells", "red blood cells"},
    {"control", "in a control"},
}};

}  // namespace

std::string_view patternWords(StainingPattern pattern) {
  return kPatternWords.at(static_cast<std::size_t>(pattern));
}

std::string wordsOf(std::string_view text) {
  constexpr std::string_view kBetween = "; ";
  if (const std::size_t end = text.find(kBetween); end != std::string_view::npos)
    return wordsOf(text.substr(0, end)) + std::string(kBetween) + wordsOf(text.substr(end + kBetween.size()));
  const std::string_view code = text.substr(0, text.find(": "));
  const auto* const found =
      std::find_if(kWords.begin(), kWords.end(), [&](const CodeWords& w) { return w.first == code; });
  if (found == kWords.end()) return std::string(text);
  return std::string(found->second) + std::string(text.substr(code.size()));
}

}  // namespace herald
