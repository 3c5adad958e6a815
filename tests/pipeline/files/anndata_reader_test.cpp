#include "pipeline/files/anndata_reader.h"

#include <gtest/gtest.h>

#include <array>
#include <vector>

#include "pipeline/files/anndata_writer.h"
#include "pipeline/files/read_error.h"
#include "tests/support/temporary_folder.h"

namespace herald::anndata {
namespace {

constexpr std::array<std::string_view, 3> kIntensities = {"weak", "moderate", "strong"};

// A file with an element of each kind.
class AnnDataReaderTest : public testing::Test {
 protected:
  AnnDataReaderTest() {
    Writer file(path(), "written.h5ad");
    file.dict("/uns");
    file.text("/uns/name", "Hämatoxylin");
    file.number("/uns/um", 0.25);
    file.dict("/obsm");
    {
      const std::vector<std::int16_t> offsets = {1, -2, 3, -4, 5, -32768};
      file.matrix("/obsm/offsets", ElementType::kInt16, 3, 2).write(0, 3, offsets.data());
      const Rows numbers = file.vector("/obsm/numbers", ElementType::kFloat32, 3);
      const std::array<float, 2> last = {0.5F, 1e-40F};
      numbers.write(1, 2, last.data());
      const float first = -7;
      numbers.write(0, 1, &first);
      const std::array<std::int8_t, 3> yes_no = {1, 0, 1};
      file.boolVector("/obsm/counted", 3).write(0, 3, yes_no.data());
      const std::array<std::int8_t, 3> codes = {2, -1, 0};
      file.categorical("/obsm/intensity", kIntensities, 3, true).write(0, 3, codes.data());
    }
    file.close();
  }

  [[nodiscard]] std::filesystem::path path() const { return folder_ / "written.h5ad"; }
  [[nodiscard]] std::string refusal(void (*read)(const Reader&)) const {
    const Reader reader(path());
    return messageOf<ReadError>([&] { read(reader); });
  }

  QuietHdf5 quiet_;
  TemporaryFolder folder_;
};

TEST_F(AnnDataReaderTest, GivesBackWhatWasWritten) {
  const Reader reader(path());
  EXPECT_EQ(reader.text("/uns/name"), "Hämatoxylin");
  EXPECT_EQ(reader.number("/uns/um"), 0.25);
  EXPECT_EQ(reader.rows("/obsm/offsets"), 3U);
  std::array<std::int16_t, 4> offsets{};
  reader.read("/obsm/offsets", ElementType::kInt16, offsets.data(), {1, 2}, 2);
  EXPECT_EQ(offsets, (std::array<std::int16_t, 4>{3, -4, 5, -32768}));
  std::array<float, 3> numbers{};
  reader.read("/obsm/numbers", ElementType::kFloat32, numbers.data(), {0, 3}, 0);
  EXPECT_EQ(numbers, (std::array<float, 3>{-7, 0.5F, 1e-40F}));
  std::array<std::int8_t, 3> counted{};
  reader.readBool("/obsm/counted", counted.data(), {0, 3});
  EXPECT_EQ(counted, (std::array<std::int8_t, 3>{1, 0, 1}));
  reader.requireCategories("/obsm/intensity", kIntensities);
  std::array<std::int8_t, 2> codes{};
  reader.readCodes("/obsm/intensity", kIntensities.size(), codes, 1);
  EXPECT_EQ(codes, (std::array<std::int8_t, 2>{-1, 0}));
}

TEST_F(AnnDataReaderTest, HasNothingForTextAndNumbersThatAreNotThere) {
  const Reader reader(path());
  EXPECT_EQ(reader.text("/uns/other"), std::nullopt);
  EXPECT_EQ(reader.number("/nowhere/um"), std::nullopt);
}

TEST_F(AnnDataReaderTest, NamesFileAndElementOfWhatDoesNotFit) {
  EXPECT_EQ(refusal([](const Reader& reader) { (void)reader.rows("/obsm/other"); }),
            path().string() + ": cannot read /obsm/other: it is missing");
  EXPECT_NE(refusal([](const Reader& reader) {
              std::array<float, 9> values{};
              reader.read("/obsm/numbers", ElementType::kFloat32, values.data(), {1, 3}, 0);
            }).find("/obsm/numbers: it is not 4 x 1"),
            std::string::npos)
      << "a row beyond the last";
  EXPECT_NE(refusal([](const Reader& reader) {
              std::array<std::int16_t, 9> values{};
              reader.read("/obsm/offsets", ElementType::kInt16, values.data(), {0, 3}, 3);
            }).find("/obsm/offsets: it is not 3 x 3"),
            std::string::npos)
      << "another number of columns";
}

TEST_F(AnnDataReaderTest, RefusesOtherCategoriesAndCodesBeyondThem) {
  EXPECT_NE(refusal([](const Reader& reader) {
              constexpr std::array<std::string_view, 3> kOthers = {"weak", "moderate", "dark"};
              reader.requireCategories("/obsm/intensity", kOthers);
            }).find("its categories are not the expected ones"),
            std::string::npos);
  EXPECT_NE(refusal([](const Reader& reader) {
              std::array<std::int8_t, 3> codes{};
              reader.readCodes("/obsm/intensity", 2, codes, 0);
            }).find("a code is out of range"),
            std::string::npos);
}

TEST_F(AnnDataReaderTest, TellsAFileThatIsCutOffFromOneThatIsNoHdf5) {
  const auto bytes = std::filesystem::file_size(path());
  std::filesystem::resize_file(path(), bytes / 2);
  EXPECT_NE(
      messageOf<ReadError>([&] { const Reader reader(path()); }).find("it is truncated: " + std::to_string(bytes / 2)),
      std::string::npos);
  folder_.write("other.h5ad", "slide,score\n");
  EXPECT_NE(messageOf<ReadError>([&] { const Reader reader(folder_ / "other.h5ad"); }).find("cannot read file"),
            std::string::npos);
}

TEST_F(AnnDataReaderTest, SeesEqualBytesOfEqualInput) {
  const auto write = [&](const char* name) {
    Writer file(folder_ / name, name);
    file.dict("/uns");
    file.text("/uns/name", "DAB");
    file.close();
    return contentOf(folder_ / name);
  };
  EXPECT_EQ(write("a.h5ad"), write("b.h5ad"));
}

}  // namespace
}  // namespace herald::anndata
