#include "pipeline/slides/jpeg_tiff_opening.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <thread>

#include "pipeline/slides/image_region.h"
#include "pipeline/slides/openslide_source.h"
#include "pipeline/slides/slide_opening.h"
#include "tests/support/jpeg_tiff_file.h"
#include "tests/support/shared_data.h"
#include "tests/support/source_folder.h"
#include "tests/support/temporary_folder.h"

namespace herald {
namespace {

constexpr const char* kAperio = "Aperio Image Library test|AppMag = 40|MPP = 0.2500";

std::unique_ptr<SlideSource> openDirect(const std::filesystem::path& path, const JpegTiffOptions& options = {}) {
  auto opened = tryOpenWithOpenSlide(path);
  if (!opened) throw readError(path, "OpenSlide does not know it");
  JpegTiffAttempt attempt = tryOpenJpegTiff(path, opened, options);
  if (!attempt.source) throw readError(path, attempt.obstacle);
  return std::move(attempt.source);
}

std::string obstacleOf(const std::filesystem::path& path) {
  return messageOf<ReadError>([&] { (void)openDirect(path); });
}

Image<Rgb8> regionOf(SlideSource& source, int level, std::int64_t x, std::int64_t y, int width, int height) {
  Image<Rgb8> pixels;
  source.readRegion(level, x, y, width, height, pixels);
  return pixels;
}

Image<Rgb8> wholeLevel(SlideSource& source, int level) {
  const SlideLevel& stored = source.description().levels[static_cast<std::size_t>(level)];
  return regionOf(source, level, 0, 0, static_cast<int>(stored.width), static_cast<int>(stored.height));
}

// Two levels of a generic TIFF.
std::filesystem::path twoLevels(const TemporaryFolder& folder, const JpegTiffFileOptions& options = {}) {
  const auto path = folder / "slide.tif";
  writeJpegTiff(path, {colourfulImage(300, 200), colourfulImage(150, 100, 3)}, options);
  return path;
}

void expectSameDescription(const SlideDescription& a, const SlideDescription& b) {
  EXPECT_EQ(a.vendor, b.vendor);
  EXPECT_EQ(a.quick_hash, b.quick_hash);
  EXPECT_EQ(a.objective_power, b.objective_power);
  EXPECT_EQ(a.pixel_sizes.size(), b.pixel_sizes.size());
  ASSERT_EQ(a.levels.size(), b.levels.size());
  for (std::size_t i = 0; i < a.levels.size(); ++i) {
    EXPECT_EQ(a.levels[i].width, b.levels[i].width);
    EXPECT_EQ(a.levels[i].height, b.levels[i].height);
    EXPECT_EQ(a.levels[i].downsample, b.levels[i].downsample);
    EXPECT_EQ(a.levels[i].tile_width, b.levels[i].tile_width);
    EXPECT_EQ(a.levels[i].tile_height, b.levels[i].tile_height);
  }
}

Image<Rgb8> cropOf(const Image<Rgb8>& image, std::int64_t x, std::int64_t y, int width, int height) {
  Image<Rgb8> crop;
  copyRegion(image.view(), x, y, width, height, crop);
  return crop;
}

// Every tile of every level, and regions across tiles. OpenSlide reads the levels above 0 whole, from their corner.
void expectSamePixels(const std::filesystem::path& path) {
  const auto direct = openDirect(path);
  const auto openslide = tryOpenWithOpenSlide(path);
  expectSameDescription(direct->description(), openslide->description());
  EXPECT_EQ(direct->description().decoder, "direct");
  for (int level = 0; level < static_cast<int>(direct->description().levels.size()); ++level) {
    const SlideLevel& stored = direct->description().levels[static_cast<std::size_t>(level)];
    const Image<Rgb8> theirs = wholeLevel(*openslide, level);
    Image<Rgb8> ours;
    for (std::int64_t y = 0; y < stored.height; y += stored.tile_height)
      for (std::int64_t x = 0; x < stored.width; x += stored.tile_width) {
        direct->readRegion(level, x, y, stored.tile_width, stored.tile_height, ours);
        ASSERT_EQ(ours.pixels(), cropOf(theirs, x, y, ours.width(), ours.height()).pixels())
            << path << " level " << level << " at " << x << ", " << y;
      }
    for (const auto& [x, y] : {std::pair(stored.width / 3 + 1, stored.height / 3 + 1),
                               {-17, -5},
                               {stored.width - 60, stored.height - 41},
                               {1023, 1025}}) {
      const Image<Rgb8> part = regionOf(*openslide, level, x, y, 301, 277);
      ASSERT_EQ(regionOf(*direct, level, x, y, 301, 277).pixels(), part.pixels()) << path << ' ' << level << ' ' << x;
      ASSERT_EQ(part.pixels(), cropOf(theirs, x, y, 301, 277).pixels()) << path << ' ' << level << ' ' << x;
    }
  }
}

TEST(JpegTiffSource, GivesOpenSlidesPixelsInEveryWayTilesAreStored) {
  const TemporaryFolder folder;
  const std::vector<std::array<std::uint16_t, 2>> subsamplings = {{1, 1}, {2, 1}, {2, 2}, {4, 1}};
  for (const bool ycbcr : {true, false})
    for (const auto& subsampling : subsamplings)
      for (const bool own_tables : {false, true})
        for (const char* description : {"", kAperio}) {
          SCOPED_TRACE(testing::Message() << ycbcr << subsampling[0] << subsampling[1] << own_tables << description);
          expectSamePixels(twoLevels(folder, {.ycbcr = ycbcr,
                                              .subsampling = subsampling,
                                              .own_tables = own_tables,
                                              .big = own_tables,
                                              .description = description}));
        }
}

TEST(JpegTiffSource, GivesOpenSlidesPixelsOfEverySampleSlide) {
  for (const auto& entry : std::filesystem::directory_iterator(sourceFolder() / "sample_slides"))
    if (entry.path().extension() == ".tif") expectSamePixels(entry.path());
}

TEST(JpegTiffSource, GivesOpenSlidesPixelsOfEveryRealSlide) {
  const auto data = sharedData();
  if (!data) GTEST_SKIP() << "the folder of real slides is absent";
  int compared = 0;
  for (const auto& entry : std::filesystem::directory_iterator(*data / "her2_cores"))
    if (entry.path().extension() == ".tif" || entry.path().extension() == ".svs") {
      expectSamePixels(entry.path());
      ++compared;
    }
  EXPECT_EQ(compared, 5);
  expectSamePixels(*data / "slides" / "CMU-1-Small-Region.svs");
}

TEST(JpegTiffSource, DecodesWhatWasWritten) {
  const TemporaryFolder folder;
  const Image<Rgb8> written(130, 70, Rgb8{200, 30, 90});
  for (const bool ycbcr : {true, false}) {
    writeJpegTiff(folder / "flat.tif", {written}, {.ycbcr = ycbcr});
    const Image<Rgb8> read = wholeLevel(*openDirect(folder / "flat.tif"), 0);
    for (const Rgb8& pixel : read.pixels()) {
      ASSERT_NEAR(pixel.r, 200, 2);
      ASSERT_NEAR(pixel.g, 30, 2);
      ASSERT_NEAR(pixel.b, 90, 2);
    }
  }
}

TEST(JpegTiffSource, OutsideTheSlideIsWhite) {
  const TemporaryFolder folder;
  const auto source = openDirect(twoLevels(folder));
  const Image<Rgb8> before = regionOf(*source, 0, -100, -100, 90, 90);
  for (const Rgb8& pixel : before.pixels()) ASSERT_EQ(pixel, (Rgb8{255, 255, 255}));
  const Image<Rgb8> beside = regionOf(*source, 0, 300, 0, 20, 300);
  for (const Rgb8& pixel : beside.pixels()) ASSERT_EQ(pixel, (Rgb8{255, 255, 255}));
  const Image<Rgb8> corner = regionOf(*source, 0, -10, -20, 30, 40);
  EXPECT_EQ(corner.at(9, 39), (Rgb8{255, 255, 255}));
  EXPECT_EQ(corner.at(29, 19), (Rgb8{255, 255, 255}));
  EXPECT_EQ(corner.at(10, 20), wholeLevel(*source, 0).at(0, 0));
}

// What a read gives depends neither on the cache, nor on what was read before, nor on a plan, right or wrong.
TEST(JpegTiffSource, PixelsDoNotDependOnTheCache) {
  const TemporaryFolder folder;
  const auto path = twoLevels(folder);
  const Image<Rgb8> truth = wholeLevel(*openDirect(path), 0);
  const std::vector<PixelRect> regions = {
      {-20, -20, 160, 150}, {100, 0, 210, 130}, {0, 100, 170, 110}, {90, 90, 220, 120}};
  for (const std::size_t cache_bytes : {std::size_t{0}, std::size_t{30000}, std::size_t{1} << 20U}) {
    for (const std::size_t planned : {0U, 2U, 4U}) {
      const auto source = openDirect(path, {cache_bytes});
      if (planned > 0) source->expectReads(0, std::span(regions).first(planned));
      for (int round = 0; round < 2; ++round) {
        for (const PixelRect& r : regions) {
          const Image<Rgb8> part =
              regionOf(*source, 0, r.x, r.y, static_cast<int>(r.width), static_cast<int>(r.height));
          for (int y = 0; y < part.height(); ++y)
            for (int x = 0; x < part.width(); ++x) {
              const auto sx = static_cast<int>(r.x) + x;
              const auto sy = static_cast<int>(r.y) + y;
              ASSERT_EQ(part.at(x, y), truth.contains(sx, sy) ? truth.at(sx, sy) : (Rgb8{255, 255, 255}))
                  << cache_bytes << ' ' << planned << ' ' << sx << ' ' << sy;
            }
        }
      }
    }
  }
}

TEST(JpegTiffSource, ThreadsShareTheCacheAndGetTheSamePixels) {
  const TemporaryFolder folder;
  const auto path = twoLevels(folder, {.tile_px = 32});
  const Image<Rgb8> truth0 = wholeLevel(*openDirect(path), 0);
  const Image<Rgb8> truth1 = wholeLevel(*openDirect(path), 1);
  for (const std::size_t cache_bytes : {std::size_t{0}, std::size_t{3 * 32 * 32 * 5}, std::size_t{1} << 20U}) {
    const auto source = openDirect(path, {cache_bytes});
    std::atomic<int> wrong = 0;
    const auto hammer = [&](int seed) {
      Image<Rgb8> part;
      for (int i = 0; i < 300; ++i) {
        const int level = (i + seed) % 4 == 0 ? 1 : 0;
        const Image<Rgb8>& truth = level == 0 ? truth0 : truth1;
        const int x = (i * 37 + seed * 11) % (truth.width() - 70);
        const int y = (i * 23 + seed * 5) % (truth.height() - 60);
        if (i % 50 == seed) source->expectReads(0, std::vector<PixelRect>{{x, y, 70, 60}});
        source->readRegion(level, x, y, 70, 60, part);
        for (int row = 0; row < 60; ++row)
          if (!std::equal(part.row(row), part.row(row) + 70, truth.row(y + row) + x)) ++wrong;
      }
    };
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t) threads.emplace_back(hammer, t);
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(wrong, 0) << cache_bytes;
  }
}

// --- files that are not for this decoder ---

TEST(JpegTiffSource, LeavesUnusualFilesToOpenSlide) {
  const TemporaryFolder folder;
  EXPECT_NE(obstacleOf(twoLevels(folder, {.orientation = ORIENTATION_BOTRIGHT})).find("not top left"),
            std::string::npos);
  EXPECT_EQ(openSlideSource(folder / "slide.tif")->description().decoder, "openslide");
  const std::string forced =
      messageOf<ReadError>([&] { (void)openSlideSource(folder / "slide.tif", DecoderChoice::kDirect); });
  EXPECT_NE(forced.find("slide.tif: cannot be read directly: its first pixel is not top left"), std::string::npos)
      << forced;
}

TEST(JpegTiffSource, LeavesOtherCompressionsAndSamplesToOpenSlide) {
  const TemporaryFolder folder;
  const auto write = [&](std::uint16_t compression, std::uint16_t photometric, std::uint16_t samples,
                         std::uint16_t planar) {
    TIFF* tiff = TIFFOpen((folder / "other.tif").c_str(), "w");
    TIFFSetField(tiff, TIFFTAG_IMAGEWIDTH, 32);
    TIFFSetField(tiff, TIFFTAG_IMAGELENGTH, 32);
    TIFFSetField(tiff, TIFFTAG_TILEWIDTH, 32);
    TIFFSetField(tiff, TIFFTAG_TILELENGTH, 32);
    TIFFSetField(tiff, TIFFTAG_BITSPERSAMPLE, 8);
    TIFFSetField(tiff, TIFFTAG_SAMPLESPERPIXEL, samples);
    TIFFSetField(tiff, TIFFTAG_PLANARCONFIG, planar);
    TIFFSetField(tiff, TIFFTAG_COMPRESSION, compression);
    TIFFSetField(tiff, TIFFTAG_PHOTOMETRIC, photometric);
    std::vector<std::uint8_t> tile(std::size_t{32} * 32 * samples, 90);
    const std::uint32_t tiles = planar == PLANARCONFIG_SEPARATE ? samples : 1;
    for (std::uint32_t i = 0; i < tiles; ++i)
      TIFFWriteEncodedTile(tiff, i, tile.data(), static_cast<tmsize_t>(tile.size() / tiles));
    TIFFClose(tiff);
    return obstacleOf(folder / "other.tif");
  };
  EXPECT_NE(write(COMPRESSION_LZW, PHOTOMETRIC_RGB, 3, PLANARCONFIG_CONTIG).find("not compressed as JPEG"),
            std::string::npos);
  EXPECT_NE(write(COMPRESSION_JPEG, PHOTOMETRIC_MINISBLACK, 1, PLANARCONFIG_CONTIG).find("neither RGB nor YCbCr"),
            std::string::npos);
  EXPECT_NE(write(COMPRESSION_JPEG, PHOTOMETRIC_RGB, 3, PLANARCONFIG_SEPARATE).find("stored separately"),
            std::string::npos);
}

TEST(JpegTiffSource, IsChosenWhereItCanReadAndCanBeForcedOff) {
  const TemporaryFolder folder;
  const auto path = twoLevels(folder);
  EXPECT_EQ(openSlideSource(path)->description().decoder, "direct");
  EXPECT_EQ(openSlideSource(path, DecoderChoice::kDirect)->description().decoder, "direct");
  EXPECT_EQ(openSlideSource(path, DecoderChoice::kOpenSlide)->description().decoder, "openslide");
  const auto text = folder.write("no.png", "this is no image");
  for (const auto& [decoder, cause] : {std::pair(DecoderChoice::kDirect, "cannot be read directly"),
                                       std::pair(DecoderChoice::kOpenSlide, "OpenSlide does not know its format")}) {
    const std::string message = messageOf<ReadError>([&, chosen = decoder] { (void)openSlideSource(text, chosen); });
    EXPECT_NE(message.find(cause), std::string::npos) << message;
  }
}

// --- which pages are levels ---

// "300 x 200, 75 x 50"
std::string levelsOf(const SlideSource& source) {
  std::string text;
  for (const SlideLevel& level : source.description().levels)
    text += (text.empty() ? "" : ", ") + std::to_string(level.width) + " x " + std::to_string(level.height);
  return text;
}

TEST(JpegTiffSource, APageOfAnotherAspectRatioIsNoLevelOfEitherReader) {
  const TemporaryFolder folder;
  const auto path = folder / "slide.tif";
  for (const char* description : {"", kAperio})
    for (const auto& macro : {std::pair(180, 170), {50, 60}, {290, 40}}) {
      std::vector<Image<Rgb8>> pages = {colourfulImage(300, 200), colourfulImage(75, 50, 3)};
      const Image<Rgb8> overview = colourfulImage(macro.first, macro.second, 9);
      pages.insert(macro.first > 75 ? pages.begin() + 1 : pages.end(), overview);
      writeJpegTiff(path, pages, {.description = description});
      for (const DecoderChoice decoder : {DecoderChoice::kDirect, DecoderChoice::kOpenSlide})
        EXPECT_EQ(levelsOf(*openSlideSource(path, decoder)), "300 x 200, 75 x 50") << description << macro.first;
      expectSamePixels(path);
    }
}

TEST(JpegTiffSource, OfPagesOfOneSizeTheFirstIsTheLevel) {
  const TemporaryFolder folder;
  const auto path = folder / "slide.tif";
  const Image<Rgb8> first = colourfulImage(300, 200);
  writeJpegTiff(path, {first, colourfulImage(300, 200, 9), colourfulImage(75, 50, 3)}, {.description = kAperio});
  expectSamePixels(path);
  EXPECT_EQ(levelsOf(*openDirect(path)), "300 x 200, 75 x 50");
}

TEST(JpegTiffSource, LevelsInAnyOrderGiveTheSameSlide) {
  const TemporaryFolder folder;
  const std::vector<Image<Rgb8>> levels = {colourfulImage(320, 192), colourfulImage(160, 96, 3),
                                           colourfulImage(80, 48, 5), colourfulImage(40, 24, 7)};
  for (const char* description : {"", kAperio}) {
    writeJpegTiff(folder / "ordered.tif", levels, {.description = description});
    const auto ordered = openSlideSource(folder / "ordered.tif");
    std::vector<std::size_t> order = {1, 2, 3};
    do {
      writeJpegTiff(folder / "slide.tif", {levels[0], levels[order[0]], levels[order[1]], levels[order[2]]},
                    {.description = description});
      testing::internal::CaptureStderr();
      const auto source = openSlideSource(folder / "slide.tif");
      EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
      EXPECT_EQ(levelsOf(*source), levelsOf(*ordered));
      EXPECT_EQ(source->description().vendor, ordered->description().vendor);
      EXPECT_EQ(source->description().objective_power, ordered->description().objective_power);
      for (std::size_t i = 0; i < levels.size(); ++i) {
        EXPECT_DOUBLE_EQ(source->description().levels[i].downsample, ordered->description().levels[i].downsample);
        EXPECT_EQ(wholeLevel(*source, static_cast<int>(i)).pixels(),
                  wholeLevel(*ordered, static_cast<int>(i)).pixels());
      }
    } while (std::next_permutation(order.begin(), order.end()));
  }
}

TEST(JpegTiffSource, OpenSlidesCauseStandsInTheErrorAndNotOnStderr) {
  const TemporaryFolder folder;
  writeJpegTiff(folder / "slide.tif", {colourfulImage(320, 192), colourfulImage(80, 48), colourfulImage(160, 96)},
                {.description = kAperio});
  testing::internal::CaptureStderr();
  const std::string message =
      messageOf<ReadError>([&] { (void)openSlideSource(folder / "slide.tif", DecoderChoice::kOpenSlide); });
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
  EXPECT_NE(message.find("slide.tif: cannot be opened (Downsampled images not correctly ordered"), std::string::npos)
      << message;
}

TEST(JpegTiffSource, ASlideAfterAPreviewIsTheSlide) {
  const TemporaryFolder folder;
  writeJpegTiff(folder / "slide.tif", {colourfulImage(80, 48), colourfulImage(320, 192), colourfulImage(160, 96)},
                {.description = kAperio});
  EXPECT_EQ(levelsOf(*openSlideSource(folder / "slide.tif")), "320 x 192, 160 x 96, 80 x 48");
}

// --- missing tiles ---

TEST(JpegTiffSource, MissingTilesOfAnAperioSlideAreWhite) {
  const TemporaryFolder folder;
  const auto path = twoLevels(folder, {.description = kAperio, .missing_tiles = {0, 7}});
  expectSamePixels(path);
  EXPECT_EQ(regionOf(*openDirect(path), 0, 0, 0, 1, 1).at(0, 0), (Rgb8{255, 255, 255}));
}

// GDAL's sparse files and exports of vendors leave out what was never scanned: column, row, any tile, all of them.
TEST(JpegTiffSource, MissingTilesOfAGenericTiffAreWhiteAndTheOthersAsEver) {
  const TemporaryFolder folder;
  const auto path = twoLevels(folder);
  const Image<Rgb8> whole = wholeLevel(*openDirect(path), 0);
  for (const std::vector<std::uint32_t>& missing :
       {std::vector<std::uint32_t>{4, 9, 14, 19}, {15, 16, 17, 18, 19}, {0, 7}}) {
    (void)twoLevels(folder, {.missing_tiles = missing});
    const Image<Rgb8> sparse = wholeLevel(*openDirect(path), 0);
    for (int y = 0; y < whole.height(); ++y)
      for (int x = 0; x < whole.width(); ++x) {
        const auto tile = static_cast<std::uint32_t>(y / 64 * 5 + x / 64);
        const bool is_missing = std::count(missing.begin(), missing.end(), tile) > 0;
        ASSERT_EQ(sparse.at(x, y), is_missing ? (Rgb8{255, 255, 255}) : whole.at(x, y)) << x << ' ' << y;
      }
  }
}

// --- damaged files: the first tile of a small slide, made bad by `damage` ---

struct Damage {
  const char* name;
  const char* cause;
  void (*apply)(std::string& file, std::size_t offset, std::size_t count);
};

void PrintTo(const Damage& damage, std::ostream* out) {
  *out << damage.name;
}

std::size_t markerIn(const std::string& file, std::size_t from, unsigned char code) {
  const auto place = file.find(std::string{'\xff', static_cast<char>(code)}, from);
  EXPECT_NE(place, std::string::npos);
  return place;
}

constexpr Damage kDamages[] = {
    {"NoStreamAtAll", "JPEG is damaged", [](std::string& f, std::size_t o, std::size_t n) { f.replace(o, n, n, 'x'); }},
    {"CutShort", "JPEG is damaged (",
     [](std::string& f, std::size_t o, std::size_t n) {
       f.replace(o + n / 2, n - n / 2, n - n / 2, '\0');
       f[o + n / 2] = '\xff';
       f[o + n / 2 + 1] = '\xd9';
     }},
    {"MarkerAmidThePixels", "JPEG is damaged (",
     [](std::string& f, std::size_t o, std::size_t n) {
       f[o + n / 2] = '\xff';
       f[o + n / 2 + 1] = '\xd3';
     }},
    {"Zeroed", "JPEG is damaged", [](std::string& f, std::size_t o, std::size_t n) { f.replace(o, n, n, '\0'); }},
    {"OtherSize", "JPEG of 64 x 48 pixels in a tile of 64 x 64",
     [](std::string& f, std::size_t o, std::size_t) { f[markerIn(f, o, 0xC0) + 6] = 48; }},
    {"HugeSize", "JPEG of 65280 x 64 pixels",
     [](std::string& f, std::size_t o, std::size_t) {
       const auto frame = markerIn(f, o, 0xC0);
       f[frame + 7] = '\xff';
       f[frame + 8] = 0;
     }},
    {"TwelveBits", "JPEG is damaged (",
     [](std::string& f, std::size_t o, std::size_t) { f[markerIn(f, o, 0xC0) + 4] = 12; }},
    {"OneComponent", "JPEG is damaged (",
     [](std::string& f, std::size_t o, std::size_t) { f[markerIn(f, o, 0xC0) + 9] = 1; }},
    {"NoTables", "JPEG is damaged (",
     [](std::string& f, std::size_t, std::size_t) {
       for (auto at = f.find("\xff\xdb"); at != std::string::npos; at = f.find("\xff\xdb", at + 1)) f[at + 1] = '\xfe';
     }},
};

class JpegTiffDamage : public testing::TestWithParam<Damage> {};
INSTANTIATE_TEST_SUITE_P(OfOneTile, JpegTiffDamage, testing::ValuesIn(kDamages),
                         [](const auto& tested) { return std::string(tested.param.name); });

TEST_P(JpegTiffDamage, IsAnErrorThatNamesThePlaceAndTheSourceIsDead) {
  const TemporaryFolder folder;
  const auto path = twoLevels(folder);
  std::string file = contentOf(path);
  const TilePlaces places = tilePlaces(path);
  GetParam().apply(file, places.offsets.at(6), places.byte_counts.at(6));
  folder.write("slide.tif", file);
  const auto source = openDirect(path);
  const std::string first = messageOf<ReadError>([&] { (void)regionOf(*source, 0, 60, 60, 100, 60); });
  EXPECT_NE(first.find("slide.tif: level 0 at ("), std::string::npos) << first;
  const bool in_one_tile = std::string(GetParam().name) != "NoTables";
  EXPECT_EQ(first.find("at (64, 64): ") != std::string::npos, in_one_tile) << first;
  EXPECT_NE(first.find(GetParam().cause), std::string::npos) << first;
  EXPECT_EQ(messageOf<ReadError>([&] { (void)regionOf(*source, 1, 0, 0, 10, 10); }), first);
}

TEST(JpegTiffSource, ATruncatedFileIsAnErrorWhereTilesAreGone) {
  const TemporaryFolder folder;
  const auto path = twoLevels(folder);
  // libtiff writes the directories behind the tiles, so the tiles' places are broken instead.
  std::string file = contentOf(path);
  const TilePlaces places = tilePlaces(path);
  for (const std::uint32_t bad : {0xFFFFFF00U, static_cast<std::uint32_t>(file.size() - 3)}) {
    std::string broken = file;
    const auto old = static_cast<std::uint32_t>(places.offsets.at(4));
    const std::string bytes(reinterpret_cast<const char*>(&old), 4);
    const auto at = broken.rfind(bytes);
    ASSERT_NE(at, std::string::npos);
    broken.replace(at, 4, std::string(reinterpret_cast<const char*>(&bad), 4));
    folder.write("slide.tif", broken);
    const auto source = openDirect(path);
    const std::string message = messageOf<ReadError>([&] { (void)wholeLevel(*source, 0); });
    EXPECT_NE(message.find("slide.tif: level 0 at (256, 0): the tile lies beyond the end of the file"),
              std::string::npos)
        << message;
  }
}

// Tables a tile brings along must not be lent to its neighbour without any: the order of reading would show.
TEST(JpegTiffSource, ATileWithoutTablesIsAnErrorWhateverWasReadBefore) {
  const TemporaryFolder folder;
  const auto path = twoLevels(folder, {.own_tables = true});
  std::string file = contentOf(path);
  const TilePlaces places = tilePlaces(path);
  for (auto at = file.find("\xff\xdb", places.offsets.at(1));
       at != std::string::npos && at < places.offsets.at(1) + places.byte_counts.at(1);
       at = file.find("\xff\xdb", at + 1))
    file[at + 1] = '\xfe';
  folder.write("slide.tif", file);
  const auto source = openDirect(path);
  (void)regionOf(*source, 0, 0, 0, 64, 64);
  const std::string message = messageOf<ReadError>([&] { (void)regionOf(*source, 0, 64, 0, 64, 64); });
  EXPECT_NE(message.find("Quantization table"), std::string::npos) << message;
}

// Every second byte of the file's structure changed: it opens or does not, reads or does not, and never anything worse.
TEST(JpegTiffSource, SurvivesWrongBytesInItsStructure) {
  const TemporaryFolder folder;
  const auto path = folder / "slide.tif";
  writeJpegTiff(path, {colourfulImage(100, 70), colourfulImage(50, 35)}, {.tile_px = 32});
  const std::string file = contentOf(path);
  const TilePlaces places = tilePlaces(path);
  std::size_t tested = 0;
  for (std::size_t at = 0; at < file.size(); ++at) {
    const bool in_tile = at >= places.offsets.front() && at < places.offsets.back() + places.byte_counts.back();
    if (in_tile ? at % 64 != 0 : at % 2 != 0) continue;
    std::string broken = file;
    broken[at] = static_cast<char>(broken[at] ^ (at % 4 == 0 ? 0x81 : 0x3E));
    folder.write("slide.tif", broken);
    try {
      const auto source = openSlideSource(path);
      if (source->description().levels.front().width > 4000 || source->description().levels.front().height > 4000)
        continue;
      (void)wholeLevel(*source, 0);
    } catch (const ReadError& error) {
      EXPECT_EQ(std::string(error.what()).find(path.string()), 0U) << error.what();
    }
    ++tested;
  }
  EXPECT_GT(tested, 200U);
}

}  // namespace
}  // namespace herald
