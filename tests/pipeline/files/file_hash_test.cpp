#include "pipeline/files/file_hash.h"

#include <gtest/gtest.h>

#include "tests/support/temporary_folder.h"

namespace herald {
namespace {

TEST(FileHash, NoticesAChangeAnywhereInTheFile) {
  const TemporaryFolder folder;
  std::string content(3'000'000, 'a');
  const std::string before = hash128HexOfFile(folder.write("x.svs", content));
  content[1'700'000] = 'b';
  EXPECT_NE(hash128HexOfFile(folder.write("x.svs", content)), before);
}

TEST(FileHash, CoversWhatBelongsToTheFile) {
  const TemporaryFolder folder;
  const auto path = folder.write("x.svs", "x");
  EXPECT_EQ(hash128HexOfFile(path), hash128HexOfFile(path, ""));
  EXPECT_NE(hash128HexOfFile(path), hash128HexOfFile(path, "|y:1"));
}

}  // namespace
}  // namespace herald
