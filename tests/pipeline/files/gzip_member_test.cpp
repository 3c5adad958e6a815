#include "pipeline/files/gzip_member.h"

#include <gtest/gtest.h>

#include <zlib.h>
#include <cstdint>

#include "tests/support/temporary_folder.h"

namespace herald {
namespace {

// As zlib's gzread, which reads as Python and Java do, gives it.
std::string unzipped(const std::filesystem::path& path) {
  std::string text;
  gzFile file = gzopen(path.c_str(), "rb");
  char buffer[4096];
  for (int read = 0; (read = gzread(file, buffer, sizeof buffer)) > 0;)
    text.append(buffer, static_cast<std::size_t>(read));
  EXPECT_EQ(gzclose(file), Z_OK);
  return text;
}

TEST(GzipMember, ChainsAreReadAsOneText) {
  const TemporaryFolder folder;
  const std::string longer = [] {
    std::string text;
    for (std::int64_t i = 0; i < 100000; ++i) text += std::to_string(i * i % 1009);
    return text;
  }();
  std::string file;
  for (const std::string& piece : {std::string("first\n"), std::string(), longer, std::string("last")})
    appendGzipMember(piece, file);
  EXPECT_LT(file.size(), longer.size() / 2);
  EXPECT_EQ(unzipped(folder.write("chain.gz", file)), "first\n" + longer + "last");
}

TEST(GzipMember, EqualTextGivesEqualBytes) {
  std::string a;
  std::string b;
  appendGzipMember("some text", a);
  appendGzipMember("some text", b);
  EXPECT_EQ(a, b);
}

}  // namespace
}  // namespace herald
