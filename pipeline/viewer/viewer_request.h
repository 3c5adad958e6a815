// What a request to the viewer carries, and how it is refused.
#pragma once

#include <map>
#include <stdexcept>
#include <string>

namespace herald {

// What is wrong with a request, in one line, with its HTTP status.
class RequestError : public std::runtime_error {
 public:
  RequestError(int status, const std::string& message) : std::runtime_error(message), status_(status) {}
  [[nodiscard]] int status() const { return status_; }

 private:
  int status_;
};

using QueryParameters = std::multimap<std::string, std::string>;

// The whole text as a finite number. Throws RequestError (400) naming the parameter.
[[nodiscard]] double numberOf(const std::string& name, const std::string& text);
// The same of a parameter that must be there.
[[nodiscard]] double requiredNumber(const QueryParameters& query, const std::string& name);

}  // namespace herald
