#include "pipeline/configuration/program.h"

#include <fmt/format.h>
#include <hdf5.h>
#include <png.h>
#include <tiffio.h>
#include <xxhash.h>
#include <zlib.h>

#include <Eigen/Core>
#include <filesystem>
#include <mutex>
#include <opencv2/core.hpp>
#include <string_view>

#include <oneapi/tbb/version.h>

#include "pipeline/files/anndata_file.h"
#include "pipeline/files/file_hash.h"
#include "pipeline/slides/openslide_source.h"
#include "pipeline/slides/slide_source.h"
#include "scoring/toml_document.h"

namespace herald {
namespace {

std::string hdf5Version() {
  unsigned major = 0;
  unsigned minor = 0;
  unsigned release = 0;
  const std::lock_guard lock(anndata::hdf5Mutex());
  H5get_libversion(&major, &minor, &release);
  return fmt::format("{}.{}.{}", major, minor, release);
}

// "LIBTIFF, Version 4.5.0\nCopyright ..."
std::string tiffVersion() {
  std::string_view text = TIFFGetVersion();
  text = text.substr(0, text.find('\n'));
  return std::string(text.substr(text.rfind(' ') + 1));
}

}  // namespace

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
  return {{"eigen", fmt::format("{}.{}.{}", EIGEN_WORLD_VERSION, EIGEN_MAJOR_VERSION, EIGEN_MINOR_VERSION)},
          {"hdf5", hdf5Version()},
          {"libpng", png_get_libpng_ver(nullptr)},
          {"libtiff", tiffVersion()},
          {"onetbb", TBB_runtime_version()},
          {"opencv", cv::getVersionString()},
          {"openslide", openSlideVersion()},
          {"tomlplusplus", fmt::format("{}.{}.{}", TOML_LIB_MAJOR, TOML_LIB_MINOR, TOML_LIB_PATCH)},
          {"xxhash", fmt::format("{}.{}.{}", XXH_versionNumber() / 10000, XXH_versionNumber() / 100 % 100,
                                 XXH_versionNumber() % 100)},
          {"zlib", zlibVersion()}};
}

}  // namespace herald
