#include "pipeline/slides/slide_libraries.h"

#include <openslide/openslide.h>
#include <tiffio.h>

#include <opencv2/core.hpp>
#include <string_view>

namespace herald {
namespace {

// "LIBTIFF, Version 4.5.0\nCopyright ..."
std::string tiffVersion() {
  std::string_view text = TIFFGetVersion();
  text = text.substr(0, text.find('\n'));
  return std::string(text.substr(text.rfind(' ') + 1));
}

}  // namespace

std::map<std::string, std::string> slideLibraryVersions() {
  return {{"libtiff", tiffVersion()}, {"opencv", cv::getVersionString()}, {"openslide", openslide_get_version()}};
}

}  // namespace herald
