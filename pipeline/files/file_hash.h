// Hashes that name things: slides, configurations, folders. XXH3 (Collet 2019-), not cryptographic. Thread-safe.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

namespace herald {

// XXH3-128 of the bytes, 32 lower-case hex digits.
[[nodiscard]] std::string hash128Hex(std::string_view bytes);

// XXH3-128 of a file's size and content, read in blocks; of a file above 1 GiB, 1024 evenly spaced MiB of it. For a
// MIRAX slide (x.mrxs) also the names and sizes of the files in its folder x. Unlike OpenSlide's quickhash-1, which
// covers the smallest level only, it notices a change in the pixels that are measured. Throws ReadError when the file
// cannot be read.
[[nodiscard]] std::string hash128HexOfFile(const std::filesystem::path& path);

// The low 32 bits of XXH3-64 of the bytes, 8 lower-case hex digits: short names for folders.
[[nodiscard]] std::string hash32Hex(std::string_view bytes);

}  // namespace herald
