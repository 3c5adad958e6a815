// Options as JSON: their values by name, and what a page has to know to let a reader move them. Pure; thread-safe.
#pragma once

#include <stdexcept>
#include <string>
#include <variant>

#include "pipeline/configuration/option_value.h"
#include "pipeline/files/json_text.h"

namespace herald {

// {"stained_od": 0.035, ...}: every option of the struct, numbers with all their digits.
template <class Struct>
[[nodiscard]] OrderedJson optionsJson(const Struct& options) {
  OrderedJson json = OrderedJson::object();
  for (const OptionDescriptor<Struct>& option : descriptorsOf<Struct>())
    std::visit([&](const auto& value) { json[std::string(option.name())] = value; }, valueOf(option, options));
  return json;
}

// Throws std::invalid_argument for what is neither a number, a truth value nor text.
[[nodiscard]] inline OptionValue jsonValue(const std::string& name, const OrderedJson& json) {
  if (json.is_boolean()) return json.get<bool>();
  if (json.is_number_integer()) return json.get<std::int64_t>();
  if (json.is_number()) return json.get<double>();
  if (json.is_string()) return json.get<std::string>();
  throw std::invalid_argument(name + " is not a number, true, false or text");
}

// The inverse of optionsJson: no member may be missing, so that no default is taken unseen, and none be unknown. Throws
// nlohmann::json::exception for a missing one, std::invalid_argument for an unknown one, a value of another kind or out
// of range.
template <class Struct>
[[nodiscard]] Struct parseOptions(const OrderedJson& json) {
  Struct options;
  const auto described = descriptorsOf<Struct>();
  for (const OptionDescriptor<Struct>& option : described) {
    const std::string name(option.name());
    setValue(option, options, jsonValue(name, json.at(name)));
  }
  if (json.size() != described.size()) throw std::invalid_argument("unknown options in " + json.dump());
  return options;
}

// The options of the struct that a page has sliders for: [{name, key, label, unit, meaning, low, high, usual_low,
// usual_high, step, below}], `below` null or the name of the option it has to stay below.
template <class Struct>
[[nodiscard]] OrderedJson slidersJson() {
  OrderedJson sliders = OrderedJson::array();
  for (const OptionDescriptor<Struct>& option : descriptorsOf<Struct>()) {
    const auto& [label, usual, step] = option.slider;
    if (label.empty()) continue;
    sliders.push_back({{"name", option.name()},
                       {"key", option.key},
                       {"label", label},
                       {"unit", option.unit},
                       {"meaning", option.meaning},
                       {"low", option.range.low},
                       {"high", option.range.high},
                       {"usual_low", usual.low},
                       {"usual_high", usual.high},
                       {"step", step},
                       {"below", textOrNull(std::string(option.below))}});
  }
  return sliders;
}

}  // namespace herald
