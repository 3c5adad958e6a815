#include "pipeline/files/anndata_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <fstream>

#include "pipeline/files/atomic_file.h"
#include "pipeline/files/read_error.h"

namespace herald::anndata {
namespace {

struct TypePair {
  hid_t file;
  hid_t memory;
};

TypePair typesOf(ElementType type) {
  switch (type) {
    case ElementType::kUint8:
      return {H5T_STD_U8LE, H5T_NATIVE_UINT8};
    case ElementType::kInt8:
      return {H5T_STD_I8LE, H5T_NATIVE_INT8};
    case ElementType::kInt16:
      return {H5T_STD_I16LE, H5T_NATIVE_INT16};
    case ElementType::kInt32:
      return {H5T_STD_I32LE, H5T_NATIVE_INT32};
    case ElementType::kFloat32:
      return {H5T_IEEE_F32LE, H5T_NATIVE_FLOAT};
    case ElementType::kFloat64:
      return {H5T_IEEE_F64LE, H5T_NATIVE_DOUBLE};
  }
  throw std::logic_error("element type out of range");
}

// Variable length, UTF-8: what h5py takes for a Python string.
Hdf5Id textType() {
  Hdf5Id type(H5Tcopy(H5T_C_S1), H5Tclose);
  H5Tset_size(type.get(), H5T_VARIABLE);
  H5Tset_cset(type.get(), H5T_CSET_UTF8);
  return type;
}

// Fixed length, zero-padded UTF-8: unlike variable length it is compressed.
Hdf5Id fixedTextType(std::size_t length) {
  Hdf5Id type(H5Tcopy(H5T_C_S1), H5Tclose);
  H5Tset_size(type.get(), std::max<std::size_t>(length, 1));
  H5Tset_strpad(type.get(), H5T_STR_NULLPAD);
  H5Tset_cset(type.get(), H5T_CSET_UTF8);
  return type;
}

// What h5py stores numpy's bool as.
Hdf5Id boolType() {
  Hdf5Id type(H5Tenum_create(H5T_STD_I8LE), H5Tclose);
  const std::int8_t no = 0;
  const std::int8_t yes = 1;
  H5Tenum_insert(type.get(), "FALSE", &no);
  H5Tenum_insert(type.get(), "TRUE", &yes);
  return type;
}

// The first and most particular entry of HDF5's error stack.
std::string hdf5Reason() {
  std::string reason;
  const auto keep_first = [](unsigned depth, const H5E_error2_t* entry, void* out) -> herr_t {
    if (depth == 0 && entry->desc != nullptr) *static_cast<std::string*>(out) = entry->desc;
    return 0;
  };
  H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, keep_first, &reason);
  // Errors that a thread leaves behind keep HDF5 from closing when the program ends, and it complains on stderr.
  H5Eclear2(H5E_DEFAULT);
  std::replace(reason.begin(), reason.end(), '\n', ' ');
  return reason.empty() ? "HDF5 gives no reason" : reason;
}

Hdf5Id createFile(const std::filesystem::path& path) {
  return {H5Fcreate(path.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT), H5Fclose};
}

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
    throw ReadError(fmt::format("{}: cannot read file: it is cut off: {} of {} bytes", path.string(), bytes, whole));
  return H5Fopen(path.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT);
}

bool isEmpty(std::span<const hsize_t> size) {
  return std::find(size.begin(), size.end(), hsize_t{0}) != size.end();
}

// Every row is written, so that none needs a fill value first; text of variable length wants one.
Hdf5Id creationProperties(bool has_rows) {
  Hdf5Id properties(H5Pcreate(H5P_DATASET_CREATE), H5Pclose);
  H5Pset_obj_track_times(properties.get(), false);
  if (has_rows) H5Pset_fill_time(properties.get(), H5D_FILL_TIME_NEVER);
  return properties;
}

Hdf5Id spaceOf(std::span<const hsize_t> size) {
  if (size.empty()) return {H5Screate(H5S_SCALAR), H5Sclose};
  return {H5Screate_simple(static_cast<int>(size.size()), size.data(), nullptr), H5Sclose};
}

}  // namespace

