#include "scoring/lower_bound.h"

#include <sstream>
#include <stdexcept>

namespace herald {
namespace {

bool isAtLeastPercent(const ClauseCount& cells, double percent) {
  return 100.0 * static_cast<double>(cells.count) >= percent * static_cast<double>(cells.total);
}

template <class... Parts>
std::string joined(const Parts&... parts) {
  std::ostringstream text;
  (text << ... << parts);
  return text.str();
}

}  // namespace

bool isAbovePercent(const ClauseCount& cells, double percent) {
  return 100.0 * static_cast<double>(cells.count) > percent * static_cast<double>(cells.total);
}

bool reaches(LowerBound bound, double number, const NoiseFloor& floor, const ClauseCount& cells) {
  if (const auto group = groupWanted(bound, number, floor); group && cells.largest_group < *group) return false;
  switch (bound) {
    case LowerBound::kAbovePercent:
      return isAbovePercent(cells, number);
    case LowerBound::kAtLeastPercent:
      return isAtLeastPercent(cells, number);
    case LowerBound::kAboveFloor:
      return isAbovePercent(cells, floor.percent);
    case LowerBound::kCluster:
    case LowerBound::kOtherwise:
      return true;
  }
  throw std::logic_error("no such lower bound");
}

std::optional<std::int64_t> groupWanted(LowerBound bound, double number, const NoiseFloor& floor) {
  if (bound == LowerBound::kCluster) return static_cast<std::int64_t>(number);
  return bound == LowerBound::kAboveFloor ? std::optional(floor.contiguous_cells) : std::nullopt;
}

std::optional<double> percentWanted(LowerBound bound, double number, const NoiseFloor& floor) {
  const LowerBoundKind& kind = kindOf(bound);
  if (kind.uses_floor) return floor.percent;
  return kind.number == BoundNumber::kPercent ? std::optional(number) : std::nullopt;
}

std::string boundText(LowerBound bound, double number, const NoiseFloor& floor) {
  switch (bound) {
    case LowerBound::kAbovePercent:
      return joined("> ", number);
    case LowerBound::kAtLeastPercent:
      return joined(">= ", number);
    case LowerBound::kAboveFloor:
      return joined("> ", floor.percent, " with ", floor.contiguous_cells, " neighbouring cells");
    case LowerBound::kCluster:
      return joined(static_cast<std::int64_t>(number), " neighbouring cells");
    case LowerBound::kOtherwise:
      return "otherwise";
  }
  throw std::logic_error("no such lower bound");
}

}  // namespace herald
