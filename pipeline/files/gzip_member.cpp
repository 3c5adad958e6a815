#include "pipeline/files/gzip_member.h"

#include <libdeflate.h>

#include <memory>
#include <new>
#include <stdexcept>

namespace herald {
namespace {

// Of libdeflate. On cells as GeoJSON: 170 MB/s and 27 % of the size; zlib's level 1: 88 MB/s, 30 %, its level 4: 53
// MB/s, 26 %.
constexpr int kLevel = 1;

struct FreeCompressor {
  void operator()(libdeflate_compressor* compressor) const { libdeflate_free_compressor(compressor); }
};

libdeflate_compressor& compressorOfThread() {
  static thread_local const std::unique_ptr<libdeflate_compressor, FreeCompressor> compressor(
      libdeflate_alloc_compressor(kLevel));
  if (!compressor) throw std::bad_alloc();
  return *compressor;
}

}  // namespace

void appendGzipMember(std::string_view text, std::string& out) {
  libdeflate_compressor& compressor = compressorOfThread();
  const std::size_t before = out.size();
  out.resize(before + libdeflate_gzip_compress_bound(&compressor, text.size()));
  const std::size_t size =
      libdeflate_gzip_compress(&compressor, text.data(), text.size(), out.data() + before, out.size() - before);
  if (size == 0) throw std::logic_error("a gzip member is larger than its bound");
  out.resize(before + size);
}

}  // namespace herald
