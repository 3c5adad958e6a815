#include "tests/architecture/room_links.h"

#include <gtest/gtest.h>

#include "tests/support/source_folder.h"
#include "tests/support/temporary_folder.h"

namespace herald {
namespace {

using Breaches = std::vector<std::string>;

TEST(RoomLinks, OfThisProjectAreWhatItsSourcesInclude) {
  for (const std::string& breach : roomLinkBreaches(sourceFolder())) ADD_FAILURE() << breach;
}

class SmallTree : public testing::Test {
 protected:
  SmallTree() {
    folder_.write("stain/CMakeLists.txt", "herald_room(\n  EXPOSES Eigen3::Eigen\n  SOURCES\n    a.cpp\n)\n");
    folder_.write("stain/a.h", "#include <Eigen/Core>\n");
    folder_.write("segmentation/CMakeLists.txt", "herald_room(DEPENDS stain LINKS Boost::boost SOURCES b.cpp)\n");
    folder_.write("segmentation/b.cpp",
                  "#include <Eigen/Core>\n#include <boost/geometry.hpp>\n#include \"stain/a.h\"\n");
    folder_.write("segmentation/b.h", "#include <vector>\n#include \"segmentation/b.h\"\n");
    folder_.write("scoring/CMakeLists.txt", "herald_room(DEPENDS segmentation SOURCES c.cpp)\n");
    folder_.write("scoring/c.cpp", "#include \"segmentation/b.h\"\n#include \"stain/a.h\"\n");
  }
  TemporaryFolder folder_;
};

TEST_F(SmallTree, AsItIsHasNoBreach) {
  EXPECT_EQ(roomLinkBreaches(folder_.path()), Breaches{});
}

TEST_F(SmallTree, ARoomThatIsIncludedIsDependedOn) {
  folder_.write("segmentation/phantom/CMakeLists.txt", "herald_room(DEPENDS stain SOURCES d.cpp)\n");
  folder_.write("segmentation/phantom/d.cpp", "#include \"stain/a.h\"\n#include \"segmentation/b.h\"\n");
  EXPECT_EQ(roomLinkBreaches(folder_.path()),
            Breaches{"segmentation/phantom/d.cpp includes segmentation/b.h: segmentation/phantom does not depend on "
                     "segmentation"});
}

TEST_F(SmallTree, ARoomThatIsDependedOnIsIncluded) {
  folder_.write("scoring/c.cpp", "#include \"stain/a.h\"\n");
  EXPECT_EQ(roomLinkBreaches(folder_.path()), Breaches{"scoring depends on segmentation and includes nothing of it"});
}

TEST_F(SmallTree, ALibraryThatIsIncludedIsNamedOrExposedBelow) {
  folder_.write("scoring/c.cpp",
                "#include <Eigen/Core>\n#include <boost/geometry.hpp>\n#include \"segmentation/b.h\"\n");
  EXPECT_EQ(roomLinkBreaches(folder_.path()),
            Breaches{"scoring/c.cpp includes boost/geometry.hpp: scoring does not link Boost::boost"});
}

TEST_F(SmallTree, ALibraryThatIsNamedIsIncluded) {
  folder_.write("segmentation/CMakeLists.txt",
                "herald_room(DEPENDS stain LINKS Boost::boost TBB::tbb SOURCES b.cpp)\n");
  EXPECT_EQ(roomLinkBreaches(folder_.path()), Breaches{"segmentation names TBB::tbb and includes nothing of it"});
}

}  // namespace
}  // namespace herald
