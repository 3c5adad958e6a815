#include "pipeline/pages/class_colours.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>

#include "pipeline/pictures/class_palette.h"
#include "tests/support/source_folder.h"

namespace herald {
namespace {

TEST(ClassColours, AreThoseOfThePictures) {
  const std::string style = classColourStyle();
  for (std::size_t i = 0; i < kCellClassColours.size(); ++i)
    EXPECT_NE(style.find("--class-" + std::to_string(i) + ":" + cssColour(kCellClassColours[i].colour) + ";"),
              std::string::npos)
        << style;
  EXPECT_EQ(cssColour({220, 38, 127}), "#dc267f");
}

TEST(ClassColours, TextOnThemCanBeRead) {
  const std::string style = classColourStyle();
  for (std::size_t i = 0; i < kCellClassColours.size(); ++i) {
    const bool white = style.find("--on-class-" + std::to_string(i) + ":#ffffff;") != std::string::npos;
    const Rgb8 text = white ? Rgb8{255, 255, 255} : Rgb8{0, 0, 0};
    EXPECT_GE(contrastRatio(kCellClassColours[i].colour, text), 4.5) << i;
  }
  EXPECT_DOUBLE_EQ(contrastRatio({0, 0, 0}, {255, 255, 255}), 21);
  EXPECT_DOUBLE_EQ(contrastRatio({7, 8, 9}, {7, 8, 9}), 1);
}

// The style sheets take them from here: none sets a class's colour itself, and every variable they use is set.
TEST(ClassColours, NoStyleSheetHasItsOwn) {
  const std::string style = classColourStyle();
  const std::regex variable("var\\((--(?:on-)?class-[^)]*)\\)");
  int uses = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(sourceFolder() / "apps/web/src")) {
    if (entry.path().extension() != ".css") continue;
    std::ifstream file(entry.path());
    const std::string sheet{std::istreambuf_iterator<char>(file), {}};
    EXPECT_FALSE(std::regex_search(sheet, std::regex("--(on-)?class-[0-9a-z]+ *:"))) << entry.path();
    for (auto use = std::sregex_iterator(sheet.begin(), sheet.end(), variable); use != std::sregex_iterator();
         ++use, ++uses)
      EXPECT_NE(style.find((*use)[1].str() + ":"), std::string::npos) << entry.path() << (*use)[0];
  }
  EXPECT_GE(uses, 8);
}

}  // namespace
}  // namespace herald
