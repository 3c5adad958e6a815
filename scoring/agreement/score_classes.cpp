#include "scoring/agreement/score_classes.h"

#include <algorithm>
#include <stdexcept>

namespace herald {
namespace {

constexpr std::array kScores = {Her2Score::k0, Her2Score::k1Plus, Her2Score::k2Plus, Her2Score::k3Plus};

[[noreturn]] void refuse(std::string_view text, const std::string& cause) {
  throw std::invalid_argument(std::string("classes \"").append(text).append("\": ").append(cause));
}

}  // namespace

std::optional<Her2Score> her2ScoreNamed(std::string_view name) {
  const auto* found =
      std::find_if(kScores.begin(), kScores.end(), [&](Her2Score score) { return her2ScoreName(score) == name; });
  return found == kScores.end() ? std::nullopt : std::optional(*found);
}

ScoreClasses::ScoreClasses() : class_of_{0, 1, 2, 3} {
  for (const Her2Score score : kScores) names_.emplace_back(her2ScoreName(score));
}

ScoreClasses ScoreClasses::parse(std::string_view text) {
  std::string plain;
  std::copy_if(text.begin(), text.end(), std::back_inserter(plain), [](char c) { return c != ' '; });
  ScoreClasses classes;
  classes.names_ = std::vector<std::string>(1);
  std::size_t at = 0;
  for (const Her2Score score : kScores) {
    const std::string_view name = her2ScoreName(score);
    const std::size_t end = std::min(plain.find_first_of(",|", at), plain.size());
    if (plain.substr(at, end - at) != name)
      refuse(text, std::string(name).append(" is missing or out of place: name 0, 1+, 2+ and 3+ once each, in this "
                                            "order, such as 0|1+,2+,3+"));
    classes.names_.back() += name;
    classes.class_of_.at(static_cast<std::size_t>(score)) = classes.names_.size() - 1;
    if (end == plain.size()) {
      at = end;
      continue;
    }
    at = end + 1;
    if (plain[end] == ',')
      classes.names_.emplace_back();
    else
      classes.names_.back() += '|';
  }
  if (at != plain.size() || plain.ends_with(',') || plain.ends_with('|')) refuse(text, "continues after 3+");
  if (classes.size() < 2) refuse(text, "with one class there is nothing to agree on; at least two are needed");
  return classes;
}

std::optional<std::size_t> ScoreClasses::loneClassOf(Her2Score score) const {
  const std::size_t index = classOf(score);
  return name(index) == her2ScoreName(score) ? std::optional(index) : std::nullopt;
}

std::vector<ScoreCut> ScoreClasses::cuts() const {
  std::vector<ScoreCut> cuts;
  for (std::size_t i = 1; i < kScores.size(); ++i) {
    if (class_of_.at(i) == class_of_.at(i - 1)) continue;
    const std::string name(her2ScoreName(kScores.at(i)));
    cuts.push_back({std::string(i + 1 == kScores.size() ? "" : ">=").append(name), class_of_.at(i)});
  }
  return cuts;
}

}  // namespace herald
