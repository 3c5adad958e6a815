// What a command of the program is: its help, the man page, completion and the reading of its words all come from here.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "apps/arguments.h"

namespace herald {

struct Subcommand {
  std::string_view name;     // "score"
  std::string_view summary;  // what it does, in the overview
  // What is typed behind the name, "SLIDE|FOLDER|LIST.csv ... --out DIR", and where there is one the other way.
  std::string_view synopsis;
  std::string_view other_synopsis = {};
  std::string_view description;  // lines, as they stand above the options
  std::string_view exit_codes;   // lines, as they stand below them
  bool takes_operands = true;    // words that belong to no option
  Arguments::Options (*options)();
  // Gives the exit code (see pipeline/runs/run.h). Throws std::invalid_argument for wrong usage or configuration before
  // any slide is read.
  int (*run)(const Arguments& arguments);
};

// To stdout.
void printHelp(const Subcommand& command);

// `words`: those behind the command's name. With -h or --help among them its help is printed and nothing else done.
// Exit code and exceptions as Subcommand::run, and as Arguments.
[[nodiscard]] int runCommand(const Subcommand& command, const std::vector<std::string>& words);

}  // namespace herald
