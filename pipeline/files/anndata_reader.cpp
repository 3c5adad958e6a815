#include "pipeline/files/anndata_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <utility>

#include "pipeline/files/read_error.h"

namespace herald::anndata {
namespace {

// Bytes the file should have, of a superblock of version 0 (HDF5 File Format Specification 3.0, II.A), which is what
// Writer writes; 0 for any other.
std::uint64_t wholeBytes(const std::filesystem::path& path) {
  constexpr std::string_view kSignature = "\x89HDF\r\n\x1a\n";
  constexpr std::size_t kVersion = 8;
  constexpr std::size_t kOffsetSize = 13;
  constexpr std::size_t kEndOfFile = 40;
  std::array<char, kEndOfFile + 8> head{};
  std::ifstream(path, std::ios::binary).read(head.data(), head.size());
  if (!std::string_view(head.data(), head.size()).starts_with(kSignature)) return 0;
  if (head[kVersion] != 0 || head[kOffsetSize] != 8) return 0;
  std::uint64_t bytes = 0;
  for (std::size_t i = 8; i-- > 0;) bytes = bytes << 8 | static_cast<unsigned char>(head[kEndOfFile + i]);
  return bytes;
}

// A file that is cut off is told with what it lacks, before HDF5 reads any of it.
hid_t openWholeFile(const std::filesystem::path& path) {
  std::error_code error;
  const std::uintmax_t bytes = std::filesystem::file_size(path, error);
  const std::uint64_t whole = wholeBytes(path);
  if (!error && bytes < whole)
    throw ReadError(fmt::format("{}: cannot read file: it is truncated: {} of {} bytes", path.string(), bytes, whole));
  return H5Fopen(path.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT);
}

}  // namespace

Reader::Reader(const std::filesystem::path& path) : shown_as_(path.string()), file_(openWholeFile(path), H5Fclose) {
  if (!file_.valid()) fail("file", hdf5Reason());
}

void Reader::fail(std::string_view element, std::string_view problem) const {
  throw ReadError(shown_as_ + ": cannot read " + std::string(element) + ": " + std::string(problem));
}

bool Reader::exists(const std::string& path) const {
  for (std::size_t slash = path.find('/', 1);; slash = path.find('/', slash + 1)) {
    if (H5Lexists(file_.get(), path.substr(0, slash).c_str(), H5P_DEFAULT) <= 0) return false;
    if (slash == std::string::npos) return true;
  }
}

hid_t Reader::open(const std::string& path) const {
  if (const auto found = open_.find(path); found != open_.end()) return found->second.get();
  if (!exists(path)) fail(path, "it is missing");
  Hdf5Id element(H5Dopen2(file_.get(), path.c_str(), H5P_DEFAULT), H5Dclose);
  if (!element.valid()) fail(path, hdf5Reason());
  return open_.emplace(path, std::move(element)).first->second.get();
}

std::size_t Reader::rows(const std::string& path) const {
  const Hdf5Id space(H5Dget_space(open(path)), H5Sclose);
  std::array<hsize_t, H5S_MAX_RANK> size{};
  if (H5Sget_simple_extent_dims(space.get(), size.data(), nullptr) < 1) fail(path, "it has no rows");
  return size[0];
}

void Reader::readRows(const std::string& path, hid_t memory_type, void* values, RowRange rows,
                      std::size_t columns) const {
  const hid_t element = open(path);
  const Hdf5Id space(H5Dget_space(element), H5Sclose);
  std::array<hsize_t, H5S_MAX_RANK> size{};
  const int dimensions = H5Sget_simple_extent_dims(space.get(), size.data(), nullptr);
  const bool fits = dimensions == (columns == 0 ? 1 : 2) && (columns == 0 || size[1] == columns) &&
                    rows.first <= size[0] && rows.count <= size[0] - rows.first;
  if (!fits)
    fail(path, "it is not " + std::to_string(rows.first + rows.count) + " x " +
                   std::to_string(std::max<std::size_t>(columns, 1)));
  if (rows.count == 0) return;
  const std::array<hsize_t, 2> start{rows.first, 0};
  const std::array<hsize_t, 2> count{rows.count, columns};
  const Hdf5Id in_memory = spaceOf(std::span(count).first(columns == 0 ? 1 : 2));
  if (H5Sselect_hyperslab(space.get(), H5S_SELECT_SET, start.data(), nullptr, count.data(), nullptr) < 0 ||
      H5Dread(element, memory_type, in_memory.get(), space.get(), H5P_DEFAULT, values) < 0)
    fail(path, hdf5Reason());
}

void Reader::read(const std::string& path, ElementType type, void* values, RowRange rows, std::size_t columns) const {
  readRows(path, typesOf(type).memory, values, rows, columns);
}

void Reader::readBool(const std::string& path, void* values, RowRange rows) const {
  const Hdf5Id type = boolType();
  readRows(path, type.get(), values, rows, 0);
}

void Reader::requireCategories(const std::string& path, std::span<const std::string_view> categories) const {
  const std::string element = path + "/categories";
  const hid_t dataset = open(element);
  const Hdf5Id type(H5Dget_type(dataset), H5Tclose);
  const std::size_t length = H5Tget_size(type.get());
  if (rows(element) != categories.size() || H5Tis_variable_str(type.get()) > 0)
    fail(path, "its categories are not the expected ones");
  std::string padded(length * categories.size(), '\0');
  if (H5Dread(dataset, type.get(), H5S_ALL, H5S_ALL, H5P_DEFAULT, padded.data()) < 0) fail(path, hdf5Reason());
  for (std::size_t i = 0; i < categories.size(); ++i)
    if (categories[i] != std::string_view(padded.substr(i * length, length).c_str()))
      fail(path, "its categories are not the expected ones");
}

void Reader::readCodes(const std::string& path, std::size_t categories, std::span<std::int8_t> codes,
                       std::size_t first_row) const {
  read(path + "/codes", ElementType::kInt8, codes.data(), {first_row, codes.size()}, 0);
  for (const std::int8_t code : codes)
    if (code < -1 || code >= static_cast<int>(categories)) fail(path, "a code is out of range");
}

std::optional<std::string> Reader::text(const std::string& path) const {
  if (!exists(path)) return std::nullopt;
  const Hdf5Id type = textType();
  char* value = nullptr;
  if (H5Dread(open(path), type.get(), H5S_ALL, H5S_ALL, H5P_DEFAULT, &value) < 0 || value == nullptr)
    fail(path, hdf5Reason());
  std::string copy(value);
  H5free_memory(value);
  return copy;
}

std::optional<double> Reader::number(const std::string& path) const {
  if (!exists(path)) return std::nullopt;
  double value = 0;
  if (H5Dread(open(path), H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, &value) < 0) fail(path, hdf5Reason());
  return value;
}

}  // namespace herald::anndata
