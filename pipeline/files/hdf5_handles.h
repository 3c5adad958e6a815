// What every use of the HDF5 C API needs: its lock, identifiers that are closed, and errors that stay in the program.
#pragma once

#include <hdf5.h>

#include <mutex>
#include <string>

namespace herald {

// The one lock around every use of HDF5 in the process, which is built without threads on Debian.
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

// The first and most particular entry of HDF5's error stack, in one line; clears the stack.
[[nodiscard]] std::string hdf5Reason();

}  // namespace herald
