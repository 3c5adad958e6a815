// Options that several commands have: each is described and read here, once. All readers throw std::invalid_argument.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "apps/arguments.h"
#include "pipeline/slides/slide_opening.h"

namespace herald {

// --threads: the number given, or all of the machine's.
void addThreads(Arguments::Options& options, const char* meaning = "worker threads; default: all the machine has");
[[nodiscard]] int threadsOf(const Arguments& arguments);

// --memory: bytes of "4G", "512M", "1.5G", "1000000" (K, M, G = powers of 1024), at least 64M.
void addMemory(Arguments::Options& options, const char* meaning);
[[nodiscard]] std::optional<std::uint64_t> memoryOf(const Arguments& arguments);

// --decoder, and its old name --reader.
void addDecoder(Arguments::Options& options);
[[nodiscard]] DecoderChoice decoderOf(const Arguments& arguments);

// --mpp.
void addPixelSize(Arguments::Options& options);
[[nodiscard]] std::optional<PixelSize> pixelSizeOf(const Arguments& arguments);

// "X,Y" of option `name`: two whole numbers within +-2^31.
[[nodiscard]] std::array<std::int64_t, 2> coordinatesOf(const Arguments& arguments, const std::string& name);

// The position of `given` among `known`; `option` with its dashes, for the message.
[[nodiscard]] std::size_t placeOf(std::string_view option, std::string_view given,
                                  std::span<const std::string_view> known);

}  // namespace herald
