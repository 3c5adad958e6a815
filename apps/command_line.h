// What all commands share in reading their arguments.
#pragma once

#include <array>
#include <boost/program_options.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline/slides/slide_opening.h"

namespace herald {

// Options named in `options` and, if given, the positional arguments collected under the option `positional`. Throws
// std::invalid_argument in one line; an unknown option with a did-you-mean.
[[nodiscard]] boost::program_options::variables_map parseCommandLine(
    const std::vector<std::string>& arguments, const boost::program_options::options_description& options,
    const char* positional = nullptr);

// Options --threads and --memory of the commands that plan work: the number given, or all of the machine's; bytes of
// "4G", "512M", "1.5G", "1000000" (K, M, G = powers of 1024), nothing without the option. Throw std::invalid_argument,
// memoryOf also below 64M.
inline constexpr const char* kThreadsMeaning = "worker threads; default: all of the machine";
[[nodiscard]] int threadsOf(const boost::program_options::variables_map& values);
[[nodiscard]] std::optional<std::uint64_t> memoryOf(const boost::program_options::variables_map& values);

// Option --reader of the commands that open slides.
inline constexpr const char* kDecoderMeaning =
    "auto | direct (tiled-JPEG TIFF only) | openslide; who reads whole-slide images; no result depends on it";
// Its value. Throws std::invalid_argument.
[[nodiscard]] DecoderChoice decoderOf(const boost::program_options::variables_map& values);

// "X,Y" of option `name`: two whole numbers within +-2^31. Throws std::invalid_argument.
[[nodiscard]] std::array<std::int64_t, 2> coordinatesOf(std::string_view name, const std::string& text);

// One line to stderr. A stderr that cannot be written (closed, full disk) is no error.
void tell(const std::string& line);

}  // namespace herald
