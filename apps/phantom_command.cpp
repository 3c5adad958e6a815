#include <fmt/format.h>

#include <array>
#include <stdexcept>
#include <string_view>

#include "apps/commands.h"
#include "apps/shared_options.h"
#include "pipeline/phantoms/phantom_presets.h"
#include "pipeline/phantoms/phantom_slide.h"
#include "pipeline/phantoms/phantom_truth.h"
#include "pipeline/runs/run.h"
#include "segmentation/phantom/phantom_builder.h"

namespace herald {
namespace {

namespace po = boost::program_options;

Arguments::Options optionsOfPhantom() {
  const PhantomOptions defaults;
  Arguments::Options options("Options");
  auto add = options.add_options();
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
  add("layout", po::value<std::string>()->default_value("nests"),
      "how tumour lies: nests (and glands) | solid (a sheet without stroma) | strands (cords of 2-3 cells) | files "
      "(single files of cells)");
  add("tissue-fraction", po::value<double>(),
      "share of the slide that is tissue, 0.2-0.85, or 1: no glass (default 0.74; solid: 1)");
  add("nest-fraction", po::value<double>()->default_value(defaults.nest_fraction, "0.72"),
      "share of the tissue that is tumour, 0.05-0.95; strands and files as much of it as fits");
  add("muscle-fraction", po::value<double>()->default_value(defaults.muscle_fraction),
      "share of the tissue that is smooth muscle, 0-1");
  add("lymphoid-fraction", po::value<double>()->default_value(defaults.lymphoid_fraction),
      "share of the tissue that is sheets of lymphocytes, 0-1");
  add("cell-spacing-um", po::value<double>()->default_value(defaults.cell_spacing_um),
      "mean distance of tumour cells, 7-25");
  add("nucleus-fraction", po::value<double>()->default_value(defaults.nucleus_fraction, "0.34"),
      "mean share of a tumour cell that is nucleus, 0.15-0.8");
  add("cytoplasm-od", po::value<double>()->default_value(defaults.cytoplasm_od),
      "cytoplasmic DAB, two thirds diffuse, a third granular, optical density, 0-1");
  add("blush-od", po::value<double>()->default_value(defaults.blush_od), "cytoplasmic DAB, only diffuse, 0-1");
  add("granules-od", po::value<double>()->default_value(defaults.granules_od), "cytoplasmic DAB, only granular, 0-1");
  add("strong-width-um", po::value<double>()->default_value(defaults.strong_width.mean_um, "1.1"),
      "width of strong membranes (published: 2.14; our real cores: about 1)");
  add("background", po::value<std::string>(), "light of empty glass R,G,B (default 238,238,245)");
  add("hematoxylin-hue", po::value<std::string>()->default_value("blue"), "blue | purple | grey | greenish");
  add("rotate-stains", po::value<double>()->default_value(0),
      "turn both stain vectors about grey by this many degrees, -60 to 60");
  add("stain-scale", po::value<double>()->default_value(defaults.stain_scale), "factor on all stain, 0.2-3");
  add("hematoxylin-scale", po::value<double>()->default_value(defaults.hematoxylin_scale),
      "factor on haematoxylin alone, 0.05-10");
  add("blur-um", po::value<double>()->default_value(defaults.blur_um), "standard deviation of the optical blur, 0-3");
  add("sharpening", po::value<double>()->default_value(defaults.sharpening, "0.45"),
      "amount of the scanner's unsharp mask, 0-2");
  add("optics", po::value<std::string>()->default_value("od"),
      "what blur and unsharp mask act on: od (optical density, an approximation) | light");
  add("glare", po::value<double>()->default_value(defaults.glare),
      "scattered light, share of that of empty glass, 0-0.2");
  add("noise", po::value<double>()->default_value(defaults.noise_levels, "1.6"), "sensor noise, grey levels, 0-30");
  add("jpeg-quality", po::value<int>()->default_value(defaults.jpeg_quality), "1-100");
  add("chroma", po::value<std::string>()->default_value("420"),
      "colour of the JPEG: 420 (shared by 2 x 2 pixels) | 444");
  add("png", po::bool_switch(), "also write NAME.png, full resolution without JPEG");
  return options;
}

// The member of an enumeration that an option names.
template <class Choice, std::size_t kCount>
Choice choiceOf(const Arguments& given, const std::string& option, const std::array<std::string_view, kCount>& names) {
  return static_cast<Choice>(placeOf("--" + option, given.text(option), names));
}

void readTissue(const Arguments& given, PhantomOptions& options) {
  options.layout = choiceOf<PhantomTumourLayout>(given, "layout", kPhantomLayoutNames);
  if (options.layout == PhantomTumourLayout::kSolid) options.tissue_fraction = 1;
  if (given.isGiven("tissue-fraction")) options.tissue_fraction = given.value<double>("tissue-fraction");
  options.nest_fraction = given.value<double>("nest-fraction");
  options.muscle_fraction = given.value<double>("muscle-fraction");
  options.lymphoid_fraction = given.value<double>("lymphoid-fraction");
  options.cell_spacing_um = given.value<double>("cell-spacing-um");
  options.nucleus_fraction = given.value<double>("nucleus-fraction");
}

void readStain(const Arguments& given, PhantomOptions& options) {
  options.cytoplasm_od = given.value<double>("cytoplasm-od");
  options.blush_od = given.value<double>("blush-od");
  options.granules_od = given.value<double>("granules-od");
  const double widen = given.value<double>("strong-width-um") / options.strong_width.mean_um;
  options.strong_width = {options.strong_width.mean_um * widen, options.strong_width.sd_um * widen};
  const auto hue = choiceOf<PhantomHue>(given, "hematoxylin-hue", kPhantomHueNames);
  if (hue != PhantomHue::kBlue) options.stains = withHematoxylin(options.stains, hue);
  const double turn_deg = given.value<double>("rotate-stains");
  if (turn_deg != 0) options.stains = rotatedStains(options.stains, turn_deg);
  options.stain_scale = given.value<double>("stain-scale");
  options.hematoxylin_scale = given.value<double>("hematoxylin-scale");
}

void readImaging(const Arguments& given, PhantomOptions& options) {
  if (given.isGiven("background")) options.background_rgb = parseRgb(given.text("background"));
  options.blur_um = given.value<double>("blur-um");
  options.sharpening = given.value<double>("sharpening");
  options.optics = choiceOf<PhantomOptics>(given, "optics", kPhantomOpticsNames);
  options.glare = given.value<double>("glare");
  options.noise_levels = given.value<double>("noise");
  options.jpeg_quality = given.value<int>("jpeg-quality");
  options.chroma = choiceOf<PhantomChroma>(given, "chroma", kPhantomChromaNames);
}

PhantomOptions optionsOf(const Arguments& given) {
  PhantomOptions options;
  options.seed = given.value<std::uint64_t>("seed");
  options.width_px = options.height_px = given.value<int>("size");
  options.mpp_um = given.value<double>("mpp");
  options.mix = given.isGiven("mix") ? parseMix(given.text("mix"))
                                     : presetMix(given.isGiven("score") ? given.text("score") : "0");
  readTissue(given, options);
  readStain(given, options);
  readImaging(given, options);
  validate(options);
  return options;
}

// "3+" -> "3plus": safe in file names everywhere.
std::string stemOf(const Arguments& given, std::uint64_t seed) {
  const bool many = given.value<int>("count") > 1;
  if (given.isGiven("name")) {
    const auto name = given.text("name");
    if (name.empty() || name.find_first_of("/\\\"") != std::string::npos) {
      throw std::invalid_argument(fmt::format("--name {} is not a plain file name", name));
    }
    return many ? fmt::format("{}_{}", name, seed) : name;
  }
  std::string kind = given.isGiven("mix") ? "mix" : "0";
  if (given.isGiven("score")) kind = given.text("score");
  if (kind.back() == '+') kind.replace(kind.size() - 1, 1, "plus");
  return fmt::format("phantom_{}_{}", kind, seed);
}

void writeOne(const PhantomOptions& options, const Arguments& given) {
  const PhantomScene scene = buildPhantomScene(options);
  const auto path = writePhantomSlide(scene, given.text("out"), stemOf(given, options.seed), given.isGiven("png"));
  const PhantomTruth truth = phantomTruth(scene);
  fmt::print("{}  {}  {} tumour cells\n", path.string(),
             truth.score ? her2ScoreName(*truth.score) : std::string_view("no score"), truth.tumour_cells);
}

int phantom(const Arguments& given) {
  (void)given.required("out", "the folder for the slides");
  if (given.isGiven("mix") && given.isGiven("score"))
    throw std::invalid_argument("--score and --mix are mutually exclusive");
  const int count = given.value<int>("count");
  if (count < 1 || count > 10000) throw std::invalid_argument(fmt::format("--count {} is outside 1 to 10000", count));
  PhantomOptions options = optionsOf(given);
  for (int i = 0; i < count; ++i, ++options.seed) writeOne(options, given);
  return kExitDone;
}

}  // namespace

Subcommand phantomCommand() {
  return {.name = "phantom",
          .summary = "make synthetic slides with exact truth",
          .synopsis = "--out DIR [--score 0|1+|2+|3+]",
          .description =
              "Writes synthetic HER2 slides (pyramidal TIFF, opens as a whole slide) with the truth of every\n"
              "cell.\n",
          .exit_codes = "0 slides written, 1 a slide cannot be written, 2 usage.\n",
          .takes_operands = false,
          .options = optionsOfPhantom,
          .run = phantom};
}

}  // namespace herald
