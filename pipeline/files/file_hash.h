// Hashes that name things: slides, configurations, folders. XXH3 (Collet 2019-), not cryptographic. Thread-safe.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

namespace herald {

// XXH3-128 of the bytes, 32 lower-case hex digits.
[[nodiscard]] std::string hash128Hex(std::string_view bytes);

// XXH3-128 of a file's size, of `more`, which belongs to it, and of its content, read in blocks; of a file above 1 GiB,
// 1024 evenly spaced MiB of it. Throws ReadError when the file cannot be read.
[[nodiscard]] std::string hash128HexOfFile(const std::filesystem::path& path, std::string_view more = {});

// The low 32 bits of XXH3-64 of the bytes, 8 lower-case hex digits: short names for folders.
[[nodiscard]] std::string hash32Hex(std::string_view bytes);

}  // namespace herald
