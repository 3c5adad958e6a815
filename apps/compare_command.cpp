#include <fmt/format.h>

#include <array>
#include <stdexcept>

#include "apps/commands.h"
#include "apps/shared_options.h"
#include "apps/tell.h"
#include "pipeline/comparison/compare_run.h"
#include "pipeline/runs/run.h"

namespace herald {
namespace {

namespace po = boost::program_options;

Arguments::Options optionsOfCompare() {
  Arguments::Options options("Options");
  auto add = options.add_options();
  add("out", po::value<std::string>(), "folder for the comparison; new or empty; required");
  add("reference", po::value<std::string>(),
      "readers' scores: CSV with columns slide, reader, score and, as needed, ish, pct_complete, case_id");
  add("reference-by", po::value<std::string>(),
      "what the program is compared with: majority | median | consensus | the name of a reader; consensus: the reader "
      "of that name, else the slides on which all agree; default: consensus if a reader has that name, else majority");
  add("ties", po::value<std::string>()->default_value("settle"),
      "settle | exclude; a slide without a majority gets the median of its readers, the higher of two middle scores, "
      "or no reference");
  add("classes", po::value<std::string>()->default_value("0,1+,2+,3+"),
      "classes to compare; scores joined by | form one class, such as 0|1+,2+,3+");
  add("quiet", po::bool_switch(), "errors only");
  return options;
}

bool tiesExcluded(const Arguments& arguments) {
  constexpr std::array<std::string_view, 2> kNames = {"settle", "exclude"};
  return placeOf("--ties", arguments.text("ties"), kNames) == 1;
}

CompareReport withReaders(const Arguments& arguments, const std::string& readers, const std::string& out) {
  const std::vector<std::string>& sides = arguments.operands();
  if (sides.size() > 1)
    throw std::invalid_argument("--reference compares one folder or table with readers; leave it out to compare two");
  ComparisonOptions options;
  options.classes = ScoreClasses::parse(arguments.text("classes"));
  options.exclude_ties = tiesExcluded(arguments);
  options.reference_by = arguments.ifAny<std::string>("reference-by").value_or("");
  return compareWithReaders(sides[0], readers, out, options);
}

CompareReport withoutReaders(const Arguments& arguments, const std::string& out) {
  for (const char* option : {"reference-by", "ties", "classes"})
    if (arguments.isGiven(option))
      throw std::invalid_argument(fmt::format("--{} needs --reference READERS.csv", option));
  const std::vector<std::string>& sides = arguments.operands();
  if (sides.size() > 2)
    throw std::invalid_argument(fmt::format("{} folders: at most two can be compared", sides.size()));
  return compareRuns(sides[0], sides.size() > 1 ? std::optional<std::filesystem::path>(sides[1]) : std::nullopt, out);
}

int compare(const Arguments& arguments) {
  if (arguments.operands().empty())
    throw std::invalid_argument("nothing to compare: name a folder of results or a summary.csv");
  const std::string& out = arguments.required("out", "the folder for the comparison");
  const auto readers = arguments.ifAny<std::string>("reference");
  const CompareReport report = readers ? withReaders(arguments, *readers, out) : withoutReaders(arguments, out);
  if (arguments.isOn("quiet")) return kExitDone;
  for (const std::string& note : report.notes) tell("herald: " + note);
  tell(report.outcome);
  return kExitDone;
}

}  // namespace

Subcommand compareCommand() {
  return {.name = "compare",
          .summary = "compare scores with readers and ISH, or two runs",
          .synopsis = "DIR|TABLE.csv --reference READERS.csv --out DIR2",
          .other_synopsis = "DIR [DIR] --out DIR2",
          .description =
              "With readers: agreement with them and with in-situ hybridisation, the readers among themselves as the\n"
              "yardstick, and every disagreement with its evidence, in compare.html, compare.json and CSVs. TABLE.csv\n"
              "is the summary.csv of Herald, or of any program, with columns slide and score.\n"
              "Without readers: what changed from the first run to the second, and whether background, stains, focus\n"
              "and controls drift from slide to slide, in changes.html, changes.json and CSVs.\n",
          .exit_codes =
              "0 compared, 2 wrong usage, a table that cannot be read, or no slide in common; then nothing\n"
              "is written.\n",
          .options = optionsOfCompare,
          .run = compare};
}

}  // namespace herald
