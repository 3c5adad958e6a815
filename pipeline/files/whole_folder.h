// An output folder that is either whole or absent: written aside under a hidden name beside it, then renamed.
#pragma once

#include <filesystem>
#include <functional>

namespace herald {

// Real path of `out`, without a "/" at its end. Throws std::invalid_argument unless it does not exist or is an empty
// folder.
[[nodiscard]] std::filesystem::path newFolderPath(const std::filesystem::path& out);

// Calls `write` with a new folder, which then becomes `path` (of newFolderPath); its parents are made. When `write`
// throws, the folder is removed and nothing is left; what killed processes left is removed first. Throws UnusableFolder
// when another process is writing it, OutputError, and what `write` throws; std::filesystem::filesystem_error of
// `write` as OutputError.
void writeWholeFolder(const std::filesystem::path& path,
                      const std::function<void(const std::filesystem::path& partial)>& write);

}  // namespace herald
