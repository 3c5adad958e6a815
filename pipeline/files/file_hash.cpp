#include "pipeline/files/file_hash.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>
#include <xxhash.h>

#include <algorithm>
#include <cerrno>
#include <memory>

#include "pipeline/files/read_error.h"

namespace herald {
namespace {

std::string hex(const XXH128_hash_t& hash) {
  return fmt::format("{:016x}{:016x}", hash.high64, hash.low64);
}

struct FreeState {
  void operator()(XXH3_state_t* state) const { XXH3_freeState(state); }
};

struct Descriptor {
  int number;
  explicit Descriptor(int opened) : number(opened) {}
  ~Descriptor() { ::close(number); }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
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
  const Descriptor file{::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
  std::error_code error;
  const std::uintmax_t size = std::filesystem::file_size(path, error);
  if (file.number < 0 || error) throw readError(path, "cannot be read");
  const std::unique_ptr<XXH3_state_t, FreeState> state(XXH3_createState());
  XXH3_128bits_reset(state.get());
  const std::string head = fmt::format("{}{}", size, more);
  XXH3_128bits_update(state.get(), head.data(), head.size());
  const auto piece = std::make_unique_for_overwrite<char[]>(kPieceBytes);
  const std::uintmax_t blocks = std::min<std::uintmax_t>((size + kBlockBytes - 1) / kBlockBytes, kMostBlocks);
  for (std::uintmax_t i = 0; i < blocks; ++i) {
    const std::uintmax_t start = blocks < kMostBlocks ? i * kBlockBytes : (size - kBlockBytes) / (kMostBlocks - 1) * i;
    const std::uintmax_t end = std::min(size, start + kBlockBytes);
    for (std::uintmax_t at = start; at < end;) {
      const auto wanted = static_cast<std::size_t>(std::min<std::uintmax_t>(kPieceBytes, end - at));
      const auto got = ::pread(file.number, piece.get(), wanted, static_cast<off_t>(at));
      if (got < 0 && errno == EINTR) continue;
      if (got <= 0) throw readError(path, "cannot be read");
      XXH3_128bits_update(state.get(), piece.get(), static_cast<std::size_t>(got));
      at += static_cast<std::uintmax_t>(got);
    }
  }
  return hex(XXH3_128bits_digest(state.get()));
}

}  // namespace herald
