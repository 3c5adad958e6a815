// The files of a slide: the one it is opened by and, of a MIRAX slide x.mrxs, those in the folder x beside it, which
// hold its pixels. Thread-safe.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "pipeline/files/file_stamp.h"

namespace herald {

// Files beside the one a slide is opened by, sorted; most formats have none.
[[nodiscard]] std::vector<std::filesystem::path> companionsOf(const std::filesystem::path& slide);

// A folder that holds the companions of a slide beside it: not to be searched for slides.
[[nodiscard]] bool isCompanionFolder(const std::filesystem::path& folder);

// hash128HexOfFile of the slide, with names and sizes of its companions. Unlike OpenSlide's quickhash-1, which covers
// the smallest level only, it notices a change in the pixels that are measured. Throws ReadError.
[[nodiscard]] std::string slideHash(const std::filesystem::path& slide);

// What the file system says of the slide and its companions.
[[nodiscard]] FileStamp slideStamp(const std::filesystem::path& slide);

}  // namespace herald
