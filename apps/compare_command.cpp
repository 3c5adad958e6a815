#include "apps/compare_command.h"

#include <fmt/format.h>

#include <array>
#include <iostream>
#include <stdexcept>

#include "apps/command_line.h"
#include "pipeline/comparison/compare_run.h"
#include "pipeline/runs/run.h"
#include "scoring/suggestion.h"

namespace herald {
namespace {

namespace po = boost::program_options;

po::options_description optionsOfCompare() {
  po::options_description options("Options");
  options.add_options()("out", po::value<std::string>(), "folder for the comparison; new or empty; required")(
      "reference", po::value<std::string>(),
      "readers' scores: CSV with columns slide, reader, score and, as needed, ish, pct_complete, case_id")(
      "reference-by", po::value<std::string>(),
      "what the program is held against: majority | median | consensus | the name of a reader; consensus: the reader "
      "of "
      "that name, else the slides on which all agree; default: consensus if a reader is called so, else majority")(
      "ties", po::value<std::string>()->default_value("settle"),
      "settle | exclude; a slide without a majority gets the median of its readers, the higher of two middle scores, "
      "or "
      "no reference")("classes", po::value<std::string>()->default_value("0,1+,2+,3+"),
                      "classes that are compared; scores with | between them are one class, such as 0|1+,2+,3+")(
      "quiet", po::bool_switch(), "errors only")("help,h", po::bool_switch(), "this text");
  return options;
}

void printHelp(const po::options_description& options) {
  std::cout
      << "herald compare DIR|TABLE.csv --reference READERS.csv --out DIR2 [options]\n"
         "herald compare DIR [DIR] --out DIR2\n"
         "Against readers: agreement with them and with in-situ hybridisation, readers among themselves as the\n"
         "yardstick, and every disagreement with its evidence, in compare.html, compare.json and CSVs. TABLE.csv\n"
         "is the summary.csv of Herald, or of any program, with columns slide and score.\n"
         "Without readers: what changed from the first run to the second, and whether background, stains, focus\n"
         "and controls drift from slide to slide, in changes.html, changes.json and CSVs.\n\n"
      << options
      << "\nExit code: 0 compared, 2 wrong usage, a table that cannot be read, or no slide in common; then nothing\n"
         "is written.\n";
}

bool tiesExcluded(const po::variables_map& values) {
  constexpr std::array<std::string_view, 2> kNames = {"settle", "exclude"};
  const auto& name = values["ties"].as<std::string>();
  if (name != kNames[0] && name != kNames[1])
    throw std::invalid_argument(fmt::format("--ties {} is none of settle | exclude{}", name, didYouMean(name, kNames)));
  return name == kNames[1];
}

CompareReport withReaders(const po::variables_map& values, const std::vector<std::string>& sides,
                          const std::string& out) {
  if (sides.size() > 1)
    throw std::invalid_argument("--reference compares one folder or table with readers; leave it out to compare two");
  ComparisonOptions options;
  options.classes = ScoreClasses::parse(values["classes"].as<std::string>());
  options.exclude_ties = tiesExcluded(values);
  if (values.contains("reference-by")) options.reference_by = values["reference-by"].as<std::string>();
  return compareWithReaders(sides[0], values["reference"].as<std::string>(), out, options);
}

CompareReport withoutReaders(const po::variables_map& values, const std::vector<std::string>& sides,
                             const std::string& out) {
  for (const char* option : {"reference-by", "ties", "classes"})
    if (values.contains(option) && !values[option].defaulted())
      throw std::invalid_argument(fmt::format("--{} needs --reference READERS.csv", option));
  if (sides.size() > 2) throw std::invalid_argument(fmt::format("{} folders: two can be compared", sides.size()));
  return compareRuns(sides[0], sides.size() > 1 ? std::optional<std::filesystem::path>(sides[1]) : std::nullopt, out);
}

}  // namespace

int compareCommand(const std::vector<std::string>& arguments) {
  const auto options = optionsOfCompare();
  const auto values = parseCommandLine(arguments, options, "side");
  if (values["help"].as<bool>()) return printHelp(options), kExitDone;
  if (!values.contains("side"))
    throw std::invalid_argument("nothing to compare: name a folder of results or a summary.csv");
  if (!values.contains("out")) throw std::invalid_argument("--out is missing: the folder for the comparison");
  const auto& sides = values["side"].as<std::vector<std::string>>();
  const auto& out = values["out"].as<std::string>();
  const CompareReport report =
      values.contains("reference") ? withReaders(values, sides, out) : withoutReaders(values, sides, out);
  if (values["quiet"].as<bool>()) return kExitDone;
  for (const std::string& note : report.notes) tell("herald: " + note);
  tell(report.outcome);
  return kExitDone;
}

}  // namespace herald
