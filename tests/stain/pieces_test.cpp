#include "stain/pieces.h"

#include <gtest/gtest.h>

#include <string>

#include "tests/support/seeded_random.h"

namespace herald {
namespace {

Image<char> drawn(const std::vector<std::string>& rows) {
  Image<char> image(static_cast<int>(rows[0].size()), static_cast<int>(rows.size()));
  for (int y = 0; y < image.height(); ++y)
    for (int x = 0; x < image.width(); ++x)
      image.at(x, y) = rows[static_cast<std::size_t>(y)][static_cast<std::size_t>(x)];
  return image;
}

Pieces piecesOf(const Image<char>& image, Connectivity connectivity) {
  return Pieces(runsWhere(image, [](char c) { return c == '#'; }), connectivity);
}

TEST(Pieces, CornersJoinWithEightConnectivityOnly) {
  const Image<char> image = drawn({"#..#", ".##.", "#..."});
  EXPECT_EQ(piecesOf(image, Connectivity::kEight).count(), 1U);
  EXPECT_EQ(piecesOf(image, Connectivity::kFour).count(), 4U);
}

TEST(Pieces, ArmsThatMeetBelowAreOnePiece) {
  const Pieces pieces = piecesOf(drawn({"#.#.#", "#.#.#", "#####", ".....", "#...#"}), Connectivity::kFour);
  ASSERT_EQ(pieces.count(), 3U);
  EXPECT_EQ(areaOf(pieces.runsOf(0)), 11);
  EXPECT_EQ(areaOf(pieces.runsOf(1)), 1);
  EXPECT_EQ(pieces.runsOf(2).front().x0, 4);
}

TEST(Pieces, OnlyThoseAtTheRimTouchTheBorder) {
  const Image<char> image = drawn({".....", ".#.##", "....."});
  const Pieces pieces = piecesOf(image, Connectivity::kFour);
  ASSERT_EQ(pieces.count(), 2U);
  EXPECT_FALSE(touchesBorder(pieces.runsOf(0), image.width(), image.height()));
  EXPECT_TRUE(touchesBorder(pieces.runsOf(1), image.width(), image.height()));
}

TEST(Pieces, EveryPixelIsInOnePieceAndNoNeighbourInAnother) {
  SeededRandom random(3);
  Image<char> image(57, 41);
  for (char& c : image.pixels()) c = random.integer(0, 99) < 55 ? '#' : '.';
  for (const Connectivity connectivity : {Connectivity::kFour, Connectivity::kEight}) {
    const Pieces pieces = piecesOf(image, connectivity);
    Image<int> label(image.width(), image.height(), -1);
    for (std::size_t i = 0; i < pieces.count(); ++i)
      for (const PixelRun& run : pieces.runsOf(i))
        for (int x = run.x0; x < run.x1; ++x) label.at(x, run.y) = static_cast<int>(i);
    for (int y = 0; y < image.height(); ++y) {
      for (int x = 0; x < image.width(); ++x) {
        ASSERT_EQ(label.at(x, y) >= 0, image.at(x, y) == '#');
        for (int dy = 0; dy <= 1; ++dy) {
          for (int dx = -1; dx <= 1; ++dx) {
            if (!label.contains(x + dx, y + dy) || (connectivity == Connectivity::kFour && dx != 0 && dy != 0))
              continue;
            const bool both = label.at(x, y) >= 0 && label.at(x + dx, y + dy) >= 0;
            EXPECT_TRUE(!both || label.at(x, y) == label.at(x + dx, y + dy)) << x << " " << y;
          }
        }
      }
    }
  }
}

TEST(Pieces, NothingHasNoPieces) {
  EXPECT_EQ(piecesOf(drawn({"..", ".."}), Connectivity::kEight).count(), 0U);
  EXPECT_EQ(Pieces({}, Connectivity::kFour).count(), 0U);
}

}  // namespace
}  // namespace herald
