// Writes the AnnData on-disk format on the HDF5 C API: the few kinds of element Herald stores, so that equal input
// gives equal bytes (no times, little-endian types). Rows are stored in one piece, without compression: what is
// measured of a cell is noise in its low bits and shrinks to half at best, at ten to twenty times the time it takes to
// write (level 4: 1.2 s for 63,000 cells of 650 bytes, without: 0.05 s).
//
// OutputError names the file and the element. Not thread-safe: callers hold hdf5Mutex().
#pragma once

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "pipeline/files/anndata_elements.h"

namespace herald::anndata {

// The rows of an element, to be filled a few at a time. Valid as long as the Writer that made it.
class Rows {
 public:
  // `values`: count rows in row-major order. Rows that are never written are undefined.
  void write(std::size_t first_row, std::size_t count, const void* values) const;

 private:
  friend class Writer;
  Rows(std::string name, Hdf5Id dataset, Hdf5Id memory_type, std::vector<hsize_t> size)
      : name_(std::move(name)),
        dataset_(std::move(dataset)),
        memory_type_(std::move(memory_type)),
        size_(std::move(size)) {}
  std::string name_;  // file and element
  Hdf5Id dataset_;
  Hdf5Id memory_type_;
  std::vector<hsize_t> size_;
};

class Writer {
 public:
  // Creates the file with the root attributes of an AnnData. `shown_as` is the path error messages name.
  Writer(const std::filesystem::path& path, std::string shown_as);

  // Paths are absolute in the file ("/obs/class"); parents must have been created. A dict is a plain folder of
  // elements.
  void dict(const std::string& path);
  // A data frame without columns yet: index entries of `index_length` bytes and column order; columns follow as
  // elements below it.
  Rows dataframe(const std::string& path, std::size_t rows, std::size_t index_length,
                 const std::vector<std::string>& columns);
  Rows vector(const std::string& path, ElementType type, std::size_t rows);
  Rows matrix(const std::string& path, ElementType type, std::size_t rows, std::size_t columns);
  // 0 or 1 each, one byte.
  Rows boolVector(const std::string& path, std::size_t rows);
  // Codes of one byte; -1 = missing.
  Rows categorical(const std::string& path, std::span<const std::string_view> categories, std::size_t rows,
                   bool ordered);
  void text(const std::string& path, const std::string& value);
  void number(const std::string& path, double value);
  // Writes everything out; all Rows must be gone. Without this call the file is not complete.
  void close();

 private:
  Rows rowsOf(const std::string& path, hid_t type, Hdf5Id memory_type, std::vector<hsize_t> size,
              std::string_view encoding);
  Hdf5Id dataset(const std::string& path, hid_t type, std::span<const hsize_t> size, std::string_view encoding);
  void scalar(const std::string& path, hid_t type, hid_t memory_type, const void* value, std::string_view encoding);
  void group(const std::string& path, std::string_view encoding, std::string_view version);
  void encode(hid_t object, std::string_view encoding, std::string_view version);
  void textAttribute(hid_t object, const char* name, std::string_view value);
  void textsAttribute(hid_t object, const char* name, const std::vector<std::string>& values);
  hid_t check(hid_t id, std::string_view element) const;

  std::string shown_as_;
  Hdf5Id file_;
};

}  // namespace herald::anndata
