#include "pipeline/files/hdf5_handles.h"

#include <algorithm>

namespace herald {

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

}  // namespace herald
