#include "pipeline/files/anndata_elements.h"

#include <algorithm>
#include <stdexcept>

namespace herald::anndata {

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

Hdf5Id textType() {
  Hdf5Id type(H5Tcopy(H5T_C_S1), H5Tclose);
  H5Tset_size(type.get(), H5T_VARIABLE);
  H5Tset_cset(type.get(), H5T_CSET_UTF8);
  return type;
}

Hdf5Id fixedTextType(std::size_t length) {
  Hdf5Id type(H5Tcopy(H5T_C_S1), H5Tclose);
  H5Tset_size(type.get(), std::max<std::size_t>(length, 1));
  H5Tset_strpad(type.get(), H5T_STR_NULLPAD);
  H5Tset_cset(type.get(), H5T_CSET_UTF8);
  return type;
}

Hdf5Id boolType() {
  Hdf5Id type(H5Tenum_create(H5T_STD_I8LE), H5Tclose);
  const std::int8_t no = 0;
  const std::int8_t yes = 1;
  H5Tenum_insert(type.get(), "FALSE", &no);
  H5Tenum_insert(type.get(), "TRUE", &yes);
  return type;
}

Hdf5Id spaceOf(std::span<const hsize_t> size) {
  if (size.empty()) return {H5Screate(H5S_SCALAR), H5Sclose};
  return {H5Screate_simple(static_cast<int>(size.size()), size.data(), nullptr), H5Sclose};
}

}  // namespace herald::anndata
