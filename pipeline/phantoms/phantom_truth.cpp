#include "pipeline/phantoms/phantom_truth.h"

#include <cmath>
#include <iterator>
#include <vector>

#include <fmt/format.h>

#include "scoring/slide_score.h"
#include "segmentation/phantom/phantom_cell_truth.h"
#include "segmentation/phantom/phantom_nuclei.h"

namespace herald {
namespace {

constexpr double kOutlineStepUm = 1.8;  // of the outlines in the document
constexpr int kNucleusPoints = 12;

StainingPattern patternOfCell(const PhantomScene& scene, const PhantomCell& cell) {
  return static_cast<StainingPattern>(patternOf(cell.completeness, cell.dab_od, scene.options.cuts));
}

// Outlines thinned to the document's step.
std::vector<PointUm> thinned(const std::vector<PointUm>& outline) {
  std::vector<PointUm> kept;
  for (const PointUm& p : outline) {
    if (kept.empty() || std::hypot(p.x - kept.back().x, p.y - kept.back().y) >= kOutlineStepUm) kept.push_back(p);
  }
  return kept;
}

void appendPoints(std::string& text, const std::vector<PointUm>& points, double mpp_um) {
  const int decimals = mpp_um < 0.3 ? 0 : 1;
  text += '[';
  for (std::size_t i = 0; i < points.size(); ++i) {
    fmt::format_to(std::back_inserter(text), "{}{:.{}f},{:.{}f}", i == 0 ? "" : ",", points[i].x / mpp_um, decimals,
                   points[i].y / mpp_um, decimals);
  }
  text += ']';
}

void appendCell(std::string& text, const PhantomScene& scene, const PhantomCell& cell) {
  const double mpp_um = scene.options.mpp_um;
  const PhantomNucleus& nucleus = scene.nuclei[static_cast<std::size_t>(cell.nucleus)];
  fmt::format_to(std::back_inserter(text), R"({{"x":{:.1f},"y":{:.1f},"kind":"{}")", nucleus.centre.x / mpp_um,
                 nucleus.centre.y / mpp_um, kPhantomCellKindNames[static_cast<std::size_t>(cell.kind)]);
  if (cell.kind == PhantomCellKind::kTumour) {
    const StainingPattern pattern = patternOfCell(scene, cell);
    fmt::format_to(std::back_inserter(text),
                   R"(,"completeness":{:.3f},"width_um":{:.2f},"dab_od":{:.3f},"pattern":"{}","class":"{}","outline":)",
                   cell.completeness, cell.width_um, cell.dab_od,
                   kStainingPatternNames[static_cast<std::size_t>(pattern)],
                   kCellClassNames[static_cast<std::size_t>(classOfPattern(pattern))]);
    appendPoints(text, thinned(cell.outline), mpp_um);
  }
  text += ",\"nucleus\":";
  appendPoints(text, nucleusOutline(nucleus, kNucleusPoints), mpp_um);
  text += '}';
}

std::string widthText(const PhantomWidth& width) {
  return fmt::format("[{},{}]", width.mean_um, width.sd_um);
}

std::string vectorText(const Eigen::Vector3d& v) {
  return fmt::format("[{:.4f},{:.4f},{:.4f}]", v[0], v[1], v[2]);
}

// Options of other laboratories where they are not the default: the truth of a default slide stays what it was, byte
// for byte.
std::string otherOptionsText(const PhantomOptions& of) {
  const PhantomOptions usual;
  std::string text;
  const auto add = [&](const char* name, const auto& value, const auto& usual_value) {
    if (value != usual_value) text += fmt::format(",\"{}\":{}", name, value);
  };
  const auto addName = [&](const char* name, auto value, const auto& names) {
    if (static_cast<int>(value) != 0)
      text += fmt::format(",\"{}\":\"{}\"", name, names[static_cast<std::size_t>(value)]);
  };
  addName("layout", of.layout, kPhantomLayoutNames);
  add("muscle_fraction", of.muscle_fraction, usual.muscle_fraction);
  add("lymphoid_fraction", of.lymphoid_fraction, usual.lymphoid_fraction);
  add("nucleus_fraction", of.nucleus_fraction, usual.nucleus_fraction);
  add("blush_od", of.blush_od, usual.blush_od);
  add("granules_od", of.granules_od, usual.granules_od);
  add("hematoxylin_scale", of.hematoxylin_scale, usual.hematoxylin_scale);
  addName("optics", of.optics, kPhantomOpticsNames);
  add("glare", of.glare, usual.glare);
  addName("chroma", of.chroma, kPhantomChromaNames);
  return text;
}

std::string optionsText(const PhantomOptions& of) {
  std::string mix;
  for (std::size_t i = 0; i < of.mix.size(); ++i) {
    mix += fmt::format("{}\"{}\":{}", i == 0 ? "" : ",", kPhantomPatternNames[i], of.mix[i]);
  }
  return fmt::format(R"({{"seed":{},"width_px":{},"height_px":{},"mpp_um":{},"mix":{{{}}},)", of.seed, of.width_px,
                     of.height_px, of.mpp_um, mix) +
         fmt::format(R"("cuts":{{"moderate_od":{},"strong_od":{},"complete_fraction":{},"none_fraction":{}}},)",
                     of.cuts.moderate_od, of.cuts.strong_od, of.cuts.complete_fraction, of.cuts.none_fraction) +
         fmt::format(R"("tissue_fraction":{},"nest_fraction":{},"gland_fraction":{},"cell_spacing_um":{},)",
                     of.tissue_fraction, of.nest_fraction, of.gland_fraction, of.cell_spacing_um) +
         fmt::format(R"("cell_size_variation":{},"lymphocytes_per_mm2":{},"debris_per_mm2":{},)",
                     of.cell_size_variation, of.lymphocytes_per_mm2, of.debris_per_mm2) +
         fmt::format(R"("weak_width":{},"moderate_width":{},"strong_width":{},)", widthText(of.weak_width),
                     widthText(of.moderate_width), widthText(of.strong_width)) +
         fmt::format(R"("cytoplasm_od":{},"stain_scale":{},"hematoxylin":{},"dab":{},)", of.cytoplasm_od,
                     of.stain_scale, vectorText(of.stains.hematoxylin()), vectorText(of.stains.dab())) +
         fmt::format(R"("background_rgb":[{},{},{}],"blur_um":{},"sharpening":{},"noise_levels":{},"jpeg_quality":{})",
                     of.background_rgb[0], of.background_rgb[1], of.background_rgb[2], of.blur_um, of.sharpening,
                     of.noise_levels, of.jpeg_quality) +
         otherOptionsText(of) + "}";
}

}  // namespace

PhantomTruth phantomTruth(const PhantomScene& scene) {
  PhantomTruth truth;
  std::vector<CellRecord> cells;
  std::vector<CellStaining> staining;
  for (const PhantomCell& cell : scene.cells) {
    if (cell.kind != PhantomCellKind::kTumour) continue;
    const PointUm at = scene.nuclei[static_cast<std::size_t>(cell.nucleus)].centre;
    CellRecord record;
    record.seed = {static_cast<std::int32_t>(at.x / scene.options.mpp_um),
                   static_cast<std::int32_t>(at.y / scene.options.mpp_um)};
    CellStaining stain;
    stain.completeness = cell.completeness;
    stain.dab_od = cell.dab_od;
    stain.pattern = patternOfCell(scene, cell);
    stain.cell_class = classOfPattern(stain.pattern);
    ++truth.patterns[static_cast<std::size_t>(stain.pattern)];
    cells.push_back(record);
    staining.push_back(stain);
  }
  truth.tumour_cells = static_cast<int>(cells.size());
  SlideScoreOptions options;
  options.minimum_tumour_cells = 1;
  options.bootstrap_replicates = 100;
  const SlideScore score = scoreSlide(cells, staining, builtInRuleSet(kPhantomRuleSet), scene.options.mpp_um, options);
  truth.score = score.score;
  truth.clause = score.clause;
  return truth;
}

std::string phantomTruthJson(const PhantomScene& scene, const std::string& slide) {
  const PhantomTruth truth = phantomTruth(scene);
  std::string patterns;
  for (std::size_t i = 0; i < truth.patterns.size(); ++i) {
    patterns += fmt::format("{}\"{}\":{}", i == 0 ? "" : ",", kStainingPatternNames[i], truth.patterns[i]);
  }
  std::string text = "{\"schema\":\"herald.phantom-truth/1\",\n";
  text += fmt::format("\"slide\":\"{}\",\n", slide);
  text += truth.score ? fmt::format("\"score\":\"{}\",", her2ScoreName(*truth.score)) : "\"score\":null,";
  text += fmt::format("\"rule_set\":\"{}\",\"clause\":\"{}\",\n", kPhantomRuleSet, truth.clause);
  text += fmt::format("\"tumour_cells\":{},\"patterns\":{{{}}},\n", truth.tumour_cells, patterns);
  text +=
      fmt::format("\"stained_od\":{},\n\"options\":{},\n\"cells\":[", kPhantomStainedOd, optionsText(scene.options));
  for (std::size_t i = 0; i < scene.cells.size(); ++i) {
    text += i == 0 ? "\n" : ",\n";
    appendCell(text, scene, scene.cells[i]);
  }
  text += "\n]}\n";
  return text;
}

}  // namespace herald
