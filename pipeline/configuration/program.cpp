#include "pipeline/configuration/program.h"

#include <fmt/format.h>

#include <Eigen/Core>

#include <oneapi/tbb/version.h>

#include "pipeline/files/file_hash.h"
#include "pipeline/files/file_libraries.h"
#include "pipeline/files/read_error.h"
#include "pipeline/slides/slide_libraries.h"
#include "scoring/toml_document.h"

namespace herald {

std::string heraldVersion() {
  return HERALD_VERSION;
}

std::string programVersion() {
  static const std::string kVersion = [] {
    try {
      return heraldVersion() + "+" + hash128HexOfFile("/proc/self/exe").substr(0, 8);
    } catch (const ReadError&) {
      return heraldVersion();
    }
  }();
  return kVersion;
}

std::map<std::string, std::string> libraryVersions() {
  std::map<std::string, std::string> versions = {
      {"eigen", fmt::format("{}.{}.{}", EIGEN_WORLD_VERSION, EIGEN_MAJOR_VERSION, EIGEN_MINOR_VERSION)},
      {"onetbb", TBB_runtime_version()},
      {"tomlplusplus", fmt::format("{}.{}.{}", TOML_LIB_MAJOR, TOML_LIB_MINOR, TOML_LIB_PATCH)}};
  versions.merge(fileLibraryVersions());
  versions.merge(slideLibraryVersions());
  return versions;
}

}  // namespace herald
