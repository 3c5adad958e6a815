// The commands of the program, each in the file of its name.
#pragma once

#include "apps/subcommand.h"

namespace herald {

[[nodiscard]] Subcommand scoreCommand();
[[nodiscard]] Subcommand inspectCommand();
[[nodiscard]] Subcommand rescoreCommand();
[[nodiscard]] Subcommand tuneCommand();
[[nodiscard]] Subcommand mergeCommand();
[[nodiscard]] Subcommand compareCommand();
[[nodiscard]] Subcommand limitsCommand();
[[nodiscard]] Subcommand viewCommand();
[[nodiscard]] Subcommand tileCommand();
[[nodiscard]] Subcommand phantomCommand();

}  // namespace herald
