#include "apps/merge_command.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <iostream>
#include <stdexcept>

#include "apps/command_line.h"
#include "pipeline/runs/merge.h"

namespace herald {
namespace {

namespace po = boost::program_options;

po::options_description optionsOfMerge() {
  po::options_description options("Options");
  options.add_options()("out", po::value<std::string>(), "folder for the results; new or empty; required")(
      "allow-missing", po::bool_switch(), "join what is there of shards that are missing or unfinished; exit code 1")(
      "quiet", po::bool_switch(), "errors only")("help,h", po::bool_switch(), "this text");
  return options;
}

void tell(const MergeReport& merged, const std::string& out) {
  fmt::print(stderr, "{} slides of {} shards joined, {} failed: {}\n", merged.slides, merged.shards, merged.failed,
             (std::filesystem::path(out) / "summary.csv").string());
}

}  // namespace

int mergeCommand(const std::vector<std::string>& arguments) {
  const auto options = optionsOfMerge();
  const auto values = parseCommandLine(arguments, options, "shard");
  if (values["help"].as<bool>()) {
    std::cout << "herald merge DIR ... --out DIR [options]\n"
                 "Joins the folders of herald score --shard 1/n to n/n into the one that a single run would have\n"
                 "written. Files are hard links where the file system has them, else copies; the shards stay as they\n"
                 "are. Shards of other slides, settings or programs are refused before anything is written.\n\n"
              << options
              << "\nExit code: 0 all slides done, 1 some slide failed or a shard is missing, 2 the shards cannot be\n"
                 "joined, 3 the list had no slide.\n";
    return kExitDone;
  }
  if (!values.contains("shard")) throw std::invalid_argument("nothing to merge: name the folders of the shards");
  if (!values.contains("out")) throw std::invalid_argument("--out is missing: the folder for the results");
  const auto& names = values["shard"].as<std::vector<std::string>>();
  const auto& out = values["out"].as<std::string>();
  const MergeReport merged =
      mergeShards({names.begin(), names.end()}, out, {.allow_missing = values["allow-missing"].as<bool>()});
  if (!merged.missing.empty())
    fmt::print(stderr, "herald: missing or unfinished shards: {}\n", fmt::join(merged.missing, ", "));
  if (!values["quiet"].as<bool>()) tell(merged, out);
  return merged.exit_code;
}

}  // namespace herald
