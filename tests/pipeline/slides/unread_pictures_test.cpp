#include "pipeline/slides/unread_pictures.h"

#include <gtest/gtest.h>

#include <opencv2/core.hpp>
#include <opencv2/imgcodecs.hpp>

#include "pipeline/slides/slide_opening.h"
#include "tests/support/jpeg_tiff_file.h"
#include "tests/support/temporary_folder.h"

namespace herald {
namespace {

constexpr const char* kAperio = "Aperio Image Library test|AppMag = 40|MPP = 0.2500";

TiffPage tiledPage(std::int64_t width, std::int64_t height) {
  TiffPage page;
  page.width = width;
  page.height = height;
  page.tiled = true;
  return page;
}

// As both readers describe a file of these pages, the first of which is level 0.
SlideDescription describedAs(const std::string& vendor, std::vector<TiffPage> pages, const std::string& text = "") {
  SlideDescription description;
  description.vendor = vendor;
  description.levels = {{pages.front().width, pages.front().height}};
  pages.front().description = text;
  describePages({std::move(pages), true}, true, description);
  return description;
}

TEST(UnreadPictures, AnotherPageOfFullSizeCanBeAnotherSection) {
  for (const auto& [width, height] : {std::pair(1000, 800), {800, 1000}, {900, 500}, {5000, 4000}}) {
    const auto description = describedAs("generic-tiff", {tiledPage(1000, 800), tiledPage(width, height)});
    ASSERT_EQ(description.unread.size(), 1U) << width;
    EXPECT_EQ(description.unread[0].kind, "page");
    EXPECT_EQ(description.unread[0].page, 2);
    EXPECT_TRUE(description.unread[0].other_section) << width;
    ASSERT_EQ(description.notes.size(), 1U);
    EXPECT_EQ(description.notes[0],
              "not read: page 2 (" + std::to_string(width) + " x " + std::to_string(height) + " px)");
  }
}

TEST(UnreadPictures, ASmallerCopyOfTheSlideIsNothingUnread) {
  TiffPage thumbnail = tiledPage(100, 80);
  thumbnail.tiled = false;
  EXPECT_TRUE(describedAs("generic-tiff", {tiledPage(1000, 800), tiledPage(500, 400), thumbnail}).unread.empty());
}

TEST(UnreadPictures, LabelAndOverviewOfAnAperioSlideAreExpected) {
  TiffPage label = tiledPage(400, 430);
  label.tiled = false;
  EXPECT_TRUE(describedAs("aperio", {tiledPage(1000, 800), label}).unread.empty());
  const auto tiled = describedAs("aperio", {tiledPage(1000, 800), tiledPage(400, 430)});
  ASSERT_EQ(tiled.unread.size(), 1U);  // it would have been taken for a level
  EXPECT_FALSE(tiled.unread[0].other_section);
  label.width = 1000;
  label.height = 800;
  EXPECT_TRUE(describedAs("aperio", {tiledPage(1000, 800), label}).unread.at(0).other_section);
}

TEST(UnreadPictures, PlanesAreNamedByWhatTheTextTells) {
  const std::vector<TiffPage> pages(6, tiledPage(300, 200));
  const auto ome = [](const std::string& sizes, const std::string& channels) {
    return R"(<OME><Image><Pixels SizeX="300" SizeY="200" )" + sizes + ">" + channels + "</Pixels></Image></OME>";
  };
  const std::string colour = R"(<Channel SamplesPerPixel="3"/>)";
  for (const auto& [text, note] :
       {std::pair(ome(R"(SizeZ="6" SizeT="1" SizeC="3")", colour), "not read: 5 z-planes (300 x 200 px)"),
        {ome(R"(SizeZ="1" SizeT="6" SizeC="3")", colour), "not read: 5 time points (300 x 200 px)"},
        {ome(R"(SizeZ="1" SizeT="1" SizeC="6")", "<Channel/><Channel/><Channel/><Channel/><Channel/><Channel/>"),
         "not read: 5 channels (300 x 200 px)"},
        {ome(R"(SizeZ="3" SizeC="3")", colour), "not read: 2 z-planes (300 x 200 px), 3 pages (300 x 200 px)"},
        {std::string("ImageJ=1.53t\nimages=6\nslices=6\n"), "not read: 5 z-planes (300 x 200 px)"},
        {std::string("ImageJ=1.53t\nchannels=2\nslices=3\n"),
         "not read: 2 z-planes (300 x 200 px), 3 channels (300 x 200 px)"},
        {std::string("MPP = 0.25"), "not read: 5 pages (300 x 200 px)"}}) {
    const auto description = describedAs("generic-tiff", pages, text);
    ASSERT_EQ(description.notes.size(), 1U);
    EXPECT_EQ(description.notes[0], note) << text;
    for (const UnreadPicture& picture : description.unread) EXPECT_EQ(picture.other_section, picture.kind == "page");
  }
}

TEST(UnreadPictures, OfManyKindsTheFirstAreNamed) {
  std::vector<UnreadPicture> pictures;
  for (int i = 0; i < 9; ++i) pictures.push_back({"page", i + 2, 100 + i, 90});
  EXPECT_EQ(unreadText(pictures),
            "page 2 (100 x 90 px), page 3 (101 x 90 px), page 4 (102 x 90 px), page 5 (103 x 90 px) and 5 more");
}

TEST(UnreadPictures, AreTheSameForBothReaders) {
  const TemporaryFolder folder;
  for (const char* text : {"", kAperio})
    for (const bool marked : {true, false}) {
      writeJpegTiff(
          folder / "slide.tif",
          {colourfulImage(300, 200), colourfulImage(150, 100), colourfulImage(300, 200, 5), colourfulImage(40, 70)},
          {.mark_reduced = marked, .description = text});
      for (const DecoderChoice decoder : {DecoderChoice::kAuto, DecoderChoice::kOpenSlide}) {
        if (decoder == DecoderChoice::kOpenSlide && *text != '\0') continue;  // it cannot open them in this order
        const SlideDescription description = openSlideSource(folder / "slide.tif", decoder)->description();
        ASSERT_EQ(description.unread.size(), 2U) << text << marked;
        EXPECT_EQ(description.unread[0].page, 3);
        EXPECT_EQ(description.unread[0].other_section, !marked);
        EXPECT_FALSE(description.unread[1].other_section);
      }
    }
}

TEST(UnreadPictures, AnOrientationThatIsNotFollowedIsNamed) {
  const TemporaryFolder folder;
  for (std::uint16_t orientation = 1; orientation <= 8; ++orientation) {
    writeJpegTiff(folder / "slide.tif", {colourfulImage(300, 200)}, {.orientation = orientation});
    const auto notes = openSlideSource(folder / "slide.tif")->description().notes;
    ASSERT_EQ(notes.size(), orientation == 1 ? 0U : 1U) << orientation;
    if (orientation == 1) continue;
    EXPECT_EQ(notes[0].find("the orientation tag is " + std::to_string(orientation) + " ("), 0U) << notes[0];
  }
}

// A TIFF of pages in strips, which OpenSlide does not know.
std::filesystem::path writeStrips(const TemporaryFolder& folder, const std::vector<Image<Rgb8>>& pages,
                                  std::uint16_t orientation = ORIENTATION_TOPLEFT) {
  const auto path = folder / "strips.tif";
  TIFF* tiff = TIFFOpen(path.c_str(), "w");
  for (const Image<Rgb8>& page : pages) {
    TIFFSetField(tiff, TIFFTAG_IMAGEWIDTH, page.width());
    TIFFSetField(tiff, TIFFTAG_IMAGELENGTH, page.height());
    TIFFSetField(tiff, TIFFTAG_BITSPERSAMPLE, 8);
    TIFFSetField(tiff, TIFFTAG_SAMPLESPERPIXEL, 3);
    TIFFSetField(tiff, TIFFTAG_PLANARCONFIG, PLANARCONFIG_CONTIG);
    TIFFSetField(tiff, TIFFTAG_PHOTOMETRIC, PHOTOMETRIC_RGB);
    TIFFSetField(tiff, TIFFTAG_ORIENTATION, orientation);
    TIFFSetField(tiff, TIFFTAG_ROWSPERSTRIP, page.height());
    Image<Rgb8> copy = page;
    EXPECT_GT(TIFFWriteEncodedStrip(tiff, 0, copy.row(0), static_cast<tmsize_t>(copy.pixels().size() * 3)), 0);
    EXPECT_EQ(TIFFWriteDirectory(tiff), 1);
  }
  TIFFClose(tiff);
  return path;
}

Image<Rgb8> pixelsOf(const std::filesystem::path& path) {
  const auto source = openSlideSource(path);
  const SlideLevel level0 = source->description().levels.front();
  Image<Rgb8> pixels;
  source->readRegion(0, 0, 0, static_cast<int>(level0.width), static_cast<int>(level0.height), pixels);
  return pixels;
}

TEST(UnreadPictures, OfAPlainTiffTheLargestPageIsReadAndOtherSectionsAreNamed) {
  const TemporaryFolder folder;
  const Image<Rgb8> preview = colourfulImage(30, 20, 1);
  const Image<Rgb8> slide = colourfulImage(90, 60, 2);
  for (const auto& [pages, note] :
       {std::pair(std::vector{preview, slide}, ""),
        {std::vector{slide, preview}, ""},
        {std::vector{slide, colourfulImage(90, 60, 3)}, "not read: page 2 (90 x 60 px)"},
        {std::vector{preview, slide, colourfulImage(60, 80, 3)}, "not read: page 3 (60 x 80 px)"}}) {
    const auto path = writeStrips(folder, pages);
    EXPECT_EQ(pixelsOf(path).pixels(), slide.pixels());
    const SlideDescription description = openSlideSource(path)->description();
    EXPECT_EQ(description.notes, *note == '\0' ? std::vector<std::string>{} : std::vector<std::string>{note});
    for (const UnreadPicture& picture : description.unread) EXPECT_TRUE(picture.other_section);
  }
}

TEST(UnreadPictures, FlipsOfAPlainTiffAreUndoneAndPicturesOnTheirSideAreNoted) {
  const TemporaryFolder folder;
  const Image<Rgb8> stored = colourfulImage(30, 20);
  for (std::uint16_t orientation = 1; orientation <= 8; ++orientation) {
    const auto path = writeStrips(folder, {stored}, orientation);
    const Image<Rgb8> read = pixelsOf(path);
    const bool right_to_left = orientation == 2 || orientation == 3;
    const bool bottom_up = orientation == 3 || orientation == 4;
    for (int y = 0; y < 20; ++y)
      for (int x = 0; x < 30; ++x)
        ASSERT_EQ(read.at(right_to_left ? 29 - x : x, bottom_up ? 19 - y : y), stored.at(x, y)) << orientation;
    EXPECT_EQ(openSlideSource(path)->description().notes.size(), orientation > 4 ? 1U : 0U) << orientation;
  }
}

// JPEG with the EXIF data of cameras: a TIFF of one tag.
std::string jpegOfOrientation(char orientation, bool big_endian) {
  std::vector<std::uint8_t> bytes;
  cv::imencode(".jpg", cv::Mat(16, 24, CV_8UC3, cv::Scalar(10, 120, 230)), bytes);
  using namespace std::string_literals;
  const std::string tiff = big_endian
                               ? "MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0"s + orientation + "\0\0\0\0\0\0"s
                               : "II\x2a\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0"s + orientation + "\0\0\0\0\0\0\0"s;
  std::string jpeg(bytes.begin(), bytes.end());
  return jpeg.insert(2, "\xff\xe1\0"s + static_cast<char>(2 + 6 + tiff.size()) + "Exif\0\0"s + tiff);
}

TEST(UnreadPictures, TheExifOrientationOfAJpegIsNoted) {
  const TemporaryFolder folder;
  for (char orientation = 0; orientation <= 9; ++orientation)
    for (const bool big_endian : {true, false}) {
      const std::string file = jpegOfOrientation(orientation, big_endian);
      const auto notes = openSlideSource(folder.write("a.jpg", file))->description().notes;
      const bool turned = orientation >= 2 && orientation <= 8;
      ASSERT_EQ(notes.size(), turned ? 1U : 0U) << static_cast<int>(orientation);
      if (!turned) continue;
      EXPECT_TRUE(notes[0].starts_with(std::string("the orientation tag is ").append(std::to_string(orientation))))
          << notes[0];
    }
}

}  // namespace
}  // namespace herald
