// The words behind "herald COMMAND", read with the options that the command describes.
#pragma once

#include <boost/program_options.hpp>
#include <initializer_list>
#include <optional>
#include <string>
#include <vector>

#include "pipeline/configuration/provenance.h"

namespace herald {

class Arguments {
 public:
  using Options = boost::program_options::options_description;

  // `options` are those of the command; -h and --help belong to every command, and an old name of an option is taken
  // for the new one. Without `takes_operands` every word must belong to an option. Throws std::invalid_argument in one
  // line; an unknown option with a did-you-mean.
  Arguments(const std::vector<std::string>& words, const Options& options, bool takes_operands);

  [[nodiscard]] bool helpWanted() const { return values_.contains("help"); }

  // The words that belong to no option, as given.
  [[nodiscard]] const std::vector<std::string>& operands() const { return operands_; }
  // The only one. Throws std::invalid_argument saying `wanted` when there are none or several.
  [[nodiscard]] const std::string& onlyOperand(const std::string& wanted) const;

  // The option is on the command line; a default is not.
  [[nodiscard]] bool isGiven(const std::string& option) const;
  // A switch is on.
  [[nodiscard]] bool isOn(const std::string& option) const { return isGiven(option); }
  // Its value, given or by default; `text` is for options of text. The option must have a value.
  template <class T>
  [[nodiscard]] const T& value(const std::string& option) const {
    return values_[option].as<T>();
  }
  [[nodiscard]] const std::string& text(const std::string& option) const { return value<std::string>(option); }
  // The same where there may be none.
  template <class T>
  [[nodiscard]] std::optional<T> ifAny(const std::string& option) const {
    return values_.contains(option) ? std::optional(value<T>(option)) : std::nullopt;
  }
  // The same of an option that must be given. Throws std::invalid_argument: "--out is missing: <meaning>".
  [[nodiscard]] const std::string& required(const std::string& option, const std::string& meaning) const;
  // The values of an option that is repeatable; empty without one.
  [[nodiscard]] std::vector<std::string> all(const std::string& option) const;

  // The command `name` with its operands, and those of `deciding` that are given, in that order.
  [[nodiscard]] Command command(const std::string& name, std::initializer_list<const char*> deciding) const;

 private:
  boost::program_options::variables_map values_;
  std::vector<std::string> operands_;
};

// What --help shows of a command's options: `options` and the help itself.
[[nodiscard]] Arguments::Options withHelp(const Arguments::Options& options);

}  // namespace herald
