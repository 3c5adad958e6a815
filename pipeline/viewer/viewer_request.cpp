#include "pipeline/viewer/viewer_request.h"

#include "pipeline/files/number_text.h"

namespace herald {

double numberOf(const std::string& name, const std::string& text) {
  if (const auto number = numberIn<double>(text)) return *number;
  throw RequestError(400, name + " is not a number");
}

double requiredNumber(const QueryParameters& query, const std::string& name) {
  const auto found = query.find(name);
  if (found == query.end()) throw RequestError(400, name + " is missing");
  return numberOf(name, found->second);
}

}  // namespace herald
