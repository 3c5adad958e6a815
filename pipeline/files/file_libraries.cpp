#include "pipeline/files/file_libraries.h"

#include <fmt/format.h>
#include <hdf5.h>
#include <png.h>
#include <xxhash.h>
#include <zlib.h>

#include <mutex>

#include "pipeline/files/hdf5_handles.h"

namespace herald {
namespace {

std::string hdf5Version() {
  unsigned major = 0;
  unsigned minor = 0;
  unsigned release = 0;
  const std::lock_guard lock(hdf5Mutex());
  H5get_libversion(&major, &minor, &release);
  return fmt::format("{}.{}.{}", major, minor, release);
}

std::string xxhashVersion() {
  const unsigned version = XXH_versionNumber();
  return fmt::format("{}.{}.{}", version / 10000, version / 100 % 100, version % 100);
}

}  // namespace

std::map<std::string, std::string> fileLibraryVersions() {
  return {{"hdf5", hdf5Version()},
          {"libpng", png_get_libpng_ver(nullptr)},
          {"xxhash", xxhashVersion()},
          {"zlib", zlibVersion()}};
}

}  // namespace herald
