#include "tests/architecture/include_layers.h"

#include <gtest/gtest.h>

#include "tests/architecture/rooms.h"
#include "tests/support/source_folder.h"
#include "tests/support/temporary_folder.h"

namespace herald {
namespace {

using Breaches = std::vector<std::string>;

TEST(IncludeLayers, OfThisProjectAreOneStraightLine) {
  for (const std::string& breach : includeBreaches(sourceFolder())) ADD_FAILURE() << breach;
}

TEST(IncludeLayers, TheTableHasTheRoomsOfThisProjectAndNoOthers) {
  // That every folder of sources is in the table, the test above says.
  for (const std::string_view room : kRooms) EXPECT_TRUE(std::filesystem::is_directory(sourceFolder() / room)) << room;
}

TEST(IncludeLayers, TheLongestPrefixIsAPathsRoom) {
  EXPECT_EQ(kRooms.at(roomOf("scoring/tuning/cut.h").value()), "scoring/tuning");
  EXPECT_EQ(kRooms.at(roomOf("scoring/rules/a.toml").value()), "scoring");
  EXPECT_FALSE(roomOf("pipeline/run.h"));
  EXPECT_FALSE(roomOf("stainless/a.h"));
}

TEST(IncludeLayers, OfAGoodTreeHaveNoBreach) {
  const TemporaryFolder folder;
  folder.write("stain/a.h", "#include <vector>\n");
  folder.write("scoring/b.cpp", "#include \"stain/a.h\"\n");
  folder.write("pipeline/slides/c.cpp", "#include <filesystem>\n#include \"scoring/d.h\"\n");
  folder.write("pipeline/slides/c.h", "");
  folder.write("pipeline/runs/e.cpp", "#include \"pipeline/slides/c.h\"\n");
  folder.write("scoring/d.h", "");
  folder.write("scoring/CMakeLists.txt", "herald_room(SOURCES b.cpp \"${CMAKE_CURRENT_SOURCE_DIR}/rules/r.toml\")");
  folder.write("scoring/rules/r.toml", "");
  EXPECT_EQ(includeBreaches(folder.path()), Breaches{});
}

TEST(IncludeLayers, AnUpwardIncludeIsABreach) {
  const TemporaryFolder folder;
  folder.write("stain/a.cpp", "  #  include \"scoring/b.h\"\n");
  folder.write("scoring/b.h", "");
  folder.write("pipeline/slides/c.h", "#include \"pipeline/runs/d.h\"\n");
  folder.write("pipeline/runs/d.h", "");
  EXPECT_EQ(includeBreaches(folder.path()),
            (Breaches{"pipeline/slides/c.h includes pipeline/runs/d.h: pipeline/runs stands above pipeline/slides",
                      "stain/a.cpp includes scoring/b.h: scoring stands above stain"}));
}

TEST(IncludeLayers, ACycleOfRoomsIsABreach) {
  const TemporaryFolder folder;
  folder.write("pipeline/files/a.h", "");
  folder.write("pipeline/files/b.cpp", "#include \"pipeline/slides/d.h\"\n");
  folder.write("pipeline/slides/c.cpp", "#include \"pipeline/files/a.h\"\n");
  folder.write("pipeline/slides/d.h", "");
  EXPECT_EQ(includeBreaches(folder.path()),
            (Breaches{"cycle of rooms: pipeline/files -> pipeline/slides -> pipeline/files",
                      "pipeline/files/b.cpp includes pipeline/slides/d.h: pipeline/slides stands above "
                      "pipeline/files"}));
}

TEST(IncludeLayers, ACycleOfModulesThroughASourceIsABreach) {
  const TemporaryFolder folder;
  folder.write("stain/a.h", "");
  folder.write("stain/a.cpp", "#include \"stain/a.h\"\n#include \"stain/b.h\"\n");
  folder.write("stain/b.h", "#include \"stain/a.h\"\n");
  EXPECT_EQ(includeBreaches(folder.path()), Breaches{"cycle of modules: stain/a -> stain/b -> stain/a"});
}

TEST(IncludeLayers, ASourceInAFolderThatIsNoRoomIsABreach) {
  const TemporaryFolder folder;
  folder.write("pipeline/extra/a.h", "");
  folder.write("stain/b/c.cpp", "");
  EXPECT_EQ(includeBreaches(folder.path()), (Breaches{"pipeline/extra/a.h: pipeline/extra is not in the table of rooms",
                                                      "stain/b/c.cpp: stain/b is not in the table of rooms"}));
}

// Each way in which a file of a room above comes into the program.
TEST(IncludeLayers, AnUpwardEmbeddedFileIsABreach) {
  const TemporaryFolder folder;
  folder.write("apps/web/page.js", "");
  folder.write("pipeline/viewer/x.cpp", "");
  folder.write("pipeline/pages/a.cpp", "asm(\".incbin \\\"apps/web/page.js\\\"\");\n");
  EXPECT_EQ(includeBreaches(folder.path()),
            Breaches{"pipeline/pages/a.cpp embeds apps/web/page.js: apps stands above pipeline/pages"});
  folder.write("pipeline/pages/a.cpp", "HERALD_EMBED(page_js, \"apps/web/page.js\")\n");
  EXPECT_EQ(includeBreaches(folder.path()),
            Breaches{"pipeline/pages/a.cpp embeds apps/web/page.js: apps stands above pipeline/pages"});
  folder.write("pipeline/pages/a.cpp", "asm(\".incbin \\\"\" HERALD_BUNDLE \"/page.js\\\"\");\n");
  EXPECT_EQ(includeBreaches(folder.path()), Breaches{});
  for (const char* text : {"set(bundle \"${PROJECT_SOURCE_DIR}/apps/web\")\n",
                           "set_source_files_properties(a.cpp PROPERTIES COMPILE_DEFINITIONS "
                           "\"HERALD_BUNDLE=\\\"${CMAKE_CURRENT_SOURCE_DIR}/../../apps/web\\\"\")\n"}) {
    folder.write("pipeline/pages/CMakeLists.txt", text);
    EXPECT_EQ(includeBreaches(folder.path()),
              Breaches{"pipeline/pages/CMakeLists.txt embeds apps/web: apps stands above pipeline/pages"});
  }
  folder.write("pipeline/pages/CMakeLists.txt", "# ${PROJECT_SOURCE_DIR}/apps/web is no place for it\n");
  folder.write("pipeline/pages/judge/build.sh", "cd ../../..\nclang++ pipeline/pages/a.cpp pipeline/viewer/x.cpp\n");
  EXPECT_EQ(includeBreaches(folder.path()),
            (Breaches{"pipeline/pages/judge/build.sh embeds pipeline/pages/a.cpp: pipeline/pages stands above "
                      "pipeline/pages/judge",
                      "pipeline/pages/judge/build.sh embeds pipeline/viewer/x.cpp: pipeline/viewer stands above "
                      "pipeline/pages/judge"}));
}

TEST(IncludeLayers, AnEmbeddedFileOfNoRoomIsABreach) {
  const TemporaryFolder folder;
  folder.write("tests/a.txt", "");
  folder.write("pipeline/CMakeLists.txt", "file(READ \"${PROJECT_SOURCE_DIR}/tests/a.txt\" text)\n");
  folder.write("pipeline/phantoms/a.h", "");
  EXPECT_EQ(includeBreaches(folder.path()), Breaches{"pipeline/CMakeLists.txt embeds tests/a.txt: in no room"});
}

TEST(IncludeLayers, TheOutsideWorldIsABreachInAlgorithms) {
  const TemporaryFolder folder;
  for (const char* header : {"opencv2/core.hpp", "tbb/parallel_for.h", "openslide/openslide.h", "hdf5.h", "filesystem",
                             "fstream", "chrono", "thread"}) {
    folder.write("segmentation/a.cpp", std::string("#include <") + header + ">\n");
    EXPECT_EQ(includeBreaches(folder.path()), Breaches{std::string("segmentation/a.cpp includes ") + header +
                                                       ": an algorithm layer may not touch the outside world"});
  }
}

TEST(IncludeLayers, PathsThatAreNotFromTheRootAreBreaches) {
  const TemporaryFolder folder;
  folder.write("stain/a.cpp", "#include \"a.h\"\n#include \"stain/gone.h\"\n#include \"tests/support/x.h\"\n");
  EXPECT_EQ(includeBreaches(folder.path()),
            (Breaches{"stain/a.cpp includes a.h: in no room", "stain/a.cpp includes stain/gone.h: no such file",
                      "stain/a.cpp includes tests/support/x.h: in no room"}));
}

}  // namespace
}  // namespace herald
