// The evidence gallery of a slide's report: each cell as its picture with the outline on it, its signature as a wheel,
// its class and measures (signature_drawing.h). The page's script has them drawn again when a cut moves.
// Pure; thread-safe.
#pragma once

#include <string>

#include "pipeline/analysis/evidence.h"
#include "pipeline/drawing/signature_drawing.h"
#include "pipeline/files/json_text.h"

namespace herald {

// A part of the page for each group, as HTML; empty without groups. `um_per_px` of level 0.
[[nodiscard]] std::string galleryHtml(const Evidence& evidence, const CellClassOptions& cuts, double um_per_px);

// What the page's script needs of each cell, in the order of evidence.cells: row, outline (x, y, ... in thousandths of
// the picture's edge).
[[nodiscard]] OrderedJson galleryJson(const Evidence& evidence, double um_per_px);

// A cell's 64 membrane points in thousandths of the edge of its picture.
[[nodiscard]] OutlinePoints outlineInPicture(const EvidenceCell& shown, double um_per_px);

}  // namespace herald
