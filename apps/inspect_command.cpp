#include <fmt/format.h>

#include <algorithm>
#include <iostream>
#include <stdexcept>

#include "apps/commands.h"
#include "apps/shared_options.h"
#include "pipeline/analysis/inspection.h"
#include "pipeline/files/printable.h"
#include "pipeline/inputs/inputs.h"
#include "pipeline/runs/run.h"

namespace herald {
namespace {

namespace po = boost::program_options;

Arguments::Options optionsOfInspect() {
  Arguments::Options options("Options");
  auto add = options.add_options();
  add("json", po::bool_switch(), "JSON instead of text");
  addPixelSize(options);
  addThreads(options);
  addMemory(options, "the --memory that herald score would be given, e.g. 1G; default: its default");
  addDecoder(options);
  add("formats", po::bool_switch(), "list the file extensions that folders are searched for");
  return options;
}

int printFormats() {
  for (const SlideFormat& format : slideFormats()) fmt::print("{:8} {}\n", format.extension, format.name);
  return kExitDone;
}

InspectionOptions inspectionOptionsOf(const Arguments& arguments) {
  return {.pixel_size = pixelSizeOf(arguments),
          .decoder = decoderOf(arguments),
          .threads = threadsOf(arguments),
          .memory_bytes = memoryOf(arguments)};
}

int inspect(const Arguments& arguments) {
  if (arguments.isOn("formats")) return printFormats();
  if (arguments.operands().empty()) throw std::invalid_argument("nothing to inspect: name a slide, a folder or a list");
  const InspectionOptions options = inspectionOptionsOf(arguments);
  const bool json = arguments.isOn("json");
  std::vector<Inspection> inspections;
  RepeatedContent contents;
  for (const SlideInput& slide : expandInputs(arguments.operands()).slides) {
    inspections.push_back(inspectSlide(slide, options));
    if (json) continue;
    std::cout << inspectionText(inspections.back(), options.threads);
    if (const auto first = contents.firstOf(inspections.back()))
      std::cout << "  warning     the same content as " << printable(*first) << '\n';
    std::cout << std::flush;
  }
  if (json) std::cout << inspectionJson(inspections, options.threads);
  if (inspections.empty()) return kExitNothingFound;
  const bool failed =
      std::any_of(inspections.begin(), inspections.end(), [](const auto& i) { return !i.error.empty(); });
  return failed ? kExitSomeFailed : kExitDone;
}

}  // namespace

Subcommand inspectCommand() {
  return {.name = "inspect",
          .summary = "describe slides and predict the time they take",
          .synopsis = "SLIDE|FOLDER|LIST.csv ...",
          .description =
              "Describes each slide without analysing it: format, pixel size and its source, size, levels,\n"
              "tissue, the time and memory herald score takes, and anything unusual about it.\n",
          .exit_codes = "0 all slides can be opened, 1 a slide cannot, 2 usage, 3 no slide found.\n",
          .options = optionsOfInspect,
          .run = inspect};
}

}  // namespace herald
