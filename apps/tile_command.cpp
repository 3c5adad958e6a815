#include "apps/tile_command.h"

#include <fmt/format.h>

#include <array>
#include <iostream>
#include <stdexcept>

#include "apps/command_line.h"
#include "apps/configuration_arguments.h"
#include "pipeline/pictures/tile_inspection.h"
#include "pipeline/runs/run.h"
#include "pipeline/slides/pixel_size.h"
#include "pipeline/slides/slide_opening.h"

namespace herald {
namespace {

namespace po = boost::program_options;

po::options_description optionsOfTile() {
  po::options_description options("Options");
  options.add_options()("out", po::value<std::string>(), "folder for the pictures; required");
  options.add_options()("at", po::value<std::string>(), "top left corner X,Y in level-0 pixels; required");
  options.add_options()("size", po::value<std::string>()->default_value("640,480"),
                        "W,H in level-0 pixels, up to 8192");
  options.add_options()("zoom", po::value<int>()->default_value(2), "picture pixels per level-0 pixel, 1-8");
  options.add_options()("mpp", po::value<double>(), "pixel size, um; wins over the file's");
  options.add_options()("reader", po::value<std::string>()->default_value("auto"), kDecoderMeaning);
  addConfigurationOptions(options);
  options.add_options()("help", po::bool_switch(), "this text");
  return options;
}

TileInspectionRequest requestOf(const po::variables_map& values) {
  const Configuration configuration = configurationFrom(values);
  const auto [x, y] = coordinatesOf("at", values["at"].as<std::string>());
  const auto [width, height] = coordinatesOf("size", values["size"].as<std::string>());
  TileInspectionRequest request;
  request.region_in_level0 = {x, y, width, height};
  request.zoom = values["zoom"].as<int>();
  request.pass_one = {configuration.background, configuration.tissue, configuration.artefact, configuration.slide_kind,
                      configuration.stain};
  request.segmentation = {configuration.nucleus, configuration.territory, configuration.membrane};
  request.tumour = configuration.tumour;
  request.cell_class = configuration.cell_class;
  return request;
}

void report(const TileInspection& inspection) {
  std::array<std::size_t, 4> classes{};
  std::size_t excluded = 0;
  for (std::size_t i = 0; i < inspection.cells.size(); ++i) {
    if (inspection.cells[i].counted()) {
      ++classes.at(static_cast<std::size_t>(inspection.staining[i].cell_class));
    } else {
      ++excluded;
    }
  }
  const SlideStatistics& statistics = inspection.pass_one.statistics;
  fmt::print("glass {:.1f} {:.1f} {:.1f} ({}), stains {}\n", statistics.background.rgb[0], statistics.background.rgb[1],
             statistics.background.rgb[2], statistics.background.source, statistics.stain_source);
  for (const std::string& refusal : inspection.pass_one.kind.refusals) fmt::print("would not be scored: {}\n", refusal);
  fmt::print("{} cells: 0 {}, 1+ {}, 2+ {}, 3+ {}, not counted {}\n", inspection.cells.size(), classes[0], classes[1],
             classes[2], classes[3], excluded);
  for (const auto& file : inspection.files) fmt::print("{}\n", file.string());
}

}  // namespace

int tileCommand(const std::vector<std::string>& arguments) {
  const auto options = optionsOfTile();
  const auto values = parseCommandLine(arguments, options, "input");
  if (values["help"].as<bool>()) {
    std::cout
        << "herald tile SLIDE --at X,Y --out DIR [options]\n"
           "Writes every intermediate image of one region: colours, haematoxylin, DAB, nucleus response, nuclei,\n"
           "territories, membrane sectors, cell classes.\n\n"
        << options;
    return kExitDone;
  }
  if (!values.contains("input") || values["input"].as<std::vector<std::string>>().size() != 1) {
    throw std::invalid_argument("name one slide");
  }
  for (const char* required : {"at", "out"}) {
    if (!values.contains(required)) throw std::invalid_argument(fmt::format("--{} is missing", required));
  }
  const TileInspectionRequest request = requestOf(values);
  const auto source = openSlideSource(values["input"].as<std::vector<std::string>>().front(), decoderOf(values));
  std::optional<PixelSize> given;
  if (values.contains("mpp")) given = PixelSize(values["mpp"].as<double>());
  const PixelSizeChoice choice = choosePixelSize(given, std::nullopt, source->description());
  if (!choice.chosen) throw std::runtime_error(kNoPixelSizeReason);
  report(inspectTile(*source, choice.chosen->pixel_size, request, values["out"].as<std::string>()));
  return kExitDone;
}

}  // namespace herald
