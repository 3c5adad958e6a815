// The value of an option whatever its type, for every document that options are read from or written to: TOML, --set,
// JSON. Which options there are, and their ranges, comes from the tables beside the options structs
// (stain/option_descriptor.h). Pure; thread-safe.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>

#include "stain/option_descriptor.h"

namespace herald {

using OptionValue = std::variant<bool, std::int64_t, double, std::string>;

// The value as TOML: 0.5, 100, true, "automatic".
[[nodiscard]] std::string tomlText(const OptionValue& value);

// "automatic | roi | all"
[[nodiscard]] std::string namesText(std::span<const std::string_view> names);

// What a value must be to be taken; each throws std::invalid_argument that names key, value and what is wanted. `key`
// as in the configuration.
namespace option_checks {
[[nodiscard]] double number(std::string_view key, const OptionValue& value);
[[nodiscard]] std::int64_t wholeNumber(std::string_view key, const OptionValue& value);
[[nodiscard]] bool boolean(std::string_view key, const OptionValue& value);
[[nodiscard]] std::string text(std::string_view key, const OptionValue& value);
// Place in `names`.
[[nodiscard]] std::size_t choice(std::string_view key, const OptionValue& value,
                                 std::span<const std::string_view> names);
}  // namespace option_checks

template <class Struct>
[[nodiscard]] OptionValue valueOf(const OptionDescriptor<Struct>& option, const Struct& options) {
  return std::visit(
      [&]<class Member>(const Member& member) -> OptionValue {
        if constexpr (std::is_same_v<Member, ChoiceMember<Struct>>)
          return std::string(member.names[member.get(options)]);
        else if constexpr (std::is_same_v<Member, int Struct::*>)
          return std::int64_t{options.*member};
        else
          return options.*member;
      },
      option.member);
}

// What values an option takes, without the unit: "0 to 2.55", "automatic | roi | all", "true or false".
template <class Struct>
[[nodiscard]] std::string rangeText(const OptionDescriptor<Struct>& option) {
  return std::visit(
      [&]<class Member>(const Member& member) -> std::string {
        if constexpr (std::is_same_v<Member, ChoiceMember<Struct>>)
          return namesText(member.names);
        else if constexpr (std::is_same_v<Member, bool Struct::*>)
          return "true or false";
        else if constexpr (std::is_same_v<Member, std::string Struct::*>)
          return std::string(option.form);
        else
          return rangeText(option.range);
      },
      option.member);
}

// Throws std::invalid_argument naming key, value and what is wanted: a value of another kind, one out of range.
template <class Struct>
void setValue(const OptionDescriptor<Struct>& option, Struct& options, const OptionValue& value) {
  const auto whole = [&] {
    const std::int64_t number = option_checks::wholeNumber(option.key, value);
    requireInRange(option.key, static_cast<double>(number), option.range);
    return number;
  };
  const auto real = [&] {
    const double number = option_checks::number(option.key, value);
    requireInRange(option.key, number, option.range);
    return number;
  };
  std::visit(
      [&]<class Member>(const Member& member) {
        if constexpr (std::is_same_v<Member, ChoiceMember<Struct>>)
          member.set(options, option_checks::choice(option.key, value, member.names));
        else if constexpr (std::is_same_v<Member, double Struct::*>)
          options.*member = real();
        else if constexpr (std::is_same_v<Member, bool Struct::*>)
          options.*member = option_checks::boolean(option.key, value);
        else if constexpr (std::is_same_v<Member, std::string Struct::*>)
          options.*member = option_checks::text(option.key, value);
        else
          options.*member = static_cast<std::remove_reference_t<decltype(options.*member)>>(whole());
      },
      option.member);
}

}  // namespace herald
