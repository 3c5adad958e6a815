#include "pipeline/inputs/input_list.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <fstream>

#include "pipeline/files/csv.h"
#include "pipeline/files/number_text.h"
#include "pipeline/files/whole_file.h"
#include "scoring/suggestion.h"

namespace herald {
namespace {

constexpr std::array<std::string_view, 4> kColumns = {"slide", "mpp", "roi", "case_id"};

[[noreturn]] void fail(const std::filesystem::path& list, int line, const std::string& cause) {
  throw std::invalid_argument(fmt::format("{}: line {}: {}", list.string(), line, cause));
}

std::vector<CsvRow> readRows(const std::filesystem::path& list) {
  std::ifstream file(list, std::ios::binary);
  try {
    const std::string text = wholeText(file, kLargestListBytes);
    if (text.empty()) throw std::invalid_argument("the list cannot be read or is empty");
    return parseCsv(text);
  } catch (const std::invalid_argument& error) {
    throw std::invalid_argument(list.string() + ": " + error.what());
  }
}

// Where each of kColumns stands in the header, or nothing.
using ColumnPlaces = std::array<std::optional<std::size_t>, kColumns.size()>;

ColumnPlaces columnPlaces(const std::filesystem::path& list, const CsvRow& header) {
  ColumnPlaces places;
  for (std::size_t i = 0; i < header.fields.size(); ++i) {
    const std::string& name = header.fields[i];
    const auto* known = std::find(kColumns.begin(), kColumns.end(), name);
    if (known == kColumns.end())
      fail(list, header.line, fmt::format("unknown column \"{}\"{}", name, didYouMean(name, kColumns)));
    auto& place = places.at(static_cast<std::size_t>(known - kColumns.begin()));
    if (place) fail(list, header.line, fmt::format("column \"{}\" appears twice", name));
    place = i;
  }
  if (!places[0])
    fail(list, header.line, "the first line must name the columns: slide, and mpp, roi, case_id as needed");
  return places;
}

PixelSize pixelSize(const std::filesystem::path& list, int line, const std::string& text) {
  const auto um = numberIn<double>(text);
  if (!um) fail(list, line, fmt::format("mpp \"{}\" is not a number", text));
  const auto size = PixelSize::ifPlausible(*um);
  if (!size)
    fail(list, line, fmt::format("mpp {} is outside {} to {} um", text, PixelSize::kMinimumUm, PixelSize::kMaximumUm));
  return *size;
}

}  // namespace

std::vector<ListedSlide> readInputList(const std::filesystem::path& list) {
  const std::vector<CsvRow> rows = readRows(list);
  if (rows.empty()) fail(list, 1, "the list is empty");
  const ColumnPlaces places = columnPlaces(list, rows[0]);
  std::vector<ListedSlide> slides;
  for (std::size_t i = 1; i < rows.size(); ++i) {
    const CsvRow& row = rows[i];
    if (row.fields.size() != rows[0].fields.size())
      fail(list, row.line, fmt::format("{} fields, but the header has {}", row.fields.size(), rows[0].fields.size()));
    const auto field = [&](std::size_t column) { return places[column] ? row.fields[*places[column]] : std::string(); };
    if (field(0).empty()) fail(list, row.line, "slide is empty");
    ListedSlide slide{field(0), list.parent_path() / field(0), std::nullopt, std::nullopt, field(3)};
    if (!field(1).empty()) slide.pixel_size = pixelSize(list, row.line, field(1));
    if (!field(2).empty()) slide.roi = list.parent_path() / field(2);
    slides.push_back(std::move(slide));
  }
  return slides;
}

}  // namespace herald
