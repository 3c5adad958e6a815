// Reads back what anndata_writer.h writes. ReadError names the file and the element. Not thread-safe: callers hold
// hdf5Mutex().
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "pipeline/files/anndata_elements.h"

namespace herald::anndata {

// Some of the rows of an element.
struct RowRange {
  std::size_t first = 0;
  std::size_t count = 0;
};

class Reader {
 public:
  explicit Reader(const std::filesystem::path& path);

  [[nodiscard]] std::size_t rows(const std::string& path) const;
  // Fills `values` with the rows (count x columns elements; columns 0 = one dimension). Another number of columns, or
  // rows beyond the last one, are an error. Elements stay open: reading on costs no search.
  void read(const std::string& path, ElementType type, void* values, RowRange rows, std::size_t columns) const;
  void readBool(const std::string& path, void* values, RowRange rows) const;
  // That the categories of a categorical are exactly those.
  void requireCategories(const std::string& path, std::span<const std::string_view> categories) const;
  // Codes of a categorical; -1 = missing. One beyond `categories` is an error.
  void readCodes(const std::string& path, std::size_t categories, std::span<std::int8_t> codes,
                 std::size_t first_row) const;
  // Nothing when there is no such element.
  [[nodiscard]] std::optional<std::string> text(const std::string& path) const;
  [[nodiscard]] std::optional<double> number(const std::string& path) const;

 private:
  [[nodiscard]] hid_t open(const std::string& path) const;
  void readRows(const std::string& path, hid_t memory_type, void* values, RowRange rows, std::size_t columns) const;
  [[nodiscard]] bool exists(const std::string& path) const;
  [[noreturn]] void fail(std::string_view element, std::string_view problem) const;

  std::string shown_as_;
  Hdf5Id file_;
  mutable std::map<std::string, Hdf5Id> open_;  // closed before the file
};

}  // namespace herald::anndata
