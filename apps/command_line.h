// What all commands share in reading their arguments.
#pragma once

#include <array>
#include <boost/program_options.hpp>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline/slide_source.h"

namespace herald {

// Options named in `options` and, if given, the positional arguments collected under the option `positional`. Throws
// std::invalid_argument in one line; an unknown option with a did-you-mean.
[[nodiscard]] boost::program_options::variables_map parseCommandLine(
    const std::vector<std::string>& arguments, const boost::program_options::options_description& options,
    const char* positional = nullptr);

// "4G", "512M", "1.5G", "1000000": bytes (K, M, G = powers of 1024). Throws std::invalid_argument below 64M.
[[nodiscard]] std::uint64_t memoryBytes(std::string_view text);

// Option --reader of the commands that open slides.
inline constexpr const char* kReaderMeaning =
    "auto | direct (tiled-JPEG TIFF only) | openslide; who reads whole-slide images; no result depends on it";
// Its value. Throws std::invalid_argument.
[[nodiscard]] ReaderChoice readerOf(const boost::program_options::variables_map& values);

// "X,Y" of option `name`: two whole numbers within +-2^31. Throws std::invalid_argument.
[[nodiscard]] std::array<std::int64_t, 2> coordinatesOf(std::string_view name, const std::string& text);

// Worker threads of --threads, 1-1024; without it those of the machine. Throws std::invalid_argument.
[[nodiscard]] int threadsOf(const boost::program_options::variables_map& values);

// The word as a shell takes it for one.
[[nodiscard]] std::string quotedForShell(const std::string& word);

// One line to stderr. A stderr that cannot be written (closed, full disk) is no error.
void tell(const std::string& line);

}  // namespace herald
