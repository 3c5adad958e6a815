#include "pipeline/file_hash.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <xxhash.h>

#include <algorithm>
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

constexpr std::uintmax_t kBlockBytes = 1U << 20;
constexpr std::uintmax_t kMostBlocks = 1024;

// Names and sizes of the files beside a MIRAX slide, which hold its pixels.
std::string companionText(const std::filesystem::path& path) {
  if (path.extension() != ".mrxs") return {};
  std::vector<std::string> files;
  std::error_code error;
  auto folder = path;
  for (const auto& entry : std::filesystem::directory_iterator(folder.replace_extension(), error)) {
    files.push_back(fmt::format("|{}:{}", entry.path().filename().string(), entry.file_size(error)));
  }
  std::sort(files.begin(), files.end());
  return fmt::format("{}", fmt::join(files, ""));
}

}  // namespace

std::string hash128Hex(std::string_view bytes) {
  return hex(XXH3_128bits(bytes.data(), bytes.size()));
}

std::string hash32Hex(std::string_view bytes) {
  return fmt::format("{:08x}", XXH3_64bits(bytes.data(), bytes.size()) & 0xFFFFFFFFU);
}

std::string hash128HexOfFile(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::error_code error;
  const std::uintmax_t size = std::filesystem::file_size(path, error);
  if (!file || error) throw slideError(path, "cannot be read");
  const std::unique_ptr<XXH3_state_t, FreeState> state(XXH3_createState());
  XXH3_128bits_reset(state.get());
  const std::string head = fmt::format("{}{}", size, companionText(path));
  XXH3_128bits_update(state.get(), head.data(), head.size());
  std::vector<char> block(kBlockBytes);
  const std::uintmax_t blocks = std::min<std::uintmax_t>((size + kBlockBytes - 1) / kBlockBytes, kMostBlocks);
  for (std::uintmax_t i = 0; i < blocks; ++i) {
    const std::uintmax_t start = blocks < kMostBlocks ? i * kBlockBytes : (size - kBlockBytes) / (kMostBlocks - 1) * i;
    file.seekg(static_cast<std::streamoff>(start));
    file.read(block.data(), static_cast<std::streamsize>(std::min<std::uintmax_t>(kBlockBytes, size - start)));
    if (file.bad() || file.gcount() == 0) throw slideError(path, "cannot be read");
    XXH3_128bits_update(state.get(), block.data(), static_cast<std::size_t>(file.gcount()));
  }
  return hex(XXH3_128bits_digest(state.get()));
}

}  // namespace herald
