// What there is to say about an option besides its default: name, range, unit, meaning, where the default comes from,
// and when it acts. Each options struct describes its fields once, beside itself:
//
//   template <>
//   struct Described<TissueMaskOptions> : OptionTable<TissueMaskOptions> {
//     static constexpr std::array kOptions = {number("tissue.tissue_od", kMeasured, &Options::tissue_od, {0, 1}, ...)};
//   };
//
// Checks, the configuration file, --set, --print-config, the judgement's JSON, the limits of a page's sliders and which
// command may change an option all follow from that table. Pure; thread-safe.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>

#include "stain/option_range.h"

namespace herald {

// When an option acts, and so which command may change it.
enum class OptionStage : std::uint8_t {
  kMeasured,    // while a slide is measured: only `score`
  kAnnotation,  // when an annotation is read: `score`, and `rescore` where it is given annotations
  kJudged,      // when the measured cells are judged: `rescore`, too
  kCut          // there, as a cut between classes or scores: `tune`, too
};

// How a page lets a reader move an option. No slider: an empty label.
struct OptionSlider {
  std::string_view label;
  OptionRange usual;  // what the slider spans; a field beside it takes the whole range
  double step = 0;    // smallest change that matters
};

// An enumeration whose values 0, 1, ... are called `names` in that order.
template <class Struct>
struct ChoiceMember {
  std::span<const std::string_view> names;
  std::size_t (*get)(const Struct&);
  void (*set)(Struct&, std::size_t);
};

template <class Struct>
using OptionMember = std::variant<double Struct::*, int Struct::*, std::int64_t Struct::*, bool Struct::*,
                                  std::string Struct::*, ChoiceMember<Struct>>;

template <class Struct>
struct OptionDescriptor {
  std::string_view key;  // in the configuration: "section.name"
  OptionStage stage;
  OptionMember<Struct> member;
  OptionRange range;         // of a number
  std::string_view unit;     // of a number; empty: none
  std::string_view form;     // of a text: how it is written
  std::string_view meaning;  // one sentence
  std::string_view origin;   // of the default: paper, calibration, or chosen by eye
  OptionSlider slider;
  std::string_view below;  // name of an option of the struct that it has to stay below; empty: none

  [[nodiscard]] constexpr std::string_view name() const { return key.substr(key.find('.') + 1); }
};

// The vocabulary of a table of descriptors, one call per option.
template <class Struct>
struct OptionTable {
  using Options = Struct;
  using enum OptionStage;
  using Descriptor = OptionDescriptor<Struct>;

  // `field`: of type double, int or std::int64_t, of the struct or a base of it.
  template <class Field>
  static constexpr Descriptor number(std::string_view key, OptionStage stage, Field field, OptionRange range,
                                     std::string_view unit, std::string_view meaning, std::string_view origin,
                                     OptionSlider slider = {}, std::string_view below = {}) {
    return {key, stage, field, range, unit, "", meaning, origin, slider, below};
  }

  static constexpr Descriptor onOrOff(std::string_view key, OptionStage stage, bool Struct::*field,
                                      std::string_view meaning, std::string_view origin) {
    return {key, stage, field, {}, "", "", meaning, origin, {}, {}};
  }

  static constexpr Descriptor text(std::string_view key, OptionStage stage, std::string Struct::*field,
                                   std::string_view form, std::string_view meaning, std::string_view origin) {
    return {key, stage, field, {}, "", form, meaning, origin, {}, {}};
  }

  template <auto kField>
  static constexpr Descriptor choice(std::string_view key, OptionStage stage, std::span<const std::string_view> names,
                                     std::string_view meaning, std::string_view origin) {
    using Choice = std::remove_reference_t<decltype(std::declval<Struct&>().*kField)>;
    const ChoiceMember<Struct> member{
        names, [](const Struct& options) { return static_cast<std::size_t>(options.*kField); },
        [](Struct& options, std::size_t value) { options.*kField = static_cast<Choice>(value); }};
    return {key, stage, member, {}, "", "", meaning, origin, {}, {}};
  }
};

// Specialised beside each options struct, with a member kOptions: its table, in the order it is printed.
template <class Struct>
struct Described;

template <class Struct>
[[nodiscard]] constexpr std::span<const OptionDescriptor<Struct>> descriptorsOf() {
  return Described<Struct>::kOptions;
}

// The descriptor of a field. Throws std::logic_error for one that is not described: as a constant it does not compile.
template <class Struct, class Value>
[[nodiscard]] constexpr const OptionDescriptor<Struct>& descriptorOf(Value Struct::*field) {
  for (const auto& option : descriptorsOf<Struct>())
    if (const auto* member = std::get_if<Value Struct::*>(&option.member); member != nullptr && *member == field)
      return option;
  throw std::logic_error("an option is not described");
}

template <class Struct, class Member>
inline constexpr bool kIsNumber = std::is_same_v<Member, double Struct::*> || std::is_same_v<Member, int Struct::*> ||
                                  std::is_same_v<Member, std::int64_t Struct::*>;

// The value of an option that is a number; 0 of others.
template <class Struct>
[[nodiscard]] double numberOf(const OptionDescriptor<Struct>& option, const Struct& options) {
  return std::visit(
      [&]<class Member>(const Member& member) {
        if constexpr (kIsNumber<Struct, Member>)
          return static_cast<double>(options.*member);
        else
          return 0.0;
      },
      option.member);
}

// Throws std::invalid_argument as the two above for the first number that is out of its range, then for one that is not
// below what it has to be below.
template <class Struct>
void requireInRanges(const Struct& options) {
  const auto described = descriptorsOf<Struct>();
  for (const auto& option : described) requireInRange(option.key, numberOf(option, options), option.range);
  for (const auto& option : described)
    for (const auto& other : described)
      if (option.below == other.name())
        requireBelow(option.key, numberOf(option, options), other.key, numberOf(other, options));
}

}  // namespace herald
