#include "pipeline/files/printable.h"

#include <gtest/gtest.h>

#include <array>
#include <nlohmann/json.hpp>
#include <string>

namespace herald {
namespace {

TEST(Printable, EscapesWhatCouldSteerATerminal) {
  EXPECT_EQ(printable("a\nb\x1b[2J\x7f ü"), "a\\nb\\x1b[2J\\x7f ü");
}

TEST(Printable, ReplacesWhatIsNotUtf8AsJsonDocumentsDo) {
  EXPECT_EQ(validUtf8("plain, ü, \xe2\x82\xac, \xf0\x9f\x98\x80"), "plain, ü, \xe2\x82\xac, \xf0\x9f\x98\x80");
  EXPECT_EQ(validUtf8("a\xffz\xe2\x82"), "a\xef\xbf\xbdz\xef\xbf\xbd");
  constexpr std::array<unsigned char, 16> kEnds = {0x41, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf,
                                                   0xc1, 0xc2, 0xdf, 0xe0, 0xed, 0xf0, 0xf4, 0xf5};
  for (unsigned code = 0; code < 0x10000; ++code) {
    std::string bytes;
    for (unsigned place = 0; place < 16; place += 4) bytes += static_cast<char>(kEnds.at(code >> place & 0xfU));
    const auto dumped = nlohmann::json(bytes).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
    ASSERT_EQ(validUtf8(bytes), nlohmann::json::parse(dumped).get<std::string>()) << dumped;
  }
}

}  // namespace
}  // namespace herald
