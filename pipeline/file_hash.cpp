#include "pipeline/file_hash.h"

#include <fmt/format.h>
#include <xxhash.h>

#include <fstream>
#include <memory>
#include <vector>

#include "pipeline/slide_source.h"

namespace herald {
namespace {

std::string hex(const XXH128_hash_t& hash) {
  return fmt::format("{:016x}{:016x}", hash.high64, hash.low64);
}

struct FreeState {
  void operator()(XXH3_state_t* state) const { XXH3_freeState(state); }
};

}  // namespace

std::string hash128Hex(std::string_view bytes) {
  return hex(XXH3_128bits(bytes.data(), bytes.size()));
}

std::string hash32Hex(std::string_view bytes) {
  return fmt::format("{:08x}", XXH3_64bits(bytes.data(), bytes.size()) & 0xFFFFFFFFU);
}

std::string hash128HexOfFile(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw slideError(path, "cannot be read");
  const std::unique_ptr<XXH3_state_t, FreeState> state(XXH3_createState());
  XXH3_128bits_reset(state.get());
  std::vector<char> block(1 << 20);
  while (file.read(block.data(), static_cast<std::streamsize>(block.size())) || file.gcount() > 0)
    XXH3_128bits_update(state.get(), block.data(), static_cast<std::size_t>(file.gcount()));
  if (file.bad()) throw slideError(path, "cannot be read");
  return hex(XXH3_128bits_digest(state.get()));
}

}  // namespace herald
