// herald COMMAND ...: finds the command, and turns what goes wrong into one line and an exit code.
#include <fmt/format.h>
#include <malloc.h>

#include <cstdio>
#include <exception>
#include <iostream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "apps/commands.h"
#include "apps/interrupt_signals.h"
#include "apps/tell.h"
#include "pipeline/configuration/program.h"
#include "pipeline/runs/output_folder.h"
#include "pipeline/runs/run.h"
#include "scoring/suggestion.h"

namespace herald {
namespace {

const std::vector<Subcommand>& commands() {
  static const std::vector<Subcommand> all = {scoreCommand(), inspectCommand(), rescoreCommand(), tuneCommand(),
                                              mergeCommand(), compareCommand(), limitsCommand(),  viewCommand(),
                                              tileCommand(),  phantomCommand()};
  return all;
}

bool asksForHelp(std::string_view word) {
  return word == "help" || word == "--help" || word == "-h";
}

// Throws std::invalid_argument with a did-you-mean.
const Subcommand& commandNamed(std::string_view name) {
  std::vector<std::string_view> known = {"help"};
  for (const Subcommand& command : commands()) {
    if (command.name == name) return command;
    known.push_back(command.name);
  }
  throw std::invalid_argument(fmt::format("unknown command \"{}\"{}", name, didYouMean(name, known)));
}

void printOverview() {
  fmt::print(
      "herald: HER2 immunohistochemistry scoring of whole-slide images. Research and quality assurance only; "
      "not a medical device.\n\n");
  for (const Subcommand& command : commands())
    fmt::print("  herald {:8} {}: {}\n", command.name, command.summary, command.synopsis);
  fmt::print(
      "\n  herald COMMAND --help | herald help COMMAND | herald --version\n\n"
      "Exit code: 0 all slides done, 1 a slide failed, 2 usage or configuration, 3 no slide found, "
      "130 interrupted.\n");
}

void printVersion() {
  fmt::print("herald {}\n", programVersion());
  for (const auto& [library, version] : libraryVersions()) fmt::print("  {:13} {}\n", library, version);
}

int help(const std::vector<std::string>& words) {
  if (words.size() > 1) throw std::invalid_argument("help takes one command");
  if (words.empty() || asksForHelp(words[0]))
    printOverview();
  else
    printHelp(commandNamed(words[0]));
  return kExitDone;
}

int run(const std::vector<std::string>& words) {
  if (words.empty()) throw std::invalid_argument("a command is missing; see herald --help");
  if (words[0] == "--version") return printVersion(), kExitDone;
  const std::vector<std::string> behind(words.begin() + 1, words.end());
  return asksForHelp(words[0]) ? help(behind) : runCommand(commandNamed(words[0]), behind);
}

// A window's images of some MB are made anew for every strip. The C library would give each back to the system and
// fetch it again, zeroed page by page; kept, they cost a quarter fewer page faults and 4 % less time. At most
// the second number of free bytes is kept.
void keepFreedMemory() {
  constexpr int kMappedApartFromBytes = 32 << 20;  // the most glibc takes
  constexpr int kGivenBackBeyondBytes = 256 << 20;
  mallopt(M_MMAP_THRESHOLD, kMappedApartFromBytes);
  mallopt(M_TRIM_THRESHOLD, kGivenBackBeyondBytes);
}

}  // namespace
}  // namespace herald

int main(int argc, char** argv) {
  herald::surviveFailingWrites();
  herald::keepFreedMemory();
  try {
    const int exit_code = herald::run({argv + 1, argv + argc});
    if (!(std::cout << std::flush) || std::fflush(stdout) != 0) throw std::runtime_error("stdout cannot be written");
    return exit_code;
  } catch (const std::invalid_argument& error) {
    herald::tell(fmt::format("herald: {}", error.what()));
    return herald::kExitUsage;
  } catch (const herald::UnusableFolder& error) {
    herald::tell(fmt::format("herald: {}", error.what()));
    return herald::kExitUsage;
  } catch (const std::exception& error) {
    herald::tell(fmt::format("herald: {}", error.what()));
    return herald::kExitSomeFailed;
  }
}
