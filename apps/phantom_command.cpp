#include "apps/phantom_command.h"

#include <fmt/format.h>

#include <boost/program_options.hpp>
#include <iostream>
#include <stdexcept>

#include "apps/command_line.h"
#include "pipeline/phantoms/phantom_presets.h"
#include "pipeline/phantoms/phantom_slide.h"
#include "pipeline/phantoms/phantom_truth.h"
#include "segmentation/phantom/phantom_builder.h"

namespace herald {
namespace {

namespace po = boost::program_options;

po::options_description phantomOptions() {
  const PhantomOptions defaults;
  po::options_description options("Options");
  auto add = options.add_options();
  add("help,h", "this text");
  add("out", po::value<std::string>(), "folder for NAME.tif and NAME.truth.json (required)");
  add("name", po::value<std::string>(), "file name without extension (default: phantom_<score>_<seed>)");
  add("count", po::value<int>()->default_value(1), "slides, with seed, seed + 1 ...; names get _<seed>");
  add("seed", po::value<std::uint64_t>()->default_value(defaults.seed), "the same seed gives the same bytes");
  add("score", po::value<std::string>(), "preset mix of cells: 0 | 1+ | 2+ | 3+ (default 0)");
  add("mix", po::value<std::string>(),
      "share of tumour cells by pattern, e.g. cs=0.12,cw=0.1; the rest is unstained. none | incomplete iw im is | "
      "complete cw cm cs, by weak, moderate, strong");
  add("size", po::value<int>()->default_value(defaults.width_px), "edge in pixels, 64-100000");
  add("mpp", po::value<double>()->default_value(defaults.mpp_um), "micrometres per pixel, 0.1-2");
  add("cytoplasm-od", po::value<double>()->default_value(defaults.cytoplasm_od), "cytoplasmic DAB, optical density");
  add("strong-width-um", po::value<double>()->default_value(defaults.strong_width.mean_um, "1.1"),
      "width of strong membranes (published: 2.14; real cores at hand: about 1)");
  add("background", po::value<std::string>(), "light of empty glass R,G,B (default 238,238,245)");
  add("rotate-stains", po::value<double>()->default_value(0), "turn both stain vectors by so many degrees, -30 to 30");
  add("stain-scale", po::value<double>()->default_value(defaults.stain_scale), "factor on all stain, 0.2-3");
  add("blur-um", po::value<double>()->default_value(defaults.blur_um), "standard deviation of the optical blur, 0-3");
  add("noise", po::value<double>()->default_value(defaults.noise_levels, "1.6"), "sensor noise, grey levels, 0-30");
  add("jpeg-quality", po::value<int>()->default_value(defaults.jpeg_quality), "1-100");
  add("png", "also write NAME.png, full resolution without JPEG");
  return options;
}

PhantomOptions optionsOf(const po::variables_map& given) {
  PhantomOptions options;
  options.seed = given["seed"].as<std::uint64_t>();
  options.width_px = options.height_px = given["size"].as<int>();
  options.mpp_um = given["mpp"].as<double>();
  options.mix = given.count("mix") != 0 ? parseMix(given["mix"].as<std::string>())
                                        : presetMix(given.count("score") != 0 ? given["score"].as<std::string>() : "0");
  options.cytoplasm_od = given["cytoplasm-od"].as<double>();
  const double widen = given["strong-width-um"].as<double>() / options.strong_width.mean_um;
  options.strong_width = {options.strong_width.mean_um * widen, options.strong_width.sd_um * widen};
  if (given.count("background") != 0) options.background_rgb = parseRgb(given["background"].as<std::string>());
  const double turn_deg = given["rotate-stains"].as<double>();
  if (turn_deg != 0) options.stains = rotatedStains(options.stains, turn_deg);
  options.stain_scale = given["stain-scale"].as<double>();
  options.blur_um = given["blur-um"].as<double>();
  options.noise_levels = given["noise"].as<double>();
  options.jpeg_quality = given["jpeg-quality"].as<int>();
  validate(options);
  return options;
}

// "3+" -> "3plus": safe in file names everywhere.
std::string stemOf(const po::variables_map& given, std::uint64_t seed) {
  const bool many = given["count"].as<int>() > 1;
  if (given.count("name") != 0) {
    const auto name = given["name"].as<std::string>();
    if (name.empty() || name.find_first_of("/\\\"") != std::string::npos) {
      throw std::invalid_argument(fmt::format("phantom: --name = {} is no plain file name", name));
    }
    return many ? fmt::format("{}_{}", name, seed) : name;
  }
  std::string kind = given.count("mix") != 0 ? "mix" : "0";
  if (given.count("score") != 0) kind = given["score"].as<std::string>();
  if (kind.back() == '+') kind.replace(kind.size() - 1, 1, "plus");
  return fmt::format("phantom_{}_{}", kind, seed);
}

void writeOne(const PhantomOptions& options, const po::variables_map& given) {
  const PhantomScene scene = buildPhantomScene(options);
  const auto path =
      writePhantomSlide(scene, given["out"].as<std::string>(), stemOf(given, options.seed), given.count("png") != 0);
  const PhantomTruth truth = phantomTruth(scene);
  fmt::print("{}  {}  {} tumour cells\n", path.string(),
             truth.score ? her2ScoreName(*truth.score) : std::string_view("no score"), truth.tumour_cells);
}

}  // namespace

int phantomCommand(const std::vector<std::string>& arguments) {
  const po::options_description description = phantomOptions();
  const po::variables_map given = parseCommandLine(arguments, description);
  if (given.count("help") != 0) {
    std::cout
        << "herald phantom --out DIR [--score 0|1+|2+|3+] [options]\n"
           "Writes synthetic HER2 slides (pyramidal TIFF, opens as a whole slide) with the truth of every cell.\n\n"
        << description;
    return 0;
  }
  if (given.count("out") == 0) throw std::invalid_argument("phantom: --out DIR is required; see herald phantom --help");
  if (given.count("mix") != 0 && given.count("score") != 0) {
    throw std::invalid_argument("phantom: --score and --mix exclude each other");
  }
  const int count = given["count"].as<int>();
  if (count < 1 || count > 10000)
    throw std::invalid_argument(fmt::format("phantom: --count = {} is outside 1-10000", count));
  PhantomOptions options = optionsOf(given);
  for (int i = 0; i < count; ++i, ++options.seed) writeOne(options, given);
  return 0;
}

}  // namespace herald
