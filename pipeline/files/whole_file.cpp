#include "pipeline/files/whole_file.h"

#include <fmt/format.h>

#include <array>
#include <stdexcept>

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
