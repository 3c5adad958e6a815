#include "pipeline/drawing/signature_drawing.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "pipeline/drawing/html_template.h"
#include "pipeline/drawing/number_text.h"
#include "pipeline/files/embedded_file.h"
#include "pipeline/results/words.h"

HERALD_EMBED(wheel_svg, "pipeline/drawing/templates/wheel.svg")
HERALD_EMBED(outline_on_picture_svg, "pipeline/drawing/templates/outline_on_picture.svg")
HERALD_EMBED(outline_on_slide_svg, "pipeline/drawing/templates/outline_on_slide.svg")
HERALD_EMBED(signature_html, "pipeline/drawing/templates/signature.html")

namespace herald {
namespace {

constexpr double kWheelOd = 1.2;     // optical density at the rim of the wheel
constexpr double kWheelHub = 0.3;    // share of its radius
constexpr double kWheelRadius = 48;  // of 100 across
constexpr int kSlideUnitsPerPx = 8;  // of the drawing on the slide: the middle of two points is whole

bool isStained(SectorSet sectors, std::size_t sector) {
  return (sectors >> sector & 1U) != 0;
}

SectorSet sectorsOf(const CellRecord& cell, const CellClassOptions& cuts) {
  return stainedSectorsOf(cell.membrane, cell.side_dab_od, cuts);
}

std::string pointText(int x, int y) {
  return std::to_string(x) + ' ' + std::to_string(y);
}

std::string middleOf(const OutlinePoints& outline, std::size_t a, std::size_t b) {
  return pointText((outline[2 * a] + outline[2 * b]) / 2, (outline[2 * a + 1] + outline[2 * b + 1]) / 2);
}

double wheelRadius(double od) {
  return kWheelRadius * (kWheelHub + (1 - kWheelHub) * std::min(1.0, od / kWheelOd));
}

// Spokes of the stained or of the other sectors.
std::string spokes(const MembraneSignature& membrane, SectorSet sectors, bool stained) {
  std::string path;
  for (std::size_t i = 0; i < kMembraneSectors; ++i) {
    if (isStained(sectors, i) != stained) continue;
    const double angle = 2 * std::numbers::pi * static_cast<double>(i) / kMembraneSectors;
    const auto at = [&](double radius) {
      return decimalText(50 + radius * std::sin(angle), 1) + ' ' + decimalText(50 - radius * std::cos(angle), 1);
    };
    path += 'M' + at(wheelRadius(0)) + 'L' + at(wheelRadius(membrane.excess[i] * kExcessStepOdUm));
  }
  return path;
}

// From the corner of the seed's pixel.
template <class Outline>
OutlinePoints pointsOnSlide(const Outline& outline) {
  constexpr auto kUnitsPerStep = static_cast<int>(kOutlineStepPx * kSlideUnitsPerPx);
  OutlinePoints points;
  for (const OutlineOffset& offset : outline) {
    points.push_back(kSlideUnitsPerPx / 2 + offset.dx * kUnitsPerStep);
    points.push_back(kSlideUnitsPerPx / 2 + offset.dy * kUnitsPerStep);
  }
  return points;
}

}  // namespace

std::string closedPath(const OutlinePoints& outline) {
  std::string path;
  for (std::size_t i = 0; i + 1 < outline.size(); i += 2)
    path += (i == 0 ? 'M' : 'L') + pointText(outline[i], outline[i + 1]);
  return path + 'Z';
}

std::string stainedPath(const OutlinePoints& outline, SectorSet sectors) {
  constexpr std::size_t kSectors = kMembraneSectors;
  std::string path;
  for (std::size_t i = 0; i < kSectors; ++i)
    if (isStained(sectors, i))
      path += 'M' + middleOf(outline, (i + kSectors - 1) % kSectors, i) + 'L' +
              pointText(outline[2 * i], outline[2 * i + 1]) + 'L' + middleOf(outline, i, (i + 1) % kSectors);
  return path;
}

std::string wheelSvg(const CellRecord& cell, const CellClassOptions& cuts) {
  static const HtmlTemplate kWheel(wheel_svg());
  const SectorSet sectors = sectorsOf(cell, cuts);
  return kWheel.filled(
      {{"stained_percent", decimalText(100 * classifyCell(cell, cuts).completeness, 0)},
       {"rings", {decimalText(wheelRadius(cuts.moderate_od_um), 1), decimalText(wheelRadius(cuts.strong_od_um), 1)}},
       {"unstained", spokes(cell.membrane, sectors, false)},
       {"stained", spokes(cell.membrane, sectors, true)}});
}

std::string outlineOnPicture(const CellRecord& cell, const OutlinePoints& outline, const CellClassOptions& cuts) {
  static const HtmlTemplate kOutline(outline_on_picture_svg());
  return kOutline.filled({{"outline", closedPath(outline)}, {"stained", stainedPath(outline, sectorsOf(cell, cuts))}});
}

std::string outlineOnSlide(const CellRecord& cell, const CellClassOptions& cuts) {
  static const HtmlTemplate kOutline(outline_on_slide_svg());
  const OutlinePoints membrane = pointsOnSlide(cell.outline);
  return kOutline.filled({{"x", cell.seed.x},
                          {"y", cell.seed.y},
                          {"scale", decimalText(1.0 / kSlideUnitsPerPx, 3)},
                          {"membrane", closedPath(membrane)},
                          {"nucleus", closedPath(pointsOnSlide(cell.nucleus_outline))},
                          {"stained", stainedPath(membrane, sectorsOf(cell, cuts))}});
}

std::string signatureHtml(const CellRecord& cell, const CellClassOptions& cuts) {
  static const HtmlTemplate kSignature(signature_html());
  const CellStaining staining = classifyCell(cell, cuts);
  return kSignature.filled({{"wheel", wheelSvg(cell, cuts)},
                            {"class", kCellClassNames.at(static_cast<std::size_t>(staining.cell_class))},
                            {"pattern", patternWords(staining.pattern)},
                            {"completeness", decimalText(100 * staining.completeness, 0)},
                            {"excess_od_um", decimalText(staining.excess_od_um, 3)}});
}

}  // namespace herald
