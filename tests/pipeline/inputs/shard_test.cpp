#include "pipeline/inputs/shard.h"

#include <gtest/gtest.h>

#include <map>

#include "tests/support/expect_refusal.h"

namespace herald {
namespace {

InputList listOf(std::size_t slides) {
  InputList list;
  list.ignored_files = 7;
  for (std::size_t i = 0; i < slides; ++i) {
    SlideInput input;
    input.identity.slide = std::to_string(i);
    list.slides.push_back(input);
  }
  return list;
}

TEST(Shard, ShardsOfAnyNumberPartitionTheListInOrder) {
  for (const std::size_t slides : {0U, 1U, 2U, 7U, 24U}) {
    const InputList list = listOf(slides);
    for (int count = 1; count <= 30; ++count) {
      std::map<std::size_t, std::string> placed;
      std::size_t largest = 0;
      std::size_t smallest = slides;
      for (int number = 1; number <= count; ++number) {
        const Shard shard{number, count};
        const InputList part = slidesOfShard(list, shard);
        EXPECT_EQ(part.ignored_files, 7);
        EXPECT_EQ(part.slides.size(), sizeOfShard(shard, slides));
        largest = std::max(largest, part.slides.size());
        smallest = std::min(smallest, part.slides.size());
        for (std::size_t i = 0; i < part.slides.size(); ++i)
          EXPECT_TRUE(placed.emplace(placeInList(shard, i), part.slides[i].identity.slide).second);
      }
      ASSERT_EQ(placed.size(), slides) << count << " shards";
      for (const auto& [place, slide] : placed) EXPECT_EQ(slide, std::to_string(place));
      EXPECT_LE(largest, smallest + 1) << "shards are of one size";
    }
  }
}

TEST(Shard, IsReadFromText) {
  EXPECT_EQ(parseShard("2/8").number, 2);
  EXPECT_EQ(parseShard("2/8").count, 8);
  EXPECT_EQ(parseShard("1000000/1000000").number, 1000000);
  for (const char* text :
       {"", "/", "2", "2/", "/8", "a/8", "2/8x", " 2/8", "2/8/9", "2.0/8", "99999999999/99999999999"})
    expectRefusal([&] { (void)parseShard(text); }, {"--shard", text, "is not i/n"});
  for (const char* text : {"0/8", "9/8", "-1/8"})
    expectRefusal([&] { (void)parseShard(text); }, {"--shard", text, "is outside 1/8 to 8/8"});
  for (const char* text : {"1/0", "1/-3", "1/1000001"})
    expectRefusal([&] { (void)parseShard(text); }, {"--shard", text, "outside 1 to 1000000"});
}

TEST(Shard, TheHashOfAListNoticesWhatItSaysOfItsSlides) {
  const InputList list = listOf(3);
  const std::string hash = hashOfList(list);
  EXPECT_EQ(hash, hashOfList(listOf(3)));
  EXPECT_NE(hash, hashOfList(listOf(4)));
  InputList other = list;
  other.ignored_files = 8;
  EXPECT_EQ(hash, hashOfList(other)) << "not one of its slides";
  const auto expectOther = [&](const char* what) {
    EXPECT_NE(hash, hashOfList(other)) << what;
    other = list;
  };
  std::swap(other.slides[0], other.slides[1]);
  expectOther("order");
  other.slides[1].identity.case_id = "c";
  expectOther("case");
  other.slides[1].list_pixel_size = PixelSize(0.25);
  expectOther("pixel size");
  other.slides[1].roi = "r.geojson";
  expectOther("regions");
  other.slides[1].skip_reason = "duplicate";
  expectOther("skipped");
  other.slides[0].identity.slide = "01";
  other.slides[1].identity.slide = "";
  expectOther("where one field ends and the next begins");
}

}  // namespace
}  // namespace herald
