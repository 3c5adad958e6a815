// Where the real slides for tests are: environment variable HERALD_SHARED_DATA, else ../shared/data beside the sources.
// Nothing when neither is there: a test that needs them then calls GTEST_SKIP() with a message.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <optional>

#include "tests/support/source_folder.h"

namespace herald {

inline std::optional<std::filesystem::path> sharedData() {
  if (const char* folder = std::getenv("HERALD_SHARED_DATA");
      folder != nullptr && std::filesystem::is_directory(folder))
    return folder;
  const auto beside_sources = sourceFolder() / ".." / "shared" / "data";
  if (std::filesystem::is_directory(beside_sources)) return beside_sources;
  return std::nullopt;
}

}  // namespace herald
