#include "pipeline/pages/report_gallery.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "pipeline/drawing/html_template.h"
#include "pipeline/drawing/number_text.h"
#include "pipeline/files/base64.h"
#include "pipeline/files/embedded_file.h"

HERALD_EMBED(gallery_html, "pipeline/pages/templates/gallery.html")

namespace herald {
namespace {

OrderedJson pictureJson(const EvidenceCell& shown, const CellClassOptions& cuts, double um_per_px) {
  if (shown.jpeg.empty()) return nullptr;
  return {{"jpeg", base64(shown.jpeg)},
          {"outline", outlineOnPicture(shown.cell, outlineInPicture(shown, um_per_px), cuts)}};
}

OrderedJson figureJson(const EvidenceCell& shown, const CellClassOptions& cuts, double um_per_px) {
  const auto width = shown.cell.membrane_width_um;
  return {{"row", shown.row},
          {"class", static_cast<int>(shown.staining.cell_class)},
          {"picture", pictureJson(shown, cuts, um_per_px)},
          {"signature", signatureHtml(shown.cell, cuts)},
          {"width", width ? decimalText(static_cast<double>(*width), 1) + " µm" : "–"},
          {"x", shown.cell.seed.x},
          {"y", shown.cell.seed.y}};
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

OutlinePoints outlineInPicture(const EvidenceCell& shown, double um_per_px) {
  const double edge_px = shown.jpeg.empty() ? kEvidenceEdgeUm / um_per_px : shown.edge_in_level0_px;
  const Level0Point corner = shown.jpeg.empty()
                                 ? Level0Point{shown.cell.seed.x - edge_px / 2, shown.cell.seed.y - edge_px / 2}
                                 : shown.corner_in_level0;
  OutlinePoints points;
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
  static const HtmlTemplate kGallery(gallery_html());
  OrderedJson groups = OrderedJson::array();
  for (const EvidenceGroup& group : evidence.groups) {
    OrderedJson figures = OrderedJson::array();
    for (const std::uint32_t row : group.rows) figures.push_back(figureJson(evidence.of(row), cuts, um_per_px));
    groups.push_back({{"title", titleOf(group, cuts)}, {"figures", std::move(figures)}});
  }
  return kGallery.filled({{"groups", std::move(groups)}});
}

OrderedJson galleryJson(const Evidence& evidence, double um_per_px) {
  OrderedJson json = OrderedJson::array();
  for (const EvidenceCell& shown : evidence.cells)
    json.push_back({{"row", shown.row}, {"outline", outlineInPicture(shown, um_per_px)}});
  return json;
}

}  // namespace herald
