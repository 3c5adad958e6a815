// Stable names of cells and regions: UUIDs of version 5 (RFC 4122, SHA-1 of a name), so that the same slide gives the
// same ids on every machine and in every output. Pure functions; thread-safe.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "segmentation/cell_record.h"
#include "stain/units.h"

namespace herald {

inline constexpr std::size_t kUuidLength = 36;

// Id of the cell with that seed on the slide whose pixels `quick_hash` identifies; 36 characters, lower-case hex.
[[nodiscard]] std::string cellUuid(std::string_view quick_hash, Level0Pixel seed);

// The ids of many cells, one behind the other, into `ids`: eight at a time, a tenth of the time.
void cellUuids(std::string_view quick_hash, std::span<const CellRecord> cells, std::string& ids);

// Id of anything else of that slide that has a name, e.g. "tissue".
[[nodiscard]] std::string regionUuid(std::string_view quick_hash, std::string_view name);

}  // namespace herald
