#include "pipeline/slides/image_source.h"

#include <gtest/gtest.h>
#include <tiffio.h>
#include <zlib.h>

#include <opencv2/core.hpp>
#include <opencv2/imgcodecs.hpp>

#include "pipeline/slides/slide_opening.h"
#include "tests/support/many_scans_jpeg.h"
#include "tests/support/temporary_folder.h"

namespace herald {
namespace {

// 5 x 3 pixels, all different, in colour.
cv::Mat colourfulBgr() {
  cv::Mat image(3, 5, CV_8UC3);
  for (int y = 0; y < 3; ++y)
    for (int x = 0; x < 5; ++x)
      image.at<cv::Vec3b>(y, x) = cv::Vec3b(static_cast<uchar>(10 * x), static_cast<uchar>(20 * y), 200);
  return image;
}

Image<Rgb8> readAll(SlideSource& source) {
  const auto& level = source.description().levels.at(0);
  Image<Rgb8> pixels;
  source.readRegion(0, 0, 0, static_cast<int>(level.width), static_cast<int>(level.height), pixels);
  return pixels;
}

std::filesystem::path writeImage(const TemporaryFolder& folder, const std::string& name, const cv::Mat& image) {
  const auto path = folder / name;
  cv::imwrite(path.string(), image);
  return path;
}

void insertPngChunk(const std::filesystem::path& path, const std::string& chunk_with_frame) {
  std::string bytes = contentOf(path);
  constexpr std::size_t kAfterHeader = 8 + 25;
  bytes.insert(kAfterHeader, chunk_with_frame);
  std::ofstream(path, std::ios::binary) << bytes;
}

struct TiffSpec {
  std::uint16_t bits = 8;
  std::uint16_t samples = 3;
  std::uint16_t photometric = PHOTOMETRIC_RGB;
  float x_per_cm = 0;
  float y_per_cm = 0;
};

std::filesystem::path writeTiff(const TemporaryFolder& folder, const TiffSpec& spec, std::vector<std::uint8_t> row) {
  const auto path = folder / "flat.tif";
  TIFF* tiff = TIFFOpen(path.c_str(), "w");
  const auto width = static_cast<std::uint32_t>(row.size() * 8 / (spec.bits * spec.samples));
  TIFFSetField(tiff, TIFFTAG_IMAGEWIDTH, width);
  TIFFSetField(tiff, TIFFTAG_IMAGELENGTH, 1);
  TIFFSetField(tiff, TIFFTAG_BITSPERSAMPLE, spec.bits);
  TIFFSetField(tiff, TIFFTAG_SAMPLESPERPIXEL, spec.samples);
  TIFFSetField(tiff, TIFFTAG_PHOTOMETRIC, spec.photometric);
  TIFFSetField(tiff, TIFFTAG_PLANARCONFIG, PLANARCONFIG_CONTIG);
  if (spec.x_per_cm > 0) {
    TIFFSetField(tiff, TIFFTAG_RESOLUTIONUNIT, RESUNIT_CENTIMETER);
    TIFFSetField(tiff, TIFFTAG_XRESOLUTION, static_cast<double>(spec.x_per_cm));
    TIFFSetField(tiff, TIFFTAG_YRESOLUTION, static_cast<double>(spec.y_per_cm));
  }
  TIFFWriteScanline(tiff, row.data(), 0);
  TIFFClose(tiff);
  return path;
}

TEST(ImageSource, PngAndBmpComeBackPixelByPixel) {
  const TemporaryFolder folder;
  for (const std::string name : {"a.png", "a.bmp"}) {
    const auto source = openSlideSource(writeImage(folder, name, colourfulBgr()));
    ASSERT_EQ(source->description().levels.size(), 1U);
    EXPECT_EQ(source->description().vendor, "image");
    EXPECT_FALSE(source->description().greyscale);
    const Image<Rgb8> pixels = readAll(*source);
    ASSERT_EQ(pixels.width(), 5);
    ASSERT_EQ(pixels.height(), 3);
    EXPECT_EQ(pixels.at(4, 2), (Rgb8{200, 40, 40}));
    EXPECT_EQ(pixels.at(1, 0), (Rgb8{200, 0, 10}));
  }
}

TEST(ImageSource, JpegComesBackNearlyTheSame) {
  const TemporaryFolder folder;
  const cv::Mat flat(32, 32, CV_8UC3, cv::Scalar(90, 120, 150));
  const auto source = openSlideSource(writeImage(folder, "a.jpg", flat));
  const Rgb8 pixel = readAll(*source).at(16, 16);
  EXPECT_NEAR(pixel.r, 150, 2);
  EXPECT_NEAR(pixel.g, 120, 2);
  EXPECT_NEAR(pixel.b, 90, 2);
  EXPECT_TRUE(source->description().pixel_sizes.empty());
}

TEST(ImageSource, IsChosenByContentNotByExtension) {
  const TemporaryFolder folder;
  const auto png = writeImage(folder, "a.png", colourfulBgr());
  std::filesystem::rename(png, folder / "a.jpg");
  EXPECT_EQ(openSlideSource(folder / "a.jpg")->description().decoder, "libpng");
}

TEST(ImageSource, OutsideTheImageIsWhite) {
  const TemporaryFolder folder;
  const auto source = openSlideSource(writeImage(folder, "a.png", colourfulBgr()));
  Image<Rgb8> pixels;
  source->readRegion(0, -2, -1, 4, 3, pixels);
  EXPECT_EQ(pixels.at(0, 0), (Rgb8{255, 255, 255}));
  EXPECT_EQ(pixels.at(1, 2), (Rgb8{255, 255, 255}));
  EXPECT_EQ(pixels.at(3, 1), (Rgb8{200, 0, 10}));
  source->readRegion(0, 100, 100, 2, 2, pixels);
  EXPECT_EQ(pixels.at(1, 1), (Rgb8{255, 255, 255}));
}

TEST(ImageSource, TransparencyIsLaidOverWhite) {
  const TemporaryFolder folder;
  cv::Mat bgra(1, 2, CV_8UC4);
  bgra.at<cv::Vec4b>(0, 0) = cv::Vec4b(10, 20, 30, 0);
  bgra.at<cv::Vec4b>(0, 1) = cv::Vec4b(0, 100, 200, 128);
  const Image<Rgb8> pixels = readAll(*openSlideSource(writeImage(folder, "a.png", bgra)));
  EXPECT_EQ(pixels.at(0, 0), (Rgb8{255, 255, 255}));
  EXPECT_NEAR(pixels.at(1, 0).r, 227, 1);
  EXPECT_NEAR(pixels.at(1, 0).b, 127, 1);
}

TEST(ImageSource, SixteenBitsAreScaledWithANote) {
  const TemporaryFolder folder;
  const auto source =
      openSlideSource(writeImage(folder, "a.png", cv::Mat(2, 2, CV_16UC3, cv::Scalar(65535, 32768, 257))));
  EXPECT_EQ(readAll(*source).at(0, 0), (Rgb8{1, 128, 255}));
  ASSERT_EQ(source->description().notes.size(), 1U);
  EXPECT_EQ(source->description().notes[0], "16 bits per channel scaled to 8");
}

TEST(ImageSource, GreyscaleIsSaidToBeGreyscale) {
  const TemporaryFolder folder;
  EXPECT_TRUE(
      openSlideSource(writeImage(folder, "one.png", cv::Mat(2, 2, CV_8UC1, cv::Scalar(7))))->description().greyscale);
  EXPECT_TRUE(
      openSlideSource(writeImage(folder, "one.jpg", cv::Mat(8, 8, CV_8UC1, cv::Scalar(7))))->description().greyscale);
  EXPECT_TRUE(openSlideSource(writeImage(folder, "three.png", cv::Mat(2, 2, CV_8UC3, cv::Scalar(9, 9, 9))))
                  ->description()
                  .greyscale);
}

TEST(ImageSource, OneBitTiffIsGreyscale) {
  const TemporaryFolder folder;
  const auto source = openSlideSource(
      writeTiff(folder, {.bits = 1, .samples = 1, .photometric = PHOTOMETRIC_MINISBLACK}, {0b10100000}));
  EXPECT_TRUE(source->description().greyscale);
  EXPECT_EQ(readAll(*source).at(0, 0), (Rgb8{255, 255, 255}));
  EXPECT_EQ(readAll(*source).at(1, 0), (Rgb8{0, 0, 0}));
}

TEST(ImageSource, PixelSizeComesFromTiffTags) {
  const TemporaryFolder folder;
  const auto source = openSlideSource(writeTiff(folder, {.x_per_cm = 40000, .y_per_cm = 40000}, {1, 2, 3, 4, 5, 6}));
  EXPECT_EQ(source->description().decoder, "libtiff");
  ASSERT_EQ(source->description().pixel_sizes.size(), 1U);
  EXPECT_EQ(source->description().pixel_sizes[0].source, "tiff-resolution");
  EXPECT_NEAR(source->description().pixel_sizes[0].pixel_size.umPerPx(), 0.25, 1e-9);
  EXPECT_EQ(readAll(*source).at(1, 0), (Rgb8{4, 5, 6}));
}

TEST(ImageSource, PixelsThatAreNotSquareAreNoted) {
  const TemporaryFolder folder;
  const auto source = openSlideSource(writeTiff(folder, {.x_per_cm = 40000, .y_per_cm = 20000}, {1, 2, 3}));
  ASSERT_EQ(source->description().notes.size(), 1U);
  EXPECT_EQ(source->description().notes[0],
            "pixels are not square: 0.25 x 0.5 um (tiff-resolution); their mean is used");
}

TEST(ImageSource, ScreenResolutionCountsAsAbsent) {
  const TemporaryFolder folder;
  EXPECT_TRUE(openSlideSource(writeTiff(folder, {.x_per_cm = 37.8F, .y_per_cm = 37.8F}, {1, 2, 3}))
                  ->description()
                  .pixel_sizes.empty());
}

TEST(ImageSource, PixelSizeComesFromPngPhysicalSize) {
  const TemporaryFolder folder;
  const auto path = writeImage(folder, "a.png", colourfulBgr());
  // 4,000,000 pixels per metre = 0.25 um; the checksum is that of type and content.
  const std::string content("pHYs\x00\x3d\x09\x00\x00\x3d\x09\x00\x01", 13);
  std::uint32_t crc = 0xFFFFFFFFU;
  for (const char c : content) {
    crc ^= static_cast<std::uint8_t>(c);
    for (int bit = 0; bit < 8; ++bit) crc = (crc & 1U) ? (crc >> 1U) ^ 0xEDB88320U : crc >> 1U;
  }
  crc = ~crc;
  std::string chunk = std::string("\0\0\0\x09", 4) + content;
  for (int shift = 24; shift >= 0; shift -= 8) chunk += static_cast<char>(crc >> static_cast<unsigned>(shift));
  insertPngChunk(path, chunk);
  const auto source = openSlideSource(path);
  ASSERT_EQ(source->description().pixel_sizes.size(), 1U);
  EXPECT_NEAR(source->description().pixel_sizes[0].pixel_size.umPerPx(), 0.25, 1e-9);
  EXPECT_EQ(source->description().pixel_sizes[0].source, "png-resolution");
}

TEST(ImageSource, PixelSizeComesFromJpegDensity) {
  const TemporaryFolder folder;
  const auto path = writeImage(folder, "a.jpg", cv::Mat(8, 8, CV_8UC3, cv::Scalar(1, 2, 3)));
  std::string bytes = contentOf(path);
  bytes[13] = 2;  // per centimetre: 20000 = 0.5 um
  for (const std::size_t at : {14U, 16U}) {
    bytes[at] = 0x4e;
    bytes[at + 1] = 0x20;
  }
  std::ofstream(path, std::ios::binary) << bytes;
  const auto source = openSlideSource(path);
  ASSERT_EQ(source->description().pixel_sizes.size(), 1U);
  EXPECT_NEAR(source->description().pixel_sizes[0].pixel_size.umPerPx(), 0.5, 1e-9);
}

// The checksum of the header as it is now.
std::string withHeaderChecksum(std::string png) {
  const auto sum = crc32(0, reinterpret_cast<const Bytef*>(png.data() + 12), 17);
  for (std::size_t i = 0; i < 4; ++i) png[29 + i] = static_cast<char>(sum >> (24 - 8 * i));
  return png;
}

// Value of a field of the first directory of a little-endian TIFF, as one LONG.
std::string withTiffField(std::string tiff, std::uint16_t tag, std::uint32_t value) {
  const auto number = [&](std::size_t at, std::size_t count) {
    std::uint32_t sum = 0;
    for (std::size_t i = count; i-- > 0;) sum = sum << 8U | static_cast<std::uint8_t>(tiff[at + i]);
    return sum;
  };
  const std::size_t directory = number(4, 4);
  for (std::size_t at = directory + 2; at < directory + 2 + 12 * number(directory, 2); at += 12) {
    if (number(at, 2) != tag) continue;
    tiff[at + 2] = 4;  // LONG
    tiff[at + 4] = 1;
    for (std::size_t i = 0; i < 4; ++i) tiff[at + 8 + i] = static_cast<char>(value >> (8 * i));
  }
  return tiff;
}

struct Damage {
  std::string name;
  std::string message;
  std::string extension;
  std::string (*apply)(std::string bytes);
};

class DamagedImage : public testing::TestWithParam<Damage> {};

TEST_P(DamagedImage, IsAnErrorWithItsCauseInOneLine) {
  const TemporaryFolder folder;
  cv::Mat noisy(64, 64, CV_8UC3);
  cv::randu(noisy, 0, 255);
  const auto path = writeImage(folder, "a" + GetParam().extension, noisy);
  const std::string damaged = GetParam().apply(contentOf(path));
  std::ofstream(path, std::ios::binary) << damaged;
  testing::internal::CaptureStderr();
  const std::string message = messageOf<ReadError>([&] { (void)openSlideSource(path); });
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
  EXPECT_NE(message.find(path.string() + ": "), std::string::npos) << message;
  EXPECT_NE(message.find(GetParam().message), std::string::npos) << message;
  EXPECT_EQ(message.find('\n'), std::string::npos);
}

INSTANTIATE_TEST_SUITE_P(
    Formats, DamagedImage,
    testing::Values(
        Damage{"PngTruncated", "PNG is truncated", ".png", [](std::string b) { return b.substr(0, b.size() / 2); }},
        Damage{"PngChecksum", "checksum of chunk IDAT", ".png",
               [](std::string b) { return b[b.size() / 2] = static_cast<char>(~b[b.size() / 2]), b; }},
        Damage{"PngWithoutEnd", "PNG is truncated", ".png", [](std::string b) { return b.substr(0, b.size() - 12); }},
        Damage{"JpegTruncated", "JPEG is damaged", ".jpg", [](std::string b) { return b.substr(0, b.size() / 2); }},
        Damage{"JpegHeaderOnly", "has no pixels", ".jpg", [](std::string b) { return b.substr(0, 20); }},
        Damage{"BmpTruncated", "BMP is truncated", ".bmp", [](std::string b) { return b.substr(0, b.size() / 2); }},
        Damage{"BmpHuge", "too many for a plain image", ".bmp",
               [](std::string b) { return b.replace(18, 8, "\x7f\x7f\x7f\x7f\x7f\x7f\x7f\x7f"); }},
        Damage{
            "PngHuge", "too many for a plain image", ".png",
            [](std::string b) { return b.replace(16, 8, "\x7f\x7f\x7f\x7f\x7f\x7f\x7f\x7f"), withHeaderChecksum(b); }},
        Damage{"JpegHuge", "too many for a plain image", ".jpg",
               [](std::string b) { return b.replace(b.find("\xff\xc0") + 5, 4, "\xff\xdc\xff\xdc"); }},
        Damage{"TiffHuge", "too many for a plain image", ".tif",
               [](std::string b) { return withTiffField(std::move(b), TIFFTAG_IMAGEWIDTH, 0x7fffffff); }},
        Damage{"TiffSamples", "TIFF cannot be decoded", ".tif",
               [](std::string b) { return withTiffField(std::move(b), TIFFTAG_SAMPLESPERPIXEL, 65535); }},
        Damage{"TiffTruncated", "TIFF cannot be decoded", ".tif",
               [](std::string b) { return b.substr(0, b.size() / 2); }},
        Damage{"Empty", "is empty", ".png", [](std::string) { return std::string(); }},
        Damage{"Text", "is not in a slide or image format", ".jpg",
               [](std::string) { return std::string("hello, world"); }}),
    [](const auto& case_) { return case_.param.name; });

TEST(ImageSource, AJpegOfEndlessScansIsRefused) {
  const TemporaryFolder folder;
  const auto pathOf = [&](int bits) {
    const auto bytes = jpegOfManyScans(bits);
    return folder.write("a.jpg", {bytes.begin(), bytes.end()});
  };
  EXPECT_NE(messageOf<ReadError>([&] { (void)openImageSource(pathOf(3)); }).find("more than 500 scans"),
            std::string::npos);
  EXPECT_EQ(readAll(*openImageSource(pathOf(2))).at(5, 5), (Rgb8{90, 90, 90}));
}

TEST(ImageSource, FilesLargerThanAnyPictureAreNotRead) {
  const TemporaryFolder folder;
  const auto path = folder.write("a.png", "\x89PNG\r\n\x1a\n");
  std::filesystem::resize_file(path, std::uintmax_t{1} << 40);
  EXPECT_EQ(messageOf<ReadError>([&] { (void)openImageSource(path); }), path.string() + ": is larger than 1025 MiB");
}

TEST(ImageSource, MissingFilesAndFoldersAreErrors) {
  const TemporaryFolder folder;
  EXPECT_NE(messageOf<ReadError>([&] { (void)openSlideSource(folder / "no.png"); }).find("does not exist"),
            std::string::npos);
  EXPECT_NE(messageOf<ReadError>([&] { (void)openSlideSource(folder.path()); }).find("is a folder"), std::string::npos);
}

}  // namespace
}  // namespace herald
