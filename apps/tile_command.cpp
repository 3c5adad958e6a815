#include <fmt/format.h>

#include <array>
#include <stdexcept>

#include "apps/commands.h"
#include "apps/configuration_arguments.h"
#include "apps/shared_options.h"
#include "pipeline/analysis/analysis_options.h"
#include "pipeline/pictures/tile_inspection.h"
#include "pipeline/runs/run.h"
#include "pipeline/slides/pixel_size.h"
#include "pipeline/slides/slide_opening.h"

namespace herald {
namespace {

namespace po = boost::program_options;

Arguments::Options optionsOfTile() {
  Arguments::Options options("Options");
  auto add = options.add_options();
  add("out", po::value<std::string>(), "folder for the pictures; required");
  add("at", po::value<std::string>(), "top left corner X,Y in level-0 pixels; required");
  add("size", po::value<std::string>()->default_value("640,480"), "W,H in level-0 pixels, up to 8192");
  add("zoom", po::value<int>()->default_value(2), "picture pixels per level-0 pixel, 1-8");
  addPixelSize(options);
  addDecoder(options);
  addConfiguration(options);
  return options;
}

TileInspectionRequest requestOf(const Arguments& arguments) {
  const Configuration configuration = configurationFrom(arguments);
  const auto [x, y] = coordinatesOf(arguments, "at");
  const auto [width, height] = coordinatesOf(arguments, "size");
  TileInspectionRequest request;
  request.region_in_level0 = {x, y, width, height};
  request.zoom = arguments.value<int>("zoom");
  request.pass_one = passOneOptionsOf(configuration);
  request.segmentation = segmentationOptionsOf(configuration);
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

int tile(const Arguments& arguments) {
  const std::string& slide = arguments.onlyOperand("name one slide");
  (void)arguments.required("at", "the top left corner of the region, X,Y");
  const std::string& out = arguments.required("out", "the folder for the pictures");
  const TileInspectionRequest request = requestOf(arguments);
  const std::optional<PixelSize> given = pixelSizeOf(arguments);
  const auto source = openSlideSource(slide, decoderOf(arguments));
  const PixelSizeChoice choice = choosePixelSize(given, std::nullopt, source->description());
  if (!choice.chosen) throw std::runtime_error(noPixelSizeReason(source->description()));
  report(inspectTile(*source, choice.chosen->pixel_size, request, out));
  return kExitDone;
}

}  // namespace

Subcommand tileCommand() {
  return {.name = "tile",
          .summary = "write every intermediate image of one region",
          .synopsis = "SLIDE --at X,Y --out DIR",
          .description =
              "Writes every intermediate image of one region: colours, haematoxylin, DAB, nuclear signal,\n"
              "nuclei, territories, membrane sectors, cell classes.\n",
          .exit_codes =
              "0 pictures written, 1 the slide cannot be read or the pictures cannot be written, 2 usage or\n"
              "configuration.\n",
          .options = optionsOfTile,
          .run = tile};
}

}  // namespace herald
