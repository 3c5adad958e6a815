#include "pipeline/files/anndata_writer.h"

#include <algorithm>

#include "pipeline/files/atomic_file.h"

namespace herald::anndata {
namespace {

Hdf5Id createFile(const std::filesystem::path& path) {
  return {H5Fcreate(path.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT), H5Fclose};
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

}  // namespace

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

}  // namespace herald::anndata
