// The course of a membrane beside a rough outline: one position on each of 64 normals.
//
// A closed path over (sector, offset) that gathers most contrast, with a price on every change of offset from sector to
// sector: the ribbon snake of Amini, Weymouth & Jain (IEEE PAMI 1990;12:855) by dynamic programming on a circle. A weak
// line is followed as a line, where the largest value of each normal alone would jump between it, granules and noise.
// Pure functions; thread-safe.
#pragma once

#include <array>
#include <span>

#include "segmentation/cell_record.h"

namespace herald {

inline constexpr int kMostLineOffsets = 48;

// Contrast at each offset of each sector; the middle offset lies on the outline.
struct LineContrasts {
  int offsets = 1;  // odd, at most kMostLineOffsets
  std::array<std::array<float, kMostLineOffsets>, kMembraneSectors> at{};
};

// The offset of each sector. `change_cost`: price of one step of offset between neighbouring sectors, which is also the
// largest change; in the unit of the contrasts. Of equal paths the one with the smaller offsets changes later. A turn
// of the sectors turns the path: every sector is decided from 32 sectors on either side of it.
[[nodiscard]] std::array<int, kMembraneSectors> followLine(const LineContrasts& contrasts, float change_cost);

}  // namespace herald
