#include "apps/shared_options.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <stdexcept>
#include <thread>

#include "scoring/suggestion.h"

namespace herald {
namespace po = boost::program_options;
namespace {

// "4G" in bytes.
std::uint64_t memoryBytes(std::string_view text) {
  constexpr double kMinimum = 64.0 * 1024 * 1024;
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const std::string_view unit = text.substr(static_cast<std::size_t>(end - text.data()));
  const double factor = unit.empty()  ? 1
                        : unit == "K" ? 1024.0
                        : unit == "M" ? 1048576.0
                        : unit == "G" ? 1073741824.0
                                      : 0;
  if (error != std::errc() || factor == 0)
    throw std::invalid_argument(fmt::format("--memory {} is not an amount of memory such as 4G or 512M", text));
  if (!(number * factor >= kMinimum && number * factor < 1e18))
    throw std::invalid_argument(fmt::format("--memory {} is less than 64M", text));
  return static_cast<std::uint64_t>(number * factor);
}

}  // namespace

void addThreads(Arguments::Options& options, const char* meaning) {
  options.add_options()("threads", po::value<int>(), meaning);
}

int threadsOf(const Arguments& arguments) {
  constexpr int kMaximumThreads = 1024;
  const auto given = arguments.ifAny<int>("threads");
  if (!given) return std::clamp(static_cast<int>(std::thread::hardware_concurrency()), 1, kMaximumThreads);
  if (*given < 1 || *given > kMaximumThreads)
    throw std::invalid_argument(fmt::format("--threads {} is outside 1 to {}", *given, kMaximumThreads));
  return *given;
}

void addMemory(Arguments::Options& options, const char* meaning) {
  options.add_options()("memory", po::value<std::string>(), meaning);
}

std::optional<std::uint64_t> memoryOf(const Arguments& arguments) {
  const auto given = arguments.ifAny<std::string>("memory");
  return given ? std::optional(memoryBytes(*given)) : std::nullopt;
}

void addDecoder(Arguments::Options& options) {
  options.add_options()("decoder", po::value<std::string>()->default_value("auto"),
                        "what decodes whole-slide images: auto | direct (tiled-JPEG TIFF only) | openslide; no result "
                        "depends on it");
}

DecoderChoice decoderOf(const Arguments& arguments) {
  constexpr std::array<std::string_view, 3> kNames = {"auto", "direct", "openslide"};
  return static_cast<DecoderChoice>(placeOf("--decoder", arguments.text("decoder"), kNames));
}

void addPixelSize(Arguments::Options& options) {
  options.add_options()("mpp", po::value<double>(), "pixel size, um; overrides that of lists and files");
}

std::optional<PixelSize> pixelSizeOf(const Arguments& arguments) {
  const auto given = arguments.ifAny<double>("mpp");
  if (!given) return std::nullopt;
  const auto pixel_size = PixelSize::ifPlausible(*given);
  if (!pixel_size)
    throw std::invalid_argument(
        fmt::format("--mpp {} is outside {} to {} um", *given, PixelSize::kMinimumUm, PixelSize::kMaximumUm));
  return pixel_size;
}

std::array<std::int64_t, 2> coordinatesOf(const Arguments& arguments, const std::string& name) {
  const std::string& text = arguments.text(name);
  const auto comma = text.find(',');
  const std::array<std::string, 2> parts = {text.substr(0, comma),
                                            comma == std::string::npos ? "" : text.substr(comma + 1)};
  std::array<std::int64_t, 2> values{};
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const char* end = parts[i].data() + parts[i].size();
    std::int32_t value = 0;
    const auto [stop, error] = std::from_chars(parts[i].data(), end, value);
    if (error != std::errc() || stop != end)
      throw std::invalid_argument(
          fmt::format("--{} \"{}\" is not two whole numbers with a comma between them", name, text));
    values[i] = value;
  }
  return values;
}

std::size_t placeOf(std::string_view option, std::string_view given, std::span<const std::string_view> known) {
  const auto found = std::find(known.begin(), known.end(), given);
  if (found == known.end())
    throw std::invalid_argument(
        fmt::format("{} {} is not one of {}{}", option, given, fmt::join(known, " | "), didYouMean(given, known)));
  return static_cast<std::size_t>(found - known.begin());
}

}  // namespace herald
