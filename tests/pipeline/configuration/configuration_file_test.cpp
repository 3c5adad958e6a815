#include "pipeline/configuration/configuration_file.h"

#include <gtest/gtest.h>

#include <stdexcept>

#include "tests/support/temporary_folder.h"

namespace herald {
namespace {

std::string refusalOf(const std::filesystem::path& path) {
  return messageOf<std::invalid_argument>([&] { (void)textOfConfigurationFile(path.string()); });
}

TEST(ConfigurationFile, IsReadWhole) {
  const TemporaryFolder folder;
  const std::string longest(std::size_t{1} << 20, 'x');
  EXPECT_EQ(textOfConfigurationFile(folder.write("c.toml", longest).string()), longest);
}

TEST(ConfigurationFile, IsRefusedByNameWhenItCannotBeOne) {
  const TemporaryFolder folder;
  for (const auto& path : {folder / "missing.toml", folder.path(), folder.write("empty.toml", "")})
    EXPECT_EQ(refusalOf(path), path.string() + ": cannot be read or is empty");
  const auto longer = folder.write("long.toml", std::string((std::size_t{1} << 20) + 1, 'x'));
  EXPECT_EQ(refusalOf(longer), longer.string() + ": larger than 1 MiB: not a configuration");
}

}  // namespace
}  // namespace herald
