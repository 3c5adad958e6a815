#include "pipeline/configuration/configuration.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <sstream>
#include <stdexcept>
#include <string_view>

#include "scoring/suggestion.h"
#include "scoring/toml_document.h"

namespace herald {
namespace {

// Options of earlier versions, and what there is instead.
struct GoneOption {
  std::string_view key;
  std::string_view instead;
};
constexpr std::array<GoneOption, 4> kGone = {{
    {"cell_class.moderate_od",
     "strength is what a line holds across it, in optical density x um: cell_class.moderate_od_um"},
    {"cell_class.strong_od",
     "strength is what a line holds across it, in optical density x um: cell_class.strong_od_um"},
    {"cell_class.cytoplasm_coefficient",
     "the threshold follows the cell's DAB beside its line: cell_class.side_coefficient"},
    {"quality.masking_cytoplasm_od",
     "a cell cannot be judged where its line does not stand out of its own DAB: quality.clear_line_um"},
}};

template <class Section>
Option optionOf(Section Configuration::*section, const OptionDescriptor<Section>& described) {
  return {std::string(described.key),
          described.stage,
          rangeText(described),
          std::string(described.unit),
          std::string(described.meaning),
          std::string(described.origin),
          [section, &described](const Configuration& all) { return valueOf(described, all.*section); },
          [section, &described](Configuration& all, const OptionValue& value) {
            setValue(described, all.*section, value);
          }};
}

template <class Section>
void addOptions(Section Configuration::*section, std::vector<Option>& options) {
  for (const OptionDescriptor<Section>& described : descriptorsOf<Section>())
    options.push_back(optionOf(section, described));
}

std::vector<Option> allOptions() {
  std::vector<Option> options;
  eachSection([&](auto section) { addOptions(section, options); });
  return options;
}

std::string sectionOf(const std::string& key) {
  return key.substr(0, key.find('.'));
}
std::string nameOf(const std::string& key) {
  return key.substr(key.find('.') + 1);
}

const Option& optionCalled(const std::string& key) {
  const auto options = configurationOptions();
  const auto found = std::find_if(options.begin(), options.end(), [&](const Option& o) { return o.key == key; });
  if (found != options.end()) return *found;
  std::vector<std::string_view> known;
  for (const Option& option : options) known.push_back(option.key);
  if (const auto* const gone =
          std::find_if(kGone.begin(), kGone.end(), [&](const GoneOption& option) { return option.key == key; });
      gone != kGone.end())
    throw std::invalid_argument(fmt::format("option {} is no more: {}", key, gone->instead));
  throw std::invalid_argument(fmt::format("unknown option {}{}", tomlText(key), didYouMean(key, known)));
}

void requireSection(const std::string& section) {
  std::vector<std::string_view> known;
  std::set<std::string> sections;
  for (const Option& option : configurationOptions()) sections.insert(sectionOf(option.key));
  if (sections.contains(section)) return;
  known.assign(sections.begin(), sections.end());
  throw std::invalid_argument(fmt::format("unknown section [{}]{}", section, didYouMean(section, known)));
}

OptionValue tomlValue(const std::string& key, const toml::node& node) {
  if (const auto* truth = node.as_boolean()) return truth->get();
  if (const auto* whole = node.as_integer()) return whole->get();
  if (const auto* real = node.as_floating_point()) return real->get();
  if (const auto* text = node.as_string()) return text->get();
  throw std::invalid_argument(key + " is not a number, true, false or text");
}

// Puts the line of `key` before the message of what `act` throws.
template <class Act>
void atLineOf(const toml::key& key, Act act) {
  try {
    act();
  } catch (const std::invalid_argument& error) {
    throw std::invalid_argument(fmt::format("line {}: {}", key.source().begin.line, error.what()));
  }
}

void setAll(const toml::table& document, Configuration& configuration) {
  for (const auto& [section, content] : document) {
    const std::string section_name(section.str());
    const toml::table* options = content.as_table();
    atLineOf(section, [&] {
      if (options == nullptr) (void)optionCalled(section_name);
      requireSection(section_name);
    });
    for (const auto& [name, value] : *options) {
      const std::string key = section_name + "." + std::string(name.str());
      atLineOf(name, [&, &node = value] { optionCalled(key).set(configuration, tomlValue(key, node)); });
    }
  }
}

// What the TOML reader says, on one line.
std::string descriptionOf(const toml::parse_error& error) {
  std::string description(error.description());
  std::replace_if(
      description.begin(), description.end(), [](char c) { return c == '\n' || c == '\r'; }, ' ');
  return description;
}

std::optional<toml::table> tableOf(std::string_view text) {
  try {
    return tomlDocument(text, "");
  } catch (const toml::parse_error&) {
  } catch (const std::invalid_argument&) {
  }
  return std::nullopt;
}

// A value as it is typed after --set: TOML, and where that is none, plain text.
OptionValue typedValue(const std::string& key, std::string_view text) {
  const auto parsed = tableOf("value = " + std::string(text));
  if (parsed && parsed->size() == 1) return tomlValue(key, *parsed->get("value"));
  return std::string(text);
}

}  // namespace

std::span<const Option> configurationOptions() {
  static const std::vector<Option> kOptions = allOptions();
  return kOptions;
}

void readConfiguration(std::string_view toml, std::string_view origin, Configuration& configuration) {
  try {
    setAll(tomlDocument(toml, origin), configuration);
  } catch (const toml::parse_error& error) {
    throw std::invalid_argument(
        fmt::format("{}: line {}: {}", origin, error.source().begin.line, descriptionOf(error)));
  } catch (const std::invalid_argument& error) {
    throw std::invalid_argument(fmt::format("{}: {}", origin, error.what()));
  }
}

void setOption(std::string_view assignment, Configuration& configuration) {
  const std::size_t equals = assignment.find('=');
  if (equals == std::string_view::npos)
    throw std::invalid_argument(fmt::format("--set {}: expected key=value", assignment));
  const std::string key(assignment.substr(0, equals));
  optionCalled(key).set(configuration, typedValue(key, assignment.substr(equals + 1)));
}

void validate(const Configuration& configuration) {
  eachSection([&](auto section) { validate(configuration.*section); });
}

std::string configurationToml(const Configuration& configuration, TomlComments comments) {
  const Configuration defaults;
  std::ostringstream toml;
  std::string section;
  for (const Option& option : configurationOptions()) {
    if (sectionOf(option.key) != section) {
      toml << (section.empty() ? "" : "\n") << '[' << sectionOf(option.key) << "]\n";
      section = sectionOf(option.key);
    }
    if (comments == TomlComments::kWith)
      toml << fmt::format("# {} {}{}{}; default {}: {}\n", option.meaning, option.range, option.unit.empty() ? "" : " ",
                          option.unit, tomlText(option.get(defaults)), option.origin);
    toml << nameOf(option.key) << " = " << tomlText(option.get(configuration)) << '\n';
  }
  return toml.str();
}

}  // namespace herald
