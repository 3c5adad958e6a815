#include <fmt/format.h>

#include <stdexcept>

#include "apps/commands.h"
#include "apps/shared_options.h"
#include "apps/tell.h"
#include "pipeline/comparison/laboratory_limits.h"
#include "pipeline/runs/run.h"

namespace herald {
namespace {

namespace po = boost::program_options;

Arguments::Options optionsOfLimits() {
  Arguments::Options options("Options");
  auto add = options.add_options();
  add("out", po::value<std::string>(), "folder for the limits; new or empty; required");
  add("quiet", po::bool_switch(), "errors only");
  return options;
}

int limits(const Arguments& arguments) {
  const std::vector<std::string>& named = arguments.operands();
  if (named.size() != 1)
    throw std::invalid_argument("name one folder of results of negative slides, or its summary.csv");
  const LimitsReport report = writeLimits(named[0], arguments.required("out", "the folder for the limits"));
  if (arguments.isOn("quiet")) return kExitDone;
  fmt::print("{}", report.table);
  for (const std::string& note : report.notes) tell("herald: " + note);
  return kExitDone;
}

}  // namespace

Subcommand limitsCommand() {
  return {
      .name = "limits",
      .summary = "limits of blank from a laboratory's negative slides",
      .synopsis = "DIR|TABLE.csv --out DIR2",
      .description =
          "From the results of at least 10 slides known to be negative, 60 for what CLSI EP17 asks: how many cells\n"
          "the program calls stained where there is nothing, 95 times in 100. Writes limits.json, and limits.toml\n"
          "with that share as the noise floor, for score and rescore --config.\n",
      .exit_codes =
          "0 written, 2 wrong usage, a table that cannot be read, or too few slides; then nothing is\n"
          "written.\n",
      .options = optionsOfLimits,
      .run = limits};
}

}  // namespace herald
