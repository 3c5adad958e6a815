#include "apps/subcommand.h"

#include <fmt/format.h>

#include <iostream>

#include "pipeline/runs/run.h"

namespace herald {

void printHelp(const Subcommand& command) {
  std::cout << fmt::format("herald {} {} [options]\n", command.name, command.synopsis);
  if (!command.other_synopsis.empty()) std::cout << fmt::format("herald {} {}\n", command.name, command.other_synopsis);
  std::cout << command.description << '\n' << withHelp(command.options()) << "\nExit code: " << command.exit_codes;
}

int runCommand(const Subcommand& command, const std::vector<std::string>& words) {
  const Arguments arguments(words, command.options(), command.takes_operands);
  if (!arguments.helpWanted()) return command.run(arguments);
  printHelp(command);
  return kExitDone;
}

}  // namespace herald
