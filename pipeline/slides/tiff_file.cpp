#include "pipeline/slides/tiff_file.h"

#include <cstdarg>
#include <cstdio>

namespace herald {
namespace {

struct FreeOptions {
  void operator()(TIFFOpenOptions* options) const { TIFFOpenOptionsFree(options); }
};

// Both return 1: handled, nothing is printed.
int keepFirst(TIFF* /*tiff*/, void* kept, const char* /*module*/, const char* format, va_list arguments) {
  auto& message = *static_cast<std::string*>(kept);
  char text[256];
  std::vsnprintf(text, sizeof text, format, arguments);
  if (message.empty()) message = text;
  return 1;
}
int drop(TIFF* /*tiff*/, void* /*user*/, const char* /*module*/, const char* /*format*/, va_list /*arguments*/) {
  return 1;
}

}  // namespace

TiffFile::TiffFile(const std::filesystem::path& path, std::int64_t largest_part_bytes) {
  const std::unique_ptr<TIFFOpenOptions, FreeOptions> options(TIFFOpenOptionsAlloc());
  TIFFOpenOptionsSetErrorHandlerExtR(options.get(), keepFirst, &error_);
  TIFFOpenOptionsSetWarningHandlerExtR(options.get(), drop, nullptr);
  TIFFOpenOptionsSetMaxSingleMemAlloc(options.get(), largest_part_bytes);
  tiff_.reset(TIFFOpenExt(path.c_str(), "rm", options.get()));
}

}  // namespace herald