std::mutex& hdf5Mutex() {
  // Everything is closed where it was opened. What could not be closed, on a full disk, HDF5 (1.10) would try again
  // when the program ends, and reads freed memory there. To be said before anything else is asked of it.
  static const bool never_at_exit = H5dont_atexit() >= 0;
  static std::mutex mutex;
  (void)never_at_exit;
  return mutex;
}

QuietHdf5::QuietHdf5() {
  H5Eget_auto2(H5E_DEFAULT, &function_, &client_);
  H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
}

QuietHdf5::~QuietHdf5() {
  H5Eset_auto2(H5E_DEFAULT, function_, client_);
}

Writer::Writer(const std::filesystem::path& path, std::string shown_as)
    : shown_as_(std::move(shown_as)), file_(createFile(path)) {
  check(file_.get(), "file");
  encode(file_.get(), "anndata", "0.1.0");
}

hid_t Writer::check(hid_t id, std::string_view element) const {
  if (id < 0) throw OutputError(shown_as_ + ": cannot write " + std::string(element) + ": " + hdf5Reason());
  return id;
}

void Writer::textAttribute(hid_t object, const char* name, std::string_view value) {
  const Hdf5Id type = textType();
  const Hdf5Id space = spaceOf({});
  const Hdf5Id attribute(check(H5Acreate2(object, name, type.get(), space.get(), H5P_DEFAULT, H5P_DEFAULT), name),
                         H5Aclose);
  const std::string text(value);
  const char* pointer = text.c_str();
  check(H5Awrite(attribute.get(), type.get(), &pointer), name);
}

void Writer::textsAttribute(hid_t object, const char* name, const std::vector<std::string>& values) {
  const Hdf5Id type = textType();
  const hsize_t size = values.size();
  const Hdf5Id space = spaceOf({&size, 1});
  const Hdf5Id attribute(check(H5Acreate2(object, name, type.get(), space.get(), H5P_DEFAULT, H5P_DEFAULT), name),
                         H5Aclose);
  std::vector<const char*> pointers;
  for (const std::string& value : values) pointers.push_back(value.c_str());
  if (!pointers.empty()) check(H5Awrite(attribute.get(), type.get(), pointers.data()), name);
}

void Writer::encode(hid_t object, std::string_view encoding, std::string_view version) {
  textAttribute(object, "encoding-type", encoding);
  textAttribute(object, "encoding-version", version);
}

void Writer::group(const std::string& path, std::string_view encoding, std::string_view version) {
  const Hdf5Id properties(H5Pcreate(H5P_GROUP_CREATE), H5Pclose);
  H5Pset_obj_track_times(properties.get(), false);
  const Hdf5Id created(check(H5Gcreate2(file_.get(), path.c_str(), H5P_DEFAULT, properties.get(), H5P_DEFAULT), path),
                       H5Gclose);
  encode(created.get(), encoding, version);
}

void Writer::dict(const std::string& path) {
  group(path, "dict", "0.1.0");
}

Hdf5Id Writer::dataset(const std::string& path, hid_t type, std::span<const hsize_t> size, std::string_view encoding) {
  const Hdf5Id space = spaceOf(size);
  const Hdf5Id properties = creationProperties(!size.empty());
  Hdf5Id created(
      check(H5Dcreate2(file_.get(), path.c_str(), type, space.get(), H5P_DEFAULT, properties.get(), H5P_DEFAULT), path),
      H5Dclose);
  encode(created.get(), encoding, "0.2.0");
  return created;
}

void Writer::scalar(const std::string& path, hid_t type, hid_t memory_type, const void* value,
                    std::string_view encoding) {
  const Hdf5Id created = dataset(path, type, {}, encoding);
  check(H5Dwrite(created.get(), memory_type, H5S_ALL, H5S_ALL, H5P_DEFAULT, value), path);
}

Rows Writer::rowsOf(const std::string& path, hid_t type, Hdf5Id memory_type, std::vector<hsize_t> size,
                    std::string_view encoding) {
  Hdf5Id created = dataset(path, type, size, encoding);
  return {shown_as_ + ": cannot write " + path, std::move(created), std::move(memory_type), std::move(size)};
}

