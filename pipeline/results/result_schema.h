// The JSON Schema of result.json (schema/herald.result-1.schema.json), as it ships inside the program.
#pragma once

#include <string_view>

namespace herald {

[[nodiscard]] std::string_view resultSchema();

}  // namespace herald
