#include "pipeline/slides/slide_opening.h"

#include <fcntl.h>
#include <tiffio.h>

#include <array>
#include <cerrno>
#include <fstream>
#include <opencv2/core.hpp>
#include <opencv2/core/utils/logger.hpp>
#include <system_error>

#include "pipeline/files/file_descriptor.h"
#include "pipeline/files/read_error.h"
#include "pipeline/slides/image_source.h"
#include "pipeline/slides/jpeg_tiff_opening.h"
#include "pipeline/slides/openslide_source.h"
#include "pipeline/slides/tiff_directory.h"

namespace herald {
namespace {

constexpr std::array<SlideFormat, 16> kFormats = {{
    {"svs", "Aperio"},
    {"tif", "Aperio, Philips, Trestle, Ventana, tiled or flat TIFF"},
    {"tiff", "as tif"},
    {"ndpi", "Hamamatsu"},
    {"vms", "Hamamatsu"},
    {"vmu", "Hamamatsu"},
    {"scn", "Leica"},
    {"mrxs", "MIRAX"},
    {"svslide", "Sakura"},
    {"bif", "Ventana"},
    {"dcm", "DICOM (OpenSlide 4)"},
    {"czi", "Zeiss (OpenSlide 4.1)"},
    {"png", "plain image"},
    {"jpg", "plain image"},
    {"jpeg", "plain image"},
    {"bmp", "plain image"},
}};

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
  if (status.type() == std::filesystem::file_type::not_found) throw readError(path, "does not exist");
  if (error) throw readError(path, error.message());
  if (std::filesystem::is_directory(status)) throw readError(path, "is a folder");
  if (!std::filesystem::is_regular_file(status)) throw readError(path, "is not a regular file");
  const FileDescriptor file(path, O_RDONLY);
  if (!file.valid()) throw readError(path, "cannot be read: " + std::generic_category().message(errno));
  if (std::filesystem::file_size(path, error) == 0) throw readError(path, "is empty");
}

// Of what OpenSlide opens: plain images are read to their last byte anyway.
void requireListedTiles(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (const auto fault = tiffListFault(file)) throw readError(path, "damaged: " + *fault);
}

// `opened`: through OpenSlide.
std::unique_ptr<SlideSource> openKnown(const std::filesystem::path& path, std::unique_ptr<SlideSource> opened,
                                       DecoderChoice decoder) {
  requireListedTiles(path);
  if (decoder == DecoderChoice::kOpenSlide) return opened;
  JpegTiffAttempt direct = tryOpenJpegTiff(path, opened);
  if (direct.source) return std::move(direct.source);
  if (decoder == DecoderChoice::kDirect) throw readError(path, "cannot be read directly: " + direct.obstacle);
  return opened;
}

// What OpenSlide cannot open, or does not know, and the direct decoder can read; else nothing.
std::unique_ptr<SlideSource> openWithoutOpenSlide(const std::filesystem::path& path, DecoderChoice decoder) {
  if (decoder == DecoderChoice::kOpenSlide) return nullptr;
  JpegTiffAttempt direct = tryOpenJpegTiffAlone(path);
  if (direct.source) requireListedTiles(path);
  return std::move(direct.source);
}

}  // namespace

std::span<const SlideFormat> slideFormats() {
  return kFormats;
}

std::unique_ptr<SlideSource> openSlideSource(const std::filesystem::path& path, DecoderChoice decoder) {
  quietenLibraries();
  requireFile(path);
  std::unique_ptr<SlideSource> opened;
  try {
    opened = tryOpenWithOpenSlide(path);
  } catch (const ReadError&) {
    if (auto direct = openWithoutOpenSlide(path, decoder)) return direct;
    throw;
  }
  if (opened) return openKnown(path, std::move(opened), decoder);
  if (decoder == DecoderChoice::kOpenSlide) throw readError(path, "OpenSlide does not know its format");
  if (auto direct = openWithoutOpenSlide(path, decoder)) return direct;
  if (decoder == DecoderChoice::kDirect)
    throw readError(path, "cannot be read directly: it is not a whole-slide format");
  return openImageSource(path);
}

}  // namespace herald
