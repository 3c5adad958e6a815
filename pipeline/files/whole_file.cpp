#include "pipeline/files/whole_file.h"

#include <fmt/format.h>

#include <array>
#include <cerrno>
#include <fstream>
#include <stdexcept>
#include <system_error>

namespace herald {
namespace {

constexpr int kDeepest = 64;

}  // namespace

std::string wholeText(std::istream& file, std::size_t most_bytes) {
  std::string text;
  for (std::array<char, 1 << 16> piece{}; file.good();) {
    file.read(piece.data(), piece.size());
    text.append(piece.data(), static_cast<std::size_t>(file.gcount()));
    if (text.size() > most_bytes) throw std::invalid_argument(fmt::format("larger than {} MiB", most_bytes >> 20));
  }
  return text;
}

std::string requiredText(const std::filesystem::path& path, std::size_t most_bytes) {
  const auto fail = [&](const std::string& cause) { throw std::invalid_argument(path.string() + ": " + cause); };
  std::ifstream file(path, std::ios::binary);
  if (!file) fail("cannot be opened: " + std::generic_category().message(errno));
  std::string text;
  try {
    text = wholeText(file, most_bytes);
  } catch (const std::invalid_argument& error) {
    fail(error.what());
  }
  if (text.empty()) fail("cannot be read or is empty");
  return text;
}

OrderedJson boundedJson(const std::string& text) {
  const auto step = [](int depth, OrderedJson::parse_event_t, const OrderedJson&) {
    if (depth > kDeepest) throw std::invalid_argument(fmt::format("nested deeper than {} levels", kDeepest));
    return true;
  };
  OrderedJson document = OrderedJson::parse(text, step, false);
  if (document.is_discarded()) throw std::invalid_argument("is not JSON");
  return document;
}

}  // namespace herald
