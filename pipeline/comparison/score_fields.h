// Scores and ISH results in the tables of readers and of other programs, as score_text.h takes them.
#pragma once

#include <optional>

#include "pipeline/files/csv_table.h"
#include "scoring/agreement/ish_agreement.h"
#include "scoring/rule_set.h"

namespace herald {

// Nothing for an empty field, and where there is no such column. What is spelled otherwise than Herald spells it is
// noted in the table; what is ambiguous fails it (CsvTable::fail).
[[nodiscard]] std::optional<Her2Score> scoreAt(CsvTable& table, std::size_t row);
[[nodiscard]] std::optional<IshResult> ishAt(CsvTable& table, std::size_t row);

}  // namespace herald
