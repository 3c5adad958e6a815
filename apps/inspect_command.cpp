#include "apps/inspect_command.h"

#include <fmt/format.h>

#include <algorithm>
#include <iostream>

#include "apps/command_line.h"
#include "pipeline/analysis/inspection.h"
#include "pipeline/files/printable.h"
#include "pipeline/inputs/inputs.h"
#include "pipeline/runs/run.h"

namespace herald {
namespace {

namespace po = boost::program_options;

po::options_description optionsOfInspect() {
  po::options_description options("Options");
  options.add_options()("json", po::bool_switch(), "JSON instead of text")(
      "mpp", po::value<double>(), "pixel size of all slides, um; wins over lists and files")(
      "threads", po::value<int>(), kThreadsMeaning)("memory", po::value<std::string>(),
                                                    "what herald score would be given, e.g. 1G; default: its own")(
      "reader", po::value<std::string>()->default_value("auto"), kDecoderMeaning)(
      "formats", po::bool_switch(), "list the extensions that folders are searched for")("help", po::bool_switch(),
                                                                                         "this text");
  return options;
}

void printFormats() {
  for (const SlideFormat& format : slideFormats()) fmt::print("{:8} {}\n", format.extension, format.name);
}

std::optional<PixelSize> pixelSizeOf(const po::variables_map& values) {
  if (!values.contains("mpp")) return std::nullopt;
  return PixelSize(values["mpp"].as<double>());
}

}  // namespace

int inspectCommand(const std::vector<std::string>& arguments) {
  const auto options = optionsOfInspect();
  const auto values = parseCommandLine(arguments, options, "input");
  if (values["help"].as<bool>()) {
    std::cout
        << "herald inspect SLIDE|FOLDER|LIST.csv ... [options]\n"
           "What each slide is, without analysing it: format, pixel size and its source, size, levels, tissue, how\n"
           "much time and memory herald score takes, and what is odd about it. Exit code 1 when some slide does "
           "not open.\n\n"
        << options;
    return kExitDone;
  }
  if (values["formats"].as<bool>()) return printFormats(), kExitDone;
  if (!values.contains("input")) throw std::invalid_argument("nothing to inspect: name a slide, a folder or a list");

  const int threads = threadsOf(values);
  const InspectionOptions inspected{.pixel_size = pixelSizeOf(values),
                                    .decoder = decoderOf(values),
                                    .threads = threads,
                                    .memory_bytes = memoryOf(values)};
  std::vector<Inspection> inspections;
  RepeatedContent contents;
  for (const SlideInput& slide : expandInputs(values["input"].as<std::vector<std::string>>()).slides) {
    inspections.push_back(inspectSlide(slide, inspected));
    if (values["json"].as<bool>()) continue;
    std::cout << inspectionText(inspections.back(), threads);
    if (const auto first = contents.firstOf(inspections.back()))
      std::cout << "  warning     the same content as " << printable(*first) << '\n';
    std::cout << std::flush;
  }
  if (values["json"].as<bool>()) std::cout << inspectionJson(inspections, threads);
  if (inspections.empty()) return kExitNothingFound;
  const bool failed =
      std::any_of(inspections.begin(), inspections.end(), [](const auto& i) { return !i.error.empty(); });
  return failed ? kExitSomeFailed : kExitDone;
}

}  // namespace herald
