#include "pipeline/pages/report_gallery.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "pipeline/files/base64.h"
#include "pipeline/pages/html_page.h"

namespace herald {
namespace {

constexpr double kWheelOd = 1.2;     // optical density at the rim of the wheel
constexpr double kWheelHub = 0.3;    // share of its radius
constexpr double kWheelRadius = 48;  // of 100 across

using Outline = std::vector<int>;

bool isStained(SectorSet sectors, std::size_t sector) {
  return (sectors >> sector & 1U) != 0;
}

std::string middle(const Outline& outline, std::size_t a, std::size_t b) {
  return fmt::format("{} {}", (outline[2 * a] + outline[2 * b]) / 2, (outline[2 * a + 1] + outline[2 * b + 1]) / 2);
}

std::string closedPath(const Outline& outline) {
  std::string path;
  for (std::size_t i = 0; i + 1 < outline.size(); i += 2)
    path += fmt::format("{}{} {}", i == 0 ? "M" : "L", outline[i], outline[i + 1]);
  return path + "Z";
}

// Each stained sector goes from the middle before its point to the middle behind it.
std::string stainedPath(const Outline& outline, SectorSet sectors) {
  constexpr std::size_t kSectors = kMembraneSectors;
  std::string path;
  for (std::size_t i = 0; i < kSectors; ++i)
    if (isStained(sectors, i))
      path += fmt::format("M{}L{} {}L{}", middle(outline, (i + kSectors - 1) % kSectors, i), outline[2 * i],
                          outline[2 * i + 1], middle(outline, i, (i + 1) % kSectors));
  return path;
}

// By StainingPattern; judge.ts has the same.
constexpr std::array<std::string_view, 7> kPatternWords = {
    "unstained",      "incomplete, weak",   "incomplete, moderate", "incomplete, strong",
    "complete, weak", "complete, moderate", "complete, strong"};

double wheelRadius(double od) {
  return kWheelRadius * (kWheelHub + (1 - kWheelHub) * std::min(1.0, od / kWheelOd));
}

// Spokes of the stained or of the other sectors; sector 0 points up, and they go round clockwise.
std::string spokes(const MembraneSignature& membrane, SectorSet sectors, bool stained) {
  std::string path;
  for (std::size_t i = 0; i < kMembraneSectors; ++i) {
    if (isStained(sectors, i) != stained) continue;
    const double angle = 2 * std::numbers::pi * static_cast<double>(i) / kMembraneSectors;
    const auto at = [&](double radius) {
      return fmt::format("{:.1f} {:.1f}", 50 + radius * std::sin(angle), 50 - radius * std::cos(angle));
    };
    path += fmt::format("M{}L{}", at(wheelRadius(0)), at(wheelRadius(membrane.peak[i] * kPeakStepOd)));
  }
  return path;
}

std::string wheelSvg(const EvidenceCell& shown, SectorSet sectors, const CellClassOptions& cuts) {
  const auto ring = [](double od) {
    return fmt::format("<circle class=\"ring\" cx=\"50\" cy=\"50\" r=\"{:.1f}\"/>", wheelRadius(od));
  };
  return fmt::format(
      "<svg class=\"wheel\" viewBox=\"0 0 100 100\" role=\"img\" aria-label=\"membrane signature\">{}{}"
      "<path class=\"off\" d=\"{}\"/><path class=\"on\" d=\"{}\"/></svg>",
      ring(cuts.moderate_od), ring(cuts.strong_od), spokes(shown.cell.membrane, sectors, false),
      spokes(shown.cell.membrane, sectors, true));
}

std::string cropHtml(const EvidenceCell& shown, SectorSet sectors, double um_per_px) {
  if (shown.jpeg.empty()) return "";
  const Outline outline = outlineInPicture(shown, um_per_px);
  return fmt::format(
      "<div class=\"crop\"><img alt=\"\" src=\"data:image/jpeg;base64,{}\">"
      "<svg viewBox=\"0 0 1000 1000\" aria-hidden=\"true\"><path class=\"outline\" d=\"{}\"/>"
      "<path class=\"stained\" d=\"{}\"/></svg></div>",
      base64(shown.jpeg), closedPath(outline), stainedPath(outline, sectors));
}

std::string figureHtml(const EvidenceCell& shown, const CellClassOptions& cuts, double um_per_px) {
  const SectorSet sectors = stainedSectorsOf(shown.cell.membrane, shown.cell.cytoplasm_dab_od, cuts);
  const auto cell_class = static_cast<std::size_t>(shown.staining.cell_class);
  const auto width = shown.cell.membrane_width_um;
  return fmt::format(
      "<figure class=\"cell\" data-row=\"{}\" data-class=\"{}\">{}<figcaption>{}<span class=\"class\">{}</span>"
      "<span class=\"measures\">{} · {:.0f} % of the outline · OD {:.3f}</span>"
      "<span class=\"place\">line {} · x {}, y {}</span></figcaption></figure>\n",
      shown.row, cell_class, cropHtml(shown, sectors, um_per_px), wheelSvg(shown, sectors, cuts),
      kCellClassNames[cell_class], kPatternWords.at(static_cast<std::size_t>(shown.staining.pattern)),
      100 * shown.staining.completeness, shown.staining.dab_od, width ? fmt::format("{:.1f} µm", *width) : "–",
      shown.cell.seed.x, shown.cell.seed.y);
}

std::string titleOf(const EvidenceGroup& group, const CellClassOptions& cuts) {
  const auto cells = [](std::size_t count) { return fmt::format("{} cell{}", count, count == 1 ? "" : "s"); };
  switch (group.kind) {
    case EvidenceKind::kTypical:
      return group.cells == 1 ? fmt::format("The only cell of class {}", group.subject)
                              : fmt::format("Typical of class {}: from the faintest to the strongest of {}",
                                            group.subject, cells(group.cells));
    case EvidenceKind::kNearCut: {
      const auto found = std::find_if(classCuts().begin(), classCuts().end(),
                                      [&](const ClassCut& cut) { return cut.name == group.subject; });
      return fmt::format("Nearest to {} = {:g}, from below to above, of {} close to it", group.subject,
                         cuts.*(found->value), cells(group.cells));
    }
    case EvidenceKind::kWouldFlip:
      return fmt::format("Would make it {}: closest to changing sides in {}; about {} would have to",
                         her2ScoreName(*group.new_score), group.subject, cells(group.to_change));
  }
  return "";
}

}  // namespace

std::vector<int> outlineInPicture(const EvidenceCell& shown, double um_per_px) {
  const double edge_px = shown.jpeg.empty() ? kEvidenceEdgeUm / um_per_px : shown.edge_in_level0_px;
  const Level0Point corner = shown.jpeg.empty()
                                 ? Level0Point{shown.cell.seed.x - edge_px / 2, shown.cell.seed.y - edge_px / 2}
                                 : shown.corner_in_level0;
  std::vector<int> points;
  for (const OutlineOffset& offset : shown.cell.outline) {
    const auto thousandths = [&](std::int32_t seed, std::int16_t step, double from) {
      return static_cast<int>(std::lround((seed + 0.5 + step * kOutlineStepPx - from) / edge_px * 1000));
    };
    points.push_back(thousandths(shown.cell.seed.x, offset.dx, corner.x));
    points.push_back(thousandths(shown.cell.seed.y, offset.dy, corner.y));
  }
  return points;
}

std::string galleryHtml(const Evidence& evidence, const CellClassOptions& cuts, double um_per_px) {
  std::string html;
  for (const EvidenceGroup& group : evidence.groups) {
    html += fmt::format("<h3>{}</h3>\n<div class=\"gallery\">\n", htmlText(titleOf(group, cuts)));
    for (const std::uint32_t row : group.rows) html += figureHtml(evidence.of(row), cuts, um_per_px);
    html += "</div>\n";
  }
  return html;
}

OrderedJson galleryJson(const Evidence& evidence, double um_per_px) {
  OrderedJson json = OrderedJson::array();
  for (const EvidenceCell& shown : evidence.cells)
    json.push_back({{"row", shown.row}, {"outline", outlineInPicture(shown, um_per_px)}});
  return json;
}

}  // namespace herald
