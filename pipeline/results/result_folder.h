// A folder of results, OUT of `herald score` or of a command that writes such a one, read back. Reads files;
// thread-safe.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <vector>

#include "pipeline/configuration/effective_configuration.h"
#include "pipeline/files/json_text.h"
#include "pipeline/results/summary.h"
#include "pipeline/slides/slide_identity.h"

namespace herald {

// One slide of it.
struct ResultSlide {
  std::string slide;
  std::string case_id;  // may be empty
  std::string folder;   // below slides/; empty: the slide has none
  SlideStatus status = SlideStatus::kFailed;
  OrderedJson entry;  // as run.json has it
  SummaryRow row;     // as summary.csv has it
};

struct ResultFolder {
  std::filesystem::path path;
  std::size_t list_slides = 0;  // of the whole list, also of a shard
  bool finished = false;
  OrderedJson run;  // run.json
  std::vector<ResultSlide> slides;
};

// Throws std::invalid_argument in one line, naming the file and what is wrong: run.json or summary.csv cannot be read,
// is no such document or is damaged; the two files do not tell of the same slides; a slide's folder is no plain name.
[[nodiscard]] ResultFolder readResultFolder(const std::filesystem::path& folder);

// What a folder of results was scored with. Throws std::invalid_argument naming its run.json.
[[nodiscard]] EffectiveConfiguration configurationOf(const ResultFolder& results);

// Value at a JSON pointer of a folder's document `file`. Throws std::invalid_argument naming the file when there is
// none of that type.
template <class T>
[[nodiscard]] T valueAt(const std::filesystem::path& file, const OrderedJson& document, const std::string& pointer) {
  try {
    return document.at(OrderedJson::json_pointer(pointer)).get<T>();
  } catch (const nlohmann::json::exception&) {
    throw std::invalid_argument(file.string() + ": damaged: " + pointer.substr(1) + " is missing or of another type");
  }
}

// The same of a number of things, at most kMostCounted: no narrower type can spoil it.
[[nodiscard]] std::int64_t countAt(const std::filesystem::path& file, const OrderedJson& document,
                                   const std::string& pointer);

}  // namespace herald
