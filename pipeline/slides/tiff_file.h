// A TIFF opened with libtiff: closed with its owner, silent, and bounded in memory.
#pragma once

#include <tiffio.h>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

namespace herald {

class TiffFile {
 public:
  // Not valid() when libtiff cannot open it. No strip, tile or field of more than `largest_part_bytes` is read. The
  // file is not mapped into memory, where it would count as resident.
  TiffFile(const std::filesystem::path& path, std::int64_t largest_part_bytes);
  TiffFile(const TiffFile&) = delete;
  TiffFile& operator=(const TiffFile&) = delete;

  [[nodiscard]] bool valid() const { return tiff_ != nullptr; }
  [[nodiscard]] TIFF* get() const { return tiff_.get(); }
  // The first error so far, which names the cause of those that follow; empty without one.
  [[nodiscard]] const std::string& error() const { return error_; }

 private:
  struct Close {
    void operator()(TIFF* tiff) const { TIFFClose(tiff); }
  };
  std::string error_;  // libtiff writes to it: outlives the handle
  std::unique_ptr<TIFF, Close> tiff_;
};

}  // namespace herald
