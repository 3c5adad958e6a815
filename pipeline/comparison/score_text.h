// Scores and ISH results as people write them. Only what can mean one thing is taken. Pure; thread-safe.
#pragma once

#include <optional>
#include <string_view>

#include "scoring/agreement/ish_agreement.h"
#include "scoring/rule_set.h"

namespace herald {

// What a field says: a value, or that there is none.
template <class Value>
struct FieldMeaning {
  std::optional<Value> value;
  bool as_written = true;  // false: spelled otherwise than Herald spells it
};

// "0", "1+", "2+", "3+", or an empty field: no score. Also, case and spaces ignored: "2", "2.0", "+2", "++", and these
// behind "HER2", "IHC" or "score"; "NA", "n/a", "-", "none", "indeterminate", "not assessable": no score. Nothing for
// all else: "2-3", "2+/3+", "negative" (0 or 1+), "low" (1+ or 2+), "4".
[[nodiscard]] std::optional<FieldMeaning<Her2Score>> scoreMeant(std::string_view field);

// "positive", "negative", or an empty field: unknown. Also "pos", "neg", "+", "amplified", "not amplified",
// "non-amplified", "NA", "n/a"; not "-", which is negative to some and unknown to others. Nothing for all else.
[[nodiscard]] std::optional<FieldMeaning<IshResult>> ishMeant(std::string_view field);

}  // namespace herald
