#include "pipeline/slides/slide_identity.h"

#include <gtest/gtest.h>

#include <stdexcept>

#include "tests/support/temporary_folder.h"

namespace herald {
namespace {

TEST(SlideIdentity, FolderNamesAreSafeAndDistinct) {
  const SlideIdentity one = identityOf("x/Sch\xc3\xb6n (1).svs", "case 7");
  EXPECT_EQ(one.stem, "Sch\xc3\xb6n (1)");
  EXPECT_EQ(one.folder.substr(0, one.folder.size() - 8), "Sch__n__1_-");
  EXPECT_EQ(one.case_id, "case 7");
  EXPECT_NE(identityOf("x/a.svs").folder, identityOf("y/a.svs").folder);
  EXPECT_EQ(identityOf("x/a.svs").folder, identityOf("x/a.svs").folder);
  EXPECT_EQ(identityOf("x/...svs").folder.front(), '_');
}

TEST(SlideIdentity, NoFolderIsOutsideTheOutput) {
  for (const std::string name : {"", ".", "..", "a/b", "/etc", "../up", "a\\b", "a\nb", "a\x7f"})
    EXPECT_EQ(messageOf<std::invalid_argument>([&] { (void)slideFolder("out", name); }),
              "slide folder \"" + name + "\" is not a plain name");
  EXPECT_EQ(slideFolder("out", "a b-1"), std::filesystem::path("out/slides/a b-1"));
}

}  // namespace
}  // namespace herald
