#include "pipeline/files/read_error.h"

#include <gtest/gtest.h>

namespace herald {
namespace {

TEST(ReadError, IsOneLine) {
  EXPECT_STREQ(readError("a.svs", "bad\nthing\n").what(), "a.svs: bad thing");
}

}  // namespace
}  // namespace herald
