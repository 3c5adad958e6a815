#include <fmt/format.h>
#include <fmt/ranges.h>

#include <stdexcept>

#include "apps/commands.h"
#include "apps/tell.h"
#include "pipeline/files/output_names.h"
#include "pipeline/runs/merge.h"

namespace herald {
namespace {

namespace po = boost::program_options;

Arguments::Options optionsOfMerge() {
  Arguments::Options options("Options");
  auto add = options.add_options();
  add("out", po::value<std::string>(), "folder for the results; new or empty; required");
  add("allow-missing", po::bool_switch(), "join what there is even if shards are missing or unfinished; exit code 1");
  add("quiet", po::bool_switch(), "errors only");
  return options;
}

int merge(const Arguments& arguments) {
  const std::vector<std::string>& shards = arguments.operands();
  if (shards.empty()) throw std::invalid_argument("nothing to merge: name the folders of the shards");
  const std::filesystem::path out = arguments.required("out", "the folder for the results");
  const MergeReport merged =
      mergeShards({shards.begin(), shards.end()}, out, {.allow_missing = arguments.isOn("allow-missing")});
  if (!merged.missing.empty())
    tell(fmt::format("herald: missing or unfinished shards: {}", fmt::join(merged.missing, ", ")));
  if (!arguments.isOn("quiet"))
    tell(fmt::format("{} slides of {} shards joined, {} failed: {}", merged.slides, merged.shards, merged.failed,
                     (out / output::kSummaryCsv).string()));
  return merged.exit_code;
}

}  // namespace

Subcommand mergeCommand() {
  return {.name = "merge",
          .summary = "join shards (score --shard i/n) into one folder of results",
          .synopsis = "DIR ... --out DIR",
          .description =
              "Joins the folders of herald score --shard 1/n to n/n into the folder that a single run would\n"
              "have written. Files are hard links where the file system supports them, else copies; the\n"
              "shards stay as they are. Shards of different slides, settings or programs are refused before\n"
              "anything is written.\n",
          .exit_codes =
              "0 all slides done, 1 a slide failed or a shard is missing, 2 the shards cannot be\n"
              "joined, 3 the list had no slide.\n",
          .options = optionsOfMerge,
          .run = merge};
}

}  // namespace herald
