#include "pipeline/slides/described_pixel_size.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <gtest/gtest.h>

#include "pipeline/slides/openslide_source.h"
#include "pipeline/slides/pixel_size.h"
#include "pipeline/slides/slide_opening.h"
#include "tests/support/jpeg_tiff_file.h"
#include "tests/support/temporary_folder.h"

namespace herald {
namespace {

constexpr SlideLevel kLevel0{.width = 300, .height = 200};

SlideDescription described(const std::string& text, const ResolutionTags& tags = {}) {
  SlideDescription description;
  addDescribedPixelSize(text, tags, kLevel0, description);
  return description;
}

// "ome-xml 0.25", or what stood there instead.
std::string sizeOf(const SlideDescription& description) {
  if (description.pixel_sizes.empty()) return fmt::format("{}", fmt::join(description.unusable_pixel_sizes, ", "));
  const auto& [pixel_size, source] = description.pixel_sizes.front();
  return fmt::format("{} {:.6g}", source, pixel_size.umPerPx());
}

std::string omeXml(const std::string& physical_size, const std::string& size = "SizeX=\"300\" SizeY=\"200\"") {
  return R"(<?xml version="1.0"?><OME xmlns="http://www.openmicroscopy.org/Schemas/OME/2016-06"><Image ID="Image:0">)"
         R"(<Pixels ID="Pixels:0" )" +
         size + " " + physical_size + "/></Image></OME>";
}

TEST(DescribedPixelSize, EveryUnitOfOmeXmlIsRead) {
  const std::vector<std::pair<std::string, double>> units = {
      {"pm", 1e-6},   {"\xC3\x85", 1e-4}, {"nm", 1e-3}, {"um", 1},   {"\xC2\xB5m", 1}, {"\xCE\xBCm", 1},
      {"&#181;m", 1}, {"&#xB5;m", 1},     {"mm", 1e3},  {"cm", 1e4}, {"m", 1e6},       {"in", 25400}};
  for (const auto& [unit, um] : units)
    for (const double edge_um : {0.1, 0.25, 0.4991}) {
      const double value = edge_um / um;
      EXPECT_EQ(sizeOf(described(omeXml(fmt::format(
                    R"(PhysicalSizeX="{0}" PhysicalSizeXUnit="{1}" PhysicalSizeY="{0}" PhysicalSizeYUnit="{1}")", value,
                    unit)))),
                fmt::format("ome-xml {:.6g}", edge_um))
          << unit;
    }
}

TEST(DescribedPixelSize, OmeXmlWithoutAUnitIsMicrometresAndOneEdgeStandsForBoth) {
  EXPECT_EQ(sizeOf(described(omeXml(R"(PhysicalSizeX="0.25")"))), "ome-xml 0.25");
  EXPECT_EQ(sizeOf(described(omeXml(R"(PhysicalSizeY='0.5')"))), "ome-xml 0.5");
}

TEST(DescribedPixelSize, OmeXmlIsThatOfThePictureOfThisSize) {
  const std::string of_the_label = R"(<ome:OME xmlns:ome="x"><ome:Image><ome:Pixels SizeX="30" SizeY="20" )"
                                   R"(PhysicalSizeX="4"/></ome:Image><ome:Image><ome:Pixels SizeX="300" SizeY="200" )"
                                   R"(PhysicalSizeX="0.25"/></ome:Image></ome:OME>)";
  EXPECT_EQ(sizeOf(described(of_the_label)), "ome-xml 0.25");
  EXPECT_EQ(sizeOf(described(omeXml(R"(PhysicalSizeX="0.25")", R"(SizeX="30" SizeY="20")"))),
            "ome-xml (describes no picture of 300 x 200 pixels)");
}

TEST(DescribedPixelSize, WhatOmeXmlSaysAndCannotBeUsedIsNamed) {
  EXPECT_EQ(sizeOf(described(omeXml(""))), "ome-xml (has no PhysicalSizeX)");
  EXPECT_EQ(sizeOf(described(omeXml(R"(PhysicalSizeX="1" PhysicalSizeXUnit="reference frame")"))),
            "ome-xml (PhysicalSizeX has no unit of length)");
  EXPECT_EQ(sizeOf(described(omeXml(R"(PhysicalSizeX="a name")"))), "ome-xml (PhysicalSizeX is no number)");
  EXPECT_EQ(sizeOf(described(omeXml(R"(PhysicalSizeX="250")"))), "ome-xml (250 x 250 um is not plausible)");
  EXPECT_EQ(sizeOf(described("<OME><Image><Pixels")), "ome-xml (is damaged)");
}

TEST(DescribedPixelSize, ImageJsUnitIsThatOfTheTags) {
  for (const auto& [unit, um] : {std::pair("micron", 1.0),
                                 {"um", 1.0},
                                 {"\\u00B5m", 1.0},
                                 {"\xC2\xB5m", 1.0},
                                 {"nm", 1e-3},
                                 {"mm", 1e3},
                                 {"cm", 1e4},
                                 {"inch", 25400.0}})
    EXPECT_EQ(sizeOf(described(fmt::format("ImageJ=1.53t\nunit={}\nmin=0\n", unit), {um / 0.25, um / 0.25})),
              "imagej 0.25")
        << unit;
  EXPECT_EQ(sizeOf(described("ImageJ=1.53t\r\nunit=micron\r\n", {4, 2})), "imagej 0.375");
  EXPECT_EQ(sizeOf(described("ImageJ=1.53t\nimages=1\n", {4, 4})), "imagej (has no unit)");
  EXPECT_EQ(sizeOf(described("ImageJ=1.53t\nunit=pixel\n", {4, 4})), "imagej (its unit is none of length)");
  EXPECT_EQ(sizeOf(described("ImageJ=1.53t\nunit=micron\n")), "imagej (has a unit, and the resolution tags no number)");
}

TEST(DescribedPixelSize, AnyVendorsDescriptionIsRead) {
  for (const char* text : {"Motic V1.0.0 1024x1024 JPEG/RGB Q = 72|AppMag = 40|MPP = 0.25", "MPP=0.25", "mpp: 0.25 um",
                           R"({"scanner": "x", "mpp": 0.25})", R"({"mpp-x": "0.25", "mpp-y": "0.25"})",
                           "MPPX=0.25;MPPY=0.25", "PixelSize = 0.25 um", "pixel_size_x: 250nm, pixel_size_y: 250nm",
                           "Pixel Size: 2.5e-4 mm", "Microns per pixel: 0.25", "PhysicalSizeX = 0.25 \xC2\xB5m"})
    EXPECT_EQ(sizeOf(described(text)), "description 0.25") << text;
}

TEST(DescribedPixelSize, AWordThatOnlyLooksLikeAKeyIsNone) {
  for (const char* text :
       {"Patient MPPointer = 0.25", "xmpp = 0.25", "MPP", "MPP =", "MPP = -0.25", "mpp 0.25", "0.25", "comppp: 0.3"})
    EXPECT_EQ(sizeOf(described(text)), "description (names none)") << text;
  EXPECT_EQ(sizeOf(described("PixelSize = 0.25")), "description (its pixel size has no unit of length)");
  EXPECT_EQ(sizeOf(described("MPP = 250")), "description (250 x 250 um is not plausible)");
  EXPECT_EQ(sizeOf(described("")), "description (there is none)");
}

// Whatever is cut off or damaged, what is shown of a text is no word of it: it can carry a patient's name.
TEST(DescribedPixelSize, NoWordOfTheTextIsShown) {
  const std::vector<std::string> texts = {omeXml(R"(PhysicalSizeX="JaneDoe" PhysicalSizeYUnit="JaneDoe")"),
                                          "ImageJ=1\nunit=JaneDoe\n", "MPP = JaneDoe", "PixelSize = 3 JaneDoe"};
  for (const std::string& whole : texts)
    for (std::size_t length = 0; length <= whole.size(); ++length)
      EXPECT_EQ(sizeOf(described(whole.substr(0, length), {4, 4})).find("Jane"), std::string::npos) << whole;
}

TEST(DescribedPixelSize, IsFoundByBothReadersAndBeforeTheResolutionTags) {
  const TemporaryFolder folder;
  const auto path = folder / "slide.tif";
  for (const auto& [text, size] : {std::pair(omeXml(R"(PhysicalSizeX="0.25")"), "ome-xml 0.25"),
                                   {std::string("Motic|MPP = 0.5"), "description 0.5"}}) {
    writeJpegTiff(path, {colourfulImage(300, 200)}, {.description = text});
    for (const DecoderChoice decoder : {DecoderChoice::kDirect, DecoderChoice::kOpenSlide})
      EXPECT_EQ(sizeOf(openSlideSource(path, decoder)->description()), size);
  }
}

TEST(DescribedPixelSize, TheRefusalSaysWhereItLooked) {
  const TemporaryFolder folder;
  writeJpegTiff(folder / "slide.tif", {colourfulImage(300, 200)}, {.description = "Motic|MPP = 250"});
  EXPECT_EQ(noPixelSizeReason(openSlideSource(folder / "slide.tif")->description()),
            "pixel size is not known: looked in description (250 x 250 um is not plausible), openslide.mpp (there is "
            "none), tiff-resolution (there is none); give it with --mpp or in a list");
}

}  // namespace
}  // namespace herald