void Rows::write(std::size_t first_row, std::size_t count, const void* values) const {
  std::vector<hsize_t> size = size_;
  size[0] = count;
  if (isEmpty(size)) return;
  std::vector<hsize_t> start(size.size(), 0);
  start[0] = first_row;
  const Hdf5Id in_memory = spaceOf(size);
  const Hdf5Id in_file = spaceOf(size_);
  if (H5Sselect_hyperslab(in_file.get(), H5S_SELECT_SET, start.data(), nullptr, size.data(), nullptr) < 0 ||
      H5Dwrite(dataset_.get(), memory_type_.get(), in_memory.get(), in_file.get(), H5P_DEFAULT, values) < 0)
    throw OutputError(name_ + ": " + hdf5Reason());
}

Rows Writer::dataframe(const std::string& path, std::size_t rows, std::size_t index_length,
                       const std::vector<std::string>& columns) {
  group(path, "dataframe", "0.2.0");
  const Hdf5Id frame(check(H5Gopen2(file_.get(), path.c_str(), H5P_DEFAULT), path), H5Gclose);
  textAttribute(frame.get(), "_index", "_index");
  textsAttribute(frame.get(), "column-order", columns);
  Hdf5Id type = fixedTextType(index_length);
  const hid_t id = type.get();
  return rowsOf(path + "/_index", id, std::move(type), {rows}, "string-array");
}

Rows Writer::vector(const std::string& path, ElementType type, std::size_t rows) {
  return rowsOf(path, typesOf(type).file, {H5Tcopy(typesOf(type).memory), H5Tclose}, {rows}, "array");
}

Rows Writer::matrix(const std::string& path, ElementType type, std::size_t rows, std::size_t columns) {
  return rowsOf(path, typesOf(type).file, {H5Tcopy(typesOf(type).memory), H5Tclose}, {rows, columns}, "array");
}

Rows Writer::boolVector(const std::string& path, std::size_t rows) {
  Hdf5Id type = boolType();
  const hid_t id = type.get();
  return rowsOf(path, id, std::move(type), {rows}, "array");
}

Rows Writer::categorical(const std::string& path, std::span<const std::string_view> categories, std::size_t rows,
                         bool ordered) {
  group(path, "categorical", "0.2.0");
  const Hdf5Id column(check(H5Gopen2(file_.get(), path.c_str(), H5P_DEFAULT), path), H5Gclose);
  const Hdf5Id type = boolType();
  const Hdf5Id space = spaceOf({});
  const Hdf5Id attribute(
      check(H5Acreate2(column.get(), "ordered", type.get(), space.get(), H5P_DEFAULT, H5P_DEFAULT), path), H5Aclose);
  const std::int8_t value = ordered ? 1 : 0;
  check(H5Awrite(attribute.get(), type.get(), &value), path);

  std::size_t longest = 1;
  for (const std::string_view category : categories) longest = std::max(longest, category.size());
  std::string padded;
  for (const std::string_view category : categories) padded.append(category).append(longest - category.size(), '\0');
  Hdf5Id text_type = fixedTextType(longest);
  const hid_t id = text_type.get();
  rowsOf(path + "/categories", id, std::move(text_type), {categories.size()}, "string-array")
      .write(0, categories.size(), padded.data());
  return vector(path + "/codes", ElementType::kInt8, rows);
}

void Writer::text(const std::string& path, const std::string& value) {
  const Hdf5Id type = textType();
  const char* pointer = value.c_str();
  scalar(path, type.get(), type.get(), &pointer, "string");
}

void Writer::number(const std::string& path, double value) {
  scalar(path, H5T_IEEE_F64LE, H5T_NATIVE_DOUBLE, &value, "numeric-scalar");
}

void Writer::close() {
  if (!file_.closeNow()) check(-1, "file");
}

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
  if (!exists(path)) fail(path, "it is not there");
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
    fail(path, "its categories are not the known ones");
  std::string padded(length * categories.size(), '\0');
  if (H5Dread(dataset, type.get(), H5S_ALL, H5S_ALL, H5P_DEFAULT, padded.data()) < 0) fail(path, hdf5Reason());
  for (std::size_t i = 0; i < categories.size(); ++i)
    if (categories[i] != std::string_view(padded.substr(i * length, length).c_str()))
      fail(path, "its categories are not the known ones");
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
