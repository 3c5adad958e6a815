#include "pipeline/slide_source.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <tiffio.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <fstream>
#include <opencv2/core.hpp>
#include <opencv2/core/utils/logger.hpp>
#include <string_view>
#include <system_error>

#include "pipeline/image_source.h"
#include "pipeline/jpeg_tiff_source.h"
#include "pipeline/openslide_source.h"

namespace herald {
namespace {

using namespace std::string_view_literals;

// A file that fails prints one line, ours. OpenCV's own threads would fight with the tiles'.
void quietenLibraries() {
  TIFFSetWarningHandler(nullptr);
  TIFFSetErrorHandler(nullptr);
  cv::utils::logging::setLogLevel(cv::utils::logging::LOG_LEVEL_SILENT);
  cv::setNumThreads(0);
}

void requireFile(const std::filesystem::path& path) {
  std::error_code error;
  const auto status = std::filesystem::status(path, error);
  if (status.type() == std::filesystem::file_type::not_found) throw slideError(path, "does not exist");
  if (error) throw slideError(path, error.message());
  if (std::filesystem::is_directory(status)) throw slideError(path, "is a folder");
  if (!std::filesystem::is_regular_file(status)) throw slideError(path, "is no file");
  const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) throw slideError(path, "cannot be read: " + std::generic_category().message(errno));
  close(file);
  if (std::filesystem::file_size(path, error) == 0) throw slideError(path, "is empty");
}

bool isTiff(const std::filesystem::path& path) {
  std::array<char, 4> magic{};
  std::ifstream(path, std::ios::binary).read(magic.data(), magic.size());
  const std::string_view bytes(magic.data(), magic.size());
  for (const std::string_view known : {"II*\0"sv, "II+\0"sv, "MM\0*"sv, "MM\0+"sv})
    if (bytes == known) return true;
  return false;
}

// A TIFF lists offset and size of each tile. A header that claims more tiles than the file could list is damaged:
// readers take the tiles that are not there for glass.
void requireListedTiles(const std::filesystem::path& path, const SlideDescription& description) {
  constexpr double kLeastBytesPerTile = 6;  // an offset of 4, a size of 2
  std::error_code error;
  const auto file_bytes = static_cast<double>(std::filesystem::file_size(path, error));
  if (error || !isTiff(path)) return;
  for (const SlideLevel& level : description.levels) {
    if (level.tile_width <= 0 || level.tile_height <= 0) continue;
    const double tiles =
        static_cast<double>(level.width) / level.tile_width * static_cast<double>(level.height) / level.tile_height;
    if (tiles * kLeastBytesPerTile > file_bytes)
      throw slideError(path, fmt::format("the header claims {} x {} pixels, more tiles than the file could list",
                                         level.width, level.height));
  }
}

}  // namespace

SlideError slideError(const std::filesystem::path& path, const std::string& cause) {
  std::string line = path.string() + ": " + cause;
  for (char& c : line)
    if (c == '\n' || c == '\r') c = ' ';
  while (!line.empty() && line.back() == ' ') line.pop_back();
  return SlideError(line);
}

std::unique_ptr<SlideSource> openSlideSource(const std::filesystem::path& path, ReaderChoice reader) {
  quietenLibraries();
  requireFile(path);
  auto opened = tryOpenWithOpenSlide(path);
  if (reader == ReaderChoice::kOpenSlide && !opened) throw slideError(path, "OpenSlide does not know its format");
  if (reader == ReaderChoice::kDirect && !opened)
    throw slideError(path, "cannot be read directly: it is no whole-slide format");
  if (!opened) return openImageSource(path);
  requireListedTiles(path, opened->description());
  if (reader == ReaderChoice::kOpenSlide) return opened;
  JpegTiffAttempt direct = tryOpenJpegTiff(path, opened);
  if (direct.source) return std::move(direct.source);
  if (reader == ReaderChoice::kDirect) throw slideError(path, "cannot be read directly: " + direct.obstacle);
  return opened;
}

}  // namespace herald
