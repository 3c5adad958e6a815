// What the directories of a TIFF list, read without a TIFF library: libtiff and OpenSlide fill a list of tiles that is
// too short with tiles of glass, so that a damaged header would be scored as a larger slide that is mostly empty; and
// OpenSlide ends the whole program when a header claims tiles that no memory holds.
//
// Classic TIFF (TIFF 6.0, Adobe 1992) and BigTIFF, either byte order. Only image file directories in the main chain are
// looked at. Reads a file; thread-safe.
#pragma once

#include <cstdint>
#include <istream>
#include <optional>
#include <string>

namespace herald {

// Why the picture of some directory cannot be whole: "directory 1 claims 16960 x 16960 pixels, 1156 tiles, and lists
// 9"; the same of strips. Also where one tile claims more than 2^28 pixels. Nothing for whole ones, for what is no
// TIFF, and where a directory is beyond the file or out of order (Hamamatsu's NDPI beyond 4 GB): then the readers
// judge. At most 100,000 directories and a million entries are looked at.
[[nodiscard]] std::optional<std::string> tiffListFault(std::istream& file);

// The orientation tag of the first directory, as it stands there; nothing without one, and for what is no TIFF. EXIF
// data is a TIFF.
[[nodiscard]] std::optional<std::uint64_t> tiffOrientation(std::istream& file);

}  // namespace herald
