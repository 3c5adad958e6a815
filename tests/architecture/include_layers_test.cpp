#include "tests/architecture/include_layers.h"

#include <gtest/gtest.h>

#include "tests/support/source_folder.h"
#include "tests/support/temporary_folder.h"

namespace herald {
namespace {

using Breaches = std::vector<std::string>;

TEST(IncludeLayers, OfThisProjectAreOneStraightLine) {
  ASSERT_TRUE(std::filesystem::is_directory(sourceFolder() / "stain"));
  for (const std::string& breach : includeBreaches(sourceFolder())) ADD_FAILURE() << breach;
}

TEST(IncludeLayers, OfAGoodTreeHaveNoBreach) {
  const TemporaryFolder folder;
  folder.write("stain/a.h", "#include <vector>\n");
  folder.write("scoring/b.cpp", "#include \"stain/a.h\"\n");
  folder.write("pipeline/c.cpp", "#include <filesystem>\n#include \"scoring/d.h\"\n");
  folder.write("scoring/d.h", "");
  EXPECT_EQ(includeBreaches(folder.path()), Breaches{});
}

TEST(IncludeLayers, AnEdgeToTheLeftIsABreach) {
  const TemporaryFolder folder;
  folder.write("stain/a.cpp", "  #  include \"scoring/b.h\"\n");
  folder.write("scoring/b.h", "");
  EXPECT_EQ(includeBreaches(folder.path()),
            Breaches{"stain/a.cpp includes scoring/b.h: stain may not include a layer to its left"});
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

TEST(IncludeLayers, ACycleOfFilesIsABreach) {
  const TemporaryFolder folder;
  folder.write("stain/a.h", "#include \"stain/b.h\"\n");
  folder.write("stain/b.h", "#include \"stain/a.h\"\n");
  EXPECT_EQ(includeBreaches(folder.path()), Breaches{"include cycle: stain/a.h -> stain/b.h -> stain/a.h"});
}

TEST(IncludeLayers, PathsThatAreNotFromTheRootAreBreaches) {
  const TemporaryFolder folder;
  folder.write("stain/a.cpp", "#include \"a.h\"\n#include \"stain/gone.h\"\n#include \"tests/support/x.h\"\n");
  EXPECT_EQ(includeBreaches(folder.path()),
            (Breaches{"stain/a.cpp includes a.h: no layer", "stain/a.cpp includes stain/gone.h: no such file",
                      "stain/a.cpp includes tests/support/x.h: no layer"}));
}

}  // namespace
}  // namespace herald
