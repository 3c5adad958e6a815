#include "pipeline/files/file_hash.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <xxhash.h>

#include <algorithm>
#include <memory>
#include <span>

#include "pipeline/files/file_descriptor.h"
#include "pipeline/files/read_error.h"

namespace herald {
namespace {

std::string hex(const XXH128_hash_t& hash) {
  return fmt::format("{:016x}{:016x}", hash.high64, hash.low64);
}

struct FreeState {
  void operator()(XXH3_state_t* state) const { XXH3_freeState(state); }
};

constexpr std::uintmax_t kBlockBytes = 1U << 20;
constexpr std::size_t kPieceBytes = 1U << 18;  // stays in the processor's cache between reading and hashing
constexpr std::uintmax_t kMostBlocks = 1024;

}  // namespace

std::string hash128Hex(std::string_view bytes) {
  return hex(XXH3_128bits(bytes.data(), bytes.size()));
}

std::string hash32Hex(std::string_view bytes) {
  return fmt::format("{:08x}", XXH3_64bits(bytes.data(), bytes.size()) & 0xFFFFFFFFU);
}

std::string hash128HexOfFile(const std::filesystem::path& path, std::string_view more) {
  const FileDescriptor file(path, O_RDONLY);
  std::error_code error;
  const std::uintmax_t size = std::filesystem::file_size(path, error);
  if (!file.valid() || error) throw readError(path, "cannot be read");
  const std::unique_ptr<XXH3_state_t, FreeState> state(XXH3_createState());
  XXH3_128bits_reset(state.get());
  const std::string head = fmt::format("{}{}", size, more);
  XXH3_128bits_update(state.get(), head.data(), head.size());
  const auto piece = std::make_unique_for_overwrite<std::byte[]>(kPieceBytes);
  const std::uintmax_t blocks = std::min<std::uintmax_t>((size + kBlockBytes - 1) / kBlockBytes, kMostBlocks);
  for (std::uintmax_t i = 0; i < blocks; ++i) {
    const std::uintmax_t start = blocks < kMostBlocks ? i * kBlockBytes : (size - kBlockBytes) / (kMostBlocks - 1) * i;
    const std::uintmax_t end = std::min(size, start + kBlockBytes);
    for (std::uintmax_t at = start; at < end; at += kPieceBytes) {
      const std::span bytes(piece.get(), static_cast<std::size_t>(std::min<std::uintmax_t>(kPieceBytes, end - at)));
      if (!file.readAt(at, bytes)) throw readError(path, "cannot be read");
      XXH3_128bits_update(state.get(), bytes.data(), bytes.size());
    }
  }
  return hex(XXH3_128bits_digest(state.get()));
}

}  // namespace herald
