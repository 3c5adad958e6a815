// result.json: one slide's score with all of its evidence, schema "herald.result/1" (schema/herald.result-1.schema.json
// says what each field means).
//
// What was not reached is null: a slide that failed has no percentages, a slide without a pixel size no areas. Keys
// have a fixed order and numbers a fixed rounding, so that equal results give equal text; only `seconds` differs
// between runs. Never in it: absolute paths (except in the command line as the user typed it), the slide's tags, label
// or macro image.
#pragma once

#include <filesystem>
#include <string>

#include "pipeline/analysis/slide_result.h"
#include "pipeline/configuration/provenance.h"
#include "pipeline/files/json_text.h"

namespace herald {

inline constexpr std::string_view kResultSchemaName = "herald.result/1";
inline constexpr int kOdDecimals = 6;
inline constexpr int kAreaDecimals = 6;  // of mm²
inline constexpr int kSecondsDecimals = 3;

// The document, indented by two spaces, with a final newline. Bytes that are not UTF-8 (file names) come out as U+FFFD.
// Deterministic; thread-safe.
[[nodiscard]] std::string resultJson(const SlideResult& result, const Provenance& provenance);

// A document that an earlier run wrote. Throws ReadError naming the file when it is missing, larger than 4 MiB, not
// JSON, nested too deeply or of another schema.
[[nodiscard]] OrderedJson readResultJson(const std::filesystem::path& path);

// Writes it aside and renames it. Throws OutputError.
void writeResultJson(const SlideResult& result, const Provenance& provenance, const std::filesystem::path& path);

}  // namespace herald
