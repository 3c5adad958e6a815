#include "apps/command_line.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <stdexcept>
#include <thread>

#include "scoring/suggestion.h"

namespace herald {
namespace po = boost::program_options;
namespace {

std::string unknownOption(const std::string& given, const po::options_description& options) {
  std::vector<std::string> names;
  for (const auto& option : options.options()) names.push_back("--" + option->long_name());
  const std::vector<std::string_view> known(names.begin(), names.end());
  return fmt::format("unknown option {}{}", given, didYouMean(given, known));
}

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

po::variables_map parseCommandLine(const std::vector<std::string>& arguments, const po::options_description& options,
                                   const char* positional) {
  po::options_description all;
  all.add(options);
  po::positional_options_description places;
  if (positional != nullptr) {
    all.add_options()(positional, po::value<std::vector<std::string>>());
    places.add(positional, -1);
  }
  // No guessing: "--thread" is not "--threads".
  const int style = po::command_line_style::unix_style & ~po::command_line_style::allow_guessing;
  po::variables_map values;
  try {
    po::store(po::command_line_parser(arguments).options(all).positional(places).style(style).run(), values);
    po::notify(values);
  } catch (const po::unknown_option& error) {
    throw std::invalid_argument(unknownOption(error.get_option_name(), options));
  } catch (const po::too_many_positional_options_error&) {
    throw std::invalid_argument("this command takes options only");
  } catch (const po::error& error) {
    throw std::invalid_argument(error.what());
  }
  return values;
}

int threadsOf(const po::variables_map& values) {
  constexpr int kMaximumThreads = 1024;
  if (!values.contains("threads"))
    return std::clamp(static_cast<int>(std::thread::hardware_concurrency()), 1, kMaximumThreads);
  const int threads = values["threads"].as<int>();
  if (threads < 1 || threads > kMaximumThreads)
    throw std::invalid_argument(fmt::format("--threads {} is outside 1 to {}", threads, kMaximumThreads));
  return threads;
}

std::optional<std::uint64_t> memoryOf(const po::variables_map& values) {
  if (!values.contains("memory")) return std::nullopt;
  return memoryBytes(values["memory"].as<std::string>());
}

DecoderChoice decoderOf(const po::variables_map& values) {
  constexpr std::array<std::string_view, 3> kNames = {"auto", "direct", "openslide"};
  const auto& name = values["reader"].as<std::string>();
  const auto* found = std::find(kNames.begin(), kNames.end(), name);
  if (found == kNames.end())
    throw std::invalid_argument(
        fmt::format("--reader {} is none of auto | direct | openslide{}", name, didYouMean(name, kNames)));
  return static_cast<DecoderChoice>(found - kNames.begin());
}

std::array<std::int64_t, 2> coordinatesOf(std::string_view name, const std::string& text) {
  std::array<std::int64_t, 2> values{};
  const auto comma = text.find(',');
  const std::array<std::string, 2> parts = {text.substr(0, comma),
                                            comma == std::string::npos ? "" : text.substr(comma + 1)};
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const char* end = parts[i].data() + parts[i].size();
    std::int32_t value = 0;
    const auto [stop, error] = std::from_chars(parts[i].data(), end, value);
    if (error != std::errc() || stop != end) {
      throw std::invalid_argument(
          fmt::format("--{} \"{}\" is not two whole numbers with a comma between them", name, text));
    }
    values[i] = value;
  }
  return values;
}

void tell(const std::string& line) {
  std::fputs((line + "\n").c_str(), stderr);
}

}  // namespace herald
