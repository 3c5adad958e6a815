#include "pipeline/results/summary_row.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "pipeline/files/number_text.h"

namespace herald {
namespace {

[[noreturn]] void refuse(std::string_view text, std::string_view what) {
  throw std::invalid_argument(fmt::format("\"{}\" is not {}", text, what));
}

template <class Number>
Number requiredNumber(std::string_view text, std::string_view what) {
  const auto number = numberIn<Number>(text);
  if (!number) refuse(text, what);
  return *number;
}

// One function each for the text of a value, for reading it back, and for taking it out of JSON.
std::string textOf(const std::string& value) {
  return value;
}
std::string textOf(SlideStatus value) {
  return std::string(slideStatusName(value));
}
std::string textOf(Her2Score value) {
  return std::string(her2ScoreName(value));
}
std::string textOf(bool value) {
  return value ? "true" : "false";
}
std::string textOf(std::int64_t value) {
  return std::to_string(value);
}
std::string textOf(double value) {
  return fmt::format("{}", value);
}
std::string textOf(const std::vector<std::string>& value) {
  return fmt::format("{}", fmt::join(value, "; "));
}
template <class T>
std::string textOf(const std::optional<T>& value) {
  return value ? textOf(*value) : std::string();
}

void read(const std::string& text, std::string& value) {
  value = text;
}
void read(const std::string& text, SlideStatus& value) {
  const auto status = slideStatusNamed(text);
  if (!status) refuse(text, "a status of a slide");
  value = *status;
}
void read(const std::string& text, Her2Score& value) {
  const auto* found = std::find(kCellClassNames.begin(), kCellClassNames.end(), text);
  if (found == kCellClassNames.end()) refuse(text, "a score");
  value = static_cast<Her2Score>(found - kCellClassNames.begin());
}
void read(const std::string& text, bool& value) {
  if (text != "true" && text != "false") refuse(text, "true or false");
  value = text == "true";
}
void read(const std::string& text, std::int64_t& value) {
  value = requiredNumber<std::int64_t>(text, "a whole number");
}
void read(const std::string& text, double& value) {
  value = requiredNumber<double>(text, "a number");
}
void read(const std::string& text, std::vector<std::string>& value) {
  value.clear();
  if (!text.empty()) value.push_back(text);
}
template <class T>
void read(const std::string& text, std::optional<T>& value) {
  value.reset();
  if (!text.empty()) read(text, value.emplace());
}

void take(const OrderedJson& json, SlideStatus& value) {
  read(json.get<std::string>(), value);
}
void take(const OrderedJson& json, Her2Score& value) {
  read(json.get<std::string>(), value);
}
void take(const OrderedJson& json, std::int64_t& value) {
  if (!json.is_number_integer()) throw std::invalid_argument("a count is not a whole number");
  json.get_to(value);
}
template <class T>
void take(const OrderedJson& json, T& value) {
  json.get_to(value);
}
template <class T>
void take(const OrderedJson& json, std::optional<T>& value) {
  take(json, value.emplace());
}

// The value below "key/key/..."; null when the document has none: parts a slide did not reach are null.
const OrderedJson* valueAt(const OrderedJson& document, std::string_view path) {
  const std::size_t slash = path.find('/');
  const auto found = document.is_object() ? document.find(std::string(path.substr(0, slash))) : document.end();
  if (found == document.end() || found->is_null()) return nullptr;
  return slash == std::string_view::npos ? &*found : valueAt(*found, path.substr(slash + 1));
}

}  // namespace

std::string columnText(const SummaryRow& row, const SummaryColumn& column) {
  return std::visit([&](const auto member) { return textOf(row.*member); }, column.member);
}

void setColumn(const SummaryColumn& column, const std::string& text, SummaryRow& row) {
  try {
    std::visit([&](const auto member) { read(text, row.*member); }, column.member);
  } catch (const std::invalid_argument& error) {
    throw std::invalid_argument(fmt::format("{}: {}", column.name, error.what()));
  }
}

SummaryRow summaryRowOf(const OrderedJson& result) {
  SummaryRow row;
  (void)result.at("status");
  (void)result.at("reasons");
  for (const SummaryColumn& column : kSummaryColumns)
    if (const OrderedJson* value = valueAt(result, column.result_path))
      std::visit([&](const auto member) { take(*value, row.*member); }, column.member);
  return row;
}

SummaryHeader::SummaryHeader(std::span<const std::string> names) {
  for (const std::string& name : names) {
    const auto* found = std::find(kSummaryColumnNames.begin(), kSummaryColumnNames.end(), name);
    const bool known = found != kSummaryColumnNames.end();
    columns_.push_back(known ? &kSummaryColumns.at(static_cast<std::size_t>(found - kSummaryColumnNames.begin()))
                             : nullptr);
    if (known && std::count(columns_.begin(), columns_.end(), columns_.back()) > 1)
      throw std::invalid_argument(fmt::format("column \"{}\" appears twice", name));
  }
  for (const char* needed : {"slide", "status"})
    if (std::find(columns_.begin(), columns_.end(), &summaryColumn(needed)) == columns_.end())
      throw std::invalid_argument("its first line does not name the columns slide and status of a summary");
}

SummaryRow SummaryHeader::row(std::span<const std::string> fields) const {
  if (fields.size() != columns_.size())
    throw std::invalid_argument(fmt::format("{} fields, but the header has {}", fields.size(), columns_.size()));
  SummaryRow row;
  for (std::size_t i = 0; i < fields.size(); ++i)
    if (columns_[i] != nullptr) setColumn(*columns_[i], fields[i], row);
  return row;
}

}  // namespace herald
