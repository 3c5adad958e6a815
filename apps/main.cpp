// herald COMMAND ...: finds the command, and turns what goes wrong into one line and an exit code.
#include <fmt/format.h>
#include <malloc.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <exception>
#include <iostream>
#include <stdexcept>
#include <string>
#include <vector>

#include "apps/command_line.h"
#include "apps/compare_command.h"
#include "apps/inspect_command.h"
#include "apps/interrupt_signals.h"
#include "apps/merge_command.h"
#include "apps/phantom_command.h"
#include "apps/rescore_command.h"
#include "apps/score_command.h"
#include "apps/tile_command.h"
#include "apps/tune_command.h"
#include "apps/view_command.h"
#include "pipeline/configuration/program.h"
#include "pipeline/runs/output_folder.h"
#include "pipeline/runs/run.h"
#include "scoring/suggestion.h"

namespace herald {
namespace {

struct Command {
  std::string_view name;
  std::string_view purpose;
  int (*run)(const std::vector<std::string>& arguments);
};

constexpr std::array kCommands = {
    Command{"score", "score slides: SLIDE|FOLDER|LIST.csv ... --out DIR", scoreCommand},
    Command{"inspect", "what a slide is, its pixel size, how long it will take: SLIDE|FOLDER|LIST.csv ...",
            inspectCommand},
    Command{"rescore", "judge results again with other thresholds or rules, without slides: DIR --out DIR2",
            rescoreCommand},
    Command{"tune", "find the cuts that agree best with readers: DIR --reference readers.csv --out F.toml",
            tuneCommand},
    Command{"merge", "join shards (score --shard i/n) into one folder of results: DIR ... --out DIR", mergeCommand},
    Command{"compare", "scores against readers and ISH, or one run against another: DIR|TABLE.csv ... --out DIR",
            compareCommand},
    Command{"view", "slides with cells and live thresholds in the browser: DIR", viewCommand},
    Command{"tile", "every intermediate image of one region: SLIDE --at X,Y --out DIR", tileCommand},
    Command{"phantom", "synthetic slides with exact truth: --out DIR", phantomCommand},
};

void printHelp() {
  fmt::print(
      "herald: HER2 immunohistochemistry scoring of whole-slide images. Research and quality assurance only; "
      "not a medical device.\n\n");
  for (const Command& command : kCommands) fmt::print("  herald {:8} {}\n", command.name, command.purpose);
  fmt::print(
      "\n  herald COMMAND --help | herald --version\n\n"
      "Exit code: 0 all slides done, 1 some slide failed, 2 usage or configuration, 3 no slide found, "
      "130 interrupted.\n");
}

void printVersion() {
  fmt::print("herald {}\n", programVersion());
  for (const auto& [library, version] : libraryVersions()) fmt::print("  {:13} {}\n", library, version);
}

int runCommand(const std::vector<std::string>& words) {
  if (words.empty()) throw std::invalid_argument("a command is missing; see herald --help");
  if (words[0] == "--help" || words[0] == "-h" || words[0] == "help") return printHelp(), kExitDone;
  if (words[0] == "--version") return printVersion(), kExitDone;
  std::vector<std::string_view> names;
  for (const Command& command : kCommands) {
    names.push_back(command.name);
    if (command.name == words[0]) return command.run({words.begin() + 1, words.end()});
  }
  throw std::invalid_argument(fmt::format("unknown command \"{}\"{}", words[0], didYouMean(words[0], names)));
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
    const int exit_code = herald::runCommand({argv + 1, argv + argc});
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
