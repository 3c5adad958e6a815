#include "pipeline/viewer/viewer_request.h"

#include <charconv>
#include <cmath>
#include <system_error>

namespace herald {

double numberOf(const std::string& name, const std::string& text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(value))
    throw RequestError(400, name + " is no number");
  return value;
}

double requiredNumber(const QueryParameters& query, const std::string& name) {
  const auto found = query.find(name);
  if (found == query.end()) throw RequestError(400, name + " is missing");
  return numberOf(name, found->second);
}

}  // namespace herald
