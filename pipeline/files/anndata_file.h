// The AnnData on-disk format (anndata.readthedocs.io, "on-disk format", encoding versions of anndata 0.8) on the HDF5 C
// API: the few kinds of element Herald stores, written so that equal input gives equal bytes (no times, little-endian
// types), and read back. Rows are stored in one piece, without compression: what is measured of a cell is noise in its
// low bits and shrinks to half at best, at ten to twenty times the time it takes to write (level 4: 1.2 s for 63,000
// cells of 650 bytes, without: 0.05 s).
//
// Errors: OutputError when writing, ReadError when reading, both naming the file and the element.
// Not thread-safe: HDF5 is built without threads on Debian. Callers hold hdf5Mutex().
#pragma once

#include <hdf5.h>

#include <cstdint>
#include <filesystem>
#include <map>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace herald::anndata {

// The one lock around every use of HDF5 in the process.
[[nodiscard]] std::mutex& hdf5Mutex();

// Owns an HDF5 identifier and closes it.
class Hdf5Id {
 public:
  using Close = herr_t (*)(hid_t);
  Hdf5Id(hid_t id, Close close_function) : id_(id), close_(close_function) {}
  ~Hdf5Id() {
    if (id_ >= 0) close_(id_);
  }
  Hdf5Id(Hdf5Id&& other) noexcept : id_(other.id_), close_(other.close_) { other.id_ = -1; }
  Hdf5Id(const Hdf5Id&) = delete;
  Hdf5Id& operator=(const Hdf5Id&) = delete;
  Hdf5Id& operator=(Hdf5Id&&) = delete;

  [[nodiscard]] hid_t get() const { return id_; }
  [[nodiscard]] bool valid() const { return id_ >= 0; }
  // False when closing fails: the last buffers could not be written.
  [[nodiscard]] bool closeNow() {
    const hid_t id = id_;
    id_ = -1;
    return close_(id) >= 0;
  }

 private:
  hid_t id_;
  Close close_;
};

// Silences HDF5's printing of its error stack to stderr for a scope.
class QuietHdf5 {
 public:
  QuietHdf5();
  ~QuietHdf5();
  QuietHdf5(const QuietHdf5&) = delete;
  QuietHdf5& operator=(const QuietHdf5&) = delete;

 private:
  H5E_auto2_t function_ = nullptr;
  void* client_ = nullptr;
};

// Type of an element in the file; memory holds std::uint8_t, std::int8_t, std::int16_t, std::int32_t, float, double.
enum class ElementType : std::uint8_t { kUint8, kInt8, kInt16, kInt32, kFloat32, kFloat64 };

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
