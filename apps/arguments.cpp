#include "apps/arguments.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <stdexcept>
#include <string_view>

#include "scoring/suggestion.h"

namespace herald {
namespace po = boost::program_options;
namespace {

constexpr const char* kOperands = "operand";  // no option has this name

// What an option with a text was called before. Accepted, but not shown.
struct OldName {
  const char* old_name;
  const char* name;
};
constexpr std::array kOldNames = {OldName{"reader", "decoder"}};

std::string unknownOption(const std::string& given, const Arguments::Options& options) {
  std::vector<std::string> names;
  for (const auto& option : options.options()) names.push_back("--" + option->long_name());
  const std::vector<std::string_view> known(names.begin(), names.end());
  return fmt::format("unknown option {}{}", given, didYouMean(given, known));
}

// `shown` with what is accepted beside it.
Arguments::Options accepted(const Arguments::Options& shown, bool takes_operands) {
  Arguments::Options options;
  options.add(shown);
  for (const OldName& was : kOldNames)
    if (shown.find_nothrow(was.name, false) != nullptr) options.add_options()(was.old_name, po::value<std::string>());
  if (takes_operands) options.add_options()(kOperands, po::value<std::vector<std::string>>());
  return options;
}

bool has(const po::parsed_options& parsed, std::string_view name) {
  return std::any_of(parsed.options.begin(), parsed.options.end(), [&](const auto& o) { return o.string_key == name; });
}

void renameOldOptions(po::parsed_options& parsed) {
  for (const OldName& was : kOldNames) {
    if (!has(parsed, was.old_name)) continue;
    if (has(parsed, was.name))
      throw std::invalid_argument(
          fmt::format("--{} is the old name of --{}: give only one of them", was.old_name, was.name));
    for (auto& option : parsed.options)
      if (option.string_key == was.old_name) option.string_key = was.name;
  }
}

po::variables_map parsed(const std::vector<std::string>& words, const Arguments::Options& options, bool operands) {
  po::positional_options_description places;
  if (operands) places.add(kOperands, -1);
  // No guessing: "--thread" is not "--threads".
  const int style = po::command_line_style::unix_style & ~po::command_line_style::allow_guessing;
  po::parsed_options read = po::command_line_parser(words).options(options).positional(places).style(style).run();
  renameOldOptions(read);
  po::variables_map values;
  po::store(read, values);
  po::notify(values);
  return values;
}

// The values of an option as words.
std::vector<std::string> wordsOf(const boost::any& value) {
  if (const auto* texts = boost::any_cast<std::vector<std::string>>(&value)) return *texts;
  if (const auto* text = boost::any_cast<std::string>(&value)) return {*text};
  if (const auto* number = boost::any_cast<double>(&value)) return {fmt::format("{}", *number)};
  if (const auto* number = boost::any_cast<int>(&value)) return {fmt::format("{}", *number)};
  return {fmt::format("{}", boost::any_cast<std::uint64_t>(value))};
}

}  // namespace

Arguments::Options withHelp(const Arguments::Options& options) {
  Arguments::Options all(options);
  all.add_options()("help,h", "print this text");
  return all;
}

Arguments::Arguments(const std::vector<std::string>& words, const Options& options, bool takes_operands) {
  const Options shown = withHelp(options);
  try {
    values_ = parsed(words, accepted(shown, takes_operands), takes_operands);
  } catch (const po::unknown_option& error) {
    throw std::invalid_argument(unknownOption(error.get_option_name(), shown));
  } catch (const po::too_many_positional_options_error&) {
    throw std::invalid_argument("this command takes options only");
  } catch (const po::error& error) {
    throw std::invalid_argument(error.what());
  }
  if (values_.contains(kOperands)) operands_ = value<std::vector<std::string>>(kOperands);
}

const std::string& Arguments::onlyOperand(const std::string& wanted) const {
  if (operands_.size() != 1) throw std::invalid_argument(wanted);
  return operands_.front();
}

bool Arguments::isGiven(const std::string& option) const {
  return values_.contains(option) && !values_[option].defaulted();
}

const std::string& Arguments::required(const std::string& option, const std::string& meaning) const {
  if (!values_.contains(option) || text(option).empty())
    throw std::invalid_argument(fmt::format("--{} is missing: {}", option, meaning));
  return text(option);
}

std::vector<std::string> Arguments::all(const std::string& option) const {
  return ifAny<std::vector<std::string>>(option).value_or(std::vector<std::string>());
}

Command Arguments::command(const std::string& name, std::initializer_list<const char*> deciding) const {
  Command command{.name = name, .paths = operands_, .options = {}};
  for (const char* option : deciding) {
    if (!isGiven(option)) continue;
    for (const std::string& value : wordsOf(values_[option].value()))
      command.options.insert(command.options.end(), {std::string("--") + option, value});
  }
  return command;
}

}  // namespace herald
