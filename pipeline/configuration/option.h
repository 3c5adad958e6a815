// One option of the configuration: its key, its meaning, its range, and how it is read and set. Built by the functions
// below, one line an option, in configuration_table.cpp. Not for use elsewhere: see configuration.h.
#pragma once

#include <array>
#include <cmath>
#include <cstdint>
#include <functional>
#include <limits>
#include <stdexcept>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace herald {

struct Configuration;

using OptionValue = std::variant<bool, std::int64_t, double, std::string>;

struct Option {
  std::string key;     // "section.name"
  std::string unit;    // empty = none
  std::string doc;     // one sentence
  std::string range;   // as printed, e.g. "0 to 2"
  std::string origin;  // where the default comes from, e.g. "chosen by eye"
  std::function<OptionValue(const Configuration&)> get;
  // Throws std::invalid_argument naming key, value and range.
  std::function<void(Configuration&, const OptionValue&)> set;
};

struct OptionRange {
  double low = -std::numeric_limits<double>::infinity();
  double high = std::numeric_limits<double>::infinity();
};

// The value as TOML: 0.5, 100, true, "automatic".
[[nodiscard]] std::string tomlText(const OptionValue& value);

namespace option_checks {
[[nodiscard]] std::string rangeText(OptionRange range);
[[nodiscard]] std::string rangeText(const std::vector<std::string_view>& names);
[[nodiscard]] double numberIn(const std::string& key, const OptionValue& value, OptionRange range);
[[nodiscard]] std::int64_t integerIn(const std::string& key, const OptionValue& value, OptionRange range);
[[nodiscard]] bool boolean(const std::string& key, const OptionValue& value);
[[nodiscard]] std::string text(const std::string& key, const OptionValue& value);
[[nodiscard]] std::size_t indexOf(const std::string& key, const OptionValue& value,
                                  const std::vector<std::string_view>& names);
}  // namespace option_checks

// `section` is the member of Configuration that holds the options, `field` the option in it or in a base of it.
template <class Section, class Owner, class Number>
Option numberOption(const std::string& key, Section Configuration::*section, Number Owner::*field, OptionRange range,
                    std::string unit, std::string doc, std::string origin) {
  static_assert(std::is_arithmetic_v<Number> && !std::is_same_v<Number, bool>);
  Option option{key, std::move(unit), std::move(doc), option_checks::rangeText(range), std::move(origin), {}, {}};
  if constexpr (std::is_floating_point_v<Number>) {
    option.get = [=](const Configuration& all) { return OptionValue(static_cast<double>(all.*section.*field)); };
    option.set = [=](Configuration& all, const OptionValue& value) {
      all.*section.*field = static_cast<Number>(option_checks::numberIn(key, value, range));
    };
  } else {
    option.get = [=](const Configuration& all) { return OptionValue(static_cast<std::int64_t>(all.*section.*field)); };
    option.set = [=](Configuration& all, const OptionValue& value) {
      all.*section.*field = static_cast<Number>(option_checks::integerIn(key, value, range));
    };
  }
  return option;
}

template <class Section>
Option switchOption(const std::string& key, Section Configuration::*section, bool Section::*field, std::string doc,
                    std::string origin) {
  Option option{key, "", std::move(doc), "true or false", std::move(origin), {}, {}};
  option.get = [=](const Configuration& all) { return OptionValue(all.*section.*field); };
  option.set = [=](Configuration& all, const OptionValue& value) {
    all.*section.*field = option_checks::boolean(key, value);
  };
  return option;
}

template <class Section>
Option textOption(const std::string& key, Section Configuration::*section, std::string Section::*field,
                  std::string range, std::string doc, std::string origin) {
  Option option{key, "", std::move(doc), std::move(range), std::move(origin), {}, {}};
  option.get = [=](const Configuration& all) { return OptionValue(all.*section.*field); };
  option.set = [=](Configuration& all, const OptionValue& value) {
    all.*section.*field = option_checks::text(key, value);
  };
  return option;
}

// An enumeration whose values 0, 1, ... are called `names` in that order.
template <class Section, class Choice>
Option choiceOption(const std::string& key, Section Configuration::*section, Choice Section::*field,
                    const std::vector<std::string_view>& names, std::string doc, std::string origin) {
  static_assert(std::is_enum_v<Choice>);
  Option option{key, "", std::move(doc), option_checks::rangeText(names), std::move(origin), {}, {}};
  option.get = [=](const Configuration& all) {
    return OptionValue(std::string(names.at(static_cast<std::size_t>(all.*section.*field))));
  };
  option.set = [=](Configuration& all, const OptionValue& value) {
    all.*section.*field = static_cast<Choice>(option_checks::indexOf(key, value, names));
  };
  return option;
}

}  // namespace herald
