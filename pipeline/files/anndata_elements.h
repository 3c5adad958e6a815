// Elements of an AnnData file (anndata.readthedocs.io, "on-disk format", encoding versions of anndata 0.8) and their
// HDF5 types: what anndata_writer.h writes and anndata_reader.h reads.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "pipeline/files/hdf5_handles.h"

namespace herald::anndata {

// Type of an element in the file; memory holds std::uint8_t, std::int8_t, std::int16_t, std::int32_t, float, double.
enum class ElementType : std::uint8_t { kUint8, kInt8, kInt16, kInt32, kFloat32, kFloat64 };

// Types of an element of numbers, the file's little-endian. HDF5's own: not to be closed.
struct TypePair {
  hid_t file;
  hid_t memory;
};
[[nodiscard]] TypePair typesOf(ElementType type);

// Variable length, UTF-8: what h5py takes for a Python string.
[[nodiscard]] Hdf5Id textType();
// Fixed length, zero-padded UTF-8: unlike variable length it is compressed.
[[nodiscard]] Hdf5Id fixedTextType(std::size_t length);
// What h5py stores numpy's bool as.
[[nodiscard]] Hdf5Id boolType();

// Of a dataset of that size; a scalar's when it is empty.
[[nodiscard]] Hdf5Id spaceOf(std::span<const hsize_t> size);

}  // namespace herald::anndata
