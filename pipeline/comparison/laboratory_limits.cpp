#include "pipeline/comparison/laboratory_limits.h"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "pipeline/files/atomic_file.h"
#include "pipeline/files/json_text.h"
#include "pipeline/files/output_names.h"
#include "pipeline/files/printable.h"
#include "pipeline/files/whole_folder.h"
#include "stain/median.h"

namespace herald {
namespace {

constexpr int kPercentDecimals = 3;

// In the order of kLimitedShares.
std::array<double, kLimitedShares.size()> sharesOf(const ScoredSlide& slide) {
  const auto percent = [&](std::size_t measurement) {
    const auto& value = slide.measured[measurement];
    if (!value)
      throw std::invalid_argument(
          fmt::format("slide {} has no {}", printable(slide.slide), kMeasurements[measurement]));
    return *value;
  };
  return {percent(1) + percent(2) + percent(3), percent(2) + percent(3), percent(3), percent(kPctComplete)};
}

LimitedShare limited(std::string_view name, std::vector<double> percents) {
  return {name, upperMedian(percents), *std::max_element(percents.begin(), percents.end()),
          limitOfBlank(percents).value()};
}

std::string tableText(const LaboratoryLimits& limits) {
  std::string text = fmt::format("{:12}  {:>8}  {:>8}  {:>14}\n", "% of cells", "median", "largest", "limit of blank");
  for (const LimitedShare& share : limits.shares)
    text +=
        fmt::format("{:12}  {:8.2f}  {:8.2f}  {:14.2f}\n", share.name, share.median, share.largest, share.limit.value);
  return text;
}

std::string listed(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ", ") + printable(name);
  return text;
}

std::vector<std::string> notesOf(const LaboratoryLimits& limits) {
  std::vector<std::string> notes;
  if (!limits.left_out.empty())
    notes.push_back(
        fmt::format("{} slides without a score are left out: {}", limits.left_out.size(), listed(limits.left_out)));
  if (!limits.not_zero.empty())
    notes.push_back(fmt::format("{} negative slides are not scored 0, but count along: {}", limits.not_zero.size(),
                                listed(limits.not_zero)));
  if (limits.slides < kRecommendedBlankSlides)
    notes.push_back(fmt::format("{} slides: sure by {:.0f} %; CLSI EP17 asks for {} or more", limits.slides,
                                100 * limits.shares[0].limit.confidence, kRecommendedBlankSlides));
  return notes;
}

}  // namespace

LaboratoryLimits laboratoryLimits(const ScoredSlides& negatives) {
  LaboratoryLimits limits;
  limits.source = negatives.name;
  std::array<std::vector<double>, kLimitedShares.size()> percents;
  for (const ScoredSlide& slide : negatives.slides) {
    if (!slide.score) {
      limits.left_out.push_back(slide.slide);
      continue;
    }
    if (*slide.score != Her2Score::k0) limits.not_zero.push_back(slide.slide);
    const auto shares = sharesOf(slide);
    for (std::size_t i = 0; i < shares.size(); ++i) percents[i].push_back(shares[i]);
  }
  limits.slides = static_cast<std::int64_t>(percents[0].size());
  if (limits.slides < kFewestBlankSlides)
    throw std::invalid_argument(fmt::format("{}: {} slides with a score, a limit of blank needs {}",
                                            printable(negatives.name), limits.slides, kFewestBlankSlides));
  for (std::size_t i = 0; i < percents.size(); ++i) limits.shares[i] = limited(kLimitedShares[i], percents[i]);
  return limits;
}

std::string limitsJson(const LaboratoryLimits& limits) {
  OrderedJson shares = OrderedJson::array();
  for (const LimitedShare& share : limits.shares)
    shares.push_back({{"share", share.name},
                      {"median_percent", rounded(share.median, kPercentDecimals)},
                      {"largest_percent", rounded(share.largest, kPercentDecimals)},
                      {"limit_of_blank_percent", rounded(share.limit.value, kPercentDecimals)},
                      {"confidence", rounded(share.limit.confidence, kPercentDecimals)}});
  const OrderedJson json = {{"schema", "herald.limits/1"}, {"source", limits.source},
                            {"slides", limits.slides},     {"recommended_slides", kRecommendedBlankSlides},
                            {"left_out", limits.left_out}, {"not_zero", limits.not_zero},
                            {"limits", std::move(shares)}};
  return documentText(json);
}

std::string limitsToml(const LaboratoryLimits& limits) {
  return fmt::format(
      "# The noise floor of {} negative slides: their limit of blank (CLSI EP17), stained cells of any kind.\n"
      "# herald score FOLDER --config limits.toml\n\n"
      "[noise_floor]\nfrom_rule_set = false\npercent = {:.3f}\n",
      limits.slides, limits.shares[0].limit.value);
}

LimitsReport writeLimits(const std::filesystem::path& negatives, const std::filesystem::path& out) {
  const ScoredSlides scored = readScoredSlides(negatives);
  const LaboratoryLimits limits = laboratoryLimits(scored);
  writeWholeFolder(newFolderPath(out), [&](const std::filesystem::path& folder) {
    writeFileAtomically(folder / output::kLimitsJson, limitsJson(limits));
    writeFileAtomically(folder / output::kLimitsToml, limitsToml(limits));
  });
  LimitsReport report{scored.notes, tableText(limits)};
  for (std::string& note : notesOf(limits)) report.notes.push_back(std::move(note));
  return report;
}

}  // namespace herald
